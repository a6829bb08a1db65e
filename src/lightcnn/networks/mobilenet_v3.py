"""MobileNetV3, Large and Small, at any width, and the minimalistic variants of both.

Source: Howard et al. 2019, arXiv:1905.02244, Tables 1 and 2; how channels are rounded when the width changes,
what the widths leave alone, batch norm, dropout and the minimalistic variants from the authors' code
(tensorflow/models, research/slim/nets/mobilenet/mobilenet_v3.py). Table 2 marks a squeeze-and-excite after
the last convolution of Small, which neither that code nor the printed 2.5 M parameters have.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from typing import Literal, NamedTuple

from torch import nn

from lightcnn.arithmetic import scaled_channels
from lightcnn.blocks.conv import conv_bn_act, hard_swish, relu
from lightcnn.blocks.inverted_residual_v3 import InvertedResidualV3

Size = Literal["large", "small"]
Layout = Literal["authors", "torchvision"]

SIDE = 224  # pixels: the input of both tables
STEM_CHANNELS, STEM_SIDE = 16, 112  # the side is tested, never used to build
EPSILON = 1e-3  # added to the variance by the authors' batch norm, and by torchvision's in this network


class Bneck(NamedTuple):
    """A row "bneck" of Table 1 or 2."""

    kernel: int
    expanded: int  # channels of the middle, "exp size"
    channels: int  # "#out"
    excite: bool  # "SE"
    act: Literal["RE", "HS"]  # "NL": ReLU or h-swish
    stride: int
    side: int  # output side for a 224 x 224 image: tested, never used to build


class Spec(NamedTuple):
    """A table: its bnecks, then the 1x1 convolutions before and after the average pool."""

    bnecks: tuple[Bneck, ...]
    last: int
    head: int
    head_grows: bool  # above width 1, as the parameters printed for width 1.25 have it


SPECS: dict[Size, Spec] = {
    "large": Spec(
        (
            Bneck(3, 16, 16, False, "RE", 1, 112),
            Bneck(3, 64, 24, False, "RE", 2, 56),
            Bneck(3, 72, 24, False, "RE", 1, 56),
            Bneck(5, 72, 40, True, "RE", 2, 28),
            Bneck(5, 120, 40, True, "RE", 1, 28),
            Bneck(5, 120, 40, True, "RE", 1, 28),
            Bneck(3, 240, 80, False, "HS", 2, 14),
            Bneck(3, 200, 80, False, "HS", 1, 14),
            Bneck(3, 184, 80, False, "HS", 1, 14),
            Bneck(3, 184, 80, False, "HS", 1, 14),
            Bneck(3, 480, 112, True, "HS", 1, 14),
            Bneck(3, 672, 112, True, "HS", 1, 14),
            Bneck(5, 672, 160, True, "HS", 2, 7),
            Bneck(5, 960, 160, True, "HS", 1, 7),
            Bneck(5, 960, 160, True, "HS", 1, 7),
        ),
        last=960,
        head=1280,
        head_grows=False,
    ),
    "small": Spec(
        (
            Bneck(3, 16, 16, True, "RE", 2, 56),
            Bneck(3, 72, 24, False, "RE", 2, 28),
            Bneck(3, 88, 24, False, "RE", 1, 28),
            Bneck(5, 96, 40, True, "HS", 2, 14),
            Bneck(5, 240, 40, True, "HS", 1, 14),
            Bneck(5, 240, 40, True, "HS", 1, 14),
            Bneck(5, 120, 48, True, "HS", 1, 14),
            Bneck(5, 144, 48, True, "HS", 1, 14),
            Bneck(5, 288, 96, True, "HS", 2, 7),
            Bneck(5, 576, 96, True, "HS", 1, 7),
            Bneck(5, 576, 96, True, "HS", 1, 7),
        ),
        last=576,
        head=1024,
        head_grows=True,
    ),
}
ACTS: dict[str, Callable[[], nn.Module]] = {"RE": relu, "HS": hard_swish}


def mobilenet_v3(
    size: Size = "large",
    width: float = 1.0,
    minimalistic: bool = False,
    classes: int = 1000,
    *,
    layout: Layout = "authors",
) -> nn.Sequential:
    """MobileNetV3: (N, 3, 224, 224) -> logits (N, classes). Other sides work from 1 up.

    The parts are named stem, bneck1, bneck2, ..., last (a 1x1 convolution), pool, head (a 1x1 convolution
    with a bias and no batch norm), act, flatten, dropout, classifier. At width 1 Large has 5,483,032
    parameters and 216.6 M multiply-adds, Small 2,542,856 and 56.5 M.

    Args:
        size: "large" (Table 1) or "small" (Table 2).
        width: Scales all channels but the head's, to the nearest multiple of 8.
        minimalistic: Only 3x3 kernels, no squeeze-and-excite, ReLU instead of h-swish; same channels.
        classes: Outputs of the last layer.
        layout: "authors" expands each block's scaled input by the table's ratio, and never shrinks the head;
            it stays at 1280 in Large and grows above width 1 in Small, as the printed parameters say.
            "torchvision" scales the table's numbers one by one, the head included, makes the last convolution
            six times as wide as the last block, and has a linear layer for the head. Its state dict has the
            same tensors in the same order as torchvision's, under our names:
            ``net.load_state_dict(dict(zip(net.state_dict(), theirs.values(), strict=True)))``.
    Raises: ValueError on another size or layout, a width that is not positive and finite, fewer than 1 class,
        or a minimalistic network in torchvision's layout, which has none.
    """
    _check(size, width, minimalistic, classes, layout)
    theirs = layout == "torchvision"
    spec = SPECS[size]
    rows = [_plain(row) for row in spec.bnecks] if minimalistic else spec.bnecks
    act = ACTS["RE" if minimalistic else "HS"]
    stem = channels = scaled_channels(STEM_CHANNELS, width)
    bnecks: dict[str, nn.Module] = {}
    printed = STEM_CHANNELS
    for number, row in enumerate(rows, 1):
        # 184 / 80 of 64 channels and 0.75 of 184 round differently: the authors take the ratio.
        middle = scaled_channels(*((row.expanded, width) if theirs else (channels, row.expanded / printed)))
        c_out = scaled_channels(row.channels, width)
        bnecks[f"bneck{number}"] = InvertedResidualV3(
            channels, c_out, middle=middle, kernel=row.kernel, stride=row.stride, excite=row.excite,
            act=ACTS[row.act],
        )  # fmt: skip
        channels, printed = c_out, row.channels
    last = 6 * channels if theirs else scaled_channels(spec.last, width)
    wide = width if theirs else max(1.0, width) if spec.head_grows else 1.0
    head = scaled_channels(spec.head, wide)
    flatten, widen = nn.Flatten(), nn.Linear(last, head) if theirs else nn.Conv2d(last, head, 1)
    net = nn.Sequential(
        OrderedDict(
            stem=conv_bn_act(3, stem, 3, stride=2, act=act),
            **bnecks,
            last=conv_bn_act(channels, last, 1, act=act),
            pool=nn.AdaptiveAvgPool2d(1),
            **({"flatten": flatten, "head": widen} if theirs else {"head": widen}),
            act=act(),
            **({} if theirs else {"flatten": flatten}),
            dropout=nn.Dropout(0.2),
            classifier=nn.Linear(head, classes),
        )
    )
    for module in net.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.eps = EPSILON
    return net


def _plain(row: Bneck) -> Bneck:
    return row._replace(kernel=3, excite=False, act="RE")


def _check(size: Size, width: float, minimalistic: bool, classes: int, layout: Layout) -> None:
    for name, value, choices in (
        ("size", size, tuple(SPECS)),
        ("layout", layout, ("authors", "torchvision")),
    ):
        if value not in choices:
            raise ValueError(f"{name} must be one of {choices}, got {value!r}")
    if not (width > 0 and math.isfinite(width)):
        raise ValueError(f"width must be positive and finite, got {width}")
    if classes < 1:
        raise ValueError(f"classes must be 1 or more, got {classes}")
    if minimalistic and layout == "torchvision":
        raise ValueError('torchvision has no minimalistic network: take layout="authors"')


WIDTHS = (("0_35", 0.35), ("0_5", 0.5), ("0_75", 0.75), ("1_25", 1.25))  # beside 1
VARIANTS: dict[str, Callable[[], nn.Module]] = {}
for _size in SPECS:
    _name = f"mobilenet_v3_{_size}"
    VARIANTS |= {_name: partial(mobilenet_v3, _size)}
    VARIANTS |= {f"{_name}_x{name}": partial(mobilenet_v3, _size, width) for name, width in WIDTHS}
    VARIANTS |= {f"{_name}_minimalistic": partial(mobilenet_v3, _size, minimalistic=True)}

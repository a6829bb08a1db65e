"""The gates of a trained network as plain data: `ChannelGates(**channel_gates())`."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from lightcnn.blocks.squeeze_excite import SqueezeExcite
from lightcnn.inspection import outputs
from lightcnn.pretrained.text_line import ANSWERS, SLOPE, LineBneck, as_input, drawn, text_line

Line = tuple[str, bool]
# Two texts, each both ways: the network is right and sure of all four.
LINES: tuple[Line, ...] = (
    ("This side up", False),
    ("This side up", True),
    ("Arrivals", False),
    ("Arrivals", True),
)
BLOCKS = ("bneck1", "bneck6", "bneck11")  # the first, the middle and the last block with gates
SHOWN = 8  # feature maps of a block


class Runs(NamedTuple):
    """What a block got and gave.

    before: [line][line whose gates the whole network keeps] maps in front of the gates, (C, h, w).
    gates: Of each line, (N, C).
    """

    before: list[list[Tensor]]
    gates: Tensor


def channel_gates(lines: Sequence[Line] = LINES, blocks: Sequence[str] = BLOCKS) -> dict[str, Any]:
    """What `ChannelGates` shows of the trained network that asks whether a line of text is upside down.

    Args:
        lines: At least two, each a text and whether it is turned.
        blocks: Names of parts of `text_line()` that have a squeeze-and-excite; the last is shown at first.
    Raises: as `text_line` and `drawn`; ValueError on fewer lines, or a block without gates.
    """
    if len(lines) < 2:
        raise ValueError(f"lines must be at least two, to compare them, got {len(lines)}")
    net = text_line()
    parts = {name: part for name, part in net.named_children() if isinstance(part, LineBneck)}
    gated = [name for name, part in parts.items() if isinstance(part.excite, SqueezeExcite)]
    if wrong := [name for name in blocks if name not in gated]:
        raise ValueError(f"a block must be one of {', '.join(gated)}, got {wrong[0]!r}")
    pictures = np.stack([drawn(text, turned=turned) for text, turned in lines])
    images = as_input(pictures)
    gates = outputs(net, images, [f"{name}.excite.gate" for name in gated])
    kept = [
        _kept(net, images, {name: made[base] for name, made in gates.items()}) for base in range(len(lines))
    ]
    rows, maps = [], []
    for name in blocks:
        before = [[run[f"{name}.depthwise"][line] for run in kept] for line in range(len(lines))]
        row, pictures_ = _block(parts[name], name, Runs(before, gates[f"{name}.excite.gate"].flatten(1)))
        rows.append(row)
        maps.append(pictures_)
    logits = torch.stack([run["classifier"] for run in kept], 1)
    return {
        "lines": [
            {"text": text, "turned": turned, "src": png(picture, greys=256)}
            for (text, turned), picture in zip(lines, pictures, strict=True)
        ],
        "answers": list(ANSWERS),
        "odds": _numbers(logits[..., 1] - logits[..., 0]),
        "blocks": rows,
        "maps": maps,
    }


def _kept(net: nn.Module, images: Tensor, gates: dict[str, Tensor]) -> dict[str, Tensor]:
    """What the blocks filter, and the logits, where all blocks have these gates whatever they see."""
    with holding(net, gates):
        return outputs(
            net, images, [*(name.replace("excite.gate", "depthwise") for name in gates), "classifier"]
        )


@contextmanager
def holding(net: nn.Module, gates: dict[str, Tensor]) -> Iterator[None]:
    """Inside, the parts called so give these gates, (C, 1, 1), to every image: what a scale would do."""
    hooks = [
        net.get_submodule(name).register_forward_hook(
            lambda part, given, made, gate=gate: gate.expand_as(made)
        )
        for name, gate in gates.items()
    ]
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()


def _block(part: nn.Module, name: str, runs: Runs) -> tuple[dict[str, Any], list[str]]:
    """The widget's row for a block, and the pictures of its maps."""
    assert isinstance(part, LineBneck) and isinstance(part.excite, SqueezeExcite)
    reduce, restore = (part.excite.gate.get_submodule(key) for key in ("reduce", "restore"))
    norm = part.depthwise.get_submodule("bn")
    assert (
        isinstance(reduce, nn.Conv2d) and isinstance(restore, nn.Conv2d) and isinstance(norm, nn.BatchNorm2d)
    )
    assert norm.running_var is not None and restore.bias is not None and reduce.bias is not None
    shown = _liveliest(runs.gates)
    own = torch.stack([row[line].mean((1, 2)) for line, row in enumerate(runs.before)])
    most, pictures = _sprites([[maps[shown] for maps in row] for row in runs.before])
    different = list(dict.fromkeys(picture for row in pictures for picture in row))
    row = {
        "name": name,
        "channels": restore.out_channels,
        "squeezed": reduce.out_channels,
        "size": list(runs.before[0][0].shape[1:]),
        "shown": shown,
        "slope": SLOPE,
        "scale": _numbers((norm.weight / (norm.running_var + norm.eps).sqrt())[shown]),
        "reduce": _numbers(reduce.weight[:, shown, 0, 0].T),
        "offset": _numbers(reduce.bias),
        "sums": _numbers(reduce(own[..., None, None]).flatten(1)),
        "restore": _numbers(restore.weight[shown].flatten(1)),
        "bias": _numbers(restore.bias[shown]),
        "gates": [[round(gate, 4) for gate in line] for line in runs.gates.tolist()],
        "means": [[_numbers(maps.mean((1, 2))[shown]) for maps in row] for row in runs.before],
        "most": _numbers(most),
        "which": [[different.index(picture) for picture in row] for row in pictures],
    }
    return row, different


def _liveliest(gates: Tensor) -> list[int]:
    """Of each eighth of the channels the one whose gate differs most from line to line."""
    moving = gates.amax(0) - gates.amin(0)
    ends = [round(len(moving) * i / SHOWN) for i in range(SHOWN + 1)]
    return [low + int(moving[low:high].argmax()) for low, high in zip(ends, ends[1:], strict=False)]


def _sprites(maps: list[list[Tensor]]) -> tuple[Tensor, list[list[str]]]:
    """Of (C, h, w) the largest value of each channel, white in all pictures of it, and the pictures.

    A picture has the maps one under the other.

    What is drawn is the square root, so that faint values are seen.
    """
    most = torch.stack([one.amax((1, 2)) for row in maps for one in row]).amax(0).clamp_min(1e-6)
    shares = [[(one.clamp_min(0) / most[:, None, None]).sqrt() for one in row] for row in maps]
    return most, [[png((255 * one.flatten(0, 1)).round().byte().numpy()) for one in row] for row in shares]


def _numbers(values: Tensor) -> Any:
    """As lists, to five digits: the gates that come of them are right to three places."""
    return np.vectorize(lambda x: float(f"{x:.5g}"))(values.detach().numpy()).tolist()


def png(picture: np.ndarray, greys: int = 16) -> str:
    """Bytes (H, W) as the address of a PNG: with 16 greys it is small inside a page, with 256 exact."""
    from PIL import Image

    step = 255 // (greys - 1)
    levels = (picture / step).round().astype(np.uint8)
    image = Image.frombytes("P", picture.shape[::-1], levels.tobytes())
    image.putpalette([step * level for level in range(greys) for _ in range(3)])
    file = io.BytesIO()
    image.save(file, "PNG", bits=4 if greys == 16 else 8, optimize=True)
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()

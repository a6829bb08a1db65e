"""MobileNet V1's layers at every width and resolution: the data behind `MultiplierCalculator`.

Every layer does each of its weights once at every output position, so its multiply-adds are a product:
weights, which follow the width, times positions, which follow the resolution.

Source: Howard et al. 2017, arXiv:1704.04861, Table 1 and section 3.3; that a width drops the fraction of a
channel and leaves at least 8, from the authors' code (tensorflow/models, research/slim/nets/mobilenet_v1.py).
"""

from __future__ import annotations

from itertools import accumulate
from typing import NamedTuple

from lightcnn.arithmetic import conv_params, linear_params, output_side
from lightcnn.published import figures

WIDTHS = tuple(step / 20 for step in range(5, 21))  # the paper's 0.25 to 1, and what lies between
WIDER = 1.05  # one step beyond
SIDES = tuple(range(96, 225, 16))
BUDGETS = (75_000_000, 150_000_000, 300_000_000)
STEM, CLASSES, FEWEST = 32, 1000, 8
# Output channels and stride of the 13 blocks: a depthwise 3x3 that strides, then a 1x1. The last 3x3 does not
# stride, though Table 1 prints "s2": its input and its output are 7 x 7.
BLOCKS = ((64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), *((512, 1),) * 5, (1024, 2), (1024, 1))


class Layer(NamedTuple):
    """One layer at width 1. `block` counts stem, 13 blocks and classifier from 0."""

    name: str
    kind: str  # "full", "depthwise", "pointwise" or "classifier"
    block: int
    c_in: int
    c_out: int
    stride: int


def _layers() -> tuple[Layer, ...]:
    found = [Layer("3×3", "full", 0, 3, STEM, 2)]
    c_in = STEM
    for block, (c_out, stride) in enumerate(BLOCKS, 1):
        found.append(Layer("3×3 depthwise", "depthwise", block, c_in, c_in, stride))
        found.append(Layer("1×1", "pointwise", block, c_in, c_out, 1))
        c_in = c_out
    return (*found, Layer("classifier", "classifier", len(BLOCKS) + 1, c_in, CLASSES, 1))


LAYERS = _layers()


def channels(count: int, width: float) -> int:
    """Channels of a layer that has `count` at width 1."""
    return max(FEWEST, int(count * width))


def weights(width: float) -> list[int]:
    """Weights of each layer, without batch norms and biases."""
    return [_weights(layer, width) for layer in LAYERS]


def _weights(layer: Layer, width: float) -> int:
    c_in = layer.c_in if layer.kind == "full" else channels(layer.c_in, width)
    if layer.kind == "classifier":
        return linear_params(c_in, CLASSES, bias=False)
    c_out = channels(layer.c_out, width)
    if layer.kind == "depthwise":
        return conv_params(c_in, c_out, 3, groups=c_in)
    return conv_params(c_in, c_out, 3 if layer.kind == "full" else 1)


def sides(side: int) -> list[int]:
    """Side of each layer's output, in pixels, for an image of `side`; 1 after the average pool."""

    def after(before: int, layer: Layer) -> int:
        return 1 if layer.kind == "classifier" else output_side(before, 3, layer.stride, padding=1)

    return list(accumulate(LAYERS, after, initial=side))[1:]


def macs(width: float, side: int) -> int:
    """Multiply-adds of the whole network."""
    return sum(count * out**2 for count, out in zip(weights(width), sides(side), strict=True))


def most_held(width: float, side: int) -> int:
    """Bytes of the layer whose input and output take most, as float32: what memory a run needs at least."""
    before = [side, *sides(side)]
    held = (
        (layer.c_in if layer.kind == "full" else channels(layer.c_in, width)) * before[i] ** 2
        + channels(layer.c_out, width) * before[i + 1] ** 2
        for i, layer in enumerate(LAYERS[:-1])
    )
    return 4 * max(held)


def pairs(budget: int) -> list[tuple[float, int]]:
    """(width, side) on the curve of a budget: at each resolution the widest network that it pays for.

    Resolutions at which even a network wider than 1 would be paid for are left out.
    """
    scale = (*WIDTHS, WIDER)
    found = []
    for side in SIDES:
        paid = [width for width in scale if macs(width, side) <= budget]
        if paid and paid[-1] < WIDER:
            found.append((paid[-1], side))
    return found


def curve(budget: int) -> list[tuple[float, int]]:
    """(width, side) at which the multiply-adds are `budget`, between the widths that are counted."""
    scale = (*WIDTHS, WIDER)
    found = []
    for side in SIDES:
        costs = [macs(width, side) for width in scale]
        above = next((i for i, cost in enumerate(costs) if cost > budget), 0)
        if above:
            low, high = costs[above - 1 : above + 1]
            share = (budget - low) / (high - low)
            found.append((scale[above - 1] * (1 - share) + scale[above] * share, side))
    return found


class Published(NamedTuple):
    """A pair whose accuracy has been printed."""

    width: float
    side: int
    top1: str
    source: str


def published() -> list[Published]:
    """The 4 x 4 networks of the paper, top-1 in percent as printed: by it, or else by its authors' list."""
    found = []
    for figure in figures("mobilenet_v1.x"):
        _, variant, quantity = figure.key.split(".")
        if quantity == "top1":
            *width, side = variant.removeprefix("x").split("_")
            found.append(Published(float(".".join(width)), int(side), figure.text, figure.source))
    return found

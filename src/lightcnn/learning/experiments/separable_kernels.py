"""SqueezeNext's choice on a small scale: a 3x3 convolution, or a 3x1 and a 1x3 one after the other."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from functools import partial

from torch import nn

from lightcnn.blocks import conv_bn_act
from lightcnn.learning.data import halved, load_digits28
from lightcnn.learning.experiments._compare import Outcome, compare

KINDS = ("3x3", "3x1 + 1x3", "1x1")


def small_network(kind: str = "3x3", width: int = 16, classes: int = 10) -> nn.Sequential:
    """Four spatial stages between a stem and a classifier: (N, 1, H, W) -> logits (N, classes).

    Args:
        kind: What stands in each stage: "3x3", "3x1 + 1x3" (batch norm and ReLU between the two), or "1x1",
            which sees no neighbour at all: the floor of the comparison.
        width: Channels.
        classes: Outputs.
    Raises: ValueError naming the choices on another kind, or if width is below 1.
    """
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}, got {kind!r}")
    if width < 1:
        raise ValueError(f"width must be 1 or more, got {width}")
    parts: OrderedDict[str, nn.Module] = OrderedDict(stem=conv_bn_act(1, width, 3, stride=2))
    for number in range(1, 5):
        parts[f"stage{number}"] = _stage(kind, width)
        if number == 2:
            parts["pool"] = nn.MaxPool2d(2)
    parts |= {"average": nn.AdaptiveAvgPool2d(1), "flatten": nn.Flatten(), "fc": nn.Linear(width, classes)}
    return nn.Sequential(parts)


def _stage(kind: str, width: int) -> nn.Module:
    if kind == "3x1 + 1x3":
        return nn.Sequential(conv_bn_act(width, width, (3, 1)), conv_bn_act(width, width, (1, 3)))
    return conv_bn_act(width, width, 3 if kind == "3x3" else 1)


def run(
    kinds: Sequence[str] = KINDS, *, seeds: Sequence[int] = (0, 1, 2), epochs: int = 2, threads: int = 1
) -> list[Outcome]:
    """Train one network per kind and seed, digits of 14 x 14 pixels; errors as the functions it calls."""
    designs = {kind: partial(small_network, kind) for kind in kinds}
    return compare(designs, halved(load_digits28()), seeds=seeds, epochs=epochs, threads=threads)

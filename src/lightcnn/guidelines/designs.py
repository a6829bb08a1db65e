"""What each guideline compares: stacks of ten blocks that do the same number of multiply-adds.

All run on maps of 56 x 56 values, without batch norm, which is folded away when a network is used. The paper
has one set of channels for its GPU and a smaller one for its phone, and scales each by 1, 2 and 4.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

import torch
from torch import Tensor, nn

from lightcnn.arithmetic import pointwise_accesses

Guideline = Literal["G1", "G2", "G3", "G4"]
Platform = Literal["gpu", "arm"]

SIDE = 56  # pixels
BLOCKS = 10
SCALES = (1, 2, 4)


class Design(NamedTuple):
    """One row of one of the paper's tables, built.

    label: What sets it apart, for example "1:6" or "4 groups".
    key: The row's name in the published figures, for example "table1.ratio_1_6".
    channels: Input channels of the stack, then what the label is about.
    net: (N, channels[0], 56, 56) -> the same shape.
    accesses: Values read and written for one image if every operation reads its inputs and weights once and
        writes its output once.
    """

    label: str
    key: str
    channels: tuple[int, ...]
    net: nn.Module
    accesses: int


class Parallel(nn.Module):
    """Convolutions that all read the input, their outputs concatenated: (N, C, H, W) -> (N, sum, H, W)."""

    def __init__(self, *parts: nn.Module) -> None:
        super().__init__()
        self.parts = nn.ModuleList(parts)

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat([part(x) for part in self.parts], dim=1)


class Bottleneck(nn.Module):
    """1x1 to a quarter, 3x3, 1x1 back, with or without ReLUs and shortcut: (N, C, H, W) -> (N, C, H, W)."""

    def __init__(self, channels: int, *, relu: bool, shortcut: bool) -> None:
        super().__init__()
        narrow = channels // 4
        self.reduce = pointwise(channels, narrow)
        self.look = nn.Conv2d(narrow, narrow, 3, padding=1, bias=False)
        self.expand = pointwise(narrow, channels)
        self.act = nn.ReLU(inplace=True) if relu else nn.Identity()
        self.shortcut = shortcut

    def forward(self, x: Tensor) -> Tensor:
        y = self.expand(self.act(self.look(self.act(self.reduce(x)))))
        return self.act(y + x if self.shortcut else y)


def pointwise(c_in: int, c_out: int, groups: int = 1) -> nn.Conv2d:
    """A 1x1 convolution without a bias: (N, c_in, H, W) -> (N, c_out, H, W)."""
    return nn.Conv2d(c_in, c_out, 1, groups=groups, bias=False)


def designs(guideline: Guideline, platform: Platform = "arm", scale: int = 1) -> list[Design]:
    """The designs that a guideline compares, first the one that it recommends.

    Args:
        guideline: "G1" channel ratio, "G2" groups, "G3" fragments, "G4" element-wise operations.
        platform: Whose channels: those of the paper's GPU, or the smaller ones of its phone ("arm").
        scale: 1, 2 or 4, a column of the paper's tables: factor on all channels.
    Raises: ValueError naming the choices.
    Source: Ma et al. 2018, arXiv:1807.11164, Tables 1 to 4.
    """
    choices = (("guideline", guideline, GUIDELINES), ("platform", platform, ("gpu", "arm")))
    for name, value, allowed in (*choices, ("scale", scale, SCALES)):
        if value not in allowed:
            raise ValueError(f"{name} must be one of {', '.join(map(str, allowed))}, got {value!r}")
    return GUIDELINES[guideline](platform, scale)


# Table 1, x1: the product of the two widths is nearly the same in every row.
RATIOS = {
    "gpu": {"1:1": (128, 128), "1:2": (90, 180), "1:6": (52, 312), "1:12": (36, 432)},
    "arm": {"1:1": (32, 32), "1:2": (22, 44), "1:6": (13, 78), "1:12": (9, 108)},
}


def _channel_ratios(platform: Platform, scale: int) -> list[Design]:
    found = []
    for label, (c1, c2) in RATIOS[platform].items():
        c1, c2 = c1 * scale, c2 * scale
        parts = [layer for _ in range(BLOCKS) for layer in (pointwise(c1, c2), pointwise(c2, c1))]
        accesses = 2 * BLOCKS * pointwise_accesses(c1, c2, SIDE, SIDE)
        key = f"table1.ratio_{label.replace(':', '_')}"
        found.append(Design(label, key, (c1, c2), nn.Sequential(*parts), accesses))
    return found


# Table 2, x1: channels grow with the square root of the groups. The paper prints 180 channels with 8 groups
# for its phone, which 8 does not divide; 184 is the nearest multiple of 8 to 64 times the square root of 8.
GROUPED = {"gpu": {1: 128, 2: 180, 4: 256, 8: 360}, "arm": {1: 64, 2: 90, 4: 128, 8: 184}}


def _groups(platform: Platform, scale: int) -> list[Design]:
    found = []
    for g, channels in GROUPED[platform].items():
        c = channels * scale
        net = nn.Sequential(*(pointwise(c, c, g) for _ in range(BLOCKS)))
        accesses = BLOCKS * pointwise_accesses(c, c, SIDE, SIDE, g)
        found.append(Design(f"{g} groups" if g > 1 else "1 group", f"table2.g{g}", (c, g), net, accesses))
    return found


# Table 3, smallest column.
FRAGMENTED = {"gpu": 128, "arm": 64}


def _fragments(platform: Platform, scale: int) -> list[Design]:
    c = FRAGMENTED[platform] * scale
    # The paper gives the channels of the stack only. These keep the multiply-adds at c * c: in a series
    # c -> m -> c, m is c / 2; in c -> m -> m -> m -> c it solves 2 cm + 2 m^2 = c^2.
    half, third = c // 2, round(c * (3**0.5 - 1) / 2)
    rows: list[tuple[str, str, list[int], int]] = [
        ("1 fragment", "x1_fragment", [c, c], 1),
        ("2 in series", "x2_fragment_series", [c, half, c], 1),
        ("4 in series", "x4_fragment_series", [c, third, third, third, c], 1),
        ("2 in parallel", "x2_fragment_parallel", [c, c // 2], 2),
        ("4 in parallel", "x4_fragment_parallel", [c, c // 4], 4),
    ]
    found = []
    for label, key, widths, branches in rows:
        pairs = list(zip(widths, widths[1:], strict=False))
        blocks = [_fragmented(pairs, branches) for _ in range(BLOCKS)]
        joining = 2 * c * SIDE * SIDE if branches > 1 else 0  # the concatenation reads and writes c maps
        accesses = branches * sum(pointwise_accesses(a, b, SIDE, SIDE) for a, b in pairs) + joining
        fragments = max(len(pairs), branches)
        found.append(
            Design(label, f"table3.{key}", (c, fragments), nn.Sequential(*blocks), BLOCKS * accesses)
        )
    return found


def _fragmented(pairs: list[tuple[int, int]], branches: int) -> nn.Module:
    if branches == 1:
        return nn.Sequential(*(pointwise(a, b) for a, b in pairs))
    return Parallel(*(pointwise(*pairs[0]) for _ in range(branches)))


# Table 4, smallest column, for both platforms.
BOTTLENECK = 32


def _element_wise(platform: Platform, scale: int) -> list[Design]:
    c = BOTTLENECK * scale
    m, area = c // 4, SIDE * SIDE
    convolutions = 2 * pointwise_accesses(c, m, SIDE, SIDE) + 2 * m * area + 9 * m * m
    rectified, added = 2 * area * (m + m + c), 3 * area * c  # a ReLU reads and writes; a sum reads two
    found = []
    for label, key, relu, shortcut in (
        ("neither", "neither", False, False),
        ("ReLU", "relu_only", True, False),
        ("shortcut", "shortcut_only", False, True),
        ("both", "relu_and_shortcut", True, True),
    ):
        net = nn.Sequential(*(Bottleneck(c, relu=relu, shortcut=shortcut) for _ in range(BLOCKS)))
        accesses = BLOCKS * (convolutions + relu * rectified + shortcut * added)
        found.append(Design(label, f"table4.{key}", (c, int(relu), int(shortcut)), net, accesses))
    return found


GUIDELINES: dict[Guideline, Callable[[Platform, int], list[Design]]] = {
    "G1": _channel_ratios,
    "G2": _groups,
    "G3": _fragments,
    "G4": _element_wise,
}

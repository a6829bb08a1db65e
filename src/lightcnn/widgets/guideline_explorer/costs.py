"""What the designs of the four guidelines move at equal multiply-adds: the data behind `GuidelineExplorer`.

All do the multiply-adds of a 1x1 convolution from 128 to 128 channels. Widths are what keeps that exactly, so
they may be fractions of a channel; the stacks of `lightcnn.guidelines` round them.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from lightcnn.arithmetic import conv_macs

CHANNELS = 128
OUTPUTS = (128, 181, 314, 443)  # 1:1, 1:2, 1:6, 1:12, to the next channel
GROUPS = (1, 2, 4, 8)
FRAGMENTS = ("1 fragment", "2 in series", "4 in series", "2 in parallel", "4 in parallel")
EXTRAS = ("neither", "ReLU", "shortcut", "both")
RATIOS = ("1:1", "1:2", "1:6", "1:12")


class Case(NamedTuple):
    """One design of a guideline: its label as in `lightcnn.guidelines`, and the traits that show it."""

    guideline: str
    label: str
    state: dict[str, Any]


CASES = (
    *(Case("G1", label, {"outputs": n}) for label, n in zip(RATIOS, OUTPUTS, strict=True)),
    *(Case("G2", f"{g} groups" if g > 1 else "1 group", {"groups": g}) for g in GROUPS),
    *(Case("G3", label, {"fragments": label}) for label in FRAGMENTS),
    *(Case("G4", label, {"extras": label}) for label in EXTRAS),
)


def macs(side: int = 56) -> int:
    """Multiply-adds of every design, on maps of ``side`` x ``side`` values."""
    return conv_macs(CHANNELS, CHANNELS, 1, side, side)


def maps_moved(guideline: str, setting: Any) -> dict[str, float]:
    """Maps that a design reads ("read"), writes ("written"), or moves in a concatenation ("copied"), ReLUs
    ("relu") and an addition ("added").

    Args:
        guideline: "G1" to "G4".
        setting: Output channels, groups, one of `FRAGMENTS`, or one of `EXTRAS`.
    """
    if guideline == "G1":
        return {"read": CHANNELS**2 / setting, "written": setting}
    if guideline == "G2":
        return dict.fromkeys(("read", "written"), CHANNELS * math.sqrt(setting))
    if guideline == "G3":
        return _fragmented(FRAGMENTS.index(setting))
    wide = CHANNELS * math.sqrt(16 / 17)  # a bottleneck to a quarter has 17/16 c² weights
    found = {"read": wide * 3 / 2, "written": wide * 3 / 2}
    if setting in ("ReLU", "both"):
        found["relu"] = 2 * wide * 3 / 2
    if setting in ("shortcut", "both"):
        found["added"] = 3 * wide
    return found


def _fragmented(index: int) -> dict[str, float]:
    pieces, parallel = ((1, False), (2, False), (4, False), (2, True), (4, True))[index]
    if parallel:  # each reads all; the concatenation reads and writes all outputs
        return {"read": pieces * CHANNELS, "written": CHANNELS, "copied": 2 * CHANNELS}
    # c -> m -> ... -> m -> c with 2cm + (pieces - 2)m² = c²
    inner = {1: 0.0, 2: CHANNELS / 2, 4: CHANNELS * (math.sqrt(3) - 1) / 2}[pieces]
    return dict.fromkeys(("read", "written"), CHANNELS + (pieces - 1) * inner)


def values_moved(guideline: str, setting: Any, side: int = 56) -> float:
    """Values that a design moves at least: its maps, and its weights, whose number is the same for all."""
    return sum(maps_moved(guideline, setting).values()) * side**2 + CHANNELS**2


def times_the_least(case: Case, side: int = 56) -> float:
    """Values moved relative to the guideline's first design."""
    first = next(one for one in CASES if one.guideline == case.guideline)
    best, moved = (values_moved(one.guideline, next(iter(one.state.values())), side) for one in (first, case))
    return moved / best

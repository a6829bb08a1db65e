"""What a grid of few bits costs a histogram, and how much of it each channel's weights can use.

The formulas behind `LowPrecision`, in plain numbers: its scripts compute the same while the reader drags.
Values of one bar count as spread evenly over it, except those that are exactly 0, which no grid changes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

BITS = range(9)
BOUNDS = tuple(i / 4 for i in range(1, 65))
ENOUGH = 4  # points: a channel with fewer keeps little of its filter


class Errors(NamedTuple):
    """Sums of squares: of the values, of what rounding changes in them, and of what the bound cuts off."""

    signal: float
    rounding: float
    clipping: float

    @property
    def decibel(self) -> float:
        """Signal over error; 0 where nothing but zeros is kept."""
        return 10 * math.log10(self.signal / (self.rounding + self.clipping))


def errors(record: Mapping[str, Any], bits: int, bound: float) -> Errors:
    """What `precision.on_fixed_grid` with this bound does to the values of a histogram.

    Args:
        record: As from `precision.activation_histograms`; "zeros" may be missing.
        bits: 0 or more; with 0 the only point of the grid is 0.
        bound: Where the grid ends, above 0.
    """
    signal = rounding = clipping = 0.0
    edges = record["edges"]
    for i, (low, high, count) in enumerate(zip(edges, edges[1:], record["counts"], strict=False)):
        density = (count - (0 if i else record.get("zeros", 0))) / (high - low)
        signal += density * (high**3 - low**3) / 3
        if bits:
            step, inner = bound / (2**bits - 1), (min(low, bound), min(high, bound))
            outer = (max(low - bound, 0), max(high - bound, 0))
            rounding += density * (_off(inner[1], step) - _off(inner[0], step))
            clipping += density * (outer[1] ** 3 - outer[0] ** 3) / 3
    return Errors(signal, rounding, clipping) if bits else Errors(signal, signal, 0.0)


def _off(value: float, step: float) -> float:
    """The squared distance to the nearest point of the grid, summed from 0 to `value`."""
    nearest = math.floor(value / step + 0.5)
    return nearest * step**3 / 12 + (value - nearest * step) ** 3 / 3


def best(record: Mapping[str, Any], bits: int) -> float:
    """The bound, in quarters, with the least error."""
    top = math.ceil(record["edges"][-1])
    return min((b for b in BOUNDS if b <= top), key=lambda bound: -errors(record, bits, bound).decibel)


def points(weights: Mapping[str, Any], bits: int, *, per_channel: bool = False) -> list[int]:
    """How many points of the grid lie within each channel's range, on the grids of `inspection.rounded`."""
    ends = [max(abs(low), abs(high)) for low, high in zip(weights["low"], weights["high"], strict=True)]
    whole = max(2 ** (bits - 1) - 1 if bits else 0, 0)
    found = []
    for low, high, end in zip(weights["low"], weights["high"], ends, strict=True):
        scale = whole / ((end if per_channel else max(ends)) or 1)
        found.append(math.floor(high * scale + 0.5) - math.floor(low * scale + 0.5) + 1)
    return found


def enough(weights: Mapping[str, Any], bits: int, *, per_channel: bool = False) -> int:
    """How many channels have at least `ENOUGH` points."""
    return sum(n >= ENOUGH for n in points(weights, bits, per_channel=per_channel))

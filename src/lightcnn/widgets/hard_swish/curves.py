"""swish and h-swish in plain numbers: values, slopes, what lies between them, and both on a grid of few bits.

The tables behind `HardSwish`: its picture draws them and computes none. Source: Howard et al. 2019,
arXiv:1905.02244, section 5.2.
"""

from __future__ import annotations

import math
from collections.abc import Callable

LOW, HIGH = -6, 6
FINE = 16  # points of the tables for each unit of x: the grid of 8 bits
AXIS = tuple(LOW + i / FINE for i in range((HIGH - LOW) * FINE + 1))
CORNERS = (-3.0, 3.0)  # of the clamp
BITS = range(4, 9)
REACH = 16  # what a grid of any number of bits spans: -8 to 8


def sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def relu6(x: float) -> float:
    return min(max(x, 0.0), 6.0)


def swish(x: float) -> float:
    """x * sigmoid(x), which PyTorch calls SiLU."""
    return x * sigmoid(x)


def hard_swish(x: float) -> float:
    return x * relu6(x + 3) / 6


def swish_slope(x: float) -> float:
    return sigmoid(x) + swish(x) * (1 - sigmoid(x))


def hard_swish_slope(x: float) -> float:
    """At -3 and 3, where the slope jumps, that of the side towards 0."""
    return (2 * x + 3) / 6 if abs(x) <= 3 else float(x > 0)


def gap(x: float) -> float:
    """How far h-swish lies from swish; as far at -x."""
    return abs(swish(x) - hard_swish(x))


def valley(slope: Callable[[float], float]) -> float:
    """Where a function with this slope is smallest: its slope changes sign there, once between -3 and 0."""
    low, high = CORNERS[0], 0.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if slope(middle) < 0 else (low, middle)
    return low


def step_of(bits: int) -> float:
    """From point to point of the grid of so many bits."""
    return REACH / 2**bits


def level(value: float, bits: int) -> int:
    """The nearest point of the grid, counted from the one at 0; of two that are as near, the upper."""
    return math.floor(value / step_of(bits) + 0.5)


def levels(function: Callable[[float], float], bits: int) -> list[int]:
    """What a function gives for each point of the grid between `LOW` and `HIGH`."""
    step = step_of(bits)
    return [level(function(LOW + i * step), bits) for i in range(round((HIGH - LOW) / step) + 1)]


def apart(bits: int) -> int:
    """How many points of the grid lie between both functions at most."""
    pairs = zip(levels(swish, bits), levels(hard_swish, bits), strict=True)
    return max(abs(one - other) for one, other in pairs)


TABLES = {
    name: [round(function(x), 6) for x in AXIS]
    for name, function in (
        ("swish", swish),
        ("hard_swish", hard_swish),
        ("swish_slope", swish_slope),
        ("hard_swish_slope", hard_swish_slope),
    )
}
MINIMA = {
    name: (round(valley(slope), 6), round(function(valley(slope)), 6))
    for name, function, slope in (
        ("swish", swish, swish_slope),
        ("hard_swish", hard_swish, hard_swish_slope),
    )
}
WORST = gap(CORNERS[1])  # no gap is larger: a test looks for one

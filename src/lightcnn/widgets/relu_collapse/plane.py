"""Units that see a plane through a ReLU: where it collapses, and what a linear layer reads back.

A unit computes the length of a point along its direction; its ReLU folds the plane across the line at right
angles to it: on one side the unit is open, on the other it says 0. Only directions matter, because a linear
layer behind it undoes any scale. Source of the experiment: Sandler et al. 2018, arXiv:1801.04381, figure 1.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import pairwise
from math import cos, radians, sin

import numpy as np

from lightcnn.arithmetic import collapsed_share

MOST = 30
# The first is a draw near the average of all; the others are as they come.
SEEDS = (257, *range(1, 12))
DRAWS = len(SEEDS)
POINTS, TURNS = 120, 2
# Without units everything falls on one point.
LAW = (1.0, *(float(collapsed_share(units)) for units in range(1, MOST + 1)))


def _directions(seed: int) -> tuple[float, ...]:
    """Degrees to hundredths. None is whole, so that none is ever that of the first unit, which is."""
    chance, found = random.Random(seed), []
    while len(found) < MOST - 1:
        hundredths = chance.randrange(36_000)
        if hundredths % 100 and hundredths / 100 not in found:
            found.append(hundredths / 100)
    return tuple(found)


def _spiral() -> tuple[tuple[float, float], ...]:
    """As many points in every direction; half a degree keeps them off the first unit's fold."""
    found = []
    for i in range(POINTS):
        turn, radius = radians(TURNS * 360 * i / POINTS + 0.5), 0.16 + 0.78 * i / (POINTS - 1)
        found.append((round(radius * cos(turn), 4), round(radius * sin(turn), 4)))
    return tuple(found)


DIRECTIONS = tuple(_directions(seed) for seed in SEEDS)
CURVE = _spiral()


def units_of(angle: float, draw: int, units: int) -> tuple[float, ...]:
    """Directions of the first `units` units, in degrees."""
    return (angle, *DIRECTIONS[draw])[:units]


def sectors(directions: Sequence[float]) -> list[tuple[float, float, int]]:
    """(from, to, open units) for each part of the turn between two folds, in degrees."""
    folds = sorted((one + side) % 360 for one in directions for side in (90, 270))
    if not folds:
        return [(0, 360, 0)]
    found = []
    for start, end in pairwise([*folds, folds[0] + 360]):
        middle = (start + end) / 2
        found.append((start, end, sum(cos(radians(middle - one)) > 0 for one in directions)))
    return found


def collapsed(directions: Sequence[float], *, relu: bool = True) -> float:
    """Share of the plane whose points fall on a line or the origin: fewer than 2 units are open there."""
    if not relu:
        return float(len(directions) < 2)
    return sum(end - start for start, end, still in sectors(directions) if still < 2) / 360


def read_back(directions: Sequence[float], *, relu: bool = True) -> np.ndarray:
    """The curve as the best linear layer without a bias restores it from the units' outputs: (points, 2)."""
    points = np.array(CURVE)
    turns = np.radians(np.array(directions, dtype=float))
    outputs = points @ np.stack((np.cos(turns), np.sin(turns)))
    if relu:
        outputs = np.maximum(outputs, 0)
    return outputs @ np.linalg.lstsq(outputs, points, rcond=None)[0]

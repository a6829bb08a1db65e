"""One number for a network's accuracy and latency, and the networks that none beats in both."""

from __future__ import annotations

import math
from collections.abc import Sequence

Exponent = float | tuple[float, float]

# Pairs of MnasNet: exponent up to the target, exponent beyond it.
SOFT = (-0.07, -0.07)
HARD = (0.0, -1.0)


def reward(accuracy: float, latency: float, target: float, w: Exponent) -> float:
    """accuracy * (latency / target) ** w: the higher the better.

    Doubling the latency multiplies the reward by 2 ** w: by 0.953 at -0.07, by 0.901 at -0.15. So the search
    takes a network twice as slow for an accuracy 5 or 11 per cent higher (of the accuracy, not points).

    Args:
        accuracy: Share of the images that are recognised, 0 to 1.
        latency, target: In one unit, both above 0.
        w: The exponent, 0 or below. A pair has one exponent for networks up to the target and one for those
            beyond it: `HARD` gives nothing for being faster than the target and takes much for missing it.
    Raises: ValueError on an accuracy outside 0 to 1, a latency or target that is not positive and finite, or
        an exponent above 0, which would pay for being slow.
    Source: Tan et al. 2019, arXiv:1807.11626, equations 2 and 3; -0.15 for MobileNetV3-Small, Howard et al.
        2019, arXiv:1905.02244, section 4.1.
    """
    if not 0 <= accuracy <= 1:
        raise ValueError(f"accuracy is a share from 0 to 1, got {accuracy}")
    for name, value in (("latency", latency), ("target", target)):
        if not (value > 0 and math.isfinite(value)):
            raise ValueError(f"{name} must be positive and finite, got {value}")
    within, beyond = checked_exponents(w)
    return accuracy * (latency / target) ** (within if latency <= target else beyond)


def checked_exponents(w: Exponent) -> tuple[float, float]:
    """The exponents up to the target and beyond it. Raises: ValueError on one that is not 0 or below."""
    pair = tuple(w) if isinstance(w, tuple | list) else (w, w)
    if len(pair) != 2 or not all(-math.inf < one <= 0 for one in pair):
        raise ValueError(f"the exponent w must be 0 or below, or a pair of such, got {w}")
    return pair


def pareto_front(points: Sequence[tuple[float, float]]) -> list[int]:
    """Which (accuracy, latency) no other point beats: as accurate and faster, or as fast and more accurate.

    Returns: Their indices, the fastest first. Of equal points the first one is named.
    """
    order = sorted(range(len(points)), key=lambda i: (points[i][1], -points[i][0], i))
    front: list[int] = []
    for i in order:
        if not front or points[i][0] > points[front[-1]][0]:
            front.append(i)
    return front

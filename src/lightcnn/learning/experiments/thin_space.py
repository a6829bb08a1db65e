"""What random ReLUs leave of a plane: how much of it collapses, and how much a linear layer can read back."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import mean

import torch
from torch import Tensor


@dataclass(frozen=True)
class Collapse:
    """What `units` ReLUs did to points of a plane, as means over seeds.

    units: How many.
    collapsed: Share of the points at which fewer than 2 units are open, 0 to 1.
    unread: Share of the points' variance that the best linear map from the units' outputs misses, 0 to 1.
    """

    units: int
    collapsed: float
    unread: float


def plane(points: int = 500, seed: int = 0) -> Tensor:
    """Points of a plane, (points, 2), as many in every direction from the origin."""
    return torch.randn(points, 2, generator=torch.Generator().manual_seed(seed))


def collapse(units: int, *, points: int = 500, seeds: int = 200) -> Collapse:
    """Send a plane through `units` random weighted sums and ReLUs, `seeds` times.

    Raises: ValueError if a value is below 1.
    """
    if min(units, points, seeds) < 1:
        raise ValueError(f"all must be 1 or more, got units={units}, points={points}, seeds={seeds}")
    x = plane(points)
    lost, unread = [], []
    for seed in range(seeds):
        weights = torch.randn(2, units, generator=torch.Generator().manual_seed(1000 + seed))
        y = (x @ weights).relu()
        lost.append(float(((y > 0).sum(1) < 2).float().mean()))
        with_one = torch.cat((y, torch.ones(points, 1)), dim=1)  # the linear map may have a bias
        # Of the small matrix of products, since units that are never open leave it singular.
        back = with_one @ (torch.linalg.pinv(with_one.T @ with_one, hermitian=True) @ (with_one.T @ x))
        unread.append(float((x - back).square().sum() / (x - x.mean(0)).square().sum()))
    return Collapse(units, mean(lost), mean(unread))

"""Train several designs with several seeds each, and keep what a reader needs to judge the difference."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import mean, stdev

import torch
from torch import nn

from lightcnn.learning.data import Dataset
from lightcnn.learning.training import train


@dataclass(frozen=True)
class Outcome:
    """One design: its parameters, the test accuracies, 0 to 1, of its seeds, and the first seed's network."""

    label: str
    params: int
    accuracies: tuple[float, ...]
    seconds: float
    net: nn.Module = field(repr=False, compare=False)

    @property
    def mean(self) -> float:
        """Mean accuracy over the seeds."""
        return mean(self.accuracies)

    @property
    def spread(self) -> float:
        """Standard deviation over the seeds, 0 for a single one."""
        return stdev(self.accuracies) if len(self.accuracies) > 1 else 0.0

    @property
    def error(self) -> float:
        """Standard error of the mean."""
        return self.spread / len(self.accuracies) ** 0.5


def compare(
    designs: Mapping[str, Callable[[], nn.Module]],
    data: Dataset,
    *,
    seeds: Sequence[int] = (0, 1, 2),
    epochs: int = 2,
    batch: int = 64,
    rate: float = 0.05,
    threads: int = 2,
) -> list[Outcome]:
    """Train every design with every seed on the same data; the same seed means the same order of images.

    Args:
        designs: Label -> function that makes the network.
        data: Where to learn and test.
        seeds, epochs, batch, rate: As in `lightcnn.learning.train`.
        threads: CPU threads; fixed, because the number of threads changes the last digits of a sum.
    Raises: ValueError if there is no design or no seed.
    """
    if not designs or not seeds:
        raise ValueError(f"a comparison needs designs and seeds, got {len(designs)} and {len(seeds)}")
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        return [_outcome(label, build, data, seeds, epochs, batch, rate) for label, build in designs.items()]
    finally:
        torch.set_num_threads(before)


def _outcome(
    label: str, build: Callable[[], nn.Module], data: Dataset, seeds: Sequence[int],
    epochs: int, batch: int, rate: float,
) -> Outcome:  # fmt: skip
    runs = [train(build, data, epochs=epochs, seed=seed, batch=batch, rate=rate) for seed in seeds]
    params = sum(p.numel() for p in runs[0][0].parameters())
    return Outcome(
        label,
        params,
        tuple(history.accuracy for _, history in runs),
        sum(history.seconds for _, history in runs),
        runs[0][0],
    )

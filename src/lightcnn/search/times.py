"""A network's latency from a table: each layer is timed once, wherever it stands."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor, nn

from lightcnn.benchmark import benchmark
from lightcnn.kept import begin, write
from lightcnn.profiling import profile

ROUNDS = 5
PAUSE = 0.004  # seconds


def measured(layer: nn.Module, x: Tensor) -> float:
    """Time of one layer on one CPU thread, in ms: the least of the medians of five rounds."""
    # A table keeps an answer, so it keeps an error as well. A layer is done in a twentieth of a millisecond;
    # whatever else makes the machine slow lasts for many, hits all repeats of a round and only ever adds.
    # So rounds lie apart, and the least one counts.
    rounds = []
    for number in range(ROUNDS):
        time.sleep(PAUSE if number else 0)
        rounds.append(benchmark({"layer": (layer, x)}, repeats=7, warmup=2)[0].median_ms)
    return min(rounds)


class LayerTimes:
    """Latency of a network as the sum of its layers' times; ``times(net)`` in ms.

    A layer that is not in the table yet is timed and entered, so asking again gives the same number, and with
    a file a search that goes on after a break finds what it found before. Sums and products between layers
    are left out: compare the sum with `lightcnn.profiling.latency` before you trust it.

    Args:
        side, channels: Of the images.
        batch: Images that a layer is timed on at once. On one small image a layer's start takes longer than
            its arithmetic, and no choice of channels would show; a batch has the proportions of large images.
        path: A file for the table, read where it exists, written with every new layer.
        measure: Times a layer, in evaluation mode, on an input of its size.
    Raises: ValueError if `path` holds the table of another machine, torch, side, channels or batch;
        on a batch below 1.
    Source: the look-up tables of Yang et al. 2018 (NetAdapt), arXiv:1804.03230, section 3.3.
    """

    def __init__(
        self,
        side: int,
        channels: int = 1,
        *,
        batch: int = 1,
        path: Path | None = None,
        measure: Callable[[nn.Module, Tensor], float] = measured,
    ) -> None:
        if batch < 1:
            raise ValueError(f"batch must be 1 or more, got {batch}")
        self.side, self.channels, self.batch, self.path, self.measure = side, channels, batch, path, measure
        self._run = begin(path, {"side": side, "channels": channels, "batch": batch})
        self.table: dict[str, float] = self._run.setdefault("layers", {})
        """Layer and the size of its input -> ms."""

    def __call__(self, net: nn.Module) -> float:
        """Sum over the layers of `net`, in ms for the whole batch."""
        total = 0.0
        for record in profile(net, self.side, self.channels).records:
            layer = net.get_submodule(record.name)
            if not isinstance(layer, nn.Identity | nn.Flatten | nn.Dropout):
                total += self._time(layer, record.in_shape)
        return total

    def _time(self, layer: nn.Module, shape: tuple[int, ...]) -> float:
        name = f"{layer} on {' x '.join(map(str, shape[1:]))}"
        if name not in self.table:
            self.table[name] = round(
                self.measure(copy.deepcopy(layer).eval(), torch.rand(self.batch, *shape[1:])), 6
            )
            write(self.path, self._run)
        return self.table[name]

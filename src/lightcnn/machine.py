"""What this machine can do at best: its rate of arithmetic and its memory bandwidth, measured."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

import torch


class Limits(NamedTuple):
    """The two roofs over a layer."""

    multiply_adds_per_s: float
    bytes_per_s: float


def machine_limits(*, size: int = 1024, megabytes: int = 256, repeats: int = 15) -> Limits:
    """Measure the two limits of the roofline on one CPU thread, float32: best of `repeats` after a warm-up.

    Args:
        size: Side of the square matrix product that measures arithmetic: size**3 multiply-adds.
        megabytes: Size of the array copied to measure bandwidth; read and write both count. Take it larger
            than the caches.
        repeats: Measured runs of each.
    Raises: ValueError if an argument is not positive.
    """
    for name, value in (("size", size), ("megabytes", megabytes), ("repeats", repeats)):
        if value < 1:
            raise ValueError(f"{name} must be positive, got {value}")
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        a, b = torch.rand(size, size), torch.rand(size, size)
        product = torch.empty(size, size)
        arithmetic = _best(lambda: torch.mm(a, b, out=product), repeats)
        source = torch.rand(megabytes * 1_000_000 // 4)
        target = torch.empty_like(source)
        copying = _best(lambda: target.copy_(source), repeats)
    finally:
        torch.set_num_threads(threads)
    return Limits(size**3 / arithmetic, 2 * 4 * source.numel() / copying)


def _best(run: Callable[[], object], repeats: int) -> float:
    """Seconds of the fastest run: a limit is what the machine can do, not what it usually does."""
    run()
    seconds = []
    for _ in range(repeats):
        start = time.thread_time()
        run()
        seconds.append(time.thread_time() - start)
    return min(seconds)

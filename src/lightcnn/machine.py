"""What this machine can do at best: its rate of arithmetic and the bandwidth of its memories, measured."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

import torch
import torch.nn.functional as F

MAPS = 56  # side in pixels of the convolution that measures arithmetic


class Limits(NamedTuple):
    """The two roofs over a layer."""

    multiply_adds_per_s: float
    bytes_per_s: float


def machine_limits(*, size: int = 1024, megabytes: float = 256, repeats: int = 15) -> Limits:
    """Measure the two limits of the roofline on one CPU thread, float32: best of `repeats` after a warm-up.

    The rate of arithmetic is the higher of two: a library may have a better program for convolutions than for
    matrix products, and what any program reaches, the machine can do.

    Args:
        size: Side of the square matrix product, size**3 multiply-adds; the 3x3 convolution beside it has
            a quarter as many channels, on maps of 56 x 56 values.
        megabytes, repeats: As in `copying_rate`.
    Raises: ValueError if an argument is not positive.
    """
    _check(size=size, megabytes=megabytes, repeats=repeats)
    with _one_thread(), torch.inference_mode():
        arithmetic = max(_product_rate(size, repeats), _convolution_rate(max(1, size // 4), repeats))
    return Limits(arithmetic, copying_rate(megabytes, repeats=repeats))


def copying_rate(megabytes: float, *, repeats: int = 15) -> float:
    """Bytes per second that one CPU thread moves when it copies an array again and again; best of `repeats`.

    Args:
        megabytes: Size of the array; it is read and another one is written, and both count. Far more than the
            caches measures main memory; what fits into a cache twice measures that cache.
        repeats: Measured copies.
    Raises: ValueError if an argument is not positive.
    """
    _check(megabytes=megabytes, repeats=repeats)
    with _one_thread():
        source = torch.rand(max(1, round(megabytes * 1_000_000 / 4)))
        target = torch.empty_like(source)
        return 2 * 4 * source.numel() / _best(lambda: target.copy_(source), repeats)


@contextmanager
def _one_thread() -> Iterator[None]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def _product_rate(size: int, repeats: int) -> float:
    a, b = torch.rand(size, size), torch.rand(size, size)
    product = torch.empty(size, size)
    return size**3 / _best(lambda: torch.mm(a, b, out=product), repeats)


def _convolution_rate(channels: int, repeats: int) -> float:
    last = torch.channels_last
    weights = torch.rand(channels, channels, 3, 3).to(memory_format=last)
    maps = torch.rand(1, channels, MAPS, MAPS).to(memory_format=last)
    return weights.numel() * MAPS**2 / _best(lambda: F.conv2d(maps, weights, padding=1), repeats)


def _check(**values: float) -> None:
    for name, value in values.items():
        if value <= 0:
            raise ValueError(f"{name} must be positive, got {value}")


def _best(run: Callable[[], object], repeats: int) -> float:
    """Seconds of the fastest run: a limit is what the machine can do, not what it usually does."""
    run()
    seconds = []
    for _ in range(repeats):
        start = time.thread_time()
        run()
        seconds.append(time.thread_time() - start)
    return min(seconds)

"""SqueezeNet's choices on a small scale: the squeeze ratio, and where to downsample.

The networks are SqueezeNet in small: a 3x3 convolution, four Fire modules, a 1x1 convolution to the classes
and a global average pool, for digits of 14 x 14 pixels. Batch normalisation after each module lets them train
in seconds.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from torch import nn

from lightcnn.blocks import Fire
from lightcnn.learning.data import halved, load_digits28
from lightcnn.learning.experiments._compare import Outcome, compare

WIDTHS = (32, 32, 64, 64)  # outputs of the four Fire modules, half of them from 3x3 filters
BATCH, RATE = 128, 0.1  # a page waits for it: with batches of 64 it would wait a third longer
EARLY, LATE = (0, 2), (2, 4)  # after which parts the two max-pools stand


def small_squeezenet(
    ratio: float = 0.125, pool_after: tuple[int, int] = EARLY, classes: int = 10
) -> nn.Sequential:
    """A small SqueezeNet: (N, 1, H, W) -> logits (N, classes).

    Args:
        ratio: Squeeze ratio, squeezed over output channels of each Fire module; at least one channel.
        pool_after: After which of the parts 0 (the first convolution) to 4 the two 2x2 max-pools stand.
        classes: Outputs.
    Raises: ValueError on a ratio that is not positive or pools that are not two different parts from 0 to 4.
    Source: the rule s = ratio * (e1 + e3) of Iandola et al. 2016, arXiv:1602.07360, section 5.1.
    """
    if not ratio > 0:
        raise ValueError(f"ratio must be positive, got {ratio}")
    if len(set(pool_after)) != 2 or not set(pool_after) <= set(range(5)):
        raise ValueError(f"pool_after must be two different parts from 0 to 4, got {pool_after}")
    parts: OrderedDict[str, nn.Module] = OrderedDict(conv0=nn.Conv2d(1, 32, 3, padding=1), relu0=nn.ReLU())
    if 0 in pool_after:
        parts["pool0"] = nn.MaxPool2d(2)
    c_in = 32
    for number, width in enumerate(WIDTHS, 1):
        squeeze = max(1, round(ratio * width))
        parts[f"fire{number}"] = Fire(c_in, squeeze, width // 2, width // 2)
        parts[f"norm{number}"] = nn.BatchNorm2d(width)
        if number in pool_after:
            parts[f"pool{number}"] = nn.MaxPool2d(2)
        c_in = width
    parts |= {
        "conv5": nn.Conv2d(c_in, classes, 1),
        "average": nn.AdaptiveAvgPool2d(1),
        "flatten": nn.Flatten(),
    }
    return nn.Sequential(parts)


def squeeze_ratios(
    ratios: Sequence[float], *, seeds: Sequence[int] = (0, 1, 2), epochs: int = 2, threads: int = 1
) -> list[Outcome]:
    """Train one small SqueezeNet per ratio and seed; errors as `small_squeezenet` and `compare`."""
    designs = {f"ratio {ratio:g}": partial(small_squeezenet, ratio) for ratio in ratios}
    return _compared(designs, seeds, epochs, threads)


def pool_places(
    ratio: float = 0.125, *, seeds: Sequence[int] = (0, 1, 2), epochs: int = 2, threads: int = 1
) -> list[Outcome]:
    """Train a network with its two pools early and late; for errors see `small_squeezenet` and `compare`."""
    designs = {
        "early pools": partial(small_squeezenet, ratio, EARLY),
        "late pools": partial(small_squeezenet, ratio, LATE),
    }
    return _compared(designs, seeds, epochs, threads)


def _compared(
    designs: Mapping[str, Callable[[], nn.Module]], seeds: Sequence[int], epochs: int, threads: int
) -> list[Outcome]:
    data = halved(load_digits28())
    return compare(designs, data, seeds=seeds, epochs=epochs, batch=BATCH, rate=RATE, threads=threads)

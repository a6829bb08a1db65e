"""What leaving half of the channels alone costs: ShuffleNet V2's unit beside one that works on all of them.

At equal multiply-adds a unit that works on all of its channels has half as many: its branch is the same
branch. So networks that differ in nothing but the resting half are trained on the same digits.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import partial

from torch import nn

from lightcnn.blocks import ShuffleUnitV2, conv_bn_act
from lightcnn.learning.data import halved, load_digits28
from lightcnn.learning.experiments._compare import Outcome, compare

BATCH, RATE = 128, 0.1  # a page waits for it: with batches of 64 it would wait a third longer


def branch_only(channels: int) -> nn.Sequential:
    """The branch of a V2 unit at stride 1, on all channels: (N, C, H, W) -> (N, C, H, W)."""
    return nn.Sequential(
        OrderedDict(
            pointwise1=conv_bn_act(channels, channels, 1),
            depthwise=conv_bn_act(channels, channels, 3, groups=channels, act=None),
            pointwise2=conv_bn_act(channels, channels, 1),
        )
    )


def small_network(unit: Callable[[int], nn.Module], width: int, *, units: int) -> nn.Sequential:
    """A 3x3 stem at stride 2, units at stride 1, average, linear layer: (N, 1, H, W) -> logits (N, 10).

    Args:
        unit: Channels -> a unit that keeps them.
        width: Channels of the stem and of every unit.
        units: How many, at least 1.
    Raises: ValueError if `units` is below 1, and as `unit` does.
    """
    if units < 1:
        raise ValueError(f"units must be 1 or more, got {units}")
    parts: OrderedDict[str, nn.Module] = OrderedDict(stem=conv_bn_act(1, width, 3, stride=2))
    parts |= {f"unit{number}": unit(width) for number in range(1, units + 1)}
    parts |= {"average": nn.AdaptiveAvgPool2d(1), "flatten": nn.Flatten(), "fc": nn.Linear(width, 10)}
    return nn.Sequential(parts)


def arms(width: int = 24, units: int = 8) -> dict[str, Callable[[], nn.Module]]:
    """The networks to compare: split, split without its shuffle, and no split at half of the `width`.

    Raises: ValueError unless `width` is even.
    """
    if width < 2 or width % 2:
        raise ValueError(f"width must be even, got {width}")

    def split(channels: int, shuffle: bool = True) -> nn.Module:
        return ShuffleUnitV2(channels, channels, shuffle=shuffle)

    return {
        "split": partial(small_network, split, width, units=units),
        "split, no shuffle": partial(small_network, partial(split, shuffle=False), width, units=units),
        "no split": partial(small_network, branch_only, width // 2, units=units),
    }


def run(
    labels: Sequence[str] = ("split", "no split"),
    *,
    width: int = 24,
    units: int = 8,
    seeds: Sequence[int] = (0, 1, 2),
    epochs: int = 2,
    threads: int = 1,
) -> list[Outcome]:
    """Train the named networks on halved digits with the same seeds; see `arms` and `compare`.

    Raises: ValueError naming the choices on another label, and as `arms` and `compare` do.
    """
    built = arms(width, units)
    if unknown := [label for label in labels if label not in built]:
        raise ValueError(f"there is no network {unknown[0]!r}; choose from {', '.join(built)}")
    chosen = {label: built[label] for label in labels}
    data = halved(load_digits28())
    return compare(chosen, data, seeds=seeds, epochs=epochs, batch=BATCH, rate=RATE, threads=threads)

"""What leaving half of the channels alone costs in accuracy: ShuffleNet's two units at equal multiply-adds.

At stride 1 a V1 unit with 4 groups and 2c channels does exactly the multiply-adds of a V2 unit with c channels:
c^2 / 2 + 4.5 c at every position. So two small networks that differ in nothing but the unit and the width are
trained on the same digits.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import partial

from torch import nn

from lightcnn.blocks import ShuffleUnitV1, ShuffleUnitV2, conv_bn_act
from lightcnn.learning.data import halved, load_digits28
from lightcnn.learning.experiments._compare import Outcome, compare

GROUPS = 4  # of the V1 unit: makes twice the channels cost the same


def small_network(unit: Callable[[int], nn.Module], width: int, *, units: int = 3) -> nn.Sequential:
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


def arms(width: int = 48, units: int = 3) -> dict[str, Callable[[], nn.Module]]:
    """The networks to compare: V1's unit at twice the `width`, V2's, and V2's without its shuffle.

    Raises: ValueError unless `width` is a multiple of 8, which V1's groups ask for.
    """
    if width < 8 or width % 8:
        raise ValueError(f"width must be a multiple of 8, got {width}")

    def v1(channels: int) -> nn.Module:
        return ShuffleUnitV1(channels, channels, groups=GROUPS)

    def v2(channels: int, shuffle: bool) -> nn.Module:
        return ShuffleUnitV2(channels, channels, shuffle=shuffle)

    return {
        "V1": partial(small_network, v1, 2 * width, units=units),
        "V2": partial(small_network, partial(v2, shuffle=True), width, units=units),
        "V2, no shuffle": partial(small_network, partial(v2, shuffle=False), width, units=units),
    }


def run(
    labels: Sequence[str] = ("V1", "V2"),
    *,
    width: int = 48,
    units: int = 3,
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
    return compare(chosen, halved(load_digits28()), seeds=seeds, epochs=epochs, threads=threads)

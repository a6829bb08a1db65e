"""Closed forms: output sides, parameters, multiply-adds, memory, and what a channel can see.

Standard library only: these formulas check the networks, so they must not depend on them. Counts are for one
image. Sides are in pixels, parameters and multiply-adds are plain integers, traffic is in bytes.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

Kernel = int | tuple[int, int]


class Traffic(NamedTuple):
    """Bytes that one layer moves when every value crosses the memory bus exactly once."""

    reads: int
    weights: int
    writes: int

    @property
    def total(self) -> int:
        """Bytes read, weights included, plus bytes written."""
        return self.reads + self.weights + self.writes


def output_side(
    side: int, kernel: int, stride: int = 1, padding: int = 0, dilation: int = 1, ceil_mode: bool = False
) -> int:
    """Side of the map that a convolution or a pooling makes from a map of side `side`, in pixels.

    Args:
        side, kernel, stride, padding, dilation: Pixels along one axis; `padding` is added at both ends.
        ceil_mode: Round a last, partial window up instead of dropping it, as Caffe's pooling does. A window
            that would start in the padding on the far side is dropped again, as in PyTorch; a map that is
            smaller than the kernel by less than one stride holds such a window, and gives 1.
    Raises: ValueError if a value is out of range or not even a partial window fits.
    """
    _positive(side=side, kernel=kernel, stride=stride, dilation=dilation)
    if padding < 0:
        raise ValueError(f"padding must be 0 or more, got {padding}")
    span = side + 2 * padding - dilation * (kernel - 1) - 1
    out = (-(-span // stride) if ceil_mode else span // stride) + 1
    if ceil_mode and (out - 1) * stride >= side + padding:
        out -= 1
    if out < 1:
        raise ValueError(
            f"a kernel of {kernel} (dilation {dilation}) does not fit {side} pixels with padding {padding}"
        )
    return out


def receptive_field(layers: Iterable[tuple[int, int]]) -> int:
    """Side of the square of input pixels that one output value depends on, for a stack of layers.

    Args:
        layers: (kernel, stride) of each, in pixels, from the first to the last.
    Raises: ValueError on a value below 1.
    """
    side, apart = 1, 1  # what is seen so far; input pixels between neighbouring outputs
    for kernel, stride in layers:
        _positive(kernel=kernel, stride=stride)
        side += (kernel - 1) * apart
        apart *= stride
    return side


def conv_params(c_in: int, c_out: int, kernel: Kernel, groups: int = 1, bias: bool = False) -> int:
    """Parameters of a convolution: every filter sees c_in / groups channels.

    Args:
        c_in, c_out: Channels.
        kernel: Side in pixels, or (height, width).
        groups: Must divide `c_in` and `c_out`; c_in groups make a depthwise convolution.
        bias: Count one bias a filter.
    Raises: ValueError on a value below 1 or groups that do not divide the channels.
    """
    height, width = _checked(c_in, c_out, kernel, groups)
    return c_out * (c_in // groups) * height * width + (c_out if bias else 0)


def conv_macs(c_in: int, c_out: int, kernel: Kernel, h_out: int, w_out: int, groups: int = 1) -> int:
    """Multiply-adds of a convolution for one image: its weights, used once at every output position.

    Args:
        c_in, c_out, kernel, groups: As in `conv_params`.
        h_out, w_out: Height and width of the output, in pixels.
    Raises: ValueError on a value below 1 or groups that do not divide the channels.
    """
    return conv_params(c_in, c_out, kernel, groups) * _area(h_out, w_out)


def separable_params(c_in: int, c_out: int, kernel: Kernel) -> int:
    """Parameters of a depthwise and then a pointwise convolution; no biases. Raises: as `conv_params`."""
    return conv_params(c_in, c_in, kernel, groups=c_in) + conv_params(c_in, c_out, 1)


def separable_macs(c_in: int, c_out: int, kernel: Kernel, h_out: int, w_out: int) -> int:
    """Multiply-adds of a depthwise and then a pointwise convolution for one image.

    A stride stands in the depthwise layer, so both layers write maps of the output's sides.

    Raises: as `conv_macs`.
    """
    return separable_params(c_in, c_out, kernel) * _area(h_out, w_out)


def separable_share(c_out: int, kernel: Kernel) -> Fraction:
    """The share of a full convolution's multiply-adds, and weights, that the separable pair keeps.

    1/c_out + 1/kernel**2: the input channels, and the sides of the maps, cancel.

    Raises: ValueError on a value below 1.
    Source: Howard et al. 2017, arXiv:1704.04861, section 3.1.
    """
    return Fraction(separable_params(1, c_out, kernel), conv_params(1, c_out, kernel))


def linear_params(features_in: int, features_out: int, bias: bool = True) -> int:
    """Parameters of a fully connected layer. Raises: ValueError on a value below 1."""
    _positive(features_in=features_in, features_out=features_out)
    return features_in * features_out + (features_out if bias else 0)


def linear_macs(features_in: int, features_out: int) -> int:
    """Multiply-adds of a fully connected layer for one image. Raises: ValueError on a value below 1."""
    return linear_params(features_in, features_out, bias=False)


def conv_traffic(
    c_in: int,
    c_out: int,
    kernel: Kernel,
    h_in: int,
    w_in: int,
    h_out: int,
    w_out: int,
    groups: int = 1,
    bytes_per_value: int = 4,
) -> Traffic:
    """Bytes a convolution moves at best: the input read once, the weights once, the output written once.

    For a 1x1 convolution at equal sides this is the memory access cost hw(c_in + c_out) + c_in c_out / groups
    of Ma et al. 2018, arXiv:1807.11164, section 2, times `bytes_per_value`. A cache that is too small moves
    more.

    Args:
        c_in, c_out, kernel, groups: As in `conv_params`; no bias.
        h_in, w_in, h_out, w_out: Pixels.
        bytes_per_value: 4 for float32.
    Raises: ValueError on a value below 1 or groups that do not divide the channels.
    """
    _positive(h_in=h_in, w_in=w_in, h_out=h_out, w_out=w_out, bytes_per_value=bytes_per_value)
    return Traffic(
        reads=c_in * h_in * w_in * bytes_per_value,
        weights=conv_params(c_in, c_out, kernel, groups) * bytes_per_value,
        writes=c_out * h_out * w_out * bytes_per_value,
    )


def shuffle_permutation(channels: int, groups: int) -> list[int]:
    """The channel shuffle as a list: output position i takes input channel ``p[i]``.

    Channels stand in `groups` groups of k; the shuffle reads them column by column, so that position
    ``j * groups + g`` takes channel ``g * k + j``.

    Raises: ValueError if `groups` does not divide `channels`.
    Source: Zhang et al. 2018, arXiv:1707.01083, section 3.1.
    """
    _positive(channels=channels, groups=groups)
    if channels % groups:
        raise ValueError(f"{groups} groups do not divide {channels} channels")
    per_group = channels // groups
    return [g * per_group + j for j in range(per_group) for g in range(groups)]


def reach(channels: int, groups: int, layers: int, shuffle: bool) -> list[frozenset[int]]:
    """Which input channels each output channel depends on after a stack of grouped convolutions.

    Args:
        channels: Channels of the input and of every layer.
        groups: Groups of every layer; must divide `channels`.
        layers: Grouped convolutions in the stack, 0 or more.
        shuffle: Shuffle the channels between each layer and the next (not after the last).
    Returns: One set of input channels per output channel, in order.
    Raises: ValueError if `groups` does not divide `channels` or `layers` is negative.
    """
    order = shuffle_permutation(channels, groups)
    if layers < 0:
        raise ValueError(f"layers must be 0 or more, got {layers}")
    seen = [frozenset((c,)) for c in range(channels)]
    per_group = channels // groups
    for layer in range(layers):
        if layer and shuffle:
            seen = [seen[source] for source in order]
        seen = [_union(seen[start : start + per_group]) for start in _group_starts(channels, per_group)]
    return seen


def reach_share(channels: int, groups: int, layers: int, shuffle: bool) -> Fraction:
    """Mean share of the input channels that an output channel depends on, 0 to 1; arguments as in `reach`."""
    seen = reach(channels, groups, layers, shuffle)
    return Fraction(sum(len(sources) for sources in seen), channels * channels)


def pointwise_accesses(c_in: int, c_out: int, h: int, w: int, groups: int = 1) -> int:
    """Values that a 1x1 convolution reads and writes at least: hw(c_in + c_out) + c_in c_out / groups.

    The paper calls this memory access cost and abbreviates it to the letters that others use for
    multiply-adds. Times the bytes of a value it is the total of `conv_traffic`.

    Args:
        c_in, c_out, groups: As in `conv_params`.
        h, w: Sides of the maps, in pixels.
    Raises: ValueError on a value below 1 or groups that do not divide the channels.
    Source: Ma et al. 2018, arXiv:1807.11164, section 2, G1 and G2.
    """
    return conv_traffic(c_in, c_out, 1, h, w, h, w, groups, bytes_per_value=1).total


def least_pointwise_accesses(macs: int, h: int, w: int) -> float:
    """The fewest values that any ungrouped 1x1 convolution of `macs` multiply-adds can read and write.

    2 sqrt(hw macs) + macs / hw, which a layer reaches only if it has as many inputs as outputs: the sum of
    two widths with a given product is smallest where they are equal.

    Raises: ValueError on a value below 1.
    Source: Ma et al. 2018, arXiv:1807.11164, section 2, G1.
    """
    _positive(macs=macs, h=h, w=w)
    return 2 * math.sqrt(h * w * macs) + macs / (h * w)


def untouched_channels(channels: int, units: int) -> list[int]:
    """How many channels of a stack of ShuffleNet V2 units have passed the last 0, 1, ... units untouched.

    Entry k counts the channels of the stack's output that were made k units before its last one; the last
    entry counts those of the stack's input. The entries add up to `channels`, and each is about half of the
    one before: every unit keeps the first half of what the shuffle has dealt out, old and new alike.

    Args:
        channels: Of every unit, even.
        units: At stride 1, one behind the other; 0 or more.
    Raises: ValueError on channels that are odd or below 2, or negative units.
    Source: Ma et al. 2018, arXiv:1807.11164, section 3: "feature reuse".
    """
    if channels < 2 or channels % 2:
        raise ValueError(f"channels must be even and 2 or more, got {channels}")
    if units < 0:
        raise ValueError(f"units must be 0 or more, got {units}")
    order = shuffle_permutation(channels, 2)
    made_by = [0] * channels
    for unit in range(1, units + 1):
        both = made_by[: channels // 2] + [unit] * (channels // 2)
        made_by = [both[source] for source in order]
    return [made_by.count(unit) for unit in range(units, -1, -1)]


def scaled_channels(channels: int, width: float, multiple: int = 8) -> int:
    """`channels` times `width`, to the nearest multiple that hardware likes, as MobileNetV2 and V3 round it.

    At least one `multiple`, and never less than nine tenths of the exact product: rounding down further would
    take more from a thin layer than the width asks for.

    Args:
        channels: Of the layer at width 1.
        width: The width multiplier.
        multiple: What the result is divisible by.
    Raises: ValueError on a value that is not positive, or a width that is not finite.
    Source: the authors' code (tensorflow/models, research/slim/nets/mobilenet, `_make_divisible`).
    """
    _positive(channels=channels, multiple=multiple)
    if not (width > 0 and math.isfinite(width)):
        raise ValueError(f"width must be positive and finite, got {width}")
    exact = channels * width
    nearest = max(multiple, int(exact + multiple / 2) // multiple * multiple)
    return nearest if nearest >= 0.9 * exact else nearest + multiple


def collapsed_share(units: int) -> Fraction:
    """The share of a plane that `units` random ReLUs squeeze onto a line or a point: (units + 1) / 2**units.

    Each unit sees a weighted sum of the two coordinates, without a bias, so each is open on a random half of
    the plane. Where fewer than 2 are open, their outputs no longer tell two coordinates: 1 pattern of
    2**units has none open, `units` patterns have one.

    Raises: ValueError if `units` is below 1.
    """
    _positive(units=units)
    return Fraction(units + 1, 2**units)


def bottleneck_peak(
    c_in: int,
    middle: int,
    c_out: int,
    side_in: int,
    side_out: int | None = None,
    *,
    parts: int = 1,
    shortcut: bool = True,
) -> int:
    """Values that a block 1x1, 3x3, 1x1 holds at its worst moment: what is read, written or still waited for.

    Layer by layer, the middle is there as a whole. In `parts`, a share of the middle channels goes through
    all three layers and is added to the output before the next share begins; that needs a depthwise 3x3,
    whose channels do not ask for each other. What happens to it inside a layer, on the spot or not, is left
    out, as are weights.

    Args:
        c_in, middle, c_out: Channels.
        side_in, side_out: Pixels; the 3x3 layer strides if they differ. `side_out` is `side_in` by default.
        parts: Must divide `middle`.
        shortcut: The input is kept until the end, to be added.
    Raises: ValueError on a value below 1, or parts that do not divide the middle.
    Source: Sandler et al. 2018, arXiv:1801.04381, section 5.1.
    """
    out = side_in if side_out is None else side_out
    _positive(c_in=c_in, middle=middle, c_out=c_out, side_in=side_in, side_out=out, parts=parts)
    if middle % parts:
        raise ValueError(f"{parts} parts do not divide {middle} channels")
    given, wide, shrunk, made = c_in * side_in**2, middle * side_in**2, middle * out**2, c_out * out**2
    if parts > 1:  # the input is read by every part, and the output grows with each
        return given + (wide + shrunk) // parts + made
    kept = given if shortcut else 0
    return max(given + wide, kept + wide + shrunk, kept + shrunk + made)


def _group_starts(channels: int, per_group: int) -> Iterable[int]:
    return (channel // per_group * per_group for channel in range(channels))


def _union(sets: list[frozenset[int]]) -> frozenset[int]:
    return frozenset().union(*sets)


def _checked(c_in: int, c_out: int, kernel: Kernel, groups: int) -> tuple[int, int]:
    height, width = (kernel, kernel) if isinstance(kernel, int) else kernel
    _positive(c_in=c_in, c_out=c_out, kernel_height=height, kernel_width=width, groups=groups)
    if c_in % groups or c_out % groups:
        raise ValueError(f"{groups} groups do not divide {c_in} input and {c_out} output channels")
    return height, width


def _area(h_out: int, w_out: int) -> int:
    _positive(h_out=h_out, w_out=w_out)
    return h_out * w_out


def _positive(**values: int) -> None:
    for name, value in values.items():
        if value < 1:
            raise ValueError(f"{name} must be 1 or more, got {value}")

"""Checks for the exercises of "ShuffleNet V2"."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from lightcnn.arithmetic import conv_macs, pointwise_accesses, untouched_channels
from lightcnn.blocks import ShuffleUnitV2, channel_shuffle
from lightcnn.exercises._compare import compare_number
from lightcnn.exercises._registry import Verdict, exercise, right, wrong

UNEQUAL = {"c_in": 32, "c_out": 128, "side": 28}  # of the exercise on equal widths
STRIDED = {"c_in": 116, "c_out": 232, "side": 28}  # the first unit of stage 3, width 1


@exercise("shufflenet_v2.equal_widths")
def judge_equal_widths(answer: Any) -> Verdict:
    """Values saved when a 1 x 1 layer from 32 to 128 on 28 x 28 gets equal widths, same multiply-adds."""
    c1, c2, side = (UNEQUAL[key] for key in ("c_in", "c_out", "side"))
    area, equal = side * side, 64
    saved = pointwise_accesses(c1, c2, side, side) - pointwise_accesses(equal, equal, side, side)
    slips = {
        pointwise_accesses(equal, equal, side, side): "with equal widths it moves these. How many fewer?",
        pointwise_accesses(c1, c2, side, side): "the layer from 32 to 128 moves these; how many fewer?",
        saved // area: "these are channels. Each is a map of 28 × 28 values.",
        4 * saved: "these are bytes; values are asked for.",
        pointwise_accesses(80, 80, side, side) - pointwise_accesses(c1, c2, side, side):
            "the sum of the widths was kept, not their product: 80 · 80 is more than 32 · 128.",
        0: "the weights stay the same, the maps do not: 32 + 128 channels against 64 + 64.",
    }  # fmt: skip
    praise = (
        "64 · 64 = 32 · 128, and 64 + 64 is 32 less than 32 + 128: 32 maps of 784 values, and not one weight."
    )
    return compare_number(answer, saved, praise, slips, unit="values")


@exercise("shufflenet_v2.groups_moved")
def judge_groups_moved(answer: Any) -> Verdict:
    """Factor by which the maps of a 1 x 1 layer grow with 4 groups at equal multiply-adds."""
    slips = {
        4: "four times the channels would be 16 / 4 = 4 times the multiply-adds.",
        1: "with the same channels 4 groups do a quarter of the multiply-adds; they are to be equal.",
        0.25: "that is what the multiply-adds would be at equal channels.",
        0.5: "it is the other way round: more channels, not fewer.",
        16: "multiply-adds go with c² / g. What must c be multiplied by, if g is 4?",
    }
    praise = "c² / g is to stay, so c grows by the square root of g, and the maps with it."
    return compare_number(answer, 2, praise, slips, rel=1e-6)


def _strided_macs(
    *, projected: int | None = None, middle: int | None = None, sides: tuple[int, int, int] | None = None,
    projection: bool = True, groups: bool = True,
) -> int:  # fmt: skip
    """Multiply-adds of the strided unit; an argument replaces what a slip gets wrong."""
    c_in, c_out, side = (STRIDED[key] for key in ("c_in", "c_out", "side"))
    kept, m = projected or c_in, middle or c_out // 2
    first, look, last = sides or (side, side // 2, side // 2)
    branch = (
        conv_macs(c_in, m, 1, first, first)
        + conv_macs(m, m, 3, look, look, m if groups else 1)
        + conv_macs(m, c_out - kept, 1, last, last)
    )
    around = conv_macs(c_in, c_in, 3, look, look, c_in if groups else 1) + conv_macs(
        c_in, kept, 1, last, last
    )
    return branch + around * projection


@exercise("shufflenet_v2.unit_macs")
def judge_unit_macs(answer: Any) -> Verdict:
    """Multiply-adds of the stride-2 unit from 116 to 232 channels on maps of 28 x 28."""
    slips = {
        _strided_macs(
            projection=False
        ): "the projection is missing: at stride 2 the other half is made, not passed on.",
        _strided_macs(sides=(28, 28, 28)): "behind the stride the maps are 14 × 14.",
        _strided_macs(sides=(14, 14, 14)): "the branch's first 1 × 1 convolution still runs on 28 × 28.",
        _strided_macs(groups=False): "the 3 × 3 convolutions are depthwise: 9 weights a channel.",
        _strided_macs(
            middle=58
        ): "the branch is 116 wide: at stride 2 it reads the whole input, nothing is split.",
    }
    praise = "Nearly half of it is the one layer that runs before the stride."
    return compare_number(answer, _strided_macs(), praise, slips, unit="multiply-adds")


@exercise("shufflenet_v2.still_untouched")
def judge_still_untouched(answer: Any) -> Verdict:
    """How many of 232 channels have passed seven units untouched (stage 3 after its first unit)."""
    counts = untouched_channels(232, 7)
    slips = {
        116: "that is after one unit: half of the channels. What is left is halved again and again.",
        untouched_channels(232, 6)[-1]: "that is after six units.",
        0: "half of the channels pass each unit, so about 1 / 128 of them passes seven.",
        1: "where the number is odd, the larger half passes: of 29, it is 15.",
        232 / 128: "channels are whole: of 29, the larger half passes, 15.",
    }
    praise = "232, 116, 58, 29, then 15, 8, 4, 2: feature reuse falls by half with every unit."
    return compare_number(answer, counts[-1], praise, slips, unit="channels")


@exercise("shufflenet_v2.unit")
def judge_unit(answer: Any) -> Verdict:
    """A builder build(channels) of the unit at stride 1: shape, parameters, untouched half, shuffle."""
    if isinstance(answer, nn.Module) or not callable(answer):
        return wrong(f"A function build(channels) is asked for, this is a {type(answer).__name__}.")
    for channels in (8, 20):
        unit = answer(channels)
        if unit is None or unit is ...:
            return wrong("The function returns nothing yet.")
        if not isinstance(unit, nn.Module):
            return wrong(f"The function must return a module, it returns a {type(unit).__name__}.")
        verdict = _judge_stride_1(unit.eval(), channels)
        if not verdict:
            return verdict
    return right(
        "Half of the channels pass untouched, and the next unit gets some of them and some of the new ones."
    )


def _judge_stride_1(unit: nn.Module, channels: int) -> Verdict:
    call, half = f"build({channels})", channels // 2
    x = torch.randn(1, channels, 6, 6, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        y = unit(x.clone())
    if not isinstance(y, Tensor) or y.shape != x.shape:
        got = tuple(y.shape) if isinstance(y, Tensor) else type(y).__name__
        return wrong(f"{call} turns {tuple(x.shape)} into {got}; the shape is to stay.")
    want, got = (
        sum(p.numel() for p in net.parameters()) for net in (ShuffleUnitV2(channels, channels), unit)
    )
    if got != want:
        return wrong(
            f"{call} has {got:,} parameters, {want:,} are asked for: 1 × 1, depthwise 3 × 3, 1 × 1 on half "
            "of the channels, without biases, a batch norm behind each."
        )
    flat = [channel for channel in range(channels) if any(torch.equal(y[0, channel], own) for own in x[0])]
    if not flat:
        return wrong(
            f"{call}: no channel of the input is in the output as it was. A ReLU behind the concatenation?"
        )
    if flat == list(range(half)) or flat == list(range(half, channels)):
        return wrong(
            f"{call}: the untouched channels stand in one half, so the next unit passes all of them or none."
        )
    new = [channel for channel in range(channels) if channel not in flat]
    if len(flat) != half or bool((y[0, new] < 0).any()):
        return wrong(f"{call}: half of the output is to be the input's, the other half ends in a ReLU.")
    kept = [next(i for i in range(channels) if torch.equal(y[0, c], x[0, i])) for c in flat]
    if sorted(kept) not in (list(range(half)), list(range(half, channels))):
        return wrong(f"{call}: one half of the channels is to pass, not a selection from both.")
    order = channel_shuffle(torch.arange(float(channels)).reshape(1, channels, 1, 1), 2).flatten()
    first = [int(order[c]) < half for c in range(channels)]
    turns = [c in flat for c in range(channels)]
    if turns not in (first, [not here for here in first]) or kept != sorted(kept):
        return wrong(
            f"{call}: a shuffle in 2 groups lets old and new channels take turns, each in its order."
        )
    return right("")

"""Checks for the exercises of "ShuffleNet V2"."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from lightcnn.blocks import ShuffleUnitV2, channel_shuffle
from lightcnn.exercises._registry import Verdict, exercise, named, right, wrong
from lightcnn.exercises.numbers import register
from lightcnn.exercises.numbers.shufflenet_v2 import NUMBERS

register("shufflenet_v2", NUMBERS)


@exercise("shufflenet_v2.unit")
def judge_unit(answer: Any) -> Verdict:
    """A builder build(channels) of the unit at stride 1: shape, parameters, untouched half, shuffle."""
    if isinstance(answer, nn.Module) or not callable(answer):
        return wrong(f"A function build(channels) is asked for, this is {named(answer)}.")
    for channels in (8, 20):
        unit = answer(channels)
        if unit is None or unit is ...:
            return wrong("The function returns nothing yet.")
        if not isinstance(unit, nn.Module):
            return wrong(f"The function must return a module, it returns {named(unit)}.")
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

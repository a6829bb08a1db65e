"""Checks for the exercises of "ShuffleNet V1"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from lightcnn.arithmetic import shuffle_permutation
from lightcnn.blocks import ShuffleUnitV1, channel_shuffle
from lightcnn.exercises._compare import compare_list
from lightcnn.exercises._registry import Verdict, exercise, named, right, wrong
from lightcnn.exercises._tensors import compare_tensor
from lightcnn.exercises.numbers import register
from lightcnn.exercises.numbers.shufflenet_v1 import NUMBERS

CASES = ((12, 3), (6, 2), (8, 4), (24, 8))  # channels, groups

register("shufflenet_v1", NUMBERS)


def _shuffled(channels: int, groups: int) -> list[int]:
    return shuffle_permutation(channels, groups)


@exercise("shufflenet_v1.order")
def judge_order(answer: Any) -> Verdict:
    """Channel numbers after a shuffle of 8 channels in 2 groups."""
    hint = "Write the groups as the rows of a table, then read its columns."
    if isinstance(answer, list | tuple) and list(answer) == _shuffled(8, 4):
        return wrong(f"This is the shuffle of 4 groups, which undoes that of 2. {hint}")
    return compare_list(answer, _shuffled(8, 2), "Rows in, columns out.", hint)


@exercise("shufflenet_v1.shuffle")
def judge_shuffle(answer: Any) -> Verdict:
    """The reader's shuffle(x, groups) against the permutation, on maps whose values name their channels."""
    if not callable(answer):
        return wrong(f"A function shuffle(x, groups) is asked for, this is {named(answer)}.")
    for channels, groups in CASES:
        verdict = _judge_call(answer, channels, groups)
        if not verdict:
            return verdict
    return right(f"All {len(CASES)} shuffles send every channel where it belongs, and no map was torn.")


def _judge_call(shuffle: Callable[..., Any], channels: int, groups: int) -> Verdict:
    x = torch.arange(2.0 * channels * 6).reshape(2, channels, 2, 3)
    got = shuffle(x.clone(), groups)
    if got is None or got is ...:
        return wrong("The function returns nothing yet.")
    call = f"{channels} channels, {groups} groups:"
    if isinstance(got, Tensor) and got.shape == x.shape:
        if torch.equal(got, x):
            return wrong(f"{call} nothing moved. Two reshapes alone cancel: transpose between them.")
        if groups * groups != channels and torch.equal(got, channel_shuffle(x, channels // groups)):
            return wrong(f"{call} this is the shuffle of {channels // groups} groups: groups come first.")
    want = x[:, _shuffled(channels, groups)]
    verdict = compare_tensor(got, want, "", "Channel g·n + j goes to j·groups + g, maps stay whole.")
    return verdict if verdict else wrong(f"{call} {verdict.words.removeprefix('Not yet. ')}")


@exercise("shufflenet_v1.unit")
def judge_unit(answer: Any) -> Verdict:
    """A builder build(c_in, c_out, groups) of the stride-2 unit: shape, parameters, pooled half, shuffle."""
    if isinstance(answer, nn.Module) or not callable(answer):
        return wrong(f"A function build(c_in, c_out, groups) is asked for, this is {named(answer)}.")
    for c_in, c_out, groups in ((24, 72, 3), (16, 48, 2)):
        unit = answer(c_in, c_out, groups)
        if unit is None or unit is ...:
            return wrong("The function returns nothing yet.")
        if not isinstance(unit, nn.Module):
            return wrong(f"The function must return a module, it returns {named(unit)}.")
        verdict = _judge_strided(unit.eval(), f"build({c_in}, {c_out}, {groups})", c_in, c_out, groups)
        if not verdict:
            return verdict
    return right(
        "It halves the side, keeps the input's channels by pooling, and every group reaches every other."
    )


def _judge_strided(unit: nn.Module, call: str, c_in: int, c_out: int, groups: int) -> Verdict:
    x = torch.rand(1, c_in, 8, 8, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        y = unit(x)
    if tuple(y.shape) != (1, c_out, 4, 4):
        hint = (
            " The branch makes c_out - c_in channels." if y.ndim == 4 and y.shape[1] == c_out + c_in else ""
        )
        return wrong(f"{call} turns (1, {c_in}, 8, 8) into {tuple(y.shape)}, not (1, {c_out}, 4, 4).{hint}")
    ours = ShuffleUnitV1(c_in, c_out, groups=groups, stride=2)
    want, got = (sum(p.numel() for p in net.parameters()) for net in (ours, unit))
    if got != want:
        return wrong(
            f"{call} has {got:,} parameters, {want:,} are asked for: two grouped 1 × 1 convolutions and a "
            "depthwise 3 × 3, without biases, a batch norm behind each; c_out / 4 channels in the middle."
        )
    pooled = nn.functional.avg_pool2d(x, 3, 2, padding=1)
    if not any(torch.allclose(half, pooled, atol=1e-5) for half in (y[:, :c_in], y[:, -c_in:])):
        return wrong(
            f"{call}: the input's 3 × 3 average pool, stride 2, padding 1, is not among the outputs."
        )
    if not _mixes(unit, c_in, c_out, groups):
        return wrong(f"{call}: a group of the branch never hears of another. Where is the shuffle?")
    return right("")


def _mixes(unit: nn.Module, c_in: int, c_out: int, groups: int) -> bool:
    """Does some output of the branch depend on inputs of more than one group?"""
    unit.train()
    x = torch.rand(4, c_in, 8, 8, generator=torch.Generator().manual_seed(1), requires_grad=True)
    y = unit(x)
    pooled = nn.functional.avg_pool2d(x, 3, 2, padding=1)
    first = 0 if not torch.allclose(y[:, :c_in], pooled, atol=1e-5) else c_in
    for channel in range(first, first + c_out - c_in):
        (grad,) = torch.autograd.grad(y[0, channel].sum(), x, retain_graph=True)
        per_group = grad.abs().sum(dim=(0, 2, 3)).reshape(groups, -1).sum(dim=1)
        if int((per_group > 1e-9).sum()) > 1:
            unit.eval()
            return True
    unit.eval()
    return False

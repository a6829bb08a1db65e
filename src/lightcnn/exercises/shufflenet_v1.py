"""Checks for the exercises of "ShuffleNet V1"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from lightcnn.arithmetic import conv_macs, reach_share, shuffle_permutation
from lightcnn.blocks import ShuffleUnitV1, channel_shuffle
from lightcnn.exercises._compare import compare_list, compare_number, compare_tensor
from lightcnn.exercises._registry import Verdict, exercise, right, wrong

CASES = ((12, 3), (6, 2), (8, 4), (24, 8))  # channels, groups
STRIDED = {"c_in": 384, "c_out": 768, "side": 28, "groups": 8}  # the first unit of stage 3, 8 groups
MANY = {"channels": 64, "groups": 16}


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
        return wrong(f"A function shuffle(x, groups) is asked for, this is a {type(answer).__name__}.")
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


def _unit_macs(
    groups: tuple[int, int] | None = None,
    *,
    middle: int | None = None,
    expanded: int | None = None,
    sides: tuple[int, int] | None = None,
    depthwise: bool = True,
) -> int:
    """Multiply-adds of the strided unit; an argument replaces what a slip gets wrong.

    Args:
        groups: Of the first and of the last pointwise layer.
        middle, expanded: Channels of the bottleneck and of what the branch makes.
        sides: Output side of the first pointwise layer, and of the two layers after it.
        depthwise: False counts a full 3 x 3 convolution.
    """
    c_in, c_out, side, g = (STRIDED[key] for key in ("c_in", "c_out", "side", "groups"))
    first, last = groups or (g, g)
    m, branch = middle or c_out // 4, expanded or c_out - c_in
    before, after = sides or (side, side // 2)
    ends = conv_macs(c_in, m, 1, before, before, first) + conv_macs(m, branch, 1, after, after, last)
    return ends + conv_macs(m, m, 3, after, after, m if depthwise else 1)


@exercise("shufflenet_v1.unit_macs")
def judge_unit_macs(answer: Any) -> Verdict:
    """Multiply-adds of the stride-2 unit: 384 to 768 channels, bottleneck 192, 28 x 28, 8 groups."""
    c_in, c_out, side, g = (STRIDED[key] for key in ("c_in", "c_out", "side", "groups"))
    m, half = c_out // 4, side // 2
    slips = {
        _unit_macs((1, 1)): f"the pointwise convolutions have {g} groups.",
        _unit_macs((g, 1)): "both pointwise convolutions are grouped, not only the first.",
        _unit_macs(depthwise=False): "the 3 × 3 convolution is depthwise.",
        _unit_macs(sides=(side, side)): "behind the stride the maps are 14 × 14.",
        _unit_macs(sides=(half, half)): "the first 1 × 1 convolution still runs on 28 × 28.",
        _unit_macs(expanded=c_out): "the pooled input supplies half of the outputs, the branch makes 384.",
        _unit_macs(middle=c_in // 4): "the bottleneck is a quarter of the output channels, 192.",
        _unit_macs() - conv_macs(m, m, 3, half, half, m): "the depthwise convolution is missing.",
    }
    praise = "The shuffle, the pool and the concatenation cost no multiply-adds."
    return compare_number(answer, _unit_macs(), praise, slips, unit="multiply-adds")


@exercise("shufflenet_v1.layers_to_mix")
def judge_layers_to_mix(answer: Any) -> Verdict:
    """Grouped layers, shuffled between, until every output sees all of 64 channels in 16 groups."""
    channels, groups = MANY["channels"], MANY["groups"]
    slips = {
        1: "one layer sees its own group, 4 channels.",
        2: "two layers see 4 · 4 = 16 channels at most.",
        4: "three layers can see 4 · 4 · 4 = 64 channels already.",
        16: "the reach multiplies from layer to layer, it does not add up.",
    }
    expected = next(n for n in range(1, 9) if reach_share(channels, groups, n, shuffle=True) == 1)
    praise = "4 channels, 16, then all 64: n = c/g is smaller than g here, so two layers are not enough."
    return compare_number(answer, expected, praise, slips, unit="layers")


@exercise("shufflenet_v1.unit")
def judge_unit(answer: Any) -> Verdict:
    """A builder build(c_in, c_out, groups) of the stride-2 unit: shape, parameters, pooled half, shuffle."""
    if isinstance(answer, nn.Module) or not callable(answer):
        return wrong(
            f"A function build(c_in, c_out, groups) is asked for, this is a {type(answer).__name__}."
        )
    for c_in, c_out, groups in ((24, 72, 3), (16, 48, 2)):
        unit = answer(c_in, c_out, groups)
        if unit is None or unit is ...:
            return wrong("The function returns nothing yet.")
        if not isinstance(unit, nn.Module):
            return wrong(f"The function must return a module, it returns a {type(unit).__name__}.")
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

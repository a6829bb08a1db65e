"""Checks for the exercises of "The cost of a convolution"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from lightcnn.arithmetic import conv_macs, conv_params, output_side
from lightcnn.exercises._compare import compare_number
from lightcnn.exercises._registry import Verdict, exercise, named, right, wrong
from lightcnn.exercises._tensors import compare_tensor
from lightcnn.exercises.numbers import register
from lightcnn.exercises.numbers.cost_of_a_convolution import NUMBERS

SEPIA = ((0.393, 0.769, 0.189), (0.349, 0.686, 0.168), (0.272, 0.534, 0.131))
LAYERS = (  # c_in, c_out, kernel, side, stride, padding, groups
    (3, 64, 7, 224, 1, 3, 1),
    (64, 64, 3, 56, 1, 1, 1),
    (64, 128, 3, 56, 2, 1, 1),
    (128, 128, 3, 28, 1, 1, 128),
    (240, 60, 1, 28, 1, 0, 3),
)

register("cost_of_a_convolution", NUMBERS)


@exercise("cost_of_a_convolution.counter")
def judge_counter(answer: Any) -> Verdict:
    """The reader's function against the closed form, on layers with strides and groups."""
    if not callable(answer):
        return wrong(f"A function is asked for, this is {named(answer)}.")
    for layer in LAYERS:
        verdict = _judge_count(answer, *layer)
        if not verdict:
            return verdict
    return right(f"All {len(LAYERS)} layers agree with the closed form.")


def _judge_count(
    count: Callable[..., Any],
    c_in: int,
    c_out: int,
    kernel: int,
    side: int,
    stride: int,
    pad: int,
    groups: int,
) -> Verdict:
    got = count(c_in, c_out, kernel, side, stride, pad, groups)
    if got is None or got is ...:
        return wrong("The function returns nothing yet.")
    out = output_side(side, kernel, stride, pad)
    expected = conv_macs(c_in, c_out, kernel, out, out, groups)
    slips = {
        conv_params(c_in, c_out, kernel, groups): "these are the parameters: multiply by positions.",
        conv_macs(c_in, c_out, kernel, side, side, groups): "count the positions of the output.",
        conv_macs(c_in, c_out, kernel, out, out): "the groups are missing.",
        conv_macs(c_in, c_out, kernel, out, out, groups) * 2: "a multiply-add counts once, not twice.",
        conv_macs(c_in, c_out, kernel, out, out) // groups**2:
            "each group is 1/g² of the matrix, but there are g of them.",
    }  # fmt: skip
    slips.pop(expected, None)  # on some layers a slip makes no difference
    verdict = compare_number(got, expected, "", slips, unit="multiply-adds")
    if verdict:
        return verdict
    where = f"count({c_in}, {c_out}, {kernel}, {side}, {stride}, {pad}, {groups})"
    return wrong(f"{where} gives {verdict.words.removeprefix('Not yet. ')}")


@exercise("cost_of_a_convolution.separable")
def judge_separable(answer: Any) -> Verdict:
    """A builder of the depthwise-separable block: shapes, parameters, then where the stride sits."""
    if isinstance(answer, nn.Module) or not callable(answer):
        return wrong(f"A function build(c_in, c_out, stride) is asked for, this is {named(answer)}.")
    for c_in, c_out, stride in ((8, 16, 1), (8, 16, 2), (12, 6, 2)):
        block = answer(c_in, c_out, stride)
        if not isinstance(block, nn.Module):
            return wrong(
                "The function returns nothing yet."
                if block in (None, ...)
                else f"The function must return a module, it returns {named(block)}."
            )
        verdict = _judge_block(block, f"build({c_in}, {c_out}, {stride})", c_in, c_out, stride)
        if not verdict:
            return verdict
    return right(
        "Shapes, parameters and multiply-adds are those of the split, with the stride in the depthwise half."
    )


def _judge_block(block: nn.Module, call: str, c_in: int, c_out: int, stride: int) -> Verdict:
    side, out = 12, 12 // stride
    shape = tuple(block(torch.zeros(1, c_in, side, side)).shape)
    if shape != (1, c_out, out, out):
        return wrong(
            f"{call} turns (1, {c_in}, {side}, {side}) into {shape}, not (1, {c_out}, {out}, {out})."
        )
    params = sum(p.numel() for p in block.parameters())
    look, mix = conv_params(c_in, c_in, 3, groups=c_in), conv_params(c_in, c_out, 1)
    slips = {
        conv_params(c_in, c_out, 3): "this is one standard convolution.",
        conv_params(c_in, c_in, 3) + mix: "the first half is not depthwise: give it groups=c_in.",
        look + mix + c_in + c_out: "leave the biases out.",
    }
    verdict = compare_number(params, look + mix, "", slips, unit="parameters")
    if not verdict:
        return wrong(f"{call} has {verdict.words.removeprefix('Not yet. ')}")
    got, least = _macs(block, c_in, side), (look + mix) * out * out
    if got > least:
        return wrong(
            f"The shapes are right, but {call} does {got:,} multiply-adds where {least:,} are enough: "
            "a stride in the pointwise half throws computed values away."
        )
    return right("")


def _macs(block: nn.Module, channels: int, side: int) -> int:
    """Multiply-adds of the convolutions of `block`, by the positions that each one puts out."""
    total = 0

    def add(layer: Any, _: Any, out: Tensor) -> None:
        nonlocal total
        total += layer.weight.numel() * out.shape[2] * out.shape[3]

    hooks = [m.register_forward_hook(add) for m in block.modules() if isinstance(m, nn.Conv2d)]
    block(torch.zeros(1, channels, side, side))
    for hook in hooks:
        hook.remove()
    return total


@exercise("cost_of_a_convolution.sepia")
def judge_sepia(answer: Any) -> Verdict:
    """A pointwise convolution with the sepia matrix, judged on a small picture of pure colours."""
    if not isinstance(answer, nn.Conv2d):
        return wrong(f"An nn.Conv2d is asked for, this is {named(answer)}.")
    if answer.kernel_size != (1, 1) or answer.groups != 1:
        return wrong(
            f"Pointwise means kernel 1 and 1 group; this has kernel {answer.kernel_size} "
            f"and {answer.groups} groups."
        )
    if answer.bias is not None:
        return wrong("Leave the bias out: black must stay black.")
    matrix = torch.tensor(SEPIA)
    colours = torch.eye(3).reshape(1, 3, 1, 3)  # one row of three pixels: red, green, blue
    with torch.no_grad():
        toned = answer(colours)
    if toned.shape == (1, 3, 1, 3) and torch.allclose(toned[0, :, 0], matrix.T):
        return wrong("Rows and columns are exchanged: each row of the table belongs to one output channel.")
    return compare_tensor(
        toned,
        matrix.reshape(1, 3, 1, 3),
        "Nine multiply-adds a pixel.",
        "The test picture is one red, one green and one blue pixel.",
    )

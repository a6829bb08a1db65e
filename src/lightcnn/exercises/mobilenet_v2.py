"""Checks for the exercises of "MobileNet V2"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import torch
from torch import Tensor, nn

from lightcnn.blocks import InvertedResidual
from lightcnn.exercises._registry import Verdict, exercise, named, right, wrong
from lightcnn.exercises.numbers import register
from lightcnn.exercises.numbers.mobilenet_v2 import NUMBERS
from lightcnn.precision import quantised

register("mobilenet_v2", NUMBERS)

CASES = ((3, 5, 2, 1), (3, 3, 4, 1), (4, 4, 3, 2))  # c_in, c_out, expansion, stride


@exercise("mobilenet_v2.block")
def judge_block(answer: Any) -> Verdict:
    """A builder build(c_in, c_out, expansion, stride): the library's block, output for output."""
    if isinstance(answer, nn.Module) or not callable(answer):
        return wrong(
            f"A function build(c_in, c_out, expansion, stride) is asked for, this is {named(answer)}."
        )
    for case in CASES:
        block = answer(*case)
        if block is None or block is ...:
            return wrong("The function returns nothing yet.")
        if not isinstance(block, nn.Module):
            return wrong(f"The function must return a module, it returns {named(block)}.")
        if not (verdict := _judge_block(block, case)):
            return verdict
    return right("Thin, wide, thin: bent where there is room, straight where there is none.")


def _judge_block(block: nn.Module, case: tuple[int, int, int, int]) -> Verdict:
    c_in, c_out, expansion, stride = case
    call, ours = f"build{case}", _shaken(c_in, c_out, expansion, stride)
    got, want = (sum(p.numel() for p in net.parameters()) for net in (block, ours))
    if got != want:
        return wrong(
            f"{call} has {got:,} parameters, {want:,} are asked for: 1 × 1 to {c_in * expansion} channels, "
            f"depthwise 3 × 3, 1 × 1 to {c_out}, without biases, a batch norm behind each."
        )
    values = list(ours.state_dict().values())
    names = block.state_dict()
    if [v.shape for v in names.values()] != [v.shape for v in values]:
        return wrong(f"{call}: make the layers in the order in which they run, each with its batch norm.")
    block.load_state_dict(dict(zip(names, values, strict=True)))
    x = 4 * torch.randn(2, c_in, 6, 6, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        y = block.eval()(x.clone())
        expected = ours(x)
        if not isinstance(y, Tensor) or y.shape != expected.shape:
            shape = tuple(y.shape) if isinstance(y, Tensor) else type(y).__name__
            return wrong(
                f"{call} turns {tuple(x.shape)} into {shape}, not {tuple(expected.shape)}. "
                "The 3 × 3 layer strides, padded by one pixel."
            )
        if torch.allclose(y, expected, rtol=1e-3, atol=1e-4):
            return right("")
        for words, slip in _slips(ours, x).items():
            if torch.allclose(y, slip(), rtol=1e-3, atol=1e-4):
                return wrong(f"{call}: {words}")
    return wrong(
        f"{call} has the right layers and shapes, but another output: ReLU6 behind the first two batch "
        "norms, nothing behind the third, and the input added where the ends are alike."
    )


def _slips(ours: InvertedResidual, x: Tensor) -> dict[str, Callable[[], Tensor]]:
    """What goes wrong -> the output that it gives."""
    expand, depthwise, project = (cast("nn.Sequential", part) for part in ours.branch)

    def run(bend: Callable[[Tensor], Tensor], last: Callable[[Tensor], Tensor] = lambda y: y) -> Tensor:
        y = bend(expand[1](expand[0](x)))
        y = bend(depthwise[1](depthwise[0](y)))
        return last(project(y))

    def bound(y: Tensor) -> Tensor:
        return y.clamp(0, 6)

    joined = (lambda y: y + x) if ours.shortcut else (lambda y: y)
    slips: dict[str, Callable[[], Tensor]] = {
        "the projection is to be linear: no ReLU6 behind it.": lambda: joined(run(bound, bound)),
        "a ReLU behind the projection: it is to be linear.": lambda: joined(run(bound, torch.relu)),
        "ReLU6 is asked for, which is bounded at 6; this is a ReLU.": lambda: joined(run(torch.relu)),
        "there is no activation behind expansion and depthwise layer.": lambda: joined(run(lambda y: y)),
    }
    if ours.shortcut:
        slips["the shortcut is missing: stride 1 and equal ends."] = lambda: run(bound)
        slips["nothing bends the sum: no ReLU6 behind the addition."] = lambda: bound(run(bound) + x)
    return slips


def _shaken(c_in: int, c_out: int, expansion: int, stride: int) -> InvertedResidual:
    """The library's block with statistics and scales at which values pass 6, in evaluation mode."""
    draw = torch.Generator().manual_seed(0)
    block = InvertedResidual(c_in, c_out, expansion=expansion, stride=stride)
    with torch.no_grad():
        for value in block.state_dict().values():
            if value.is_floating_point():
                value.copy_(torch.rand(value.shape, generator=draw) * 2 - 0.6)
        for norm in (part for part in block.modules() if isinstance(part, nn.BatchNorm2d)):
            norm.running_var.abs_().add_(0.1)  # type: ignore[union-attr]
            norm.weight.abs_().add_(1)
    return block.eval()


@exercise("mobilenet_v2.quantise")
def judge_quantise(answer: Any) -> Verdict:
    """A function quantise(x, bits) for what a ReLU gives: 2**bits equal steps from 0 to the largest value."""
    if not callable(answer):
        return wrong(f"A function quantise(x, bits) is asked for, this is {named(answer)}.")
    for bits, top in ((8, 6.0), (4, 6.0), (8, 15.0)):
        x = top * torch.rand(300, generator=torch.Generator().manual_seed(bits)) ** 2
        x[0], x[1] = 0.0, top
        given = x.clone()
        got = answer(given, bits)
        if got is None or got is ...:
            return wrong("The function returns nothing yet.")
        if not isinstance(got, Tensor) or got.shape != x.shape:
            return wrong("The function is to return a tensor of the same shape.")
        if not torch.equal(given, x):
            return wrong("The tensor that was handed in has been changed: make a new one.")
        if torch.allclose(got.float(), quantised(x, bits), atol=1e-5):
            continue
        call = f"quantise(x, {bits}) with values up to {top:g}"
        step = top / (2**bits - 1)
        if torch.allclose(got.float(), (x / step).round(), atol=1e-3):
            return wrong(f"{call}: these are the whole numbers; times the step they are values again.")
        if torch.allclose(got.float(), (x / step).floor() * step, atol=1e-5):
            return wrong(f"{call}: to the nearest point is asked for, this cuts down.")
        if torch.allclose(got.float(), (x / (top / 2**bits)).round() * (top / 2**bits), atol=1e-5):
            return wrong(f"{call}: {2**bits} points have {2**bits - 1} steps between them.")
        if torch.allclose(got.float(), quantised(x, 8), atol=1e-5):
            return wrong(f"{call}: this has 8 bits.")
        fixed = 6 / (2**bits - 1)
        if torch.allclose(got.float(), ((x / fixed).round() * fixed).clamp(0, 6), atol=1e-5):
            return wrong(f"{call}: the grid ends at 6; it is to end at the largest value.")
        return wrong(f"{call}: the step is the largest value over {2**bits - 1}.")
    return right("One number, the step, is stored beside the integers.")

"""Checks for the exercises of "MobileNet V3"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import hardsigmoid, hardswish, relu6, silu

from lightcnn.arithmetic import scaled_channels
from lightcnn.blocks import SqueezeExcite
from lightcnn.exercises._registry import Verdict, exercise, named, right, wrong
from lightcnn.exercises.numbers import register
from lightcnn.exercises.numbers.mobilenet_v3 import NUMBERS

register("mobilenet_v3", NUMBERS)

WIDTHS = (16, 72)  # 72 is rounded up


@exercise("mobilenet_v3.hard_swish")
def judge_hard_swish(answer: Any) -> Verdict:
    """A function of a tensor: x * ReLU6(x + 3) / 6, as a new tensor."""
    if not callable(answer):
        return wrong(f"A function of a tensor is asked for, this is {named(answer)}.")
    x = torch.linspace(-8, 8, 161).reshape(7, 23)
    given = x.clone()
    y = answer(given)
    if y is None or y is ...:
        return wrong("The function returns nothing yet.")
    if not isinstance(y, Tensor) or y.shape != x.shape:
        return wrong("The function is to return a tensor of the same shape.")
    if not torch.equal(given, x):
        return wrong("The tensor that was handed in has been changed: make a new one.")
    if torch.allclose(y, hardswish(x), atol=1e-5):
        return right("Two comparisons, an addition and two multiplications: nothing that needs a table.")
    slips = {
        "this is the gate alone; the value passes through it: times x.": hardsigmoid(x),
        "this is swish itself, with the exponential.": silu(x),
        "without the division by 6 the gate reaches 6, not 1.": x * relu6(x + 3),
        "the gate's middle lies at 0: x + 3 before the ReLU6, not x.": x * relu6(x) / 6,
        "the gate must stop at 1: a ReLU6, which is bounded, not a ReLU.": x * torch.relu(x + 3) / 6,
        "this is ReLU6.": relu6(x),
        "this is a ReLU.": torch.relu(x),
    }
    for words, slip in slips.items():
        if torch.allclose(y, slip, atol=1e-5):
            return wrong(words[0].upper() + words[1:])
    return wrong("0 up to −3, x from 3 on, and x (x + 3) / 6 between.")


@exercise("mobilenet_v3.gate")
def judge_gate(answer: Any) -> Verdict:
    """A builder build(channels) of a squeeze-and-excite: the library's, output for output."""
    if isinstance(answer, nn.Module) or not callable(answer):
        return wrong(f"A function build(channels) is asked for, this is {named(answer)}.")
    for channels in WIDTHS:
        block = answer(channels)
        if block is None or block is ...:
            return wrong("The function returns nothing yet.")
        if not isinstance(block, nn.Module):
            return wrong(f"The function must return a module, it returns {named(block)}.")
        if not (verdict := _judge_gate(block, channels)):
            return verdict
    return right("The projection behind it now has other weights for every image.")


def _judge_gate(block: nn.Module, channels: int) -> Verdict:
    call, ours = f"build({channels})", _shaken(channels)
    squeezed = scaled_channels(channels, 1 / 4)
    values = list(ours.state_dict().values())
    names = block.state_dict()
    got, want = (sum(v.numel() for v in some) for some in (names.values(), values))
    if got != want:
        return wrong(
            f"{call} has {got:,} parameters, {want:,} are asked for: to {squeezed} channels and back, "
            "with biases."
        )
    if [v.numel() for v in names.values()] != [v.numel() for v in values]:
        return wrong(f"{call}: make the two layers in the order in which they run, down to {squeezed} first.")
    pairs = zip(names.items(), values, strict=True)
    block.load_state_dict({name: value.reshape(old.shape) for (name, old), value in pairs})
    x = 4 * torch.randn(3, channels, 5, 4, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        y = block.eval()(x.clone())
        if not isinstance(y, Tensor) or y.shape != x.shape:
            shape = tuple(y.shape) if isinstance(y, Tensor) else type(y).__name__
            if shape in ((3, channels, 1, 1), (3, channels)):
                return wrong(f"{call} returns the gates; the maps are to pass through them.")
            return wrong(f"{call} turns {tuple(x.shape)} into {shape}; the shape is to stay.")
        if torch.allclose(y, ours(x), rtol=1e-3, atol=1e-4):
            return right("")
        for words, slip in _slips(ours, x).items():
            if torch.allclose(y, slip(), rtol=1e-3, atol=1e-4):
                return wrong(f"{call}: {words}")
    return wrong(
        f"{call} has the right layers and shapes, but another output: mean of each channel, layer, ReLU, "
        "layer, hard sigmoid, times the channel."
    )


def _slips(ours: SqueezeExcite, x: Tensor) -> dict[str, Callable[[], Tensor]]:
    """What goes wrong -> the output that it gives."""
    _, reduce, _, restore, _ = ours.gate

    def gates(
        bend: Callable[[Tensor], Tensor] = torch.relu,
        last: Callable[[Tensor], Tensor] = hardsigmoid,
        pool: Callable[[Tensor], Tensor] = lambda t: t.mean((2, 3), keepdim=True),
    ) -> Tensor:
        return last(restore(bend(reduce(pool(x)))))

    return {
        "a hard sigmoid is asked for; this is the sigmoid.": lambda: x * gates(last=torch.sigmoid),
        "nothing bounds the gates: the hard sigmoid is missing.": lambda: x * gates(last=lambda t: t),
        "the ReLU between the two layers is missing.": lambda: x * gates(bend=lambda t: t),
        "the mean of each channel is asked for, not its largest value.": lambda: (
            x * gates(pool=lambda t: t.amax((2, 3), keepdim=True))
        ),
        "without the mean each pixel gets gates of its own.": lambda: x * gates(pool=lambda t: t),
        "a gate is multiplied, not added.": lambda: x + gates(),
        "the input is added: the shortcut belongs around the whole block.": lambda: x + x * gates(),
    }


def _shaken(channels: int) -> SqueezeExcite:
    """The library's gates with weights at which some are closed, some open and some between."""
    draw = torch.Generator().manual_seed(0)
    block = SqueezeExcite(channels)
    with torch.no_grad():
        for value in block.parameters():
            value.copy_(2 * torch.randn(value.shape, generator=draw))
    return block.eval()

"""Checks for the exercises of "Under the lamp"."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from lightcnn.exercises._registry import Verdict, exercise, named, right, wrong
from lightcnn.exercises.numbers import register
from lightcnn.exercises.numbers.under_the_lamp import NUMBERS

register("under_the_lamp", NUMBERS)


def _trained() -> tuple[nn.Conv2d, nn.BatchNorm2d]:
    """A depthwise convolution and a batch norm that has seen something, the same every time."""
    draw = torch.Generator().manual_seed(0)
    conv, norm = nn.Conv2d(4, 4, 3, padding=1, groups=4, bias=False), nn.BatchNorm2d(4)
    with torch.no_grad():
        for values, low in ((conv.weight, -1.0), (norm.weight, 0.5), (norm.bias, -1.0)):
            values.copy_(low + 1.5 * torch.rand(values.shape, generator=draw))
        norm.running_mean.copy_(torch.randn(4, generator=draw))  # type: ignore[union-attr]
        norm.running_var.copy_(0.2 + 3 * torch.rand(4, generator=draw))  # type: ignore[union-attr]
    return conv.eval(), norm.eval()


@exercise("under_the_lamp.fold")
def judge_fold(answer: Any) -> Verdict:
    """A function fold(conv, norm) -> (weight, bias) of the one convolution that does what both do."""
    if not callable(answer):
        return wrong(f"A function fold(conv, norm) is asked for, this is {named(answer)}.")
    conv, norm = _trained()
    before = conv.weight.detach().clone()
    got = answer(conv, norm)
    if got is None or got is ...:
        return wrong("The function returns nothing yet.")
    if not isinstance(got, tuple) or len(got) != 2 or not all(isinstance(part, Tensor) for part in got):
        return wrong("The function is to return a pair of tensors: weight and bias.")
    weight, bias = (part.detach() for part in got)
    if weight.shape != conv.weight.shape or bias.shape != (4,):
        return wrong(
            f"The shapes are {tuple(weight.shape)} and {tuple(bias.shape)}; {tuple(conv.weight.shape)} and "
            "(4,) are asked for. A factor for each output channel is reshaped to (4, 1, 1, 1)."
        )
    if not torch.equal(conv.weight, before):
        return wrong("The convolution that was handed in has been changed: make new tensors.")
    assert norm.running_mean is not None and norm.running_var is not None
    deviation = (norm.running_var + norm.eps).sqrt()
    factor = (norm.weight / deviation).detach()
    if torch.allclose(
        weight, before * (norm.weight / (norm.running_var + norm.eps)).detach().view(-1, 1, 1, 1)
    ):
        return wrong("The weights are divided by the variance; batch norm divides by its root.")
    if not torch.allclose(weight, before * factor.view(-1, 1, 1, 1), rtol=1e-3, atol=1e-5):
        return wrong("The weights are to be multiplied by scale / deviation, channel by channel.")
    if torch.allclose(bias, norm.bias.detach(), rtol=1e-3, atol=1e-5):
        return wrong("The bias lacks the mean, which batch norm takes off before it scales.")
    if not torch.allclose(bias, (norm.bias - norm.running_mean * factor).detach(), rtol=1e-3, atol=1e-5):
        return wrong("The weights are right. The bias is to be shift − mean · scale / deviation.")
    return right("One layer does what two did, and a phone never runs the second.")

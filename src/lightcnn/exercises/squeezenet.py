"""Judges of the SqueezeNet chapter's exercises."""

from __future__ import annotations

from itertools import islice
from typing import Any

import torch
from torch import Tensor, nn

from lightcnn.arithmetic import output_side
from lightcnn.blocks import Fire
from lightcnn.exercises._compare import compare_list, single
from lightcnn.exercises._registry import Verdict, exercise, named, right, shown, wrong
from lightcnn.exercises._tensors import compare_tensor
from lightcnn.exercises.numbers import register
from lightcnn.exercises.numbers.squeezenet import NUMBERS

SIZES = (8, 4, 6, 10)  # c_in, squeeze, expand1, expand3: all different, so that a swap shows

register("squeezenet", NUMBERS)


def _same_as_ours(module: nn.Module, x: Tensor) -> Verdict:
    ours = Fire(*SIZES).eval()
    theirs = {tuple(p.shape): p for p in module.parameters()}
    with torch.no_grad():
        for parameter in ours.parameters():
            theirs[tuple(parameter.shape)].copy_(parameter)
        got, expected = module.eval()(x), ours(x)
    swapped = torch.cat([expected[:, SIZES[2] :], expected[:, : SIZES[2]]], 1)
    if torch.allclose(got, swapped, atol=1e-5):
        return wrong(
            "The values are right, but the 3x3 channels stand first: concatenate the 1x1 channels first."
        )
    return compare_tensor(
        got,
        expected,
        "Same values as the library's Fire module, channel by channel.",
        "A ReLU follows the squeeze and both expand convolutions; the 3x3 is padded by 1.",
    )


@exercise("squeezenet.fire")
def _fire(answer: Any) -> Verdict:
    if not callable(answer):
        return wrong(
            "A class or function is asked for: Fire(c_in, squeeze, expand1, expand3) returns a module."
        )
    module = answer(*SIZES)
    if not isinstance(module, nn.Module):
        return wrong(f"An nn.Module is asked for, this returns {named(module)}.")
    x = torch.randn(2, SIZES[0], 7, 7, generator=torch.Generator().manual_seed(0))
    shape, expected = tuple(module(x).shape), (2, SIZES[2] + SIZES[3], 7, 7)
    if shape != expected:
        return wrong(
            f"For an input of {tuple(x.shape)} the output is {shape}, {expected} is asked for. "
            "Concatenate along the channels, and pad the 3x3 convolution."
        )
    shapes = sorted(tuple(p.shape) for p in module.parameters())
    wanted = sorted(tuple(p.shape) for p in Fire(*SIZES).parameters())
    if shapes != wanted:
        return wrong(f"The parameters have shapes {shapes}, a Fire module has {wanted}.")
    return _same_as_ours(module, x)


@exercise("squeezenet.pooled_sides")
def _pooled_sides(answer: Any) -> Verdict:
    def sides(ceil_mode: bool) -> list[int]:
        found = [output_side(256, 7, 2)]
        for _ in range(3):
            found.append(output_side(found[-1], 3, 2, ceil_mode=ceil_mode))
        return found[1:]

    if isinstance(answer, (list, tuple)) and list(answer) == sides(ceil_mode=False):
        return wrong(
            "These sides round down. SqueezeNet pools in ceil mode: a window that sticks out counts."
        )
    return compare_list(
        answer,
        sides(ceil_mode=True),
        "The ceil mode makes 31 of 30, and 15 of 14.",
        "Start from 125, the side after conv1; each pool is 3x3 with stride 2.",
    )


@exercise("squeezenet.simple_bypass")
def _simple_bypass(answer: Any) -> Verdict:
    try:
        modules = {single(number) + 0 for number in islice(answer, 20)}
    except TypeError:
        return wrong(f"A set of Fire module numbers is asked for, this is {named(answer)}.")
    if modules == {3, 5, 7, 9}:
        return wrong("Those are the paper's, at freq = 2. With freq = 3 the widths grow at other modules.")
    if modules == {2, 3, 5, 6, 8}:
        return wrong("The first Fire module is fire2, not fire1: every number is one too small.")
    for number in sorted(modules - {3, 4, 6, 7, 9}):
        return wrong(f"fire{shown(number)} changes the number of channels: input and output cannot be added.")
    for number in sorted({3, 4, 6, 7, 9} - modules):
        return wrong(f"fire{number} keeps its number of channels: a bypass fits there too.")
    return right("All but the first of every three keep their width, and an addition costs no parameter.")

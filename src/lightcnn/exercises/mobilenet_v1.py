"""Judges of the MobileNet V1 chapter's exercises."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from lightcnn.blocks import DepthwiseSeparable
from lightcnn.exercises._registry import Verdict, exercise, named, right, wrong
from lightcnn.exercises.numbers import register
from lightcnn.exercises.numbers.mobilenet_v1 import NUMBERS
from lightcnn.learning.experiments.separable import nearest_shared
from lightcnn.networks import mobilenet_v1
from lightcnn.profiling import profile
from lightcnn.published import published

register("mobilenet_v1", NUMBERS)

MOST_MACS, MOST_PARAMS = 120e6, 2e6
GRID = {"1": "x1", "0.75": "x0_75", "0.5": "x0_5", "0.25": "x0_25"}
SIDES = (224, 192, 160, 128)


@exercise("mobilenet_v1.block")
def judge_block(answer: Any) -> Verdict:
    """A builder build(c_in, c_out, stride): shapes, parameters, where the stride and the ReLUs stand."""
    if isinstance(answer, nn.Module) or not callable(answer):
        return wrong(f"A function build(c_in, c_out, stride) is asked for, this is {named(answer)}.")
    for c_in, c_out, stride in ((8, 20, 1), (12, 5, 2)):
        block = answer(c_in, c_out, stride)
        if block is None or block is ...:
            return wrong("The function returns nothing yet.")
        if not isinstance(block, nn.Module):
            return wrong(f"The function must return a module, it returns {named(block)}.")
        verdict = _judge_one(block, c_in, c_out, stride)
        if not verdict:
            return verdict
    return right("It looks around with 9 weights a map, and mixes with one for each pair of maps.")


def _judge_one(block: nn.Module, c_in: int, c_out: int, stride: int) -> Verdict:
    call, x = f"build({c_in}, {c_out}, {stride})", _noise(1, c_in, 9, 9)
    library = DepthwiseSeparable(c_in, c_out, stride=stride)
    with torch.no_grad():
        want, got = (net.eval()(x.clone()) for net in (library, block))
    if not isinstance(got, Tensor) or got.shape != want.shape:
        shape = tuple(got.shape) if isinstance(got, Tensor) else type(got).__name__
        return wrong(f"{call} turns {tuple(x.shape)} into {shape}; {tuple(want.shape)} is asked for.")
    sizes = [sum(p.numel() for p in net.parameters()) for net in (library, block)]
    if sizes[0] != sizes[1]:
        return wrong(
            f"{call} has {sizes[1]:,} parameters, {sizes[0]:,} are asked for: a depthwise 3 × 3 on {c_in} "
            "maps, then a 1 × 1, without biases, a batch norm behind each."
        )
    macs = [profile(net, 9, c_in).macs for net in (library, block)]
    if macs[0] != macs[1]:
        return wrong(
            f"{call} does {macs[1]:,} multiply-adds on maps of 9 × 9, not {macs[0]:,}: the stride belongs to "
            "the depthwise layer, which looks at the values that the stride leaves out."
        )
    shapes = [[p.shape for p in net.parameters()] for net in (library, block)]
    if shapes[0] != shapes[1]:
        return wrong(f"{call}: depthwise, batch norm, 1 × 1, batch norm is the order asked for.")
    with torch.no_grad():
        for theirs, own in zip(library.parameters(), block.parameters(), strict=True):
            theirs.copy_(_noise(*theirs.shape))
            own.copy_(theirs)
        want, got = library(x.clone()), block(x.clone())
    if torch.allclose(want, got, atol=1e-4):
        return right("")
    if bool((got < 0).any()):
        return wrong(f"{call}: the output has negative values. A ReLU ends the block.")
    return wrong(
        f"{call} computes something else with the same weights: is a ReLU behind *both* batch norms?"
    )


@exercise("mobilenet_v1.split")
def judge_split(answer: Any) -> Verdict:
    """A function split(weight) -> (look, mix): the nearest separable pair of a full convolution."""
    if not callable(answer):
        return wrong(f"A function split(weight) is asked for, this is {named(answer)}.")
    weight = _noise(6, 4, 3, 3)
    pair: Any = answer(weight.clone())
    if pair is None or pair is ...:
        return wrong("The function returns nothing yet.")
    try:
        look, mix = pair
    except (TypeError, ValueError):
        return wrong("The function must return two tensors: look (C, 1, 3, 3) and mix (N, C, 1, 1).")
    for name, part, shape in (("look", look, (4, 1, 3, 3)), ("mix", mix, (6, 4, 1, 1))):
        if not isinstance(part, Tensor) or part.shape != shape:
            got = tuple(part.shape) if isinstance(part, Tensor) else type(part).__name__
            return wrong(f"For a weight of shape (6, 4, 3, 3) {name} must be {shape}, it is {got}.")
    near = mix * look.transpose(0, 1)
    least = (nearest_shared(weight) - weight).norm().item()
    away = (near - weight).norm().item()
    if away <= least * (1 + 1e-4):
        return right(
            f"{1 - (least / weight.norm().item()) ** 2:.0%} of this noise fits into one kernel a map."
        )
    if away >= weight.norm().item():
        return wrong(
            "This pair is no nearer to the layer than nothing at all. Is the singular value in it once?"
        )
    return wrong(
        f"The pair is {away:.2f} away from the layer, the nearest one {least:.2f}. For each input map, take "
        "the first singular pair of the matrix (N, 9) of its kernels."
    )


@exercise("mobilenet_v1.budget")
def judge_budget(answer: Any) -> Verdict:
    """(width, side) of the most accurate of the 16 with at most 120 M multiply-adds and 2 M parameters."""
    try:
        width, side = answer
        key = GRID[f"{float(width):.12g}"]
    except (TypeError, ValueError, KeyError):
        return wrong(f"A pair (width, side) of the grid is asked for: {', '.join(GRID)} and {SIDES}.")
    if side not in SIDES:
        return wrong(f"The grid has the sides {SIDES}, not {side}.")
    cost = profile(mobilenet_v1(float(width)), int(side))
    if cost.macs > MOST_MACS:
        return wrong(f"That does {cost.macs / 1e6:.0f} million multiply-adds; 120 are allowed.")
    if cost.params > MOST_PARAMS:
        return wrong(
            f"That has {cost.params / 1e6:.1f} million parameters; 2 are allowed. A smaller image "
            "does not help."
        )
    top1 = published(f"mobilenet_v1.slim.{key}_{int(side)}.top1").value
    best = published("mobilenet_v1.slim.x0_5_192.top1").value
    if top1 < best:
        return wrong(f"That fits and names {top1} % right. One more of the 16 fits and is better.")
    return right(
        f"{best} % at {cost.macs / 1e6:.0f} million. The limit on parameters is what rules out 0.75 at 128: "
        "a smaller image leaves all of them in place."
    )


def _noise(*shape: int) -> Tensor:
    """The same noise for every answer."""
    return torch.randn(*shape, generator=torch.Generator().manual_seed(0))

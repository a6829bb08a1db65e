"""A check judges the answer alone: no setting of the reader's changes a verdict, and it changes none."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from lightcnn.blocks import (
    DepthwiseSeparable,
    Fire,
    InvertedResidual,
    ShuffleUnitV1,
    ShuffleUnitV2,
    SqueezeExcite,
    channel_shuffle,
)
from lightcnn.exercises import check
from lightcnn.exercises.cost_of_a_convolution import SEPIA
from lightcnn.learning.experiments.separable import nearest_shared
from lightcnn.precision import quantised


def sepia() -> nn.Conv2d:
    conv = nn.Conv2d(3, 3, 1, bias=False)
    with torch.no_grad():
        conv.weight.copy_(torch.tensor(SEPIA).reshape(3, 3, 1, 1))
    return conv


def pair(c_in: int, c_out: int, stride: int) -> nn.Sequential:
    look = nn.Conv2d(c_in, c_in, 3, stride, padding=1, groups=c_in, bias=False)
    return nn.Sequential(look, nn.Conv2d(c_in, c_out, 1, bias=False))


def fold(conv: nn.Conv2d, norm: nn.BatchNorm2d) -> tuple[Tensor, Tensor]:
    assert norm.running_mean is not None and norm.running_var is not None
    factor = norm.weight / (norm.running_var + norm.eps).sqrt()
    return conv.weight * factor.view(-1, 1, 1, 1), norm.bias - norm.running_mean * factor


def split(weight: Tensor) -> tuple[Tensor, Tensor]:
    near = nearest_shared(weight)
    u, s, v = torch.linalg.svd(near.transpose(0, 1).flatten(2), full_matrices=False)
    look = v[:, 0].reshape(-1, 1, 3, 3)
    return look, (u[..., 0] * s[:, :1]).T[..., None, None]


def energy(kernels: Tensor) -> Tensor:
    sigma = torch.linalg.svdvals(kernels)
    return sigma[..., 0] ** 2 / (sigma**2).sum(-1)


RIGHT: dict[str, Callable[[], Any]] = {
    "squeezenet.fire_params": lambda: _fire_params(),
    "squeezenet.fire": lambda: Fire,
    "cost_of_a_convolution.separable": lambda: pair,
    "cost_of_a_convolution.sepia": sepia,
    "mobilenet_v1.block": lambda: lambda i, o, s: DepthwiseSeparable(i, o, stride=s),
    "mobilenet_v1.split": lambda: split,
    "mobilenet_v2.block": lambda: lambda i, o, e, s: InvertedResidual(i, o, expansion=e, stride=s),
    "mobilenet_v2.quantise": lambda: quantised,
    "mobilenet_v3.hard_swish": lambda: nn.Hardswish(),
    "mobilenet_v3.gate": lambda: SqueezeExcite,
    "shufflenet_v1.shuffle": lambda: channel_shuffle,
    "shufflenet_v1.unit": lambda: lambda i, o, g: ShuffleUnitV1(i, o, groups=g, stride=2),
    "shufflenet_v2.unit": lambda: lambda c: ShuffleUnitV2(c, c),
    "squeezenext.separate": lambda: (torch.tensor([1.0, 0, -1]), torch.tensor([1.0, 2, 1])),
    "squeezenext.rank_one_energy": lambda: energy,
    "under_the_lamp.fold": lambda: fold,
}


def _fire_params() -> int:
    return sum(parameter.numel() for parameter in Fire(192, 24, 96, 96).parameters())


@contextmanager
def default(dtype: torch.dtype) -> Iterator[None]:
    before = torch.get_default_dtype()
    torch.set_default_dtype(dtype)
    try:
        yield
    finally:
        torch.set_default_dtype(before)


SETTINGS: dict[str, Callable[[], Any]] = {
    "as it is": nullcontext,
    "no_grad": torch.no_grad,
    "inference mode": torch.inference_mode,
    "double precision": partial(default, torch.float64),
    "autocast": partial(torch.autocast, "cpu", torch.bfloat16),
    "another default device": partial(torch.device, "meta"),
}


@pytest.mark.parametrize("name", RIGHT)
@pytest.mark.parametrize("setting", SETTINGS)
def test_a_right_answer_is_right_under_every_setting(name: str, setting: str) -> None:
    """Made under it, too: a convolution of a reader who has switched to float64 is a float64 one."""
    answer = RIGHT[name]() if setting == "another default device" else None
    with SETTINGS[setting]():
        verdict = check(name, RIGHT[name]() if answer is None else answer)
        after = torch.is_grad_enabled(), torch.is_inference_mode_enabled(), torch.get_default_dtype()
        assert torch.is_autocast_enabled("cpu") == (setting == "autocast")
        assert torch.get_default_device().type == ("meta" if "device" in setting else "cpu")
    assert verdict, verdict
    off = setting in ("no_grad", "inference mode")
    wide = torch.float64 if setting == "double precision" else torch.float32
    assert after == (not off, setting == "inference mode", wide)


@pytest.mark.parametrize("name", RIGHT)
def test_a_check_draws_no_random_number_of_the_reader_s(name: str) -> None:
    def draws() -> tuple[float, ...]:
        return random.random(), float(np.random.rand()), torch.rand(1).item()

    def seed() -> None:
        random.seed(1)
        np.random.seed(1)
        torch.manual_seed(1)

    seed()
    expected = draws()
    seed()
    check(name, RIGHT[name]())
    seed()
    answer = RIGHT[name]()
    seed()
    check(name, answer)
    assert draws() == expected


def test_an_answer_that_seeds_and_switches_leaves_no_trace() -> None:
    def shuffle(x: Tensor, groups: int) -> Tensor:
        torch.manual_seed(0)
        torch.set_grad_enabled(False)
        torch.set_default_dtype(torch.float64)
        return channel_shuffle(x, groups)

    torch.manual_seed(5)
    expected = torch.rand(1)
    torch.manual_seed(5)
    assert check("shufflenet_v1.shuffle", shuffle)
    assert torch.equal(torch.rand(1), expected)
    assert torch.is_grad_enabled() and torch.get_default_dtype() is torch.float32


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("squeezenet.fire", lambda: Fire(8, 4, 6, 10)),
        ("cost_of_a_convolution.separable", lambda: DepthwiseSeparable(8, 16)),
        ("mobilenet_v1.block", lambda: DepthwiseSeparable(8, 20)),
        ("mobilenet_v2.block", lambda: InvertedResidual(3, 5, expansion=2)),
        ("mobilenet_v3.gate", lambda: SqueezeExcite(16)),
        ("shufflenet_v1.unit", lambda: ShuffleUnitV1(24, 72, groups=3, stride=2)),
        ("shufflenet_v2.unit", lambda: ShuffleUnitV2(8, 8)),
    ],
)
@pytest.mark.parametrize("training", [True, False])
def test_the_module_that_an_answer_hands_out_stays_as_it_is(
    name: str, make: Callable[[], nn.Module], training: bool
) -> None:
    """Weights, running statistics, gradients and modes of a module that the reader goes on using."""
    mine = make().train(training)
    for parameter in mine.parameters():
        parameter.grad = torch.ones_like(parameter)
    before = {key: value.clone() for key, value in mine.state_dict().items()}
    check(name, lambda *sizes: mine)
    assert all(torch.equal(before[key], value) for key, value in mine.state_dict().items())
    assert all(module.training == training for module in mine.modules())
    assert all(
        p.requires_grad and p.grad is not None and bool((p.grad == 1).all()) for p in mine.parameters()
    )
    assert not any(module._forward_hooks for module in mine.modules())


def test_a_module_whose_method_is_the_answer_stays_as_it_is() -> None:
    mine = nn.Sequential(nn.BatchNorm1d(23), nn.Hardswish())
    for answer in (mine, mine.forward, partial(mine)):
        check("mobilenet_v3.hard_swish", answer)
    norm = mine[0]
    assert isinstance(norm, nn.BatchNorm1d) and norm.num_batches_tracked == 0


def test_a_module_with_a_computed_tensor_is_judged() -> None:
    """`deepcopy` refuses what has a history."""

    def build(c_in: int, squeeze: int, expand1: int, expand3: int) -> nn.Module:
        fire = Fire(c_in, squeeze, expand1, expand3)
        fire.kept = fire.squeeze.weight * 2  # type: ignore[assignment]
        return fire

    assert check("squeezenet.fire", build)


def test_an_answer_in_another_precision_is_judged() -> None:
    assert check("cost_of_a_convolution.sepia", sepia().double())
    assert check("squeezenet.fire", lambda *sizes: Fire(*sizes).double())
    assert check("shufflenet_v1.shuffle", lambda x, groups: channel_shuffle(x, groups).double())
    assert not check("shufflenet_v1.shuffle", lambda x, groups: channel_shuffle(x, groups) + 1j)

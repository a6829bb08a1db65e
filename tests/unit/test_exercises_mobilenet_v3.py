"""The MobileNet V3 chapter's checks: typical slips fail, in words that name them."""

from __future__ import annotations

import re
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn.functional import hardsigmoid, hardswish, relu6, silu

from lightcnn.arithmetic import scaled_channels
from lightcnn.blocks import InvertedResidual, SqueezeExcite
from lightcnn.exercises import check
from lightcnn.networks import mobilenet_v2
from lightcnn.profiling import profile


class Gate(nn.Module):
    """Gates with one slip at a time."""

    def __init__(self, channels: int, *, slip: str = "") -> None:
        super().__init__()
        between = channels // 4 + 1 if slip == "quarter" else scaled_channels(channels, 1 / 4)
        layers = [("down", nn.Conv2d(channels, between, 1, bias=slip != "bias"))]
        layers.append(("up", nn.Conv2d(between, channels, 1)))
        for name, layer in reversed(layers) if slip == "order" else layers:
            self.add_module(name, layer)
        self.slip = slip

    def forward(self, x: Tensor) -> Tensor:
        pool = {"largest": x.amax((2, 3), keepdim=True), "pixel": x}.get(
            self.slip, x.mean((2, 3), keepdim=True)
        )
        y = self.down(pool)
        y = self.up(y if self.slip == "flat" else torch.relu(y))
        y = {"sigmoid": y.sigmoid(), "unbounded": y}.get(self.slip, hardsigmoid(y))
        made = {"gates": y, "sum": x + y, "shortcut": x + x * y, "flipped": -x * y, "short": (x * y)[:1]}
        return made.get(self.slip, x * y)


class Linear(nn.Module):
    """The same gates from linear layers."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        between = scaled_channels(channels, 1 / 4)
        self.down, self.up = nn.Linear(channels, between), nn.Linear(between, channels)

    def forward(self, x: Tensor) -> Tensor:
        return x * hardsigmoid(self.up(torch.relu(self.down(x.mean((2, 3))))))[:, :, None, None]


WRONG: list[tuple[str, Any, str]] = [
    ("last_stage", 35_546_560, "not free"),
    ("last_stage", 18_841_600, "gone too"),
    ("last_stage", 33_894_400, "9 · 960"),
    ("last_stage", 19_264_960, "960 to 320"),
    ("last_stage", 35_546_560 - 49 * 960 * 1280, "one pixel"),
    ("last_stage", 30_000_000, "round numbers"),
    ("stem", 5_419_008, "read its channels"),
    ("stem", 7_225_344, "projection"),
    ("stem", 8_630_272, "depthwise layer"),
    ("stem", 20_873_216, "before"),
    ("stem", 10_000_000, "round numbers"),
    ("gate_params", 460_800, "biases"),
    ("gate_params", 230_400, "two layers"),
    ("gate_params", 2 * 960 * 40 + 1000, "input channels"),
    ("gate_params", 2 * 960 * 960 + 1920, "quarter"),
    ("gate_params", 960, "How many weights"),
    ("squeezed", 18, "not a multiple"),
    ("squeezed", 16, "nine tenths"),
    ("squeezed", 72, "gated channels"),
    ("gap", 2.8577, "this is swish"),
    ("gap", 3, "this is h-swish"),
    ("gap", 0.0474, "gates differ"),
    ("gap", 0.9526, "the gate"),
    ("gap", 0, "meet at 0"),
    ("both_ends", 11.4, "end alone"),
    ("both_ends", 3.47, "stem alone"),
    ("both_ends", 0.1488, "in %"),
    ("both_ends", 85.1, "what is left"),
    ("hard_swish", 3, "A function of a tensor"),
    ("hard_swish", lambda x: None, "returns nothing yet"),
    ("hard_swish", lambda x: hardswish(x)[:3], "same shape"),
    ("hard_swish", lambda x: hardswish(x, inplace=True), "has been changed"),
    ("hard_swish", hardsigmoid, "gate alone"),
    ("hard_swish", silu, "exponential"),
    ("hard_swish", lambda x: x * relu6(x + 3), "division by 6"),
    ("hard_swish", lambda x: x * relu6(x) / 6, "middle lies at 0"),
    ("hard_swish", lambda x: x * torch.relu(x + 3) / 6, "stop at 1"),
    ("hard_swish", relu6, "ReLU6"),
    ("hard_swish", torch.relu, "This is a ReLU"),
    ("hard_swish", lambda x: -hardswish(x), "0 up to −3"),
    ("gate", nn.Identity(), "A function build"),
    ("gate", 3, "A function build"),
    ("gate", lambda channels: None, "returns nothing yet"),
    ("gate", lambda channels: 3, "must return a module"),
    *(
        ("gate", lambda channels, slip=slip: Gate(channels, slip=slip), words)
        for slip, words in {
            "bias": "with biases", "quarter": "parameters", "order": "order in which they run",
            "gates": "returns the gates", "short": "shape is to stay", "sigmoid": "this is the sigmoid",
            "unbounded": "hard sigmoid is missing", "flat": "ReLU between", "largest": "largest value",
            "pixel": "each pixel", "sum": "not added", "shortcut": "around the whole block",
            "flipped": "another output",
        }.items()
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "answer", "words"), WRONG)
def test_a_slip_is_named(name: str, answer: Any, words: str) -> None:
    verdict = check(f"mobilenet_v3.{name}", answer)
    assert not verdict and verdict.words.startswith("Not yet.") and re.search(words, verdict.words), verdict


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("last_stage", 34_317_760),
        ("stem", 10_436_608),
        ("gate_params", sum(p.numel() for p in SqueezeExcite(960).parameters())),
        ("squeezed", SqueezeExcite(72).gate.reduce.out_channels),
        ("both_ends", 100 * (34_317_760 + 10_436_608) / profile(mobilenet_v2()).macs),
        ("gap", 3 - float(silu(torch.tensor(3.0)))),
        ("hard_swish", hardswish),
        ("gate", Gate),
        ("gate", Linear),
        ("gate", SqueezeExcite),
    ],
)
def test_the_right_answer_passes(name: str, answer: Any) -> None:
    assert check(f"mobilenet_v3.{name}", answer)


def test_what_the_stem_saves_is_counted_from_networks() -> None:
    def first(filters: int) -> int:
        stem = nn.Conv2d(3, filters, 3, 2, 1, bias=False)
        return profile(nn.Sequential(stem, InvertedResidual(filters, 16, expansion=1)), 224).macs

    assert check("mobilenet_v3.stem", first(32) - first(16))

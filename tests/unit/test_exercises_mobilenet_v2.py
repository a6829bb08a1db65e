"""The MobileNet V2 chapter's checks: typical slips fail, in words that name them."""

from __future__ import annotations

import re
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from lightcnn.exercises import check
from lightcnn.learning.experiments.linear_bottleneck import inverted_residuals
from lightcnn.networks import mobilenet_v2


class Block(nn.Module):
    """The block with one slip at a time."""

    def __init__(self, c_in: int, c_out: int, t: int, stride: int, *, slip: str = "") -> None:
        super().__init__()
        m = c_in * t
        bend = nn.ReLU if slip == "relu" else nn.Identity if slip == "flat" else nn.ReLU6
        groups = 1 if slip == "full" else m
        pad = 0 if slip == "padding" else 1
        bias = slip == "bias"
        self.layers = nn.Sequential(
            nn.Conv2d(c_in, m, 1, bias=bias), nn.BatchNorm2d(m), bend(),
            nn.Conv2d(m, m, 3, stride, pad, groups=groups, bias=False), nn.BatchNorm2d(m), bend(),
            nn.Conv2d(m, c_out, 1, bias=False), nn.BatchNorm2d(c_out),
            {"end": nn.ReLU6(), "end relu": nn.ReLU()}.get(slip, nn.Identity()),
        )  # fmt: skip
        if slip == "order":
            self.layers = nn.Sequential(self.layers[3:], self.layers[:3])
        self.slip, self.adds = slip, stride == 1 and c_in == c_out

    def forward(self, x: Tensor) -> Tensor:
        y = self.layers(x)
        if self.slip == "flipped":
            y = -y
        if self.adds and self.slip != "no shortcut":
            y = y + x
        return y.clamp(0, 6) if self.slip == "bent sum" and self.adds else y


def grid(x: Tensor, bits: int, slip: str = "") -> Any:
    top = torch.tensor(6.0) if slip == "six" else x.max()
    bits = 8 if slip == "eight" else bits
    step = top / (2**bits if slip == "points" else 2**bits - 1)
    if slip == "in place":
        return x.div_(step).round_().mul_(step)
    if slip == "integers":
        return (x / step).round()
    if slip == "floor":
        return (x / step).floor() * step
    if slip == "half":
        return (x / step).round() * step / 2
    if slip == "six":
        return ((x / step).round() * step).clamp(0, 6)
    if slip == "short":
        return ((x / step).round() * step)[:-1]
    return (x / step).round() * step


WRONG: list[tuple[str, Any, str]] = [
    ("collapsed", 5 / 16, "in %"),
    ("collapsed", 25, "exactly one"),
    ("collapsed", 6.25, "none open"),
    ("collapsed", 68.75, "what survives"),
    ("collapsed", 50, "three units"),
    ("collapsed", 18.75, "five units"),
    ("block_macs", 3136 * (2 * 24 * 144 + 9 * 144 * 144), "depthwise"),
    ("block_macs", 8208, "one position"),
    ("block_macs", 784 * 8208, "56 × 56"),
    ("block_macs", 3136 * 2 * 24 * 144, "depthwise layer is missing"),
    ("block_macs", 3136 * 33 * 144, "projection"),
    ("strided_macs", 784 * (33 * 144 + 32 * 144), "before the|only the 3 × 3"),
    ("strided_macs", 3136 * (33 * 144 + 32 * 144), "28 × 28"),
    ("strided_macs", 3136 * 24 * 144 + 784 * 33 * 144, "32 channels"),
    ("strided_macs", 3136 * 24 * 144 + 784 * (9 * 144 * 144 + 32 * 144), "depthwise"),
    ("strided_macs", 3136 * 33 * 144 + 784 * 32 * 144, "already"),
    ("shortcuts", 17, "two ends differ"),
    ("shortcuts", 13, "channels change"),
    ("shortcuts", 11, "stage of one block"),
    ("shortcuts", 7, "without a shortcut"),
    ("shortcuts", 16, "every stage"),
    ("peak", 3136 * (24 + 2 * 144), "layer by layer"),
    ("peak", 3136 * (48 + 2 * 144), "sixth"),
    ("peak", 3136 * 72, "input and output|twice"),
    ("peak", 96, "channels"),
    ("peak", 4 * 3136 * 96, "bytes"),
    ("step", 15 / 255, "new step"),
    ("step", 6 / 255, "old step"),
    ("step", 0.4, "turn it round"),
    ("step", 9, "factor"),
    ("step", 1, "further"),
    ("block", nn.Identity(), "A function build"),
    ("block", 3, "A function build"),
    ("block", lambda *case: None, "returns nothing yet"),
    ("block", lambda *case: 3, "must return a module"),
    *(
        ("block", lambda *case, slip=slip: Block(*case, slip=slip), words)
        for slip, words in {
            "bias": "parameters", "full": "parameters", "order": "order in which they run",
            "padding": "padded by one pixel", "end": "to be linear", "end relu": "to be linear",
            "relu": "bounded at 6", "flat": "no activation", "no shortcut": "shortcut is missing",
            "bent sum": "bends the sum", "flipped": "another output",
        }.items()
    ),
    ("quantise", 3, "A function quantise"),
    ("quantise", lambda x, bits: None, "returns nothing yet"),
    *(
        ("quantise", lambda x, bits, slip=slip: grid(x, bits, slip), words)
        for slip, words in {
            "short": "same shape", "in place": "has been changed", "integers": "whole numbers",
            "floor": "cuts down", "points": "steps between", "eight": "has 8 bits",
            "six": "ends at 6", "half": "the step is",
        }.items()
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "answer", "words"), WRONG)
def test_a_slip_is_named(name: str, answer: Any, words: str) -> None:
    verdict = check(f"mobilenet_v2.{name}", answer)
    assert not verdict and verdict.words.startswith("Not yet.") and re.search(words, verdict.words), verdict


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("collapsed", 31.25),
        ("block_macs", 25_740_288),
        ("strided_macs", 15_466_752),
        ("shortcuts", 10),
        ("peak", 3136 * (24 + 24 + 2 * 24)),
        ("step", 15 / 6),
        ("block", Block),
        ("quantise", grid),
    ],
)
def test_the_right_answer_passes(name: str, answer: Any) -> None:
    assert check(f"mobilenet_v2.{name}", answer)


def test_the_shortcuts_are_those_of_the_network() -> None:
    blocks = inverted_residuals(mobilenet_v2())
    assert len(blocks) == 17 and check("mobilenet_v2.shortcuts", sum(b.shortcut for b in blocks.values()))

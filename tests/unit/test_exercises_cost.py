"""The checks of "The cost of a convolution": typical slips fail, in words that name them."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import nn

from lightcnn.exercises import check


@pytest.mark.parametrize(
    ("name", "slip", "words"),
    [
        ("parameters", 12800, "bias is missing"),
        ("parameters", 51264, "without groups."),
        ("parameters", 51200, "without groups and without bias"),
        ("parameters", 3200, "its own block of weights"),
        ("parameters", 12816, "its own bias"),
        ("parameters", 7, "too small"),
        ("parameters", "12864", "number is asked for"),
        ("budget", 384, "depthwise half needs"),
        ("budget", 380, "just over the budget"),
        ("budget", 128, "left over"),
        ("intensity", 25 / 4, "written as well"),
        ("intensity", 12.5, "4 bytes"),
        ("intensity", 25, "divide by the bytes"),
        ("intensity", 8 / 25, "turn it round"),
        ("intensity", 9 / 8, "3 × 3 kernel"),
        ("intensity", 5 / 8, "25 weights"),
        ("counter", 3, "function is asked for"),
        ("separable", nn.Conv2d(3, 3, 3), "function build"),
        ("sepia", torch.zeros(3), "nn.Conv2d is asked for"),
        ("sepia", nn.Conv2d(3, 3, 3), "kernel 1"),
        ("sepia", nn.Conv2d(3, 3, 1), "bias"),
    ],
)
def test_a_typical_slip_is_named(name: str, slip: Any, words: str) -> None:
    verdict = check(f"cost_of_a_convolution.{name}", slip)
    assert not verdict
    assert words in repr(verdict), repr(verdict)


def out_side(side: int, kernel: int, stride: int, padding: int) -> int:
    return (side + 2 * padding - kernel) // stride + 1


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (lambda i, o, k, s, st, p, g: k * k * i * o // g, "these are the parameters"),
        (lambda i, o, k, s, st, p, g: k * k * i * o // g * s * s, "positions of the output"),
        (lambda i, o, k, s, st, p, g: k * k * i * o * out_side(s, k, st, p) ** 2, "groups are missing"),
        (lambda i, o, k, s, st, p, g: 2 * k * k * i * o // g * out_side(s, k, st, p) ** 2, "counts once"),
        (
            lambda i, o, k, s, st, p, g: k * k * i * o // g**2 * out_side(s, k, st, p) ** 2,
            "there are g of them",
        ),
        (lambda i, o, k, s, st, p, g: 1, "gives 1 multiply-adds is too small"),
        (lambda i, o, k, s, st, p, g: 1 // 0, "ZeroDivisionError"),
    ],
)
def test_a_wrong_counter_hears_what_it_forgot(count: Any, words: str) -> None:
    verdict = check("cost_of_a_convolution.counter", count)
    assert not verdict
    assert words in repr(verdict), repr(verdict)


def block(groups: bool = True, bias: bool = False, late_stride: bool = False, c_extra: int = 0) -> Any:
    def build(c_in: int, c_out: int, stride: int) -> nn.Module:
        first, second = (1, stride) if late_stride else (stride, 1)
        g = c_in if groups else 1
        return nn.Sequential(
            nn.Conv2d(c_in, c_in, 3, stride=first, padding=1, groups=g, bias=bias),
            nn.Conv2d(c_in, c_out + c_extra, 1, stride=second, bias=bias),
        )

    return build


@pytest.mark.parametrize(
    ("build", "words"),
    [
        (block(groups=False), "not depthwise"),
        (block(bias=True), "biases"),
        (block(late_stride=True), "throws computed values away"),
        (block(c_extra=1), "(1, 17, 12, 12)"),
        (lambda i, o, s: nn.Conv2d(i, o, 3, stride=s, padding=1, bias=False), "one standard convolution"),
        (lambda i, o, s: 3, "must return a module"),
    ],
)
def test_a_wrong_block_hears_what_is_wrong(build: Any, words: str) -> None:
    verdict = check("cost_of_a_convolution.separable", build)
    assert not verdict
    assert words in repr(verdict), repr(verdict)


def test_sepia_with_rows_and_columns_exchanged() -> None:
    layer = nn.Conv2d(3, 3, 1, bias=False)
    rows = [[0.393, 0.769, 0.189], [0.349, 0.686, 0.168], [0.272, 0.534, 0.131]]
    layer.weight.data = torch.tensor(rows).T.reshape(3, 3, 1, 1).contiguous()
    assert "exchanged" in repr(check("cost_of_a_convolution.sepia", layer))
    layer.weight.data = torch.eye(3).reshape(3, 3, 1, 1)
    assert "first wrong value is at index (0, 0, 0, 0): 1, not 0.393" in repr(
        check("cost_of_a_convolution.sepia", layer)
    )


def test_an_unknown_exercise_names_the_choices() -> None:
    with pytest.raises(ValueError, match=r"cost_of_a_convolution\.parameters"):
        check("cost_of_a_convolution.nothing", 1)

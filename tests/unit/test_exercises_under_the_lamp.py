"""The checks of "Under the lamp": typical slips fail, in words that name them."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from lightcnn.exercises import check


def fold(conv: Any, norm: Any, slip: str = "") -> Any:
    root = (norm.running_var + norm.eps).sqrt()
    factor = norm.weight / (root**2 if slip == "variance" else root)
    if slip == "not scaled":
        factor = 1 / root
    bias = norm.bias - norm.running_mean * factor
    if slip == "no mean":
        bias = norm.bias
    if slip == "added":
        bias = norm.bias + norm.running_mean * factor
    if slip == "flat":
        return conv.weight.flatten(), bias
    if slip == "in place":
        conv.weight.data *= factor.view(-1, 1, 1, 1)
        return conv.weight, bias
    if slip == "one":
        return conv.weight
    return conv.weight * factor.view(-1, 1, 1, 1), bias


WRONG: list[tuple[str, Any, str]] = [
    ("caffe_blue", 255 * 0.8 - 117, "mean of green"),
    ("caffe_blue", 255 * 0.8 - 123, "mean of red"),
    ("caffe_blue", 204, "the byte"),
    ("caffe_blue", 0.8 - 104, "reads bytes"),
    ("torch_blue", (0.8 - 0.485) / 0.229, "red's"),
    ("torch_blue", (0.8 - 0.456) / 0.224, "green's"),
    ("torch_blue", 0.8 - 0.406, "now divide"),
    ("torch_blue", 0.8 / 0.225 - 0.406, "before you divide"),
    ("torch_blue", 100, "SqueezeNet's rule"),
    ("reach_unstrided", 207, "stay at 8"),
    ("reach_unstrided", 79, "four Fire modules follow"),
    ("reach_unstrided", 63 + 4 * 16, "it adds 16"),
    ("reach_unstrided", 111, "fire7"),
    ("steps_scaled", 5, "that is before"),
    ("steps_scaled", 127, "ends at 10"),
    ("steps_scaled", 10, "largest weight now"),
    ("steps_scaled", 20, "had 5 steps"),
    ("folded_weight", 0.5 * 3 / 4, "root of the variance"),
    ("folded_weight", 0.5 * 3, "still to divide"),
    ("folded_weight", 0.5 / 2, "still missing"),
    ("folded_weight", 0.5, "scale / deviation"),
    ("folded_weight", (0.5 - 2) * 3 / 2, "into the bias"),
    ("reach", 31 + 16 + 16 + 16 + 4 * 16, "adds 32"),
    ("reach", 79, "four Fire modules follow"),
    ("reach", 175, "fire8"),
    ("reach", 227, "nearly"),
    ("reach", 79 + 4 * 2, "not 2"),
    ("steps_left", 127, "largest channel"),
    ("steps_left", 0.1, "fit into 0.5"),
    ("steps_left", 25.4, "how much larger"),
    ("folded_bias", 1, "mean that it takes off"),
    ("folded_bias", 4, "not added"),
    ("folded_bias", 1 - 2 * 3, "before it is scaled"),
    ("folded_bias", 1 - 2 * 3 / 4, "root of the variance"),
    ("fold", 3, "A function fold"),
    ("fold", lambda conv, norm: None, "returns nothing yet"),
    *(
        ("fold", lambda conv, norm, slip=slip: fold(conv, norm, slip), words)
        for slip, words in {
            "one": "pair of tensors", "flat": "The shapes are", "in place": "has been changed",
            "variance": "its root", "not scaled": "scale / deviation", "no mean": "lacks the mean",
            "added": "shift − mean",
        }.items()
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "answer", "words"), WRONG, ids=lambda v: v if isinstance(v, str) else "")
def test_slips_are_named(name: str, answer: Any, words: str) -> None:
    verdict = check(f"under_the_lamp.{name}", answer)
    assert not verdict and words in verdict.words, verdict


def reach() -> int:
    """Layer by layer: a kernel of 3 adds two steps, a stride doubles the step."""
    seen, step = 1, 1
    for strided in (True, True, False, False, True, False, False, True, False, False, False, False):
        seen += 2 * step
        step *= 2 if strided else 1
    return seen


@pytest.mark.parametrize(
    ("name", "answer"),
    [("caffe_blue", 100), ("reach", reach()), ("steps_left", 5), ("folded_bias", -2), ("fold", fold)],
)
def test_right_answers_pass(name: str, answer: Any) -> None:
    verdict = check(f"under_the_lamp.{name}", answer)
    assert verdict, verdict


def test_what_fold_returns_is_torchs_folding() -> None:
    from lightcnn.exercises.under_the_lamp import _trained

    conv, norm = _trained()
    weight, bias = fold(conv, norm)
    x = torch.randn(2, 4, 6, 6)
    torch.testing.assert_close(norm(conv(x)), torch.conv2d(x, weight, bias, padding=1, groups=4))

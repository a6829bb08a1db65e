"""The MobileNet V1 chapter's checks: right answers pass however they are written, slips are named."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from lightcnn.blocks import DepthwiseSeparable
from lightcnn.exercises import check


def build(c_in: int, c_out: int, stride: int, *, slip: str = "") -> nn.Module:
    """The block with one slip at a time."""
    first, second = (stride, 1) if slip != "stride" else (1, stride)
    look = [nn.Conv2d(c_in, c_in, 3, first, 1, groups=1 if slip == "full" else c_in, bias=slip == "bias")]
    mix = [nn.Conv2d(c_in, c_out, 1, second, bias=False)]
    middle = [] if slip == "no middle relu" else [nn.ReLU()]
    last = [] if slip == "no last relu" else [nn.ReLU()]
    if slip == "mix first":
        look = [nn.Conv2d(c_out, c_out, 3, first, 1, groups=c_out, bias=False)]
        return nn.Sequential(*mix, nn.BatchNorm2d(c_out), nn.ReLU(), *look, nn.BatchNorm2d(c_out), nn.ReLU())
    padding = [nn.MaxPool2d(2)] if slip == "half" else []
    return nn.Sequential(*look, nn.BatchNorm2d(c_in), *middle, *mix, nn.BatchNorm2d(c_out), *last, *padding)


def split(weight: Tensor, *, slip: str = "") -> Any:
    """The nearest pair, with one slip at a time."""
    c_out, c_in = weight.shape[:2]
    left, size, right = torch.linalg.svd(weight.transpose(0, 1).reshape(c_in, c_out, 9), full_matrices=False)
    which = 1 if slip == "second" else 0
    amount = {"twice": size[:, which] ** 3, "": size[:, which]}.get(slip, size[:, which])
    look = right[:, which].reshape(c_in, 1, 3, 3)
    mix = (left[:, :, which] * amount[:, None]).T.reshape(c_out, c_in, 1, 1)
    if slip == "mean":
        look, mix = weight.mean(0)[:, None], torch.ones(c_out, c_in, 1, 1)
    return mix if slip == "one" else (look, mix[:, :, 0, 0]) if slip == "shape" else (look, mix)


def moved(weight: Tensor) -> tuple[Tensor, Tensor]:
    """The same pair: a factor may stand in either part."""
    look, mix = split(weight)
    return look * -3, mix / -3


WRONG: list[tuple[str, Any, str]] = [
    ("maps_out", 1, "summed into one"),
    ("maps_out", 64, "made by the pointwise layer"),
    ("maps_out", 288, "its weights"),
    ("one_map", 4608, "a kernel for every output"),
    ("one_map", 9, "the shared kernel"),
    ("one_map", 512, "weights of the mixing"),
    ("one_map", 5120, "stored once"),
    ("block_macs", 784 * (9 * 256 + 256 * 512), "14 × 14, for both"),
    ("block_macs", 196 * 9 * 256 + 784 * 256 * 512, "behind the stride, on 14"),
    ("block_macs", 784 * 9 * 256 + 196 * 256 * 512, "where its kernels stop"),
    ("block_macs", 196 * 9 * 256 * 512, "a full convolution"),
    ("block_macs", 196 * 256 * 512, "depthwise layer is missing"),
    ("block_macs", 196 * 9 * 256, "pointwise layer is missing"),
    ("block_macs", 196 * (9 * 512 + 256 * 512), "it has 256 maps"),
    ("block_macs", 196 * (9 * 256 * 256 + 256 * 512), "9 weights a map"),
    ("block_macs", 9 * 256 + 256 * 512, "these are the weights"),
    ("shallow_saves", 196 * (9 * 512 + 512 * 512), "that is one block"),
    ("shallow_saves", 6 * 196 * (9 * 512 + 512 * 512), "the first of them widens"),
    ("shallow_saves", 5 * 196 * 512 * 512, "depthwise layers go as well"),
    ("shallow_saves", 5 * 196 * 9 * 512, "pointwise layers go as well"),
    ("shallow_saves", 5 * 196 * 9 * 512 * 512, "these blocks are split"),
    ("shallow_saves", 5 * (9 * 512 + 512 * 512), "these are the weights"),
    ("thin_weights", 512 * 256, "both sides"),
    ("thin_weights", 512 * 512, "at width 1"),
    ("thin_weights", 9 * 256 * 256, "1 × 1"),
    ("thin_weights", 9 * 256 + 256 * 256, "depthwise layer, too"),
    ("small_side", 56, "a sixteenth"),
    ("small_side", 160, "halves"),
    ("block", 3, "A function build"),
    ("block", nn.ReLU(), "A function build"),
    ("block", lambda c, n, s: None, "returns nothing yet"),
    ("block", lambda c, n, s: 3, "must return a module"),
    ("block", lambda c, n, s: build(c, n, 1), "is asked for"),
    ("block", lambda c, n, s: build(c, n, s, slip="half"), "is asked for"),
    ("block", lambda c, n, s: build(c, n, s, slip="full"), "parameters"),
    ("block", lambda c, n, s: build(c, n, s, slip="bias"), "parameters"),
    ("block", lambda c, n, s: build(c, n, s, slip="mix first"), "parameters"),
    ("block", lambda c, n, s: build(c, n, s, slip="stride"), "the stride belongs to"),
    ("block", lambda c, n, s: build(c, n, s, slip="no last relu"), "A ReLU ends the block"),
    ("block", lambda c, n, s: build(c, n, s, slip="no middle relu"), "behind *both*"),
    ("split", 3, "A function split"),
    ("split", lambda w: None, "two tensors"),
    ("split", lambda w: split(w, slip="one"), "two tensors"),
    ("split", lambda w: split(w, slip="shape"), "mix must be"),
    ("split", lambda w: split(w, slip="second"), "first singular pair"),
    ("split", lambda w: split(w, slip="mean"), "the nearest one"),
    ("split", lambda w: split(w, slip="twice"), "no nearer"),
    ("budget", 3, "A pair (width, side)"),
    ("budget", (0.6, 224), "A pair (width, side)"),
    ("budget", (0.5, 200), "has the sides"),
    ("budget", (0.5, 224), "149 million multiply-adds"),
    ("budget", (0.75, 128), "2.6 million parameters"),
    ("budget", (0.5, 160), "One more of the 16"),
    ("budget", (0.25, 224), "One more of the 16"),
]


@pytest.mark.parametrize(("name", "answer", "words"), WRONG, ids=lambda v: v if isinstance(v, str) else "")
def test_slips_are_named(name: str, answer: Any, words: str) -> None:
    verdict = check(f"mobilenet_v1.{name}", answer)
    assert not verdict and words in verdict.words, verdict


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("maps_out", 32),
        ("one_map", 521),
        ("block_macs", 26_141_696),
        ("shallow_saves", 261_416_960),
        ("thin_weights", 65_536),
        ("small_side", 112),
        ("block", build),
        ("block", lambda c, n, s: DepthwiseSeparable(c, n, stride=s)),
        ("split", split),
        ("split", moved),
        ("budget", (0.5, 192)),
        ("budget", [1 / 2, 192]),
    ],
)
def test_right_answers_pass(name: str, answer: Any) -> None:
    verdict = check(f"mobilenet_v1.{name}", answer)
    assert verdict, verdict

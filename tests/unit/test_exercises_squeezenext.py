"""The SqueezeNext chapter's checks: typical slips fail, in words that name them."""

import pytest
import torch
from torch import Tensor

from lightcnn.exercises import check

SIX = [(3, 1), (1, 3), (3, 1), (1, 3), (3, 1), (1, 3)]


def energy(kernels: Tensor) -> Tensor:
    sigma = torch.linalg.svdvals(kernels)
    return sigma[..., 0] ** 2 / (sigma**2).sum(-1)


def share_of_values(kernels: Tensor) -> Tensor:
    sigma = torch.linalg.svdvals(kernels)
    return sigma[..., 0] / sigma.sum(-1)


@pytest.mark.parametrize("answer", [([2, 0, -2], [0.5, 1, 0.5]), ([-1, 0, 1], torch.tensor([-1, -2, -1]))])
def test_a_factor_may_move_between_column_and_row(answer: object) -> None:
    assert check("squeezenext.separate", answer)


@pytest.mark.parametrize(
    ("name", "answer", "words"),
    [
        ("squeezenext.block", 12, "too small"),
        ("squeezenext.block", 36_864, "scale and a shift"),
        ("squeezenext.block", 37_216, "two parameters per channel"),
        ("squeezenext.separate", ([1, 2, 1], [1, 0, -1]), "swap column and row"),
        ("squeezenext.separate", ([1, 0, -1], [1, 1, 1]), "first wrong value is at index (0, 1)"),
        ("squeezenext.separate", 3, "A pair is asked for"),
        ("squeezenext.separate", ([1, 2], [1, 2, 3]), "each has 3"),
        ("squeezenext.taps", SIX[:1] * 6, "alternates"),
        ("squeezenext.taps", SIX[:4], "4 values"),
        ("squeezenext.taps", 3, "list of six"),
        ("squeezenext.rank_one_energy", share_of_values, "energy is their square"),
        ("squeezenext.rank_one_energy", 0.9, "A function is asked for"),
        ("squeezenext.rank_one_energy", lambda kernels: energy(kernels).mean(1), "The shape is (4,)"),
        ("squeezenext.stem", 9_536, "version 1"),
        ("squeezenext.stem", 9_856, "does not scale"),
        ("squeezenext.stem", 4_800, "normalisation is missing"),
        ("squeezenext.stem", 4_992, "no bias"),
    ],
)
def test_a_typical_slip_is_named(name: str, answer: object, words: str) -> None:
    verdict = check(name, answer)
    assert not verdict and words in verdict.words

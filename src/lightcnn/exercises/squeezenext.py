"""Judges of the SqueezeNext chapter's exercises."""

from __future__ import annotations

from typing import Any

import torch

from lightcnn.exercises._compare import compare_list
from lightcnn.exercises._registry import Verdict, exercise, named, wrong
from lightcnn.exercises._tensors import compare_tensor
from lightcnn.exercises.numbers import register
from lightcnn.exercises.numbers.squeezenext import NUMBERS

TURNED_SOBEL = torch.tensor([[1.0, 2.0, 1.0], [0.0, 0.0, 0.0], [-1.0, -2.0, -1.0]])

register("squeezenext", NUMBERS)


@exercise("squeezenext.separate")
def _separate(answer: Any) -> Verdict:
    try:
        column, row = (torch.as_tensor(part, dtype=torch.float32).flatten() for part in answer)
    except (TypeError, ValueError, RuntimeError):
        return wrong("A pair is asked for: three numbers of the column, three numbers of the row.")
    if column.numel() != 3 or row.numel() != 3:
        return wrong(f"The column has {column.numel()} numbers and the row {row.numel()}; each has 3.")
    product = torch.outer(column, row)
    if torch.allclose(product, TURNED_SOBEL.T):
        return wrong("That is the other Sobel kernel: swap column and row.")
    return compare_tensor(
        product,
        TURNED_SOBEL,
        "The row smooths, the column differs. Any factor may move between them.",
        "Entry (i, j) of the product is column[i] times row[j].",
    )


@exercise("squeezenext.taps")
def _taps(answer: Any) -> Verdict:
    expected = [(3, 1), (1, 3), (3, 1), (1, 3), (3, 1), (1, 3)]
    try:
        shapes = [tuple(shape) for shape in answer]
    except TypeError:
        return wrong(f"A list of six kernel shapes is asked for, this is {named(answer)}.")
    if shapes == expected[:1] * 6:
        return wrong("The order alternates from block to block: so do the authors' files.")
    return compare_list(
        shapes,
        expected,
        "Even blocks begin with 3x1, odd ones with 1x3.",
        "Give the shape (height, width) of the first tap, blocks counted from 0.",
    )


@exercise("squeezenext.rank_one_energy")
def _rank_one_energy(answer: Any) -> Verdict:
    if not callable(answer):
        return wrong("A function is asked for: kernels (C_out, C_in, 3, 3) in, shares (C_out, C_in) out.")
    kernels = torch.randn(4, 2, 3, 3, generator=torch.Generator().manual_seed(0))
    sigma = torch.linalg.svdvals(kernels)
    shares = answer(kernels)
    if isinstance(shares, torch.Tensor) and shares.shape == sigma.shape[:2]:
        if torch.allclose(shares, sigma[..., 0] / sigma.sum(-1), atol=1e-5):
            return wrong("These are shares of the singular values; energy is their square.")
    return compare_tensor(
        shares,
        sigma[..., 0] ** 2 / (sigma**2).sum(-1),
        "A random 3x3 kernel keeps most of its energy in rank 1 already: mind the baseline.",
        "Square the singular values, then divide the first by their sum.",
    )

"""The comparison of a tensor with the expected one, which ends in words."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from lightcnn.exercises._registry import Verdict, named, right, wrong


def compare_tensor(answer: Any, expected: Tensor, praise: str, hint: str, *, tol: float = 1e-4) -> Verdict:
    """Judge a tensor: its type, its shape, then the first index where a value is off by more than `tol`."""
    if not isinstance(answer, Tensor):
        return wrong(f"A tensor of shape {tuple(expected.shape)} is asked for, this is {named(answer)}.")
    if answer.is_complex():
        return wrong(f"Real values are asked for, these are {answer.dtype}.")
    if answer.shape != expected.shape:
        return wrong(f"The shape is {tuple(answer.shape)}, {tuple(expected.shape)} is asked for. {hint}")
    off = (answer.detach().double() - expected.detach().double()).abs() > tol
    off |= ~torch.isfinite(answer)
    if not off.any():
        return right(praise)
    index = tuple(off.nonzero()[0].tolist())
    got, want = answer[index].item(), expected[index].item()
    return wrong(
        f"The shape is right; the first wrong value is at index {index}: {got:.4g}, not {want:.4g}. {hint}"
    )

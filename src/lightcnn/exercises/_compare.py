"""Comparisons that end in words: a number, a list or a tensor against the expected one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from numbers import Real
from typing import Any

import torch
from torch import Tensor

from lightcnn.exercises._registry import Verdict, right, wrong


def compare_number(
    answer: Any,
    expected: float,
    praise: str,
    hints: Mapping[Any, str] | None = None,
    *,
    unit: str = "",
    rel: float = 1e-9,
) -> Verdict:
    """Judge one number; `hints` maps typical wrong answers to the slip that leads to them.

    Args:
        answer: What the reader gives; anything that is not a real number is refused in words.
        expected: The right value.
        praise: What to add when it is right.
        hints: Wrong value -> what was probably forgotten.
        unit: Printed after numbers ("multiply-adds").
        rel: Relative tolerance, also used to recognise the wrong values.
    """
    if isinstance(answer, Tensor) and answer.numel() == 1:
        answer = answer.item()
    if isinstance(answer, bool) or not isinstance(answer, Real):
        return wrong(f"A number is asked for, this is a {type(answer).__name__}.")
    value = float(answer)
    if _close(value, expected, rel):
        return right(praise)
    for slip, hint in (hints or {}).items():
        if _close(value, slip, rel):
            return wrong(f"{_plain(value)}{_unit(unit)}: {hint}")
    side = "too large" if value > expected else "too small" if value < expected else "not a value"
    return wrong(f"{_plain(value)}{_unit(unit)} is {side}.")


def compare_list(answer: Any, expected: Sequence[Any], praise: str, hint: str) -> Verdict:
    """Judge a sequence: its length first, then the first position that differs."""
    try:
        values = list(answer)
    except TypeError:
        return wrong(f"A list of {len(expected)} values is asked for, this is a {type(answer).__name__}.")
    if len(values) != len(expected):
        return wrong(f"The list has {len(values)} values, {len(expected)} are asked for. {hint}")
    for index, (ours, theirs) in enumerate(zip(values, expected, strict=True)):
        if ours != theirs:
            return wrong(f"Position {index} holds {ours!r}. {hint}")
    return right(praise)


def compare_tensor(answer: Any, expected: Tensor, praise: str, hint: str, *, tol: float = 1e-4) -> Verdict:
    """Judge a tensor: its type, its shape, then the first index where a value is off by more than `tol`."""
    if not isinstance(answer, Tensor):
        return wrong(
            f"A tensor of shape {tuple(expected.shape)} is asked for, this is a {type(answer).__name__}."
        )
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


def _close(a: float, b: float, rel: float) -> bool:
    return abs(a - b) <= rel * max(abs(a), abs(b), 1e-12)


def _plain(value: float) -> str:
    return f"{value:,.0f}" if value.is_integer() else f"{value:,.4g}"


def _unit(unit: str) -> str:
    return f" {unit}" if unit else ""

"""Comparisons that end in words: a number or a list against the expected one. Plain Python."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from numbers import Real
from typing import Any

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
    if math.prod(getattr(answer, "shape", (0,))) == 1:  # a tensor or an array that holds one number
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


def _close(a: float, b: float, rel: float) -> bool:
    return abs(a - b) <= rel * max(abs(a), abs(b), 1e-12)


def _plain(value: float) -> str:
    return f"{value:,.0f}" if value.is_integer() else f"{value:,.4g}"


def _unit(unit: str) -> str:
    return f" {unit}" if unit else ""

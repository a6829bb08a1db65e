"""Comparisons that end in words: a number or a list against the expected one. Plain Python."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence, Set, Sized
from itertools import islice
from numbers import Real
from typing import Any

from lightcnn.exercises._registry import Verdict, named, right, shown, wrong

# What doubles a count of this unit, where a chapter has no better word for the value.
TWICE = {
    "multiply-adds": "a multiplication and the addition that follows it are one multiply-add, not two.",
    "parameters": "each is counted once, also where two layers or both directions of a pass use it.",
    "weights": "each is counted once, also where two layers or both directions of a pass use it.",
    "bytes": "is a value as long as it was said to be, and is each counted once?",
}


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
        answer: What the reader gives; anything that is not a finite real number is refused in words.
        expected: The right value.
        praise: What to add when it is right.
        hints: Wrong value -> what was probably forgotten.
        unit: Printed after numbers ("multiply-adds").
        rel: Relative tolerance, also used to recognise the wrong values.
    """
    answer = single(answer)
    if isinstance(answer, bool) or not isinstance(answer, Real):
        return wrong(f"A number is asked for, this is {named(answer)}.")
    try:
        value = float(answer)
    except OverflowError:  # an integer beyond every float
        value = math.inf
    if not math.isfinite(value):
        return wrong(f"A finite number is asked for, this is {value}.")
    if _close(value, expected, rel):
        return right(praise)
    for slip, hint in (hints or {}).items():
        if _close(value, slip, rel):
            return wrong(f"{_plain(value)}{_unit(unit)}: {hint}")
    if _close(value, 2 * expected, rel) and unit in TWICE:
        return wrong(f"{_plain(value)}{_unit(unit)} is exactly twice the right count: {TWICE[unit]}")
    side = "too large" if value > expected else "too small"
    return wrong(f"{_plain(value)}{_unit(unit)} is {side}.")


def compare_list(answer: Any, expected: Sequence[Any], praise: str, hint: str) -> Verdict:
    """Judge a sequence: its length first, then whether it counts from 1, then the first wrong position."""
    refusal = f"A list of {len(expected)} values is asked for, this is {named(answer)}."
    if isinstance(answer, (str, Set, Mapping)):  # they hold values, in no order that was asked for
        return wrong(refusal)
    try:
        values = list(islice(answer, len(expected) + 1))  # what never ends is too long as well
    except TypeError:
        return wrong(refusal)
    if len(values) != len(expected):
        many = str(len(answer)) if isinstance(answer, Sized) else str(len(values))
        more = "" if isinstance(answer, Sized) or len(values) < len(expected) else " or more"
        return wrong(f"The list has {many}{more} values, {len(expected)} are asked for. {hint}")
    if from_one(values, expected):
        return wrong(f"Every value is one too large: the count starts at 0, not at 1. {hint}")
    for index, (ours, theirs) in enumerate(zip(values, expected, strict=True)):
        if not _equal(ours, theirs):
            return wrong(f"Position {index} holds {shown(ours)}. {hint}")
    return right(praise)


def from_one(values: Sequence[Any], expected: Sequence[Any]) -> bool:
    """Are `values` the `expected` numbers, which begin at 0, counted from 1?"""
    if not all(isinstance(value, Real) for value in (*values, *expected)) or min(expected) != 0:
        return False
    return list(values) == [number + 1 for number in expected]


def _equal(ours: Any, theirs: Any) -> bool:
    """Python takes True for 1 and 1 + 0j for 1, and an array for no truth at all: no answer is right so."""
    ours = single(ours)
    if isinstance(theirs, Real) and not isinstance(theirs, bool):
        return isinstance(ours, Real) and not isinstance(ours, bool) and bool(ours == theirs)
    return type(ours) is type(theirs) and ours == theirs


def single(value: Any) -> Any:
    """What a tensor or an array that holds one number holds; anything else as it is."""
    return value.item() if math.prod(getattr(value, "shape", (0,))) == 1 else value


def _close(a: float, b: float, rel: float) -> bool:
    return abs(a - b) <= rel * max(abs(a), abs(b), 1e-12)


def _plain(value: float) -> str:
    return f"{value:,.0f}" if value.is_integer() else f"{value:,.4g}"


def _unit(unit: str) -> str:
    return f" {unit}" if unit else ""

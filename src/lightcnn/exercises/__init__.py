"""Checks behind the exercises: `check("chapter.exercise", answer)` answers in words.

Each chapter has one module here, found by its file and loaded when one of its exercises is checked; it
registers its judges with `@exercise("chapter.exercise")` from `_registry`, under its own name.
Exercises whose answer is a number are data, in the chapter's module of `numbers`.
"""

from __future__ import annotations

import importlib
import pkgutil
from textwrap import shorten
from typing import Any

from lightcnn.exercises._registry import JUDGES, Verdict, wrong

__all__ = ["Verdict", "check", "names"]


def names() -> list[str]:
    """All exercise names, sorted; loads every chapter's module."""
    for chapter in _chapters():
        importlib.import_module(f"{__name__}.{chapter}")
    return sorted(JUDGES)


def _chapters() -> list[str]:
    found = pkgutil.iter_modules(__path__)
    return [module.name for module in found if not module.name.startswith("_") and not module.ispkg]


def check(name: str, answer: Any) -> Verdict:
    """Judge `answer` to the exercise `name`; the verdict shows as one sentence and is true when right.

    An unfinished starter (`...` or None) and an answer that raises are refused in words, so that a page or
    a class notebook runs to its end with exercises unsolved. The verdict depends on the answer alone, and
    leaves it, the random numbers and PyTorch's settings as they were: judges see a copy (`_aside`).

    Raises: ValueError naming the choices if there is no exercise `name`.
    """
    chapter = str(name).partition(".")[0]
    if chapter in _chapters():
        importlib.import_module(f"{__name__}.{chapter}")
    if name not in JUDGES:
        raise ValueError(f"no exercise is named {name!r}; choose from {', '.join(names())}")
    if answer is None or answer is ...:
        return wrong("There is no answer yet: replace the dots with yours.")
    from lightcnn.exercises._aside import aside, own  # loads torch, which a page's numbers do without

    try:
        with aside():
            return JUDGES[name](own(answer))
    except Exception as error:  # the reader's own code ran inside the judge: any error of it is an answer
        return wrong(f"Your answer stopped with {type(error).__name__}: {_in_short(error)}")


def _in_short(error: Exception) -> str:
    """The first line that an error prints: PyTorch's go on for pages."""
    return shorten(
        next((line for line in str(error).splitlines() if line.strip()), "it gives no reason"), 200
    )

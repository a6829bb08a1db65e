"""The list of exercises: a name, and the function that judges an answer to it."""

from __future__ import annotations

import re
import reprlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Verdict:
    """What a check says: `ok` for code, `words` for the reader. A notebook shows the words alone."""

    ok: bool
    words: str

    def __bool__(self) -> bool:
        return self.ok

    def __repr__(self) -> str:
        return self.words


Judge = Callable[[Any], Verdict]
JUDGES: dict[str, Judge] = {}


def right(words: str) -> Verdict:
    """A verdict that accepts the answer; `words` add what the reader can take from it."""
    return Verdict(True, f"Right. {words}")


def wrong(words: str) -> Verdict:
    """A verdict that refuses the answer; `words` say what differs and where to look."""
    return Verdict(False, f"Not yet. {words}")


def shown(value: Any) -> str:
    """A value of the reader's as it stands in a sentence, however large it is."""
    return reprlib.repr(value)


def named(value: Any) -> str:
    """The type of `value` with its article, for a sentence: "an int", "a list", "an ndarray"."""
    name = type(value).__name__
    spoken_with_a_consonant = re.match(r"(?i)u(ni|ser|tf|func|int)|one", name)
    vowel = re.match(r"(?i)[aeiou]|nd", name) and not spoken_with_a_consonant
    return f"{'an' if vowel else 'a'} {name}"


def exercise(name: str) -> Callable[[Judge], Judge]:
    """Register the decorated function, answer -> Verdict, as the judge of exercise `name`.

    Raises: ValueError if `name` has no chapter prefix ("chapter.exercise") or is already taken.
    """
    if name.count(".") != 1:
        raise ValueError(f"an exercise is named 'chapter.exercise', got {name!r}")

    def register(judge: Judge) -> Judge:
        if name in JUDGES:
            raise ValueError(f"two exercises are named {name!r}")
        JUDGES[name] = judge
        return judge

    return register

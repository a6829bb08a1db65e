"""The exercises whose answer is a number: plain data, one module a chapter, its numbers in `NUMBERS`.

From the same `Number` the notebook's `check` builds its judge and the page its answer box. A page is built
without torch, so these modules import closed forms only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lightcnn.exercises._compare import TWICE, compare_number
from lightcnn.exercises._registry import Verdict, exercise


@dataclass(frozen=True)
class Number:
    """The answer to one exercise.

    Args:
        right: The right value.
        why: What a reader who has it can take from it; one or two sentences.
        slips: Wrong value -> what was probably forgotten. The first that fits is said.
        unit: Printed after numbers ("multiply-adds").
        tolerance: Relative, also used to recognise the wrong values.
    Raises: ValueError for a slip that is the right value, or no other than a slip before it.
    """

    right: float
    why: str
    slips: Mapping[float, str] = field(default_factory=dict)
    unit: str = ""
    tolerance: float = 1e-9

    def __post_init__(self) -> None:
        for value, words in self.slips.items():
            if not self.judge(value).words.endswith(words):
                raise ValueError(f"the slip {value:,} cannot be told from the right value or another slip")

    def judge(self, answer: Any) -> Verdict:
        """The verdict on `answer`, in words."""
        return compare_number(answer, self.right, self.why, self.slips, unit=self.unit, rel=self.tolerance)

    def verdicts(self) -> dict[str, Any]:
        """What a page needs to judge without Python: each value that has words, with the judge's own."""
        twice = (2 * self.right,) if self.unit in TWICE else ()
        values = (self.right, *self.slips, *twice)
        said = [[float(value), self.judge(value).words] for value in values]
        return {"unit": self.unit, "tolerance": self.tolerance, "right": said[0], "slips": said[1:]}


def register(chapter: str, numbers: Mapping[str, Number]) -> None:
    """Let `check("chapter.name", answer)` judge each of `numbers`, name -> Number."""
    for name, number in numbers.items():
        exercise(f"{chapter}.{name}")(number.judge)

"""A quiz is answered by thinking, not by looking: neither the place nor the length of an answer gives it away."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

CHAPTERS = Path(__file__).parents[2] / "chapters"
QUIZ = re.compile(r"^```\{quiz\} (\S+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
ANSWER = re.compile(r"^- \[([ x])\] (.*?) \| ", re.MULTILINE)
LONGER = 1.1  # times the longest wrong answer: a reader sees a tenth


class Quiz(NamedTuple):
    """One question: its name, its answers as a reader sees them, and the places of the right ones."""

    name: str
    answers: list[str]
    right: list[int]

    @property
    def stands_out(self) -> bool:
        """Whether a right answer is the longest by far."""
        wrong = max(len(text) for at, text in enumerate(self.answers) if at not in self.right)
        return max(len(self.answers[at]) for at in self.right) > LONGER * wrong


def quizzes(text: str) -> list[Quiz]:
    found = []
    for name, body in QUIZ.findall(text):
        answers = ANSWER.findall(body)
        seen = [re.sub(r"[*`$\\{}]", "", answer) for _, answer in answers]
        found.append(Quiz(name, seen, [at for at, (mark, _) in enumerate(answers) if mark == "x"]))
    return found


BOOK = {path.stem: found for path in sorted(CHAPTERS.rglob("*.md"))
        if (found := quizzes(path.read_text(encoding="utf8")))}  # fmt: skip


def test_every_quiz_is_read() -> None:
    marks = sum(path.read_text(encoding="utf8").count("```{quiz}") for path in CHAPTERS.rglob("*.md"))
    assert marks == sum(map(len, BOOK.values())) > 0
    assert all(quiz.right and len(quiz.answers) > 1 for found in BOOK.values() for quiz in found)


@pytest.mark.parametrize("chapter", BOOK)
def test_no_right_answer_is_the_longest_by_far(chapter: str) -> None:
    """One in three may be: more, and a reader learns to choose the longest."""
    found = BOOK[chapter]
    standing_out = [quiz.name for quiz in found if quiz.stands_out]
    assert 3 * len(standing_out) <= len(found), standing_out


@pytest.mark.parametrize("chapter", BOOK)
def test_the_right_answers_of_a_chapter_do_not_share_a_place(chapter: str) -> None:
    places = [quiz.right[0] for quiz in BOOK[chapter]]
    assert len(places) == 1 or len(set(places)) > 1, places


def test_no_place_holds_most_right_answers_of_the_book() -> None:
    """Chance puts a third there; a half and more is a habit."""
    places = Counter(quiz.right[0] for found in BOOK.values() for quiz in found)
    assert 2 * max(places.values()) <= places.total(), places

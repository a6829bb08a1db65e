"""Every exercise of every chapter: its solution on the page passes, its starter is refused in words."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from types import MethodType
from typing import Any, NamedTuple

import pytest

from lightcnn.exercises import check, names
from lightcnn.exercises._registry import JUDGES

CHAPTERS = Path(__file__).parents[2] / "chapters"
PARTS = re.compile(
    r"^```\{code-cell\}[^\n]*\n(?P<cell>.*?)^```$|^````\{solution\}.*?^```python\n(?P<solution>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)
OPTIONS = re.compile(r"\A---\n(?s:.*?)^---\n|^:.*\n", re.MULTILINE)
BOX = re.compile(r"^```\{answer\} (\S+)$", re.MULTILINE)
CHECK = re.compile(r'^check\("([^"]+)", (\w+)\)$', re.MULTILINE)


class Exercise(NamedTuple):
    """`definitions`: what the page imports and defines before the exercise, classes and functions."""

    definitions: str
    starter: str
    solution: str


def on_pages() -> dict[str, Exercise]:
    found: dict[str, Exercise] = {}
    for page in sorted(CHAPTERS.rglob("*.md")):
        definitions, name, starter = "", "", ""
        for part in PARTS.finditer(page.read_text(encoding="utf-8")):
            cell = OPTIONS.sub("", part["cell"] or "")
            asked = CHECK.search(cell)
            if asked:
                assert asked[1] not in found, f"{asked[1]} is asked twice"
                name, starter = asked[1], cell
                found[name] = Exercise(definitions, starter, "")
            elif part["solution"]:
                assert name and not found[name].solution, f"{page.name}: a solution without its exercise"
                found[name] = found[name]._replace(solution=part["solution"])
            else:
                definitions += _definitions(cell)
    return found


def _definitions(cell: str) -> str:
    kinds = (ast.Import, ast.ImportFrom, ast.ClassDef, ast.FunctionDef)
    return "".join(ast.unparse(node) + "\n" for node in ast.parse(cell).body if isinstance(node, kinds))


EXERCISES = on_pages()


def verdict_of(exercise: Exercise, code: str) -> Any:
    """What the starter's check says once `code` has run; a solution repeats that check or leaves it out."""
    asked = CHECK.search(exercise.starter)
    assert asked
    scope: dict[str, Any] = {}
    exec(exercise.definitions + CHECK.sub("", code), scope)
    own = CHECK.search(code)
    assert own is None or own[0] == asked[0], f"{own[0]} does not check what the starter asks"
    return check(asked[1], scope[asked[2]])


def test_every_check_is_asked_and_solved_on_a_page() -> None:
    boxes = [name for page in CHAPTERS.rglob("*.md") for name in BOX.findall(page.read_text(encoding="utf8"))]
    assert sorted({*EXERCISES, *boxes}) == names()
    assert sorted(boxes) == [name for name in names() if isinstance(JUDGES[name], MethodType)], "numbers"
    assert [name for name, exercise in EXERCISES.items() if not exercise.solution] == []


@pytest.mark.parametrize("name", EXERCISES)
def test_the_solution_on_the_page_passes(name: str) -> None:
    verdict = verdict_of(EXERCISES[name], EXERCISES[name].solution)
    assert verdict and verdict.words.startswith("Right. "), verdict


@pytest.mark.parametrize("name", EXERCISES)
def test_the_starter_is_refused_in_words(name: str) -> None:
    verdict = verdict_of(EXERCISES[name], EXERCISES[name].starter)
    assert not verdict
    assert re.search("no answer yet|returns nothing yet", verdict.words), verdict

"""The registry and the comparisons behind every check."""

from __future__ import annotations

import ast
import importlib
import math
import pkgutil
import re
import subprocess
import sys
from collections import OrderedDict, UserDict
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

import lightcnn
from lightcnn.exercises import check, names, numbers
from lightcnn.exercises._compare import compare_list, compare_number
from lightcnn.exercises._registry import JUDGES, Verdict, exercise, named, right, wrong
from lightcnn.exercises._tensors import compare_tensor
from lightcnn.exercises.numbers import Number


def test_a_verdict_is_its_words_and_its_truth() -> None:
    assert repr(right("So.")) == "Right. So." and bool(right("So."))
    assert repr(wrong("So.")) == "Not yet. So." and not wrong("So.")


def test_names_are_checked_and_unique() -> None:
    with pytest.raises(ValueError, match="'chapter.exercise', got 'alone'"):
        exercise("alone")
    taken = names()[0]
    with pytest.raises(ValueError, match="two exercises"):

        @exercise(taken)
        def again(answer: object) -> Verdict:
            return right("")


def test_a_check_loads_its_own_chapter_alone() -> None:
    code = (
        "import sys; from lightcnn.exercises import check; check('squeezenet.fire_params', 1)\n"
        "print(*sorted(name for name in sys.modules if name.startswith('lightcnn.exercises.')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    ours = [name.removeprefix("lightcnn.exercises.") for name in done.stdout.split()]
    ours = [name for name in ours if not name.startswith("_")]
    assert ours == ["numbers", "numbers.squeezenet", "squeezenet"]


@pytest.mark.parametrize("name", names())
def test_a_judge_stands_in_the_module_that_its_name_begins_with(name: str) -> None:
    chapter = f"lightcnn.exercises.{name.partition('.')[0]}"
    numbers = getattr(sys.modules[chapter], "NUMBERS", {})
    assert JUDGES[name].__module__ == chapter or name.rpartition(".")[2] in numbers


@pytest.mark.parametrize("name", ["squeezenet.nothing", "nobody.fire", "fire", "_registry.fire", "", None, 3])
def test_an_unknown_exercise_is_refused_with_the_choices(name: object) -> None:
    with pytest.raises(ValueError, match=f"named {name!r}; choose from cost_of_a_convolution.budget, .*fire"):
        check(name, 1)


@pytest.mark.parametrize("name", names())
def test_no_answer_is_told_from_a_wrong_one(name: str) -> None:
    for starter in (..., None):
        assert check(name, starter).words == "Not yet. There is no answer yet: replace the dots with yours."


def test_numbers_say_which_side() -> None:
    assert compare_number(5, 5, "")
    assert "too large" in repr(compare_number(6, 5, ""))
    assert "too small" in repr(compare_number(-6, 5, ""))
    assert "forgot" in repr(compare_number(6, 5, "", {6: "you forgot one."}))
    assert "not a number" not in repr(compare_number(torch.tensor(5.0), 5, ""))
    assert not compare_number(True, 1, "")
    assert not compare_number(float("nan"), 1, "")


@pytest.mark.parametrize("name", names())
def test_no_exercise_takes_what_is_not_finite(name: str) -> None:
    """Not as the answer, nor as every item of it: infinity is near to nothing, and to itself."""
    chapter, _, own = name.partition(".")
    check(name, 0)  # loads the chapter
    asks_for_a_number = own in getattr(sys.modules[f"lightcnn.exercises.{chapter}"], "NUMBERS", {})
    for value in (math.inf, -math.inf, math.nan, 10**400, torch.tensor(math.inf)):
        assert not check(name, value) and not check(name, (value, value))
        assert not asks_for_a_number or "finite number" in check(name, value).words


@pytest.mark.parametrize(
    ("value", "said"),
    [(1, "an int"), ([], "a list"), (np.zeros(2), "an ndarray"), ({}, "a dict"), (object(), "an object"),
     (np.uint8(3), "a uint8"), (OrderedDict(), "an OrderedDict"), (UserDict(), "a UserDict")],
)  # fmt: skip
def test_a_type_has_its_article(value: Any, said: str) -> None:
    assert named(value) == said


def test_no_sentence_of_the_library_guesses_an_article() -> None:
    sources = [path.read_text(encoding="utf8") for path in Path(lightcnn.__file__).parent.rglob("*.py")]
    assert [text for text in sources if re.search(r"\ba \{type\(", text)] == []


def test_lists_that_count_from_1_are_told_so() -> None:
    assert "starts at 0, not at 1" in repr(compare_list([1, 2, 3], [0, 1, 2], "", ""))
    assert "starts at 0" not in repr(compare_list([2, 3], [1, 2], "", ""))
    assert "starts at 0" in check("shufflenet_v1.order", [1, 5, 2, 6, 3, 7, 4, 8]).words
    assert "fire2, not fire1" in check("squeezenet.simple_bypass", {2, 3, 5, 6, 8}).words

    def choose(before: tuple[float, float], proposals: list[tuple[float, float]]) -> int:
        scores = [(accuracy - before[0]) / (before[1] - latency) for accuracy, latency in proposals]
        return scores.index(max(scores)) + 1

    assert "first proposal has the index 0" in check("searching_mobilenet_v3.choose", choose).words


def test_what_has_no_order_or_no_end_is_no_list() -> None:
    assert "a set" in repr(compare_list({0, 1, 2}, [0, 1, 2], "", ""))
    assert "a dict" in repr(compare_list({0: 1}, [0], "", ""))
    assert "a str" in repr(compare_list("012", [0, 1, 2], "", ""))
    assert "4 or more values, 3 are asked" in repr(compare_list(count(), [0, 1, 2], "", ""))


@pytest.mark.parametrize("name", names())
def test_an_answer_that_never_ends_is_refused_at_once(name: str) -> None:
    """A set made of it would fill the memory, and the notebook would be gone."""
    taken = 0

    def endless() -> Iterator[int]:
        nonlocal taken
        for taken in count():
            assert taken < 1000, "asked for too many"
            yield taken

    verdict = check(name, endless())
    assert not verdict and "too many" not in verdict.words


def test_what_only_python_takes_for_a_number_is_refused() -> None:
    assert compare_list([0, np.int64(2), torch.tensor(1)], [0, 2, 1], "", "")
    assert compare_list(np.array([0, 2, 1]), [0, 2, 1], "", "")
    for odd in (False, 0j, "0", math.nan, None, np.arange(2), torch.ones(2), [0]):
        assert "Position 0 holds" in compare_list([odd, 2, 1], [0, 2, 1], "", "").words
    assert not check("squeezenet.simple_bypass", ["3", "4", "6", "7", "9"])
    assert check("squeezenet.simple_bypass", torch.tensor([3, 4, 6, 7, 9]))


def test_a_verdict_is_a_sentence_whatever_the_answer() -> None:
    """PyTorch's errors go on for pages, and an integer may have a thousand digits."""
    for answer in (
        torch.eye(3).to_sparse(),
        (10**1000, 3),
        [10**1000] * 3,
        np.arange(10**4),
        nn.Conv2d(1, 1, 1),
    ):
        for name in ("squeezenet.simple_bypass", "squeezenet.pooled_sides", "searching_mobilenet_v3.front"):
            assert len(check(name, answer).words) < 350
    assert len(check("searching_mobilenet_v3.choose", lambda *_: 10**400).words) < 350


def test_a_pair_off_the_grid_is_refused() -> None:
    assert check("mobilenet_v1.budget", (0.5, 192))
    assert not check("mobilenet_v1.budget", (0.5, 192.7))
    assert not check("mobilenet_v1.budget", (0.5000004, 192))


def test_lists_name_the_first_wrong_position() -> None:
    assert compare_list([0, 2, 1], [0, 2, 1], "", "")
    assert "Position 1 holds 1" in repr(compare_list([0, 1, 2], [0, 2, 1], "", ""))
    assert "2 values, 3 are asked" in repr(compare_list([0, 1], [0, 2, 1], "", ""))
    assert "int" in repr(compare_list(3, [0, 2, 1], "", ""))


def test_tensors_name_shape_then_first_wrong_index() -> None:
    want = torch.arange(6.0).reshape(2, 3)
    assert compare_tensor(want.clone(), want, "", "")
    assert "(3, 2)" in repr(compare_tensor(want.T, want, "", ""))
    off = want.clone()
    off[1, 0] = 9
    assert "index (1, 0): 9, not 3" in repr(compare_tensor(off, want, "", ""))
    off[0, 2] = float("nan")
    assert "index (0, 2)" in repr(compare_tensor(off, want, "", ""))
    assert "list" in repr(compare_tensor([1], want, "", ""))


@pytest.mark.parametrize("module", [name for _, name, _ in pkgutil.iter_modules(numbers.__path__)])
def test_no_slip_hides_another_of_the_same_value(module: str) -> None:
    """Of two equal keys a dictionary keeps one, and says nothing."""
    found = importlib.import_module(f"{numbers.__name__}.{module}")
    tree = ast.parse(Path(found.__file__).read_text(encoding="utf8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    dicts = [arg for call in calls if getattr(call.func, "id", "") == "Number" for arg in call.args]
    written = [len(arg.keys) for arg in dicts if isinstance(arg, ast.Dict)]
    assert written == [len(number.slips) for number in found.NUMBERS.values()]


def test_a_slip_that_is_right_is_refused() -> None:
    with pytest.raises(ValueError, match="the slip 12 cannot be told"):
        numbers.Number(12, "", {12: "no."})


def test_a_doubled_count_is_told_what_doubles_it_here_and_on_the_page() -> None:
    macs = Number(1_000, "", {500: "half."}, unit="multiply-adds")
    assert "exactly twice the right count: a multiplication and the addition" in macs.judge(2_000).words
    assert macs.verdicts()["slips"][-1] == [2_000.0, macs.judge(2_000).words]
    own = Number(1_000, "", {2_000: "both convolutions."}, unit="multiply-adds")
    assert own.judge(2_000).words.endswith("both convolutions.")
    assert "too large" in Number(10, "", unit="channels").judge(20).words

"""The checks of "Searching MobileNet V3": typical slips fail, in words that name them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from lightcnn.exercises import check
from lightcnn.published import published
from lightcnn.search import pareto_front, reward

Point = tuple[float, float]


def worth(accuracy: float, latency: float, target: float, w: Any, slip: str = "") -> Any:
    if max(w) > 0 and not (slip == "first only" and w[0] <= 0) and slip != "takes all":
        raise ValueError(w)
    ratio = target / latency if slip == "upside down" else latency / target
    within, beyond = (w[1], w[0]) if slip == "swapped" else w
    used = within if latency <= target else beyond
    if slip == "misplaced":
        return (accuracy * ratio) ** used
    if slip == "no exponent":
        return accuracy * ratio
    if slip == "sum":
        return accuracy + ratio**used
    if slip == "half":
        return accuracy * ratio**used / 2
    return str(accuracy) if slip == "text" else accuracy * ratio**used


def front(points: list[Point], slip: str = "") -> Any:
    found = [points[i] for i in pareto_front(points)]
    if slip == "in place":
        points.sort()
    if slip == "indices":
        return pareto_front(points)
    if slip == "slowest first":
        return found[::-1]
    if slip == "accurate only":
        return [p for p in found if p[0] > 0.6]
    if slip == "strict":
        return sorted(
            {p for p in points if not any(q[0] > p[0] and q[1] < p[1] for q in points)}, key=lambda p: p[1]
        )
    if slip == "twice":
        return sorted((p for p in points if p in found), key=lambda p: p[1])
    if slip == "swapped":
        return [p[::-1] for p in found]
    return found


def by(rule: Callable[[float, float], float]) -> Callable[[Point, list[Point]], int]:
    def choose(before: Point, proposals: list[Point]) -> int:
        scores = [rule(a - before[0], before[1] - ms) for a, ms in proposals]
        return scores.index(max(scores))

    return choose


WRONG: list[tuple[str, Any, str]] = [
    ("four_times", 4.97, "two doublings"),
    ("four_times", 9.25, r"1 / 0\.9075"),
    ("four_times", 4.74, "twice the latency"),
    ("four_times", 23.1, r"−0\.15"),
    ("four_times", 28, "no share"),
    ("four_times", 110.2, "has it risen"),
    ("worth", (0.74 * 0.75) ** -0.07, "ratio of the latencies alone"),
    ("worth", 0.74 * 0.75**0.07, "latency by target"),
    ("worth", 0.555, "exponent is missing"),
    ("worth", 0.74, "that counts"),
    ("worth", 75.5, "share"),
    ("feasible", 64, "fastest"),
    ("feasible", 1, "fastest"),
    ("feasible", 32, "in time"),
    ("slope", 0.4, "this is A"),
    ("slope", 0.3, "divide"),
    ("slope", 0.3 / 8.5, "what is left"),
    ("slope", 0.03, "what there was"),
    ("slope", 5, "other way round"),
    ("slope", 1.5, "milliseconds B saves"),
    ("slower", 4.5, "rule of thumb"),
    ("slower", 3.86, "a little more"),
    ("slower", 1.85, r"−0\.07"),
    ("slower", 10.96, "twice"),
    ("slower", 100 * (0.3**0.15 - 1), r"1\.3 times"),
    ("tunings", 250_000, "every proposal"),
    ("tunings", 500, "10,000 training steps"),
    ("tunings", 4_000_000, r"0\.8 ms"),
    ("tunings", 200_000, "one step"),
    ("tunings", 20_000_000, "to 0"),
    ("reward", 0.75, "A function worth"),
    ("reward", lambda *given: None, "returns nothing yet"),
    ("front", 3, "A function front"),
    ("front", lambda points: None, "returns nothing yet"),
    ("front", lambda points: 0.75, "list of points"),
    ("choose", 1, "A function choose"),
    ("choose", lambda before, proposals: None, "returns nothing yet"),
    ("choose", lambda before, proposals: proposals[0], "An index"),
    ("choose", lambda before, proposals: 4, "An index from 0 to 3"),
    ("choose", by(lambda change, saved: change), "most accurate"),
    ("choose", by(lambda change, saved: saved), "saves most"),
    ("choose", by(lambda change, saved: -change / saved), "loses most"),
    ("choose", by(lambda change, saved: saved / change), "loses most"),
    ("choose", by(lambda change, saved: -abs(change) / saved), "keep its sign"),
    *(
        ("reward", lambda *given, slip=slip: worth(*given, slip=slip), words)
        for slip, words in {
            "misplaced": "exponent belongs to the ratio alone", "upside down": "latency by target",
            "swapped": "up to the target", "no exponent": "exponent is missing", "sum": "multiplies",
            "half": "power that belongs to this side", "text": "must be a number",
            "takes all": r"w = \(0\.07, 0\.07\)", "first only": r"w = \(-0\.07, 0\.15\)",
        }.items()
    ),
    *(
        ("front", lambda points, slip=slip: front(points, slip), words)
        for slip, words in {
            "in place": "has been changed", "indices": "list of points",
            "slowest first": "fastest comes first",
            "accurate only": "is missing", "strict": "does not belong", "twice": "stands in the list twice",
            "swapped": "is no point of the list",
        }.items()
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "answer", "words"), WRONG)
def test_a_slip_is_named(name: str, answer: Any, words: str) -> None:
    verdict = check(f"searching_mobilenet_v3.{name}", answer)
    assert not verdict and verdict.words.startswith("Not yet.") and re.search(words, verdict.words), verdict


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("four_times", 10.2),
        ("worth", reward(0.74, 60, 80, -0.07)),
        ("feasible", 0),
        ("slope", 0.2),
        ("slower", 4.0),
        ("tunings", 25 * 20 * 10_000),
        ("reward", worth),
        ("reward", reward),
        ("front", front),
        ("choose", by(lambda change, saved: change / saved)),
    ],
)
def test_the_right_answer_passes(name: str, answer: Any) -> None:
    assert check(f"searching_mobilenet_v3.{name}", answer)


def test_the_papers_settings_are_those_of_the_exercise() -> None:
    steps = round((80 - 60) / (0.01 * 80))
    each = published("mobilenet_v3.search.netadapt_steps").value
    assert check("searching_mobilenet_v3.tunings", steps * 20 * each)

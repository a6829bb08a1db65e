"""Checks for the exercises of "Searching MobileNet V3"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from numbers import Real
from typing import Any

from lightcnn.exercises._registry import Verdict, exercise, named, right, shown, wrong
from lightcnn.exercises.numbers import register
from lightcnn.exercises.numbers.searching_mobilenet_v3 import NUMBERS
from lightcnn.reward import HARD, SOFT, pareto_front, reward

register("searching_mobilenet_v3", NUMBERS)

Point = tuple[float, float]

NETWORKS: tuple[Point, ...] = ((0.75, 80), (0.76, 100), (0.74, 60), (0.4, 20), (0.752, 78))
# Accuracy and latency, in no order; two are beaten in one of both only, and one is there twice.
SCATTERED: tuple[Point, ...] = (
    (0.70, 50), (0.65, 30), (0.72, 80), (0.66, 50), (0.70, 60), (0.60, 30), (0.72, 80),
    (0.69, 55), (0.50, 10),
)  # fmt: skip
# The network before a step, then what each proposal has: one that loses, one that saves much, one that gains.
STEPS: tuple[tuple[Point, tuple[Point, ...]], ...] = (
    ((0.900, 10.0), ((0.898, 9.5), (0.897, 8.5), (0.870, 7.0), (0.880, 9.4))),
    ((0.900, 10.0), ((0.870, 6.0), (0.899, 9.6), (0.880, 9.5))),
    ((0.900, 10.0), ((0.9005, 9.0), (0.903, 9.4), (0.904, 7.0))),
)


@exercise("searching_mobilenet_v3.reward")
def judge_reward(answer: Any) -> Verdict:
    """A function worth(accuracy, latency, target, w) with a pair of exponents: the library's reward."""
    if not callable(answer):
        return wrong(f"A function worth(accuracy, latency, target, w) is asked for, this is {named(answer)}.")
    for w in (SOFT, HARD, (-0.07, -0.15)):
        for accuracy, latency in NETWORKS:
            got = answer(accuracy, latency, 80, w)
            call = f"worth({accuracy}, {latency}, 80, {w})"
            if got is None or got is ...:
                return wrong("The function returns nothing yet.")
            if isinstance(got, bool) or not isinstance(got, Real):
                return wrong(f"{call} must be a number, it is {named(got)}.")
            if not _same(float(got), reward(accuracy, latency, 80, w)):
                return wrong(f"{call}: {_reward_slip(float(got), accuracy, latency / 80, w)}")
    for w in ((0.07, 0.07), (-0.07, 0.15), (0.15, -0.07)):
        try:
            answer(0.75, 80, 80, w)
        except ValueError:
            continue
        return wrong(f"With w = {w} the function is to raise a ValueError: it would pay for being slow.")
    return right("At the target it is the accuracy, whatever the exponents.")


def _reward_slip(got: float, accuracy: float, ratio: float, w: tuple[float, float]) -> str:
    within, beyond = w
    used, other = (within, beyond) if ratio <= 1 else (beyond, within)
    slips = {
        (accuracy * ratio) ** used: "the exponent belongs to the ratio alone.",
        accuracy * ratio**-used: "the ratio is latency by target: a slower network is worth less.",
        accuracy * ratio: "the exponent is missing.",
        accuracy * ratio**other: "the first exponent is for networks up to the target, the second beyond.",
        accuracy + ratio**used: "the factor multiplies the accuracy.",
    }
    found = (words for value, words in slips.items() if _same(got, value))
    return next(found, "the accuracy times (latency / target) to the power that belongs to this side.")


@exercise("searching_mobilenet_v3.front")
def judge_front(answer: Any) -> Verdict:
    """A function front(points) of (accuracy, latency): those that none beats in both, the fastest first."""
    if not callable(answer):
        return wrong(f"A function front(points) is asked for, this is {named(answer)}.")
    for points in (NETWORKS, SCATTERED, SCATTERED[::-1], SCATTERED[:1]):
        given = list(points)
        got: Any = answer(given)
        if got is None or got is ...:
            return wrong("The function returns nothing yet.")
        if given != list(points):
            return wrong("The list that was handed in has been changed: make a new one.")
        try:
            found = [tuple(point) for point in got]
        except TypeError:
            return wrong("The function is to return a list of points (accuracy, latency).")
        want = [points[i] for i in pareto_front(points)]
        if found != want:
            return wrong(_front_slip(found, want, points))
    return right("Whoever wants a network has to choose among these, and no further.")


def _front_slip(found: list[Any], want: Sequence[Point], points: Sequence[Point]) -> str:
    if strange := [point for point in found if point not in points]:
        return f"{strange[0]} is no point of the list: return the points themselves, (accuracy, latency)."
    if missing := [point for point in want if point not in found]:
        return f"{missing[0]} is missing: no other point is at least as accurate and at least as fast."
    if extra := [point for point in found if point not in want]:
        by = next(p for p in points if p != extra[0] and p[0] >= extra[0][0] and p[1] <= extra[0][1])
        return f"{extra[0]} does not belong there: {by} is at least as accurate and at least as fast."
    if len(found) > len(want):
        return "A point that stands in the list twice is one point of the front."
    return "The fastest comes first."


@exercise("searching_mobilenet_v3.choose")
def judge_choose(answer: Any) -> Verdict:
    """A function choose(before, proposals): the index of the largest change of accuracy per latency saved."""
    if not callable(answer):
        return wrong(f"A function choose(before, proposals) is asked for, this is {named(answer)}.")
    right_ones = [_best(_RULES["ratio"], before, proposals) for before, proposals in STEPS]
    chosen = [answer(before, list(proposals)) for before, proposals in STEPS]
    if chosen == [index + 1 for index in right_ones]:
        return wrong("Every index is one too large: the first proposal has the index 0.")
    for got, (before, proposals) in zip(chosen, STEPS, strict=True):
        if got is None or got is ...:
            return wrong("The function returns nothing yet.")
        if isinstance(got, bool) or not isinstance(got, int) or not 0 <= got < len(proposals):
            return wrong(f"An index from 0 to {len(proposals) - 1} is asked for, this is {shown(got)}.")
        if got != _best(_RULES["ratio"], before, proposals):
            return wrong(_choose_slip(got, before, proposals))
    return right("Per millisecond: so a proposal that saves more than it must is not punished for it.")


_RULES: dict[str, Callable[[float, float], float]] = {
    "ratio": lambda change, saved: change / saved,
    "this takes the most accurate one, however little it saves.": lambda change, saved: change,
    "this takes the one that saves most, whatever it loses.": lambda change, saved: saved,
    "where tuning gained accuracy the change is above 0: keep its sign.": lambda change, saved: (
        -abs(change) / saved
    ),
    "this takes the one that loses most per millisecond: mind the sign.": lambda change, saved: (
        -change / saved
    ),
}  # fmt: skip


def _choose_slip(got: int, before: Point, proposals: Sequence[Point]) -> str:
    where = f"From {before} with {list(proposals)} it is not {got}: "
    for words, rule in list(_RULES.items())[1:]:
        if got == _best(rule, before, proposals):
            return where + words
    return where + "divide the change of accuracy by the latency that is saved, and take the largest."


def _best(rule: Callable[[float, float], float], before: Point, proposals: Sequence[Point]) -> int:
    scores = [rule(accuracy - before[0], before[1] - latency) for accuracy, latency in proposals]
    return scores.index(max(scores))


def _same(a: float, b: float) -> bool:
    return abs(a - b) < 1e-9

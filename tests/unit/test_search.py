"""Rewards, fronts and the search over blocks, on a space small enough to try all of it."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lightcnn.kept import read, write
from lightcnn.published import published
from lightcnn.search import (
    HARD,
    SOFT,
    Choice,
    LayerTimes,
    Search,
    Space,
    Trial,
    blockwise,
    pareto_front,
    recorded,
    reward,
    run_names,
)
from lightcnn.search import times as times_module
from lightcnn.search.space import Candidate

SPACE = Space(stages=((8, 1), (16, 2)), expansions=(2, 4), depths=(1, 2), stem=8)  # 256 networks


def told_accuracy(candidate: Candidate) -> float:
    """An accuracy with a reason for each choice, and a number of its own, so that there is one best."""
    gain = sum(0.02 * (c.kernel == 5) + 0.03 * math.log2(c.expansion) + 0.04 * c.excite + 0.02 * c.depth
               for c in candidate)  # fmt: skip
    return 0.5 + gain + random.Random(repr(candidate)).random() / 1e4


def told_latency(candidate: Candidate) -> float:
    return sum(c.depth * (c.expansion + 2 * (c.kernel == 5) + 1.5 * c.excite) for c in candidate)


def told_reward(candidate: Candidate) -> float:
    return reward(told_accuracy(candidate), told_latency(candidate), 10, -0.15)


def search(trials: int = 60, path: Path | None = None, seed: int = 0, **options: object) -> Search:
    return blockwise(
        SPACE, told_accuracy, told_latency, target=10, w=-0.15, trials=trials, seed=seed, path=path, **options
    )


def choices(found: Search) -> list[tuple]:
    return [(t.candidate, t.parent, t.accuracy, t.latency, t.reward) for t in found.trials]


def test_the_reward_is_the_papers_formula() -> None:
    assert reward(0.75, 80, 80, -0.07) == 0.75
    assert reward(0.75, 160, 80, -0.07) == pytest.approx(0.75 * 0.9526, rel=1e-4)
    w = published("mobilenet_v3.search.reward_exponent_small").value
    assert reward(1, 2, 1, w) == pytest.approx(0.9013, rel=1e-4)
    assert reward(0.4, 12, 6, -0.07) > reward(0.4, 12, 6, w), "the larger exponent cares more"
    assert reward(0.6, 5, 5, 0) == reward(0.6, 500, 5, 0) == 0.6


def test_a_hard_constraint_gives_nothing_for_speed_and_takes_half_for_half_the_speed() -> None:
    assert reward(0.7, 1, 80, HARD) == reward(0.7, 80, 80, HARD) == 0.7
    assert reward(0.7, 160, 80, HARD) == pytest.approx(0.35)
    for ms in (10, 80, 300):
        assert reward(0.7, ms, 80, SOFT) == reward(0.7, ms, 80, -0.07)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((0.7, 80, 80, 0.07), "w must be 0 or below, or a pair of such, got 0.07"),
        ((0.7, 80, 80, (0.0, 1.0)), r"got \(0.0, 1.0\)"),
        ((0.7, 80, 80, (0.0,)), "a pair"),
        ((0.7, 80, 80, float("nan")), "got nan"),
        ((0.7, 0, 80, -0.07), "latency must be positive and finite, got 0"),
        ((0.7, 80, 0, -0.07), "target must be positive and finite, got 0"),
        ((0.7, math.inf, 80, -0.07), "latency must be positive and finite, got inf"),
        ((75.2, 80, 80, -0.07), "accuracy is a share from 0 to 1, got 75.2"),
        ((-0.1, 80, 80, -0.07), "accuracy is a share from 0 to 1, got -0.1"),
    ],
)
def test_a_reward_that_makes_no_sense_is_refused(arguments: tuple, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        reward(*arguments)


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(1, 6)), max_size=12))
def test_the_front_is_what_no_other_point_beats(points: list[tuple[int, int]]) -> None:
    def beaten(a: tuple[int, int]) -> bool:
        return any(b != a and b[0] >= a[0] and b[1] <= a[1] for b in points)

    front = pareto_front(points)
    assert {points[i] for i in front} == {point for point in points if not beaten(point)}
    assert [points[i][1] for i in front] == sorted({points[i][1] for i in front}), (
        "the fastest first, none twice"
    )
    assert all(points.index(points[i]) == i for i in front), "the first of equals"


def test_a_space_lists_draws_and_changes_its_networks() -> None:
    everything = list(SPACE.candidates())
    assert len(everything) == len(set(everything)) == SPACE.size == 256
    assert SPACE.draw(random.Random(1)) in everything
    one = everything[37]
    near = SPACE.neighbours(one)
    assert len(set(near)) == 2 * 4 and set(near) <= set(everything)
    for other in near:
        pairs = [(a, b) for x, y in zip(one, other, strict=True) for a, b in zip(x, y, strict=True)]
        assert sum(a != b for a, b in pairs) == 1
    assert Space.of(json.loads(json.dumps(SPACE.as_record()))) == SPACE


def test_a_candidate_is_built_as_chosen() -> None:
    candidate = (Choice(5, 2, True, 2), Choice(3, 4, False, 1))
    net = SPACE.build(candidate)
    assert net(torch.rand(2, 1, 14, 14)).shape == (2, 10)
    assert [len(net.stage1), len(net.stage2)] == [2, 1]
    first, second = net.stage1[0].branch, net.stage2[0].branch
    assert first.depthwise.conv.kernel_size == (5, 5) and first.depthwise.conv.in_channels == 16
    assert hasattr(first, "excite") and not hasattr(second, "excite")
    assert second.depthwise.conv.stride == (2, 2) and second.depthwise.conv.in_channels == 32


@pytest.mark.parametrize("seed", range(5))
def test_the_search_finds_the_best_of_all(seed: int) -> None:
    best = max(SPACE.candidates(), key=told_reward)
    found = search(trials=100, seed=seed)
    assert found.best.candidate == best and len(found.trials) == 100
    assert found.best.reward == told_reward(best)


def test_it_beats_drawing_at_random() -> None:
    """Of 256 networks, 60 drawn at random hold the best with a chance of less than 1 in 4."""
    best = max(SPACE.candidates(), key=told_reward)
    hits = sum(search(trials=60, seed=seed).best.candidate == best for seed in range(20))
    assert hits >= 15


def test_no_candidate_is_tried_twice_and_the_space_may_end() -> None:
    found = search(trials=10_000)
    assert len(found.trials) == 256 == len({trial.candidate for trial in found.trials})
    everything = [(told_accuracy(c), told_latency(c)) for c in SPACE.candidates()]
    front = {everything[i] for i in pareto_front(everything)}
    assert {(trial.accuracy, trial.latency) for trial in found.front} == front


def test_parents_are_young_and_children_differ_in_one_choice() -> None:
    found = search(trials=80, population=6, sample=2)
    assert all(trial.parent is None for trial in found.trials[:6])
    for trial in found.trials[6:]:
        if trial.parent is not None:
            assert trial.number - 6 <= trial.parent < trial.number
            assert trial.candidate in SPACE.neighbours(found.trials[trial.parent].candidate)


class Killed(Exception):
    """What a test interrupts a run with."""


@pytest.mark.parametrize("at", [1, 2, 9, 10, 11, 23])
def test_killed_at_any_trial_it_ends_the_same(at: int, tmp_path: Path) -> None:
    path, calls = tmp_path / "new" / "run.json", []

    def dies(candidate: Candidate) -> float:
        calls.append(candidate)
        if len(calls) == at:
            raise Killed
        return told_accuracy(candidate)

    with pytest.raises(Killed):
        blockwise(SPACE, dies, told_latency, target=10, w=-0.15, trials=24, path=path)
    reported: list[Trial] = []
    again = search(trials=24, path=path, report=reported.append)
    assert choices(again) == choices(search(trials=24))
    assert len(reported) == 24 - (at - 1), "what was tried is not tried again"
    assert not list(path.parent.glob("*.part"))


def test_a_run_replays_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    done = search(trials=30, path=path, about={"script": "told"})
    assert done.settings["about"] == {"script": "told"}
    back = Search.of(read(path))
    assert back == done
    assert {"cpu", "torch", "date"} <= set(back.environment) and back.settings["seed"] == 0
    assert choices(replayed(back)) == choices(done)


def replayed(run: Search) -> Search:
    """The search once more, with what was found instead of training."""
    known = {trial.candidate: trial for trial in run.trials}
    settings = {name: run.settings[name] for name in ("target", "population", "sample", "seed")}
    return blockwise(
        run.space, lambda c: known[c].accuracy, lambda c: known[c].latency, w=tuple(run.settings["w"]),
        trials=len(run.trials), **settings,
    )  # fmt: skip


@pytest.mark.parametrize("name", [name for name in run_names() if "trials" in recorded(name)])
def test_the_searches_that_come_with_the_library_replay(name: str) -> None:
    run = Search.of(recorded(name))
    assert choices(replayed(run)) == choices(run)


def test_another_run_s_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    search(trials=3, path=path)
    with pytest.raises(ValueError, match="run with another seed: give a new file"):
        search(trials=3, path=path, seed=1)
    told = read(path)
    told["environment"]["cpu"] = "another"
    write(path, told)
    with pytest.raises(ValueError, match="run with another cpu"):
        search(trials=3, path=path)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: search(trials=0), "got 0, 10 and 3"),
        (lambda: search(sample=11), "got 60, 10 and 11"),
        (lambda: blockwise(SPACE, told_accuracy, told_latency, target=10, w=0.1), "w must be 0 or below"),
        (lambda: blockwise(SPACE, told_accuracy, told_latency, target=0), "target must be positive"),
        (lambda: blockwise(SPACE, told_accuracy, lambda c: 0, target=1), "latency must be positive"),
        (lambda: Space(stages=()), "a space needs a stage"),
        (
            lambda: Space(stages=((8, 1),), kernels=(3, 3)),
            r"kernels must hold different values, got \(3, 3\)",
        ),
        (lambda: SPACE.build((Choice(3, 2, True, 1),)), "2 stages need a choice each, got 1"),
        (lambda: SPACE.build((Choice(7, 2, True, 1),) * 2), r"kernel must be one of \(3, 5\), got 7"),
        (lambda: recorded("mine"), "no recorded run 'mine'; there are"),
        (lambda: Search({}, {}, SPACE, ()).best, "no candidate has been tried yet"),
    ],
)
def test_bad_arguments_are_named(call: Callable[[], object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()


def test_what_disturbs_a_round_does_not_enter_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine made the thinnest network as slow as a wide one, and a chapter stopped the build."""
    rounds = iter((2.0, 9.0, 1.5, 40.0, 1.7))
    pauses: list[float] = []
    monkeypatch.setattr(times_module, "benchmark", lambda *_, **__: [SimpleNamespace(median_ms=next(rounds))])
    monkeypatch.setattr("time.sleep", pauses.append)
    assert times_module.measured(torch.nn.Identity(), torch.zeros(1)) == 1.5
    assert next(rounds, None) is None, "all rounds are run"
    assert sum(pause > 0 for pause in pauses) == 4, "and lie apart"


def test_a_layer_is_timed_once_wherever_it_stands(tmp_path: Path) -> None:
    timed: list[str] = []

    def measure(layer: torch.nn.Module, x: torch.Tensor) -> float:
        timed.append(f"{layer} on {tuple(x.shape)}")
        return float(sum(p.numel() for p in layer.parameters()) + 1)

    path = tmp_path / "run.times.json"
    times = LayerTimes(14, path=path, measure=measure)
    first = SPACE.build((Choice(3, 2, False, 2), Choice(3, 2, False, 1)))
    total = times(first)
    assert len(timed) == len(set(timed)) == len(times.table)
    # Both blocks of the first stage have the same layers, and each counts.
    layers = [m for m in first.modules() if not list(m.children()) and not isinstance(m, torch.nn.Flatten)]
    assert total == sum(sum(p.numel() for p in layer.parameters()) + 1 for layer in layers)
    assert times(first) == total and LayerTimes(14, path=path, measure=None)(first) == total
    with pytest.raises(ValueError, match="another side"):
        LayerTimes(28, path=path)
    with pytest.raises(ValueError, match="batch must be 1 or more, got 0"):
        LayerTimes(14, batch=0)
    before = len(timed)
    times(SPACE.build((Choice(3, 2, False, 2), Choice(5, 2, False, 1))))
    assert {line.split("(")[0] for line in timed[before:]} == {"Conv2d"}, "only the larger kernel is new"

"""RewardPlane in Python: rewards and fronts are the library's, the points those of the run."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest
import traitlets

from lightcnn.search import HARD, SOFT, Search, Space, blockwise, pareto_front, recorded, reward, run_names
from lightcnn.search.space import Candidate
from lightcnn.widgets import RewardPlane
from lightcnn.widgets.reward_plane import points
from lightcnn.widgets.reward_plane.points import RULES, best, drawn, four, plain

SPACE = Space(stages=((8, 1), (16, 2)), expansions=(2, 4), depths=(1, 2), stem=8)


def told_accuracy(candidate: Candidate) -> float:
    return round(0.7 + random.Random(repr(candidate)).random() / 10, 3)


def told_latency(candidate: Candidate) -> float:
    return sum(c.depth * (c.expansion + 2 * (c.kernel == 5) + 1.5 * c.excite) for c in candidate)


def search(path: Path | None = None, trials: int = 24) -> Search:
    about = {"data": "told", "epochs": 2, "timed_batch": 32}
    return blockwise(
        SPACE, told_accuracy, told_latency, target=9, w=-0.07, trials=trials, path=path, about=about
    )


def test_the_rules_are_the_librarys() -> None:
    assert RULES["-0.07"] == SOFT and RULES["hard"] == HARD and RULES["-0.15"] == (-0.15, -0.15)


@pytest.mark.parametrize("rule", RULES)
def test_a_point_is_worth_what_the_library_says(rule: str) -> None:
    for point in (*drawn(plain(search()))["points"], *four()["points"]):
        for target in (4.5, point["latency"], 300):
            worth = reward(point["accuracy"], point["latency"], target, RULES[rule])
            assert points.reward(point, target, rule) == pytest.approx(worth, rel=1e-12)


def test_the_best_of_a_run_is_that_of_its_search() -> None:
    found = search()
    assert best(drawn(plain(found))["points"], 9, "-0.07") == found.best.number


def test_after_every_trial_the_front_is_the_librarys() -> None:
    shown = drawn(plain(search()))
    pairs = [(point["accuracy"], point["latency"]) for point in shown["points"]]
    assert shown["fronts"] == [pareto_front(pairs[:count]) for count in range(len(pairs) + 1)]
    assert shown["fronts"][0] == []


def test_a_search_and_its_file_are_drawn_alike(tmp_path: Path) -> None:
    found = search(tmp_path / "run.json")
    file = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    assert drawn(plain(found)) == drawn(file)
    widget = RewardPlane(found)
    assert widget.sets["search"] == drawn(file) and widget.step == 24 and widget.target == 9
    parents = [point["parent"] for point in widget.sets["search"]["points"]]
    assert parents == [trial.parent for trial in found.trials] and None in parents and parents[-1] is not None
    first = found.trials[0].candidate[0]
    gate = "gate " if first.excite else ""
    told = f"{first.kernel}×{first.kernel} ×{first.expansion} {gate}{first.depth}"
    assert widget.sets["search"]["points"][0]["blocks"][0] == told


def test_everything_stands_between_the_ends_of_the_axes() -> None:
    for shown in (drawn(plain(search())), four()):
        for name, key in (("x", "latency"), ("y", "accuracy")):
            low, high = shown[name]
            assert all(low < point[key] < high for point in shown["points"])
        assert 0 < shown["x"][0] < shown["target"] < shown["x"][1]
        assert 40 <= (shown["x"][1] - shown["x"][0]) / shown["grain"] <= 400, "steps of the target"


def test_of_the_textbooks_four_soft_and_hard_choose_another() -> None:
    shown = four()["points"]
    worth = {rule: [round(points.reward(one, 80, rule), 4) for one in shown] for rule in RULES}
    assert worth["-0.07"] == [0.75, 0.7482, 0.7551, 0.7533] and best(shown, 80, "-0.07") == 2
    assert worth["hard"] == [0.75, 0.608, 0.74, 0.752] and best(shown, 80, "hard") == 3


def test_one_trial_is_enough_and_none_is_refused() -> None:
    assert RewardPlane(search(trials=1)).sets["search"]["fronts"] == [[], [0]]
    nothing = search(trials=1)
    with pytest.raises(ValueError, match="no candidate has been tried yet"):
        RewardPlane(Search(nothing.environment, nothing.settings, SPACE, ()))


def test_without_a_recorded_run_it_says_what_to_give(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(points, "RECORDED", tmp_path / "blockwise.json")
    with pytest.raises(ValueError, match="no recorded run 'blockwise': give a Search"):
        RewardPlane()


def test_bad_settings_are_refused_in_words() -> None:
    found = search()
    with pytest.raises(traitlets.TraitError, match="step must be 0 to 24, got 25"):
        RewardPlane(found, step=25)
    with pytest.raises(traitlets.TraitError, match="target must be positive and finite, got 0"):
        RewardPlane(found, target=0)
    with pytest.raises(traitlets.TraitError, match="rule must be one of"):
        RewardPlane(found, rule="-0.7")
    for candidate in ([80, 75], [0.75], [0.75, 0]):
        with pytest.raises(traitlets.TraitError, match=r"candidate must be \[accuracy from 0 to 1"):
            RewardPlane(found, candidate=candidate)


def test_the_first_frame_names_and_lists_the_best() -> None:
    found = search()
    text = RewardPlane(found).fallback
    assert text.count("<tr>") == 11 and "the 10 best of 24" in text
    rewards = [float(cell) for cell in re.findall(r"<td>(0\.\d{4})</td>", text)]
    assert len(rewards) == 10 and rewards == sorted(rewards, reverse=True)
    assert rewards[0] == pytest.approx(found.best.reward, abs=1e-4)
    assert f"{100 * found.best.accuracy:.1f} % in {found.best.latency:.3g} ms" in text
    assert f"reward {found.best.reward:.4f}" in text
    hard = RewardPlane(data="four", rule="hard", run=found)
    assert hard.target == 80 and hard.step == 4 and "75.2 % in 78 ms, reward 0.7520" in hard.fallback
    assert "empty" in RewardPlane(found, step=0).fallback


@pytest.mark.skipif("blockwise" not in run_names(), reason="no search is recorded yet")
def test_the_recorded_search_is_the_default() -> None:
    run = recorded("blockwise")
    found, widget = Search.of(run), RewardPlane()
    shown = widget.sets["search"]
    held = points.recorded()
    assert len(held.pop("sha256")) == 64 and held == run and widget.step == len(found.trials)
    w = tuple(run["settings"]["w"])
    for trial, point in zip(found.trials, shown["points"], strict=True):
        assert reward(point["accuracy"], point["latency"], widget.target, w) == pytest.approx(trial.reward)
    assert [shown["points"][i]["latency"] for i in shown["fronts"][-1]] == [t.latency for t in found.front]

"""NetAdaptSteps in Python: scores beside `Step.score`, counts beside torch, and what is refused."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest
import traitlets

from lightcnn.profiling import profile
from lightcnn.search import (
    Adaptation,
    Choice,
    Proposal,
    Space,
    Step,
    recorded,
    run_names,
    widths,
    with_channels,
)
from lightcnn.search.space import candidate_of
from lightcnn.widgets import NetAdaptSteps
from lightcnn.widgets.net_adapt_steps.counting import network_macs
from lightcnn.widgets.net_adapt_steps.history import drawn, plain

SPACE = Space(stages=((16, 1), (24, 2)), expansions=(1, 2, 4), depths=(1, 2), side=14)
CANDIDATE = (Choice(5, 4, True, 2), Choice(3, 2, False, 2))


def by_hand() -> Adaptation:
    """Two steps; in the first the rules disagree, and a width of the second had nothing to propose before."""
    first = (
        Proposal("stage1.0.expansion", "expansion", 64, 32, 8.0, 0.79),
        Proposal("stage2.1.expansion", "expansion", 48, 40, 8.9, 0.792),
    )
    second = (
        Proposal("stage1.0.expansion", "expansion", 32, 16, 7.0, 0.70),
        Proposal("stage2.0.bottleneck", "bottleneck", 24, 16, 6.5, 0.75),
        Proposal("stage2.1.expansion", "expansion", 48, 24, 7.0, 0.75),
    )
    steps = (Step(1, 10.0, 0.8, 9.0, first, 0), Step(2, 8.0, 0.79, 7.0, second, 1))
    about = {"space": SPACE.as_record(), "candidate": CANDIDATE, "timed_batch": 32, "data": "some images"}
    return Adaptation(
        {"cpu": "a machine"}, {"target": 6.8, "rule": "ratio", "about": about}, 10.0, 0.8, steps
    )


def test_the_numbers_of_a_run_by_hand() -> None:
    shown = NetAdaptSteps(by_hand()).run
    assert [(width["name"], width["channels"]) for width in shown["widths"]] == [
        ("stage1.0.expansion", 64), ("stage2.0.bottleneck", 24), ("stage2.1.expansion", 48),
    ]  # fmt: skip
    assert [one["row"] for one in shown["steps"][0]["proposals"]] == [0, 2]
    assert [one["ratio"] for one in shown["steps"][0]["proposals"]] == pytest.approx([-0.005, -0.008 / 1.1])
    assert [shown["steps"][0]["best"][rule] for rule in ("accuracy", "ratio")] == [1, 0]
    assert shown["reached"] and shown["images"] == 32 and "a machine" in shown["about"]


@pytest.mark.parametrize("candidate", [CANDIDATE, (Choice(3, 1, True, 1), Choice(5, 4, True, 2))])
@pytest.mark.parametrize("stem", [16, 8])
def test_it_counts_what_torch_counts(candidate: tuple[Choice, ...], stem: int) -> None:
    """Also with fewer channels in each width in turn, and in all; a stem may be tied to the first block."""
    space = Space(**{**vars(SPACE), "stem": stem})
    net = space.build(candidate)
    names = [width.name for width in widths(net) if width.kind != "other"]
    for changed in ({}, *({name: 8} for name in names), dict.fromkeys(names, 8)):
        torchs = profile(with_channels(net, changed), space.side, space.channels).macs
        assert network_macs(space.as_record(), candidate, changed) == torchs, changed


def test_an_adaptation_and_its_file_are_drawn_alike() -> None:
    run = by_hand()
    file = {
        "environment": run.environment,
        "settings": run.settings,
        "start": {"latency": 10.0, "accuracy": 0.8},
    }
    assert (
        NetAdaptSteps({**file, "steps": [asdict(step) for step in run.steps]}).run == NetAdaptSteps(run).run
    )


def test_a_run_that_does_not_tell_its_network_is_not_counted() -> None:
    run = by_hand()
    bare = Adaptation({}, {"target": 6.8, "rule": "accuracy"}, 10.0, 0.8, run.steps)
    widget = NetAdaptSteps(bare, by_hand())
    assert widget.run["macs"] is None and "counted" not in widget.run["steps"][0]["best"]
    assert widget.rule == "accuracy" and widget.other["rule"] == "ratio"


@pytest.mark.parametrize("name", [name for name in run_names() if name.startswith("netadapt")])
def test_every_step_of_the_recorded_runs(name: str) -> None:
    """What was taken is what the rule takes, and the network's multiply-adds are torch's."""
    run = Adaptation.of(recorded(name))
    shown = drawn(plain(run))
    about = run.settings["about"]
    space, candidate = Space.of(about["space"]), candidate_of(about["candidate"])
    net, now = space.build(candidate), {}
    for step, there in zip(run.steps, shown["steps"], strict=True):
        assert there["chosen"] == there["best"][shown["rule"]] == step.chosen
        for rule in ("accuracy", "ratio"):
            scores = [step.score(i, rule) for i in range(len(step.proposals))]
            assert [one[rule] for one in there["proposals"]] == scores
            assert there["best"][rule] == scores.index(max(scores))
        assert there["macs"] == profile(with_channels(net, now), space.side, space.channels).macs
        rates = [one["counted"] for one in there["proposals"]]
        assert there["best"]["counted"] == rates.index(max(rates))
        now[step.taken.width] = step.taken.channels
    assert shown["reached"] == run.reached


def test_the_beats_are_states_of_the_widget_and_say_the_runs_numbers() -> None:
    widget = NetAdaptSteps(by_hand())
    for beat in widget.beats:
        NetAdaptSteps(by_hand(), **beat["state"])
    assert "10.00 to 6.50 ms, 80.0 to 75.0 %" in widget.beats[-1]["label"]
    assert "not reached" not in widget.beats[-1]["label"]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"frame": 4}, "frame must be 0 to 3, got 4"),
        ({"rule": "speed"}, "rule must be one of"),
        ({"run": Adaptation({}, {"target": 1, "rule": "ratio"}, 2.0, 0.5, ())}, "must have a step"),
    ],
)
def test_what_cannot_be_shown_is_refused_in_words(wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(traitlets.TraitError, match=words):
        NetAdaptSteps(**{"run": by_hand(), **wrong})


def test_more_widths_than_rows_are_refused() -> None:
    many = tuple(Proposal(f"a{i}.expansion", "expansion", 16, 8, 1.0, 0.5) for i in range(10))
    run = Adaptation({}, {"target": 1, "rule": "ratio"}, 2.0, 0.5, (Step(1, 2.0, 0.5, 1.5, many, 0),))
    with pytest.raises(traitlets.TraitError, match="may have 9 widths, got 10"):
        NetAdaptSteps(run)


def test_the_first_frame_has_every_proposal_and_every_step() -> None:
    html = NetAdaptSteps(by_hand()).fallback
    assert "64 → 32: −2.00 ms, 79.0 %" in html and html.count("<tr>") == 1 + 3
    assert "<td>stage2.0 bottleneck</td><td>24 to 16</td><td>1.50</td><td>6.50</td><td>75.0 %</td>" in html

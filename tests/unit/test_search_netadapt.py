"""Channels that belong together, taken from a trained network; NetAdapt's steps against brute force."""

from __future__ import annotations

import copy
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest
import torch
from oracles import shake
from torch import nn

from lightcnn import kept
from lightcnn.networks import mobilenet_v2, mobilenet_v3, squeezenet
from lightcnn.profiling import profile
from lightcnn.search import (
    Adaptation,
    Choice,
    Proposal,
    Space,
    Step,
    netadapt,
    recorded,
    run_names,
    widths,
    with_channels,
)
from lightcnn.search.channels import Width

SPACE = Space(stages=((16, 1), (32, 2)), expansions=(2, 4), depths=(1, 2), stem=16)
CANDIDATE = (Choice(3, 2, True, 2), Choice(5, 2, False, 2))


def network() -> nn.Module:
    torch.manual_seed(0)
    return SPACE.build(CANDIDATE).eval()


def find(net: nn.Module, name: str) -> Width:
    return next(width for width in widths(net) if width.name == name)


def test_shortcuts_tie_the_blocks_that_they_cross() -> None:
    found = {width.name: (width.kind, width.channels) for width in widths(network())}
    assert found == {
        "stage1.0.bottleneck": ("bottleneck", 16),  # the stem's, which both blocks of stage 1 add to
        "stage1.0.expansion": ("expansion", 32),
        "stage1.1.expansion": ("expansion", 32),
        "stage2.0.expansion": ("expansion", 32),
        "stage2.0.bottleneck": ("bottleneck", 32),
        "stage2.1.expansion": ("expansion", 64),
        "classifier": ("other", 10),
    }


@pytest.mark.parametrize("net", [lambda: mobilenet_v3("small", 0.35, classes=5), lambda: mobilenet_v2(0.35)])
def test_every_width_of_the_networks_can_be_halved(net: Callable[[], nn.Module]) -> None:
    whole = net().eval()
    before = profile(whole, 32)
    for width in widths(whole):
        if width.kind != "other":
            smaller = with_channels(whole, {width.name: width.channels // 2})
            assert profile(smaller, 32).params < before.params
            assert find(smaller, width.name).channels == width.channels // 2
    assert profile(whole, 32) == before, "the network itself stays as it is"


@pytest.mark.parametrize("name", [width.name for width in widths(network()) if width.kind != "other"])
def test_channels_that_are_zero_can_go_without_a_trace(name: str) -> None:
    net = shake(network())
    width, gone = find(net, name), [0, 3, 4]
    with torch.no_grad():
        for path, role in width.layers:
            layer = net.get_submodule(path)
            if role != "reads" and "excite" not in path:
                layer.weight[gone] = 0
                if isinstance(layer, nn.BatchNorm2d):
                    layer.bias[gone] = 0
    x = torch.rand(2, 1, 14, 14)
    smaller = with_channels(net, {name: width.channels - len(gone)})
    with torch.inference_mode():
        torch.testing.assert_close(smaller(x), net(x))
        other = with_channels(net, {name: width.channels - len(gone) - 2})
        assert not torch.allclose(other(x), net(x))


# An accuracy that depends on how many channels each width has, and by a trace on the weights themselves, so
# that a run which lost its tuned weights would be told apart.
WORTH = {"stage1.0.bottleneck": 0.2, "stage1.0.expansion": 0.02, "stage1.1.expansion": 0.1,
         "stage2.0.expansion": 0.05, "stage2.0.bottleneck": 0.15, "stage2.1.expansion": 0.01}  # fmt: skip
FULL = {width.name: width.channels for width in widths(network())}


def told_accuracy(net: nn.Module) -> float:
    lost = sum(WORTH[w.name] * (1 - w.channels / FULL[w.name]) ** 1.5 for w in widths(net) if w.name in WORTH)
    return 0.9 - lost + float(net.get_submodule("classifier").bias.detach().abs().mean()) * 1e-3


def nudged(net: nn.Module) -> None:
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.add_(torch.rand_like(parameter) * 1e-2)


def counted(net: nn.Module) -> float:
    """Multiply-adds in thousands: the same on every machine."""
    return profile(net, 14, 1).macs / 1000


START = counted(network())


def adapt(
    share: float = 0.6, path: Path | None = None, evaluate: Callable = told_accuracy, **options: object
):
    chosen = {"target": share * START, "delta": 0.08 * START, "path": path} | options
    return netadapt(network(), nudged, evaluate, counted, **chosen)


@pytest.mark.slow  # begins early, and its whole file with it: this one would end last
@pytest.mark.parametrize("rule", ["ratio", "accuracy"])
def test_every_step_takes_the_best_of_all_that_are_possible(rule: str) -> None:
    found = adapt(rule=rule)
    assert found.reached and counted(found.net) == found.steps[-1].taken.latency <= 0.6 * START
    at = dict(FULL)
    for step in found.steps:
        whole = with_channels(network(), at)
        assert step.latency == counted(whole)
        possible = {}
        for name, number in at.items():
            # From the most channels down: the first that fits is the most that fits.
            options = reversed(range(8, number, 8)) if name in WORTH else ()
            fits = (c for c in options if counted(with_channels(network(), at | {name: c})) <= step.budget)
            if most := next(fits, None):
                possible[name] = most
        assert {p.width: p.channels for p in step.proposals} == possible
        values = [
            p.accuracy if rule == "accuracy" else (p.accuracy - step.accuracy) / (step.latency - p.latency)
            for p in step.proposals
        ]
        assert step.chosen == values.index(max(values))
        at[step.taken.width] = step.taken.channels
    assert {width.name: width.channels for width in widths(found.net)} == at
    assert found.channels == {name: at[name] for name in found.channels}


def test_the_two_rules_differ_where_a_proposal_saves_more_than_it_must() -> None:
    """One loses 2 points for 1 ms, the other 3 points for 2 ms."""
    proposals = (Proposal("a", "expansion", 16, 8, 9.0, 0.88), Proposal("b", "bottleneck", 16, 8, 8.0, 0.87))
    step = Step(1, 10.0, 0.9, 9.0, proposals, 0)
    assert [step.score(i, "accuracy") for i in range(2)] == [0.88, 0.87]
    assert [step.score(i, "ratio") for i in range(2)] == pytest.approx([-0.02, -0.015])


def test_the_reader_s_network_stays_as_it_is() -> None:
    net = network()
    net.stage1.train()
    before, modes = copy.deepcopy(net.state_dict()), [m.training for m in net.modules()]
    generator = torch.get_rng_state()
    netadapt(net, nudged, lambda n: told_accuracy(n.eval()), counted, target=0.8 * START, delta=0.1 * START)
    assert all(torch.equal(a, b) for a, b in zip(before.values(), net.state_dict().values(), strict=True))
    assert [m.training for m in net.modules()] == modes
    assert torch.equal(torch.get_rng_state(), generator)


class Killed(Exception):
    """What a test interrupts a run with."""


def same(a: Adaptation, b: Adaptation) -> bool:
    weights = zip(a.net.state_dict().values(), b.net.state_dict().values(), strict=True)
    return a.steps == b.steps and all(torch.equal(x, y) for x, y in weights)


@pytest.fixture(scope="module")
def unbroken() -> Adaptation:
    return adapt()


@pytest.mark.parametrize("at", [1, 7, 8, 14])
def test_killed_at_any_evaluation_it_ends_the_same(at: int, tmp_path: Path, unbroken: Adaptation) -> None:
    path, calls = tmp_path / "new" / "run.json", []

    def dies(net: nn.Module) -> float:
        calls.append(net)
        if len(calls) == at:
            raise Killed
        return told_accuracy(net)

    with pytest.raises(Killed):
        adapt(path=path, evaluate=dies)
    assert same(adapt(path=path), unbroken)
    assert len(list(path.parent.iterdir())) == 2, "the record and the last weights"


@pytest.mark.parametrize("at", [1, 2, 3])
def test_killed_between_weights_and_record_it_ends_the_same(
    at: int, tmp_path: Path, unbroken: Adaptation, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = import_module("lightcnn.search.netadapt")
    path, calls, write = tmp_path / "run.json", [], module.write

    def dies(*arguments: object) -> None:
        calls.append(arguments)
        if len(calls) == at:
            raise Killed
        write(*arguments)

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(module, "write", dies)
        adapt(path=path)
    assert same(adapt(path=path), unbroken)


def test_a_run_reads_back_from_its_file(tmp_path: Path, unbroken: Adaptation) -> None:
    path, reported = tmp_path / "run.json", []
    done = adapt(path=path, report=reported.append)
    read = Adaptation.of(kept.read(path))
    assert (read.steps, read.settings, read.reached) == (done.steps, done.settings, True)
    assert tuple(reported) == done.steps == unbroken.steps
    assert all(replays(step, read.settings["rule"]) for step in read.steps)
    with pytest.raises(ValueError, match="run with another rule: give a new file"):
        adapt(path=path, rule="accuracy")


def replays(step: Step, rule: str) -> bool:
    """Is the proposal taken the one that the rule takes?"""
    values = [step.score(i, rule) for i in range(len(step.proposals))]
    return step.chosen == values.index(max(values)) and step.taken.latency <= step.budget


@pytest.mark.parametrize("name", [name for name in run_names() if "steps" in recorded(name)])
def test_the_runs_that_come_with_the_library_replay(name: str) -> None:
    run = Adaptation.of(recorded(name))
    before = (run.latency, run.accuracy)
    for step in run.steps:
        assert replays(step, run.settings["rule"]) and (step.latency, step.accuracy) == before
        before = (step.taken.latency, step.taken.accuracy)


def test_where_no_width_can_save_a_whole_step_it_says_so() -> None:
    found = adapt(share=0.3, delta=0.35 * START)
    assert not found.reached and found.net is not None
    last = found.steps[-1].taken.latency if found.steps else START
    assert last > 0.3 * START


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: adapt(share=1.0), "the target must be below the start's latency of"),
        (lambda: adapt(share=1.5), "the target must be below the start's latency of"),
        (lambda: adapt(share=0.01), "no choice of channels reaches .*: with 8 in every expansion"),
        (lambda: adapt(share=0), "target must be positive and finite, got 0"),
        (lambda: adapt(delta=-1), "delta must be positive and finite, got -1"),
        (lambda: adapt(rule="best"), "rule must be .*, got 'best'"),
        (lambda: adapt(multiple=0), "multiple must be 1 or more, got 0"),
        (lambda: adapt(evaluate=lambda net: 87.5), "accuracy is a share from 0 to 1, got 87.5"),
        (lambda: with_channels(network(), {"stem": 8}), "no width 'stem'; there are stage1.0.bottleneck"),
        (lambda: with_channels(network(), {"stage1.0.expansion": 33}), "1 to 32 channels, got 33"),
        (lambda: with_channels(network(), {"stage1.0.expansion": 0}), "1 to 32 channels, got 0"),
        (lambda: widths(squeezenet()), "cannot follow channels through"),
    ],
)
def test_bad_arguments_are_named(call: Callable[[], object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()

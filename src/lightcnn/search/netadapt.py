"""NetAdapt: take channels from a trained network, step by step, until it is fast enough."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import torch
from torch import nn

from lightcnn.kept import begin, read_tensors, write, write_tensors
from lightcnn.search.channels import Kind, widths, with_channels

Rule = Literal["ratio", "accuracy"]


@dataclass(frozen=True)
class Proposal:
    """One width made small enough for the step, the network tuned briefly and tested.

    width, kind: Whose channels, as in `Width`.
    before, channels: How many there were, and are.
    latency, accuracy: Of the network with them.
    """

    width: str
    kind: Kind
    before: int
    channels: int
    latency: float
    accuracy: float


@dataclass(frozen=True)
class Step:
    """One step: what had to be reached, all proposals, and which was taken.

    number: From 1.
    latency, accuracy: Of the network before it.
    budget: The latency that every proposal is at or below.
    proposals: In the network's order.
    chosen: Index of the one taken.
    """

    number: int
    latency: float
    accuracy: float
    budget: float
    proposals: tuple[Proposal, ...]
    chosen: int

    @property
    def taken(self) -> Proposal:
        """The proposal that was taken."""
        return self.proposals[self.chosen]

    def score(self, i: int, rule: Rule) -> float:
        """What the rule makes of proposal `i`: its accuracy, or accuracy gained per latency saved."""
        proposal = self.proposals[i]
        if rule == "accuracy":
            return proposal.accuracy
        return (proposal.accuracy - self.accuracy) / (self.latency - proposal.latency)


@dataclass(frozen=True)
class Adaptation:
    """A run of NetAdapt: where, its settings, the start, and all steps in order.

    reached: Whether the last network is as fast as the target. It is not where every width is so thin that
        none alone can save a whole step: then a smaller `delta` may go further.
    net: The adapted network in evaluation mode; None if the run was read from a file.
    """

    environment: dict[str, str]
    settings: dict[str, Any]
    latency: float
    accuracy: float
    steps: tuple[Step, ...]
    net: nn.Module | None = None

    @classmethod
    def of(cls, run: dict[str, Any], net: nn.Module | None = None) -> Adaptation:
        """From what its file holds, or `lightcnn.search.recorded` gives."""
        steps = (
            Step(**{**row, "proposals": tuple(Proposal(**one) for one in row["proposals"])})
            for row in run["steps"]
        )
        start = run["start"]
        return cls(
            run["environment"], run["settings"], start["latency"], start["accuracy"], tuple(steps), net
        )

    @property
    def reached(self) -> bool:
        """Is the last network as fast as the target?"""
        last = self.steps[-1].taken.latency if self.steps else self.latency
        return last <= self.settings["target"]

    @property
    def channels(self) -> dict[str, int]:
        """The widths that were changed, and how many channels each has in the end."""
        return {step.taken.width: step.taken.channels for step in self.steps}


def netadapt(
    net: nn.Module,
    fine_tune: Callable[[nn.Module], object],
    evaluate: Callable[[nn.Module], float],
    latency: Callable[[nn.Module], float],
    *,
    target: float,
    delta: float,
    rule: Rule = "ratio",
    multiple: int = 8,
    seed: int = 0,
    path: Path | None = None,
    about: Mapping[str, Any] | None = None,
    report: Callable[[Step], None] | None = None,
) -> Adaptation:
    """Make a trained network faster, a step of `delta` at a time, and keep what it knows.

    In each step every expansion and every bottleneck size in turn loses channels until the network is faster
    by `delta`; each such proposal is tuned briefly and tested, and one is taken. The network given stays as
    it is. Afterwards the result wants a long training, which is yours to do.

    Args:
        net: As `widths` takes it, trained.
        fine_tune: Trains a network in place for some steps; its random numbers are seeded here.
        evaluate: Accuracy of a network, 0 to 1, on images that are not the test's.
        latency: Of a network, in one unit with `target` and `delta`, and the same when asked again.
        target: To reach; below the start's latency.
        delta: To save in each step; MobileNetV3 takes a hundredth of the start's latency.
        rule: "accuracy" takes the most accurate proposal (NetAdapt), "ratio" the one with the largest change
            of accuracy per latency saved (MobileNetV3). They differ where a proposal saves more than it must.
        multiple: Channels are taken down to multiples of this, and no further than to it.
        seed: Of the tuning.
        path: A file written after every step, with the weights beside it; where it exists already, the run
            goes on from it and ends as it would have without a break.
        about: What else made the run, as plain data: kept in its file, and the same when it goes on.
        report: Called with every new step.
    Raises: ValueError on another rule, values out of range, a target that is not below the start's latency,
        or one that not even the thinnest network reaches; if `path` holds another run, or a file of
        the run is damaged or missing.
    Source: Yang et al. 2018, arXiv:1804.03230, algorithm 1; the ratio and the two kinds of proposals, Howard
        et al. 2019, arXiv:1905.02244, section 4.2.
    """
    _check(net, latency, target, delta, rule, multiple)
    settings = {
        "target": target, "delta": delta, "rule": rule, "multiple": multiple, "seed": seed,
        "about": dict(about or {}),
    }  # fmt: skip
    run = begin(path, settings)
    at = with_channels(net, {})  # what is measured and tested is a copy, whose mode nobody misses
    if "start" not in run:
        run |= {"start": {"latency": latency(at), "accuracy": _accuracy(evaluate(at))}, "steps": []}
        write(path, run)
    done = list(Adaptation.of(run).steps)
    if done and path is not None:
        at = with_channels(net, {step.taken.width: step.taken.channels for step in done})
        at.load_state_dict(read_tensors(_weights(path, len(done)), "file of weights"))
    while True:
        now, accuracy = (
            (done[-1].taken.latency, done[-1].taken.accuracy) if done else tuple(run["start"].values())
        )
        if now <= target:
            break
        number, budget = len(done) + 1, max(now - delta, target)
        tried = list(_proposals(at, fine_tune, evaluate, latency, budget, multiple, seed, number))
        if not tried:
            break
        step = Step(number, now, accuracy, budget, tuple(proposal for proposal, _ in tried), 0)
        chosen = max(range(len(tried)), key=lambda i: step.score(i, rule))
        step, at = Step(**{**vars(step), "chosen": chosen}), tried[chosen][1]
        done.append(step)
        run["steps"].append(asdict(step))
        if path is not None:
            # First the weights, under a name of their own: a break before the next line leaves the old pair.
            write_tensors(_weights(path, number), at.state_dict())
            write(path, run)
            _weights(path, number - 1).unlink(missing_ok=True)
        if report is not None:
            report(step)
    return Adaptation.of(run, at.eval())


def _proposals(
    net: nn.Module, fine_tune: Callable[[nn.Module], object], evaluate: Callable[[nn.Module], float],
    latency: Callable[[nn.Module], float], budget: float, multiple: int, seed: int, number: int,
) -> Iterator[tuple[Proposal, nn.Module]]:  # fmt: skip
    """Each proposal of a step with its network, one width at a time."""
    for width in widths(net):
        if width.kind == "other":
            continue
        for channels in range(_below(width.channels, multiple), 0, -multiple):
            smaller = with_channels(net, {width.name: channels})
            ms = latency(smaller)
            if ms <= budget:
                with torch.random.fork_rng(devices=[]):
                    torch.manual_seed(seed * 1000 + number)
                    fine_tune(smaller)
                found = _accuracy(evaluate(smaller))
                yield Proposal(width.name, width.kind, width.channels, channels, ms, found), smaller
                break


def _below(channels: int, multiple: int) -> int:
    """The largest multiple below `channels`."""
    return (channels - 1) // multiple * multiple


def _weights(path: Path, number: int) -> Path:
    return path.with_name(f"{path.stem}.step{number}.pt")


def _accuracy(value: float) -> float:
    if not 0 <= value <= 1:
        raise ValueError(f"accuracy is a share from 0 to 1, got {value}")
    return value


def _check(
    net: nn.Module,
    latency: Callable[[nn.Module], float],
    target: float,
    delta: float,
    rule: Rule,
    multiple: int,
) -> None:
    if rule not in ("ratio", "accuracy"):
        raise ValueError(f'rule must be "ratio" or "accuracy", got {rule!r}')
    for name, value in (("target", target), ("delta", delta)):
        if not (value > 0 and math.isfinite(value)):
            raise ValueError(f"{name} must be positive and finite, got {value}")
    if multiple < 1:
        raise ValueError(f"multiple must be 1 or more, got {multiple}")
    start = latency(net)
    if target >= start:
        raise ValueError(f"the target must be below the start's latency of {start:.4g}, got {target:.4g}")
    thinnest = {
        width.name: multiple for width in widths(net) if width.kind != "other" and width.channels > multiple
    }
    least = latency(with_channels(net, thinnest))
    if least > target:
        raise ValueError(
            f"no choice of channels reaches {target:.4g}: with {multiple} in every expansion and bottleneck "
            f"the network still takes {least:.4g}"
        )

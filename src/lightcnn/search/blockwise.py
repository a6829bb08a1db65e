"""A search over the blocks of a space by regularised evolution, kept in a file trial by trial."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lightcnn.kept import begin, write
from lightcnn.reward import Exponent, checked_exponents, pareto_front, reward
from lightcnn.search.space import Candidate, Space, candidate_of


@dataclass(frozen=True)
class Trial:
    """One candidate, tried.

    number: From 0, in the order in which they were tried.
    candidate: A choice for each stage of the space.
    parent: Number of the trial that it is a change of; None if it was drawn at random.
    accuracy, latency, reward: What it gave; the latency in the unit of the target.
    seconds: That its evaluation took.
    """

    number: int
    candidate: Candidate
    parent: int | None
    accuracy: float
    latency: float
    reward: float
    seconds: float


@dataclass(frozen=True)
class Search:
    """A search, finished or not: where it ran, its settings, its space, and all trials in order."""

    environment: dict[str, str]
    settings: dict[str, Any]
    space: Space
    trials: tuple[Trial, ...]

    @classmethod
    def of(cls, run: dict[str, Any]) -> Search:
        """From what its file holds, or `lightcnn.search.recorded` gives."""
        trials = (Trial(**{**row, "candidate": candidate_of(row["candidate"])}) for row in run["trials"])
        return cls(run["environment"], run["settings"], Space.of(run["settings"]["space"]), tuple(trials))

    @property
    def best(self) -> Trial:
        """The trial with the highest reward, the first of equals. Raises: ValueError before the first."""
        if not self.trials:
            raise ValueError("no candidate has been tried yet")
        return max(self.trials, key=lambda trial: trial.reward)

    @property
    def front(self) -> list[Trial]:
        """The trials that none beats in both accuracy and latency, the fastest first."""
        return [self.trials[i] for i in pareto_front([(t.accuracy, t.latency) for t in self.trials])]


def blockwise(
    space: Space,
    evaluate: Callable[[Candidate], float],
    latency: Callable[[Candidate], float],
    *,
    target: float,
    w: Exponent = -0.07,
    trials: int = 50,
    population: int = 10,
    sample: int = 3,
    seed: int = 0,
    path: Path | None = None,
    about: Mapping[str, Any] | None = None,
    report: Callable[[Trial], None] | None = None,
) -> Search:
    """Look for the network of `space` with the highest reward.

    The first `population` candidates are drawn at random. Each later one is a change of one choice in the
    best of `sample` trials drawn from the youngest `population`: what is old dies, however good it was, so
    that a lucky accuracy does not stay for ever. No candidate is tried twice. MnasNet and MobileNetV3 train a
    controller by reinforcement learning instead; the reward is theirs.

    Args:
        space: Where to look.
        evaluate: Accuracy of a candidate, 0 to 1: train it briefly, on images that are not the test's.
        latency: Of a candidate, in the unit of `target`.
        target, w: As in `reward`.
        trials: Candidates to try; fewer if the space has no more.
        population, sample: How many trials are alive, and how many of them compete to be the parent.
        seed: Of all draws.
        path: A file written after every trial; where it exists already, the search goes on from it and ends
            as it would have without a break.
        about: What else made the run, as plain data: kept in its file, and the same when it goes on.
        report: Called with every new trial.
    Raises: ValueError as `reward` does; on trials, population or sample below 1, or a sample larger than the
        population; if `path` holds another run, or is damaged.
    Source: Real et al. 2019, arXiv:1802.01548, algorithm 1.
    """
    if not 1 <= sample <= population or trials < 1:
        raise ValueError(
            f"trials, population and sample must be 1 or more and sample no larger than population, got "
            f"{trials}, {population} and {sample}"
        )
    reward(1, 1, target, w)  # refuses what no trial could use, before anything is trained
    settings = {
        "space": space.as_record(), "target": target, "w": list(checked_exponents(w)),
        "population": population, "sample": sample, "seed": seed, "about": dict(about or {}),
    }  # fmt: skip
    run = begin(path, settings)
    rows: list[dict[str, Any]] = run.setdefault("trials", [])
    known = list(Search.of(run).trials)
    while len(known) < min(trials, space.size):
        candidate, parent = _next(space, known, population, sample, seed)
        started = time.perf_counter()
        accuracy, ms = evaluate(candidate), latency(candidate)
        seconds = round(time.perf_counter() - started, 3)
        value = reward(accuracy, ms, target, w)
        trial = Trial(len(known), candidate, parent, accuracy, ms, value, seconds)
        known.append(trial)
        rows.append(vars(trial))
        write(path, run)
        if report is not None:
            report(trial)
    return Search(run["environment"], run["settings"], space, tuple(known))


def _next(
    space: Space, known: list[Trial], population: int, sample: int, seed: int
) -> tuple[Candidate, int | None]:
    """The next candidate and its parent: they depend on the trials so far and on nothing else."""
    rng = random.Random(f"{seed}, trial {len(known)}")
    seen = {trial.candidate for trial in known}
    if len(known) >= population:
        parent = max(rng.sample(known[-population:], sample), key=lambda trial: trial.reward)
        fresh = [change for change in space.neighbours(parent.candidate) if change not in seen]
        if fresh:
            return rng.choice(fresh), parent.number
    for _ in range(100):
        candidate = space.draw(rng)
        if candidate not in seen:
            return candidate, None
    # Nearly all of the space has been tried, so there is a list of the rest.
    return rng.choice([candidate for candidate in space.candidates() if candidate not in seen]), None

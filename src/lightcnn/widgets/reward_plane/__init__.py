"""Accuracy against latency: the trials of a search, what each is worth, and how the exponent decides it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import traitlets

from lightcnn.widgets.kit.base import BookWidget, Choice
from lightcnn.widgets.reward_plane import frame, points
from lightcnn.widgets.reward_plane.points import RULES, Run, best

DATA = ("search", "four")


class RewardPlane(BookWidget):
    """The plane of latency and accuracy: a search, trial by trial, and curves of equal reward.

    Traits:
        data: "search", the trials of a run, or "four", a textbook's four networks.
        step: How many of the points have been tried.
        rule: Exponent of the reward: "-0.07", "-0.15", or "hard", which is 0 up to the target and -1 beyond.
        target: Latency in ms.
        candidate: [accuracy, latency] of the reader's own network, or [] without one.
        sets: {data: what is drawn, as from `points.drawn`}.
        rules: {rule: (exponent up to the target, exponent beyond it)}.
    Raises: TraitError on a step or target out of range, or a candidate that is none.
    """

    scripts = ("words", "plane", "picture", "widget")
    data = Choice(DATA, "search")
    step = traitlets.Int(0).tag(sync=True)
    rule = Choice(tuple(RULES), "-0.07")
    target = traitlets.Float(1.0).tag(sync=True)
    candidate = traitlets.List(traitlets.Float()).tag(sync=True)
    sets = traitlets.Dict().tag(sync=True)
    rules = traitlets.Dict({rule: list(pair) for rule, pair in RULES.items()}).tag(sync=True)

    def __init__(
        self,
        run: Run | Mapping[str, Any] | None = None,
        *,
        beats: Sequence[dict[str, Any]] | None = None,
        **more: Any,
    ) -> None:
        """A Search of `lightcnn.search`, or its file's content; without one, the library's recorded run.

        Raises: ValueError where there is no recorded run, or before the first trial.
        """
        sets = {"search": points.drawn(points.recorded() if run is None else points.plain(run)),
                "four": points.four()}  # fmt: skip
        shown = sets.get(more.get("data", "search"), sets["search"])
        more = {
            "title": "What is a network worth?", "step": len(shown["points"]), "target": shown["target"],
        } | more  # fmt: skip
        super().__init__(sets=sets, **more)
        self.beats = list(_beats(sets) if beats is None else beats)
        self.fallback = frame.html(self)

    @traitlets.validate("step")
    def _tried(self, proposal: traitlets.Bunch) -> int:
        most = max((len(one["points"]) for one in self.sets.values()), default=proposal.value)
        if not 0 <= proposal.value <= most:
            raise traitlets.TraitError(f"step must be 0 to {most}, got {proposal.value}")
        return proposal.value

    @traitlets.validate("target")
    def _positive(self, proposal: traitlets.Bunch) -> float:
        if not 0 < proposal.value < math.inf:
            raise traitlets.TraitError(f"target must be positive and finite, got {proposal.value}")
        return proposal.value

    @traitlets.validate("candidate")
    def _network(self, proposal: traitlets.Bunch) -> list[float]:
        match proposal.value:
            case []:
                pass
            case [accuracy, latency] if 0 <= accuracy <= 1 and 0 < latency < math.inf:
                pass
            case other:
                raise traitlets.TraitError(
                    f"candidate must be [accuracy from 0 to 1, latency above 0] or [], got {other}"
                )
        return proposal.value


def _beats(sets: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    search, target = sets["search"]["points"], sets["search"]["target"]
    drawn = sum(point["parent"] is None for point in search)

    def winner(rule: str, aim: float = target) -> str:
        return frame.named(search[best(search, aim, rule)])

    first = next((i for i, point in enumerate(search) if point["parent"] is not None), drawn)
    return [
        _beat(sets, f"The first {first} networks are drawn at random and trained: a dot each.", step=first),
        _beat(sets, "Then each is a change of one choice in an earlier one: a line leads to its parent."),
        _beat(sets, "The green steps are the front: no other dot is faster and more accurate than these."),
        _beat(sets, "A curve joins what is worth as much. At the target it stands as high as its reward."),
        _beat(sets, f"At −0.15 time is dearer, the curves are steep. Best: {winner('-0.15')}.", rule="-0.15"),
        _beat(sets, f"Hard: free up to the target, a wall behind it. Best: {winner('hard')}.", rule="hard"),
        _beat(sets, f"With half as much time again, the wall moves. Best: {winner('hard', 1.5 * target)}.",
              rule="hard", target=1.5 * target),
        _beat(sets, "A textbook's four, target 80 ms. At −0.07 the fastest wins: 74 % in 60 ms.",
              data="four"),
        _beat(sets, "Hard: being faster than the target pays nothing, so 75.2 % in 78 ms wins.",
              data="four", rule="hard"),
    ]  # fmt: skip


def _beat(sets: Mapping[str, Any], label: str, data: str = "search", **state: Any) -> dict[str, Any]:
    shown = sets[data]
    whole = {"data": data, "step": len(shown["points"]), "rule": "-0.07", "target": float(shown["target"])}
    return {"label": label, "state": whole | {"candidate": []} | state}

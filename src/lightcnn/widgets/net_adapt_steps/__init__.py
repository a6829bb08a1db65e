"""NetAdapt step by step: which width gives up channels, and what that costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import traitlets

from lightcnn.widgets.kit.base import BookWidget, Choice
from lightcnn.widgets.net_adapt_steps import frame, history
from lightcnn.widgets.net_adapt_steps.history import RULES, Run

MOST = 9  # rows that a phone has room for


class NetAdaptSteps(BookWidget):
    """A run of NetAdapt: in each step every width proposes to lose channels, and one proposal is taken.

    Traits:
        frame: Twice the steps taken before; one more where the present step's proposal is taken too.
        rule: Whose winner is marked: "accuracy", the most accurate (NetAdapt), or "ratio", the largest
            change of accuracy per ms saved (MobileNetV3). By default the rule of the run.
        run: What is drawn, as from `history.drawn`.
        other: The same of the run that it is compared with; {} without one.
    Raises: TraitError on a run without steps, or with more than `MOST` widths, and on a frame out of range.
    """

    scripts = ("words", "run", "deciding", "picture", "widget")
    frame = traitlets.Int(0).tag(sync=True)
    rule = Choice(RULES, "ratio")
    run = traitlets.Dict().tag(sync=True)
    other = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        run: Run | Mapping[str, Any] | None = None,
        other: Run | Mapping[str, Any] | None = None,
        *,
        beats: Sequence[dict[str, Any]] | None = None,
        **more: Any,
    ) -> None:
        """An Adaptation of `lightcnn.search`, or its file's content; without one, the library's two runs.

        run: Whose steps are shown.
        other: Whose end is compared with it, such as a run with the other rule.
        """
        if run is None:
            run = history.recorded("netadapt")
            other = history.recorded("netadapt_accuracy") if other is None else other
        if run is None:
            raise traitlets.TraitError("the library has no recorded run: give one")
        shown = self._checked(history.plain(run))
        more.setdefault("title", "Which width gives up channels?")
        more.setdefault("rule", shown["rule"])
        super().__init__(
            run=shown, other=self._checked(history.plain(other)) if other is not None else {}, **more
        )
        self.beats = list(_beats(shown) if beats is None else beats)
        self.fallback = frame.html(self)

    @staticmethod
    def _checked(run: Mapping[str, Any]) -> dict[str, Any]:
        if not run["steps"]:
            raise traitlets.TraitError("the run must have a step, got none")
        shown = history.drawn(run)
        if len(shown["widths"]) > MOST:
            raise traitlets.TraitError(f"the run may have {MOST} widths, got {len(shown['widths'])}")
        return shown

    @traitlets.validate("frame")
    def _in_range(self, proposal: traitlets.Bunch) -> int:
        steps = self.run.get("steps", ())
        if steps and not 0 <= proposal.value < 2 * len(steps):
            raise traitlets.TraitError(f"frame must be 0 to {2 * len(steps) - 1}, got {proposal.value}")
        return proposal.value


def _beats(run: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The first step, a step where the rules disagree, one where counting would err, and the end."""
    steps, rule = run["steps"], run["rule"]
    found = [
        _beat("Every row proposes: its width loses channels until the dot has reached the budget.", 0, rule),
        _beat(f"Step 1 takes {_taken(run, 0)}: the row gets shorter, and the line moves on.", 1, rule),
    ]
    found.append(_other_rule(run))
    last = frame.taken(steps[-1])
    ends = (f"{run['latency']:.2f} to {last['latency']:.2f} ms", f"{100 * run['accuracy']:.1f} to")
    words = f"After {len(steps)} steps: {ends[0]}, {ends[1]} {100 * last['accuracy']:.1f} % accuracy."
    if not run["reached"]:
        words += f" The target, {run['target']:.2f} ms, is not reached."
    return [*found, _beat(words, 2 * len(steps) - 1, rule)]


def _other_rule(run: Mapping[str, Any]) -> dict[str, Any]:
    """The first step where the rules disagree, under the rule that the run did not have."""
    rule = next(one for one in RULES if one != run["rule"])
    for number, step in enumerate(run["steps"]):
        if step["best"][rule] != step["chosen"]:
            words = {"accuracy": "The most accurate", "ratio": "The best per ms saved"}[rule]
            name = frame.named(run, step["proposals"][step["best"][rule]])
            return _beat(f"{words} of step {number + 1} is another: {name}.", 2 * number + 1, rule)
    words = {"accuracy": "the highest accuracy", "ratio": "the most points per ms"}[rule]
    return _beat(f"The other rule, {words}, would take the same rows all the way.", 1, rule)


def _beat(label: str, number: int, rule: str) -> dict[str, Any]:
    return {"label": label, "state": {"frame": number, "rule": rule}}


def _taken(run: Mapping[str, Any], number: int) -> str:
    step = run["steps"][number]
    one = frame.taken(step)
    return f"{frame.named(run, one)}, {step['latency'] - one['latency']:.2f} ms"

"""Fewer steps that say the same: what the result does not need, batch norm and activations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Step = dict[str, Any]
_ACTIVATION = {"low", "high", "act"}


def needed(steps: list[Step], result: int | None) -> list[Step]:
    """The image and the steps that lead to `result`, which the last one makes."""
    wanted, kept = {result}, []
    for step in reversed(steps[1:]):
        if step["out"] in wanted:
            wanted.update(step["in"])
            kept.append(step)
    return [steps[0], *kept[::-1]]


def _sole_reader(steps: list[Step]) -> Callable[[Step], Step | None]:
    """The step that made a step's input, if it has weights, no activation yet, and no other reader."""
    made = {step["out"]: step for step in steps}
    reads = [number for step in steps for number in step["in"]]

    def of(step: Step) -> Step | None:
        before = made.get(step["in"][0])
        if before is None or "taps" not in before or _ACTIVATION & before.keys():
            return None
        return before if reads.count(before["out"]) == 1 else None

    return of


def folded(steps: list[Step]) -> list[Step]:
    """Batch norm, and constants added or multiplied, in the weights of the convolution before them."""
    kept: list[Step] = []
    for number, step in enumerate(steps):
        # What is folded away made nothing: a second norm behind it belongs to the convolution, too.
        before = _sole_reader([*kept, *steps[number:]])(step) if step["op"] == "norm" else None
        if before is None:
            kept.append(step)
            continue
        scale = step["weight"]
        before["weight"] = before["weight"] * scale
        before["bias"] = before["bias"] * scale.flatten() + step["bias"]
        before["out"] = step["out"]
    for step in kept:
        step["op"] = "conv" if step["op"] == "norm" else step["op"]
    return kept


def fused(steps: list[Step]) -> list[Step]:
    """Activations in the step before them."""
    kept: list[Step] = []
    for step in steps:
        before = _sole_reader(steps)(step) if step["op"] == "same" else None
        if before is None:
            kept.append(step)
        else:
            before.update({name: step[name] for name in _ACTIVATION & step.keys()}, out=step["out"])
    return kept

"""A run of NetAdapt as `NetAdaptSteps` draws it: widths, steps, proposals, and what each rule takes.

Its input is plain data, as a run's file holds it, because pictures load no torch.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol

from lightcnn.widgets.net_adapt_steps.counting import network_macs

RECORDED = Path(__file__).parents[2] / "search" / "recorded"
RULES = ("accuracy", "ratio")


class Run(Protocol):
    """What a `lightcnn.search.Adaptation` has."""

    @property
    def environment(self) -> dict[str, str]: ...
    @property
    def settings(self) -> dict[str, Any]: ...
    @property
    def latency(self) -> float: ...
    @property
    def accuracy(self) -> float: ...
    @property
    def steps(self) -> Sequence[Any]: ...


def recorded(name: str) -> dict[str, Any] | None:
    """A run that comes with the library, or None."""
    file = RECORDED / f"{name}.json"
    return json.loads(file.read_text(encoding="utf8")) if file.is_file() else None


def plain(run: Run | Mapping[str, Any]) -> Mapping[str, Any]:
    """The run as its file holds it."""
    if isinstance(run, Mapping):
        return run
    return {
        "environment": run.environment,
        "settings": run.settings,
        "start": {"latency": run.latency, "accuracy": run.accuracy},
        "steps": [asdict(step) for step in run.steps],
    }


def drawn(run: Mapping[str, Any]) -> dict[str, Any]:
    """What the picture needs of a run.

    Returns: {"rule", "target", "images", "about", "latency", "accuracy", "macs", "reached"}, of the start
        where nothing else is said; "widths": [{"name", "kind", "channels"}] in the network's order; "steps":
        [{"latency", "accuracy", "budget", "macs", "chosen", "best", "proposals"}] with the state before the
        step, and in "best" the index that each rule takes, "counted" being the ratio to multiply-adds;
        "proposals": [{"row", "before", "channels", "latency", "accuracy", "macs", "ratio", "counted"}]: `row`
        is the index of the width, "ratio" the accuracy gained per ms saved, "counted" that per million
        multiply-adds.
        Every "macs" is None where the file does not tell how the network is built.
    """
    settings, start = run["settings"], run["start"]
    about = settings.get("about", {})
    widths = _widths(run["steps"])
    rows = {width["name"]: number for number, width in enumerate(widths)}
    now: dict[str, int] = {}
    steps = []
    for step in run["steps"]:
        steps.append(_step(step, rows, about, now))
        taken = step["proposals"][step["chosen"]]
        now[taken["width"]] = taken["channels"]
    last = run["steps"][-1]
    end = last["proposals"][last["chosen"]]["latency"]
    return {
        "rule": settings["rule"],
        "target": settings["target"],
        "images": about.get("timed_batch", 1),
        "about": _came_about(run),
        "latency": start["latency"],
        "accuracy": start["accuracy"],
        "macs": _macs(about, {}),
        "reached": end <= settings["target"],
        "widths": widths,
        "steps": steps,
    }


def _widths(steps: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """All widths of which a step proposed something, with the channels they began with."""
    found: list[dict[str, Any]] = []
    for step in steps:
        place = 0
        for one in step["proposals"]:
            known = [width["name"] for width in found]
            if one["width"] in known:
                place = known.index(one["width"]) + 1
                continue
            found.insert(place, {"name": one["width"], "kind": one["kind"], "channels": one["before"]})
            place += 1
    return found


def _step(
    step: Mapping[str, Any], rows: Mapping[str, int], about: Mapping[str, Any], now: Mapping[str, int]
) -> dict[str, Any]:
    macs = _macs(about, now)
    proposals = []
    for one in step["proposals"]:
        gained = one["accuracy"] - step["accuracy"]
        counted = _macs(about, {**now, one["width"]: one["channels"]})
        fewer = None if macs is None or counted is None else (macs - counted) / 1e6
        proposals.append(
            {
                "row": rows[one["width"]],
                "before": one["before"],
                "channels": one["channels"],
                "latency": one["latency"],
                "accuracy": one["accuracy"],
                "macs": counted,
                "ratio": gained / (step["latency"] - one["latency"]),
                "counted": gained / fewer if fewer else None,
            }
        )
    best = {rule: _largest([one[rule] for one in proposals]) for rule in RULES}
    if macs is not None:
        best["counted"] = _largest([one["counted"] for one in proposals])
    kept = {name: step[name] for name in ("latency", "accuracy", "budget", "chosen")}
    return {**kept, "macs": macs, "best": best, "proposals": proposals}


def _largest(values: Sequence[float]) -> int:
    """Index of the first of the largest."""
    return max(range(len(values)), key=values.__getitem__)


def _macs(about: Mapping[str, Any], changed: Mapping[str, int]) -> int | None:
    if "space" not in about or "candidate" not in about:
        return None
    return network_macs(about["space"], about["candidate"], changed)


def _came_about(run: Mapping[str, Any]) -> str:
    """Data, tuning and machine in a line, as far as the file tells them."""
    about, environment = run["settings"].get("about", {}), run.get("environment", {})
    tuned = f"{about['steps']} training steps for each proposal" if "steps" in about else ""
    found = (about.get("data"), tuned, environment.get("cpu"), environment.get("date"))
    return "; ".join(str(one) for one in found if one)

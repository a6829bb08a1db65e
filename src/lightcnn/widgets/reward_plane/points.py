"""What stands in the plane: candidates as points, their fronts and rewards, and the ends of the axes.

All in plain numbers, from a run as its file holds it, because pictures load no torch. The scripts compute
`reward` too, while the reader drags; tests hold them to `lightcnn.reward`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol

from lightcnn.reward import HARD, SOFT, pareto_front
from lightcnn.reward import reward as worth

RECORDED = Path(__file__).parents[2] / "search" / "recorded" / "blockwise.json"
# Exponents up to the target and beyond it: of MnasNet, of MobileNetV3-Small, and of a hard limit.
RULES = {"-0.07": SOFT, "-0.15": (-0.15, -0.15), "hard": HARD}
# Where soft and hard differ: accuracy, ms, and the side of the dot that its name stands on.
FOUR = ((0.75, 80, "start"), (0.76, 100, "end"), (0.74, 60, "start"), (0.752, 78, "end"))
FOUR_TARGET = 80


class Run(Protocol):
    """What a `lightcnn.search.Search` has."""

    @property
    def environment(self) -> dict[str, str]: ...
    @property
    def settings(self) -> dict[str, Any]: ...
    @property
    def trials(self) -> Sequence[Any]: ...


def recorded() -> dict[str, Any]:
    """The search that comes with the library. Raises: ValueError where there is none."""
    if not RECORDED.is_file():
        raise ValueError("the library has no recorded run 'blockwise': give a Search")
    return json.loads(RECORDED.read_text(encoding="utf-8"))


def plain(run: Run | Mapping[str, Any]) -> Mapping[str, Any]:
    """The run as its file holds it."""
    if isinstance(run, Mapping):
        return run
    trials = [asdict(trial) for trial in run.trials]
    return {"environment": run.environment, "settings": run.settings, "trials": trials}


def reward(point: Mapping[str, Any], target: float, rule: str) -> float:
    """What the rule makes of the point; see `lightcnn.reward.reward`."""
    return worth(point["accuracy"], point["latency"], target, RULES[rule])


def best(points: Sequence[Mapping[str, Any]], target: float, rule: str) -> int:
    """Index of the point with the highest reward, the first of equals."""
    return max(range(len(points)), key=lambda i: reward(points[i], target, rule))


def drawn(run: Mapping[str, Any]) -> dict[str, Any]:
    """A search as the picture takes it.

    Returns: {"points": [{"accuracy", "latency", "parent", "blocks", "seconds"}], "target", "about", "images",
        "x", "y", "grain", "fronts"}. parent: Index of a point, or None; blocks: a text for each stage;
        images: how many one latency is of; x, y: ends of the axes, in ms and as a share; grain: steps of the
        target; fronts: after 0, 1, ... points the indices of those that none beats, the fastest first.
    Raises: ValueError before the first trial.
    """
    if not run["trials"]:
        raise ValueError("no candidate has been tried yet")
    points = [
        {
            "accuracy": row["accuracy"],
            "latency": row["latency"],
            "parent": row["parent"],
            "blocks": [_blocks(*choice) for choice in row["candidate"]],
            "seconds": row["seconds"],
        }
        for row in run["trials"]
    ]
    settings, target = run["settings"], run["settings"]["target"]
    about = settings.get("about", {})
    # The curve through the best, followed to twice the target, stays in the picture.
    top = reward(points[best(points, target, "-0.07")], target, "-0.07") * 2**0.07
    ends = _ends(points, latencies=[target, 2 * target], accuracies=[top])
    images = about.get("timed_batch", 1)
    return {"points": points, "target": target, "about": _about(run), "images": images, **ends}


def four() -> dict[str, Any]:
    """Four networks of a textbook, in the same form; "side" is where a name stands."""
    points = [
        {"accuracy": share, "latency": ms, "parent": None, "blocks": [], "seconds": 1, "side": side}
        for share, ms, side in FOUR
    ]
    return {"points": points, "target": FOUR_TARGET, "about": "", "images": 1, **_ends(points)}


def _ends(
    points: Sequence[Mapping[str, Any]], latencies: Sequence[float] = (), accuracies: Sequence[float] = ()
) -> dict[str, Any]:
    pairs = [(point["accuracy"], point["latency"]) for point in points]
    x = _padded([*(latency for _, latency in pairs), *latencies])
    y = _padded([*(accuracy for accuracy, _ in pairs), *accuracies])
    x[0] = max(x[0], min(latency for _, latency in pairs) / 2)
    return {
        "x": x,
        "y": y,
        "grain": 10 ** math.floor(math.log10((x[1] - x[0]) / 40)),
        "fronts": [pareto_front(pairs[:count]) for count in range(len(pairs) + 1)],
    }


def _padded(values: Sequence[float]) -> list[float]:
    low, high = min(values), max(values)
    free = 0.1 * (high - low or high)
    return [low - free, high + free]


def _blocks(kernel: int, expansion: int, excite: bool, depth: int) -> str:
    """ "5×5 ×6 gate 2": kernel, expansion, gate, depth."""
    return f"{kernel}×{kernel} ×{expansion} {'gate ' if excite else ''}{depth}"


def _about(run: Mapping[str, Any]) -> str:
    """How the run came about, in a line."""
    about, here = run["settings"].get("about", {}), run["environment"]
    parts = [
        about.get("data"),
        f"{about['epochs']} epochs each" if "epochs" in about else None,
        here.get("cpu"),
        here.get("date"),
    ]
    return ", ".join(part for part in parts if part)

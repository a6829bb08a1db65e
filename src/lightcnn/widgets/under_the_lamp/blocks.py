"""The blocks of a network, from the names of its steps: what `UnderTheLamp` draws as bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any


def blocks_of(steps: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Steps -> [{"name", "first", "last", "out", "shape", "profile", "macs", "weights"}], the image left out.

    A block is what shares the beginning of its modules' names: "fire2", "stage3.1". What has no weights, a
    pool, belongs to the block behind it, or at the end to the one before. `out` is the last step of a block
    that still has places, so that there is a map to look at. `profile` says how many channels there are
    behind each of its layers: an inverted residual swells and shrinks, a Fire module shrinks and swells.
    """
    runs = [(name, list(run)) for name, run in groupby(steps[1:], key=lambda step: _block(step["name"]))]
    blocks: list[tuple[str, list[Mapping[str, Any]]]] = []
    waiting: list[Mapping[str, Any]] = []
    for name, run in runs:
        if any("taps" in step for step in run):
            blocks.append((name, waiting + run))
            waiting = []
        else:
            waiting += run
    if not blocks:
        raise ValueError("the network has no step with weights")
    blocks[-1][1].extend(waiting)
    return [_row(name, run) for name, run in blocks]


def _block(name: str) -> str:
    parts = name.split(".")
    digits = next((i for i, part in enumerate(parts[1:], 1) if not part.isdigit()), len(parts))
    return ".".join(parts[:digits])


def _row(name: str, run: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    seen = next((step for step in reversed(run) if step["shape"][1] * step["shape"][2] > 1), run[-1])
    return {
        "name": name,
        "first": run[0]["out"],
        "last": run[-1]["out"],
        "out": seen["out"],
        "shape": list(seen["shape"]),
        "profile": _profile(run, seen),
        "macs": sum(step["macs"] for step in run),
        "weights": sum((step["taps"] + 1) * step["channels"] for step in run if "taps" in step),
    }


def _profile(run: Sequence[Mapping[str, Any]], seen: Mapping[str, Any]) -> list[int]:
    """Channels behind each layer; branches that are joined count once, together."""
    joined = {number for step in run if step["op"] == "concat" for number in step["in"]}
    wide = [
        step["shape"][0]
        for step in run
        if (step["op"] == "concat" or "taps" in step) and step["out"] not in joined
    ]
    # A gate beside the maps (squeeze-and-excite) is no layer that they pass; the last stays what is shown.
    return [*wide[:-1], seen["shape"][0]]

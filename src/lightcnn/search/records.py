"""Runs as files: begun, gone on with, written whole or not at all, and those that come with the library."""

from __future__ import annotations

import json
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from lightcnn.benchmark import environment

SAME = ("cpu", "gpu", "torch", "cuda")  # what a run that is taken up again must agree in


def begin(path: Path | None, settings: dict[str, Any]) -> dict[str, Any]:
    """What `path` holds, or a new run: "environment", "settings" and whatever its search adds.

    Raises: ValueError if `path` holds a run of another machine, torch or setting; its rows would not compare.
    """
    here, plain = environment(), json.loads(json.dumps(settings))
    if path is None or not path.exists():
        return {"environment": here, "settings": plain}
    run = json.loads(path.read_text(encoding="utf-8"))
    changed = [name for name in SAME if run["environment"].get(name) != here.get(name)]
    changed += [name for name in plain if run["settings"].get(name) != plain[name]]
    if changed:
        raise ValueError(f"{path} holds a run with another {', '.join(changed)}: give a new file")
    return run


def write(path: Path | None, run: dict[str, Any]) -> None:
    """Write a run, if it has a file. Who is broken off here, or reads now, finds the old file or the new."""
    if path is None:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".part")
    fresh.write_text(json.dumps(run, indent=1) + "\n", encoding="utf-8")
    fresh.replace(path)


def recorded(name: str) -> dict[str, Any]:
    """A run that comes with the library as plain data: "environment", "settings", "trials" or "steps".

    ``Search.of(recorded(name))`` and ``Adaptation.of(recorded(name))`` give its rows their names.

    Raises: ValueError naming the runs there are.
    """
    names = run_names()
    if name not in names:
        raise ValueError(f"no recorded run {name!r}; there are {', '.join(names) or 'none'}")
    return json.loads(_folder().joinpath(f"{name}.json").read_text(encoding="utf-8"))


def run_names() -> list[str]:
    """Names of the runs that come with the library, sorted; a run's table, NAME.times.json, is no run."""
    folder = _folder()
    found = [path.name.removesuffix(".json") for path in folder.iterdir()] if folder.is_dir() else []
    return sorted(name for name in found if "." not in name)


def _folder() -> Traversable:
    return files("lightcnn.search").joinpath("recorded")

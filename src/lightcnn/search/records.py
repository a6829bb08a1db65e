"""The runs that come with the library."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from lightcnn.kept import read


def recorded(name: str) -> dict[str, Any]:
    """A run that comes with the library as plain data: "environment", "settings", "trials" or "steps".

    ``Search.of(recorded(name))`` and ``Adaptation.of(recorded(name))`` give its rows their names.

    Raises: ValueError naming the runs there are.
    """
    names = run_names()
    if name not in names:
        raise ValueError(f"no recorded run {name!r}; there are {', '.join(names) or 'none'}")
    return read(_folder().joinpath(f"{name}.json"))


def run_names() -> list[str]:
    """Names of the runs that come with the library, sorted; a run's table, NAME.times.json, is no run."""
    folder = _folder()
    found = [path.name.removesuffix(".json") for path in folder.iterdir()] if folder.is_dir() else []
    return sorted(name for name in found if "." not in name)


def _folder() -> Traversable:
    return files("lightcnn.search").joinpath("recorded")

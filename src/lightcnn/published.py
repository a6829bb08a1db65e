"""Figures as their sources print them: the data behind every table that compares a paper with us.

`published.toml` holds the text; value and significant digits are read off it. Standard library only.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

_META = ("source", "note", "checked", "label")
_SCALES = {"M": 6, "G": 9}


@dataclass(frozen=True)
class Figure:
    """One printed number.

    key: Its path in published.toml, for example "shufflenet_v1.x1_g3.macs".
    value: The number in `unit`; "137 M" is 137,000,000.
    text: What is printed, for example "137 M".
    unit: "parameters", "multiply-adds", "%", "ms", ... or "" for a bare number.
    digits: Significant digits that the source prints; fewer where trailing zeros only fill up.
    source: Paper and table, or repository.
    note: What a reader must know to compare, or "".
    checked: "" if the figure was read in its source; otherwise where it comes from, for example "memory".
    label: The row's name as printed, or "".
    """

    key: str
    value: float
    text: str
    unit: str
    digits: int
    source: str
    note: str = ""
    checked: str = ""
    label: str = ""

    def agrees(self, ours: float) -> bool:
        """Is `ours`, in the same unit, the printed number once rounded to the printed digits?"""
        return float(f"{ours:.{self.digits}g}") == float(f"{self.value:.{self.digits}g}")


def published(key: str) -> Figure:
    """The figure under `key`. Raises: KeyError naming the keys that begin alike."""
    try:
        return _figures()[key]
    except KeyError:
        raise KeyError(f"no published figure {key!r}; {_nearby(key)}") from None


def figures(prefix: str = "") -> list[Figure]:
    """All figures whose key starts with `prefix`, in the order of the file; [] if there are none."""
    return [figure for key, figure in _figures().items() if key.startswith(prefix)]


def words(key: str) -> str:
    """A published rule that is no number, for example "mobilenet_v3.search.reward". Raises: KeyError."""
    node: Any = _tree()
    path = key.split(".")
    for part in [*path[:-1], "words", path[-1]]:
        if not isinstance(node, dict) or part not in node:
            raise KeyError(f"no published words {key!r}")
        node = node[part]
    return node


@cache
def _tree() -> dict[str, Any]:
    return tomllib.loads(files("lightcnn").joinpath("published.toml").read_text(encoding="utf-8"))


@cache
def _figures() -> dict[str, Figure]:
    tree = dict(_tree())
    units = tree.pop("units")
    found: dict[str, Figure] = {}
    _collect(tree, "", {}, units, found)
    return found


def _collect(
    node: dict[str, Any], path: str, above: dict[str, str], units: dict[str, str], found: dict[str, Figure]
) -> None:
    meta = {**above, **{name: node[name] for name in _META if name in node}}
    for name, child in node.items():
        if name in _META or name == "words":
            continue
        key = f"{path}.{name}".removeprefix(".")
        if isinstance(child, dict) and "text" not in child:
            _collect(child, key, meta, units, found)
        else:
            found[key] = _figure(key, child if isinstance(child, dict) else {"text": child}, meta, units)


def _figure(key: str, entry: dict[str, Any], meta: dict[str, str], units: dict[str, str]) -> Figure:
    text = entry["text"]
    number, _, scale = text.partition(" ")
    value = Decimal(number.replace(",", "")).scaleb(_SCALES[scale] if scale else 0)
    about = {**meta, **{name: entry[name] for name in _META if name in entry}}
    if "source" not in about:
        raise ValueError(f"the published figure {key} has no source")
    digits = entry.get("digits", _significant(number))
    return Figure(key, float(value), text, _unit(key.rpartition(".")[2], units), digits, **about)


def _significant(number: str) -> int:
    return max(1, len(number.replace(",", "").replace(".", "").lstrip("-0")))


def _unit(quantity: str, units: dict[str, str]) -> str:
    parts = quantity.split("_")
    heads = ("_".join(parts[:end]) for end in range(len(parts), 0, -1))
    return next((units[head] for head in heads if head in units), "")


def _nearby(key: str) -> str:
    for end in range(key.count("."), 0, -1):
        prefix = ".".join(key.split(".")[:end]) + "."
        rows = dict.fromkeys(figure.key.removeprefix(prefix).partition(".")[0] for figure in figures(prefix))
        if rows:
            return f"{prefix} has {', '.join(rows)}"
    families = dict.fromkeys(name.partition(".")[0] for name in _figures())
    return f"the families are {', '.join(families)}"

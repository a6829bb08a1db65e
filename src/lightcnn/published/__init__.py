"""Figures as their sources print them: the data behind every table that compares a paper with us.

The files beside this one hold the text, one a family (a network and its variants); value and significant
digits are read off it. Standard library only.

A key is the path to a figure, the file's name first: "shufflenet_v1.x1_g3.macs". The text is what is printed;
"137 M" has the value 137,000,000 and 3 significant digits, unless `digits` says that fewer were meant.
`source`, `note`, `checked` and `label` hold for everything below them. `checked` is there when a figure was
not read in its source: it says from where it comes instead. Widths are written x0_5 for 0.5, groups g3, input
sides last: x1_224. `tableN` is the paper's own table, row by row; other names inside a family are other
sources. Units go by quantity: `_units.toml`, and the table `units` of a family for what it alone prints.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

_META = ("source", "note", "checked", "label")
_NO_FIGURES = {*_META, "words", "units"}
_SCALES = {"M": 6, "G": 9}
_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Figure:
    """One printed number.

    key: Its path, for example "shufflenet_v1.x1_g3.macs".
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
    key = str(key)
    try:
        return _figures(key.partition(".")[0])[key]
    except KeyError:
        raise KeyError(f"no published figure {key!r}; {_nearby(key)}") from None


def figures(prefix: str = "") -> list[Figure]:
    """All figures whose key starts with `prefix`, family by family as in the files; [] if there are none."""
    family, dot, _ = prefix.partition(".")
    wanted = [family] if dot else [name for name in families() if name.startswith(family)]
    return [figure for name in wanted for key, figure in _figures(name).items() if key.startswith(prefix)]


def families() -> list[str]:
    """The first words of all keys, sorted: one a file."""
    return sorted(path.stem for path in _HERE.glob("*.toml") if not path.name.startswith("_"))


def words(key: str) -> str:
    """A published rule that is no number, for example "mobilenet_v3.search.reward". Raises: KeyError."""
    family, *path = key.split(".")
    node: Any = _tree(family)
    for part in [*path[:-1], "words", *path[-1:]]:
        if not isinstance(node, dict) or part not in node:
            raise KeyError(f"no published words {key!r}")
        node = node[part]
    return node


def family_file(key: str) -> Path:
    """The file that the figure under `key` stands in; whether there is one, is not checked."""
    return _HERE / f"{key.partition('.')[0]}.toml"


@cache
def _tree(family: str) -> dict[str, Any]:
    """What the file of `family` holds; nothing where there is no such family."""
    path = family_file(family)
    return tomllib.loads(path.read_text(encoding="utf-8")) if family in families() else {}


@cache
def _units() -> dict[str, str]:
    return tomllib.loads((_HERE / "_units.toml").read_text(encoding="utf-8"))


@cache
def _figures(family: str) -> dict[str, Figure]:
    tree = _tree(family)
    found: dict[str, Figure] = {}
    _collect(tree, family, {}, _units() | tree.get("units", {}), found)
    return found


def _collect(
    node: dict[str, Any], path: str, above: dict[str, str], units: dict[str, str], found: dict[str, Figure]
) -> None:
    meta = {**above, **{name: node[name] for name in _META if name in node}}
    for name, child in node.items():
        if name in _NO_FIGURES:
            continue
        key = f"{path}.{name}"
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
    return f"the families are {', '.join(families())}"

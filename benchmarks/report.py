"""One measured number, with its unit and the limit the book sets itself."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Row:
    """`value` in `unit` of `what`; `limit` is the budget, None where there is none."""

    what: str
    value: float
    unit: str
    limit: float | None = None
    note: str = ""
    least: bool = False  # the limit is a least value, not a most

    @property
    def within(self) -> bool:
        if self.limit is None:
            return True
        return self.value >= self.limit if self.least else self.value <= self.limit

    def __str__(self) -> str:
        limit = "" if self.limit is None else f"{'at least' if self.least else 'at most'} {self.limit:g}"
        mark = "" if self.within else "  OVER" if not self.least else "  UNDER"
        return f"  {self.what:<58} {self.value:>9.2f} {self.unit:<6} {limit:<14} {self.note}{mark}"


def write(results: dict[str, list[Row]], environment: dict[str, object], path: Path) -> None:
    """Store all rows and the machine they were measured on as JSON; measures not run keep their last rows."""
    kept = json.loads(path.read_text(encoding="utf8"))["results"] if path.is_file() else {}
    rows = kept | {name: [asdict(row) for row in found] for name, found in results.items()}
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"environment": environment, "results": rows}, indent=1), encoding="utf8")


def over(results: Iterable[list[Row]]) -> int:
    """How many rows miss their limit."""
    return sum(not row.within for rows in results for row in rows)

"""Small tables that a notebook shows as HTML and a terminal as text; standard library only."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class Table:
    """Rows under a header. Numbers stand right, with thousands separators or three digits, all else left."""

    header: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    caption: str = ""

    def __init__(self, header: Sequence[str], rows: Iterable[Sequence[Any]], caption: str = "") -> None:
        """Raises: ValueError naming the first row whose length differs from the header's."""
        kept = tuple(tuple(row) for row in rows)
        for row in kept:
            if len(row) != len(header):
                raise ValueError(f"a row of {len(row)} cells under {len(header)} headings: {row}")
        object.__setattr__(self, "header", tuple(header))
        object.__setattr__(self, "rows", kept)
        object.__setattr__(self, "caption", caption)

    def __repr__(self) -> str:
        cells = [list(self.header), *([_text(value) for value in row] for row in self.rows)]
        widths = [max(len(row[i]) for row in cells) for i in range(len(self.header))]
        numeric = [any(_is_number(row[i]) for row in self.rows) for i in range(len(self.header))]
        lines = [
            "  ".join(
                c.rjust(w) if n else c.ljust(w) for c, w, n in zip(row, widths, numeric, strict=True)
            ).rstrip()
            for row in cells
        ]
        return "\n".join([lines[0], "  ".join("-" * w for w in widths), *lines[1:]])

    def _repr_html_(self) -> str:
        head = "".join(self._heading(i, cell) for i, cell in enumerate(self.header))
        body = "".join(f"<tr>{''.join(_cell(i, v) for i, v in enumerate(row))}</tr>" for row in self.rows)
        caption = f"<caption>{html.escape(self.caption)}</caption>" if self.caption else ""
        return (
            '<table class="dataframe table book-table">'
            f"{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        )

    def _heading(self, column: int, text: str) -> str:
        if not text:
            return "<td></td>"
        side = "right" if any(_is_number(row[column]) for row in self.rows) else "left"
        return f'<th scope="col" style="text-align: {side}">{html.escape(text)}</th>'


class Printed(Protocol):
    """What a comparison needs of a published figure (`lightcnn.published.Figure`)."""

    @property
    def value(self) -> float: ...
    @property
    def text(self) -> str: ...
    @property
    def source(self) -> str: ...
    def agrees(self, ours: float) -> bool: ...


def paper_and_ours(rows: Iterable[tuple[str, Printed, float, str]], caption: str = "") -> Table:
    """The table *what | paper | ours | difference | why*.

    Args:
        rows: (what, published figure, our value in the same unit, why they differ or agree).
        caption: Printed above.
    The difference is "none" where the figure `agrees` with ours, otherwise a share of the printed value.
    """
    return Table(
        ("what", "paper", "ours", "difference", "why", "source"),
        [
            (what, figure.text, ours, _difference(figure, ours), why, figure.source)
            for what, figure, ours, why in rows
        ],
        caption,
    )


def _difference(figure: Printed, ours: float) -> str:
    return "none" if figure.agrees(ours) else f"{(ours - figure.value) / figure.value:+.1%}"


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _text(value: Any) -> str:
    if isinstance(value, float):
        # A zero at the end is a digit too: 1.00 beside 1.61 says how well both are known.
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:#.3g}".rstrip(".")
    return f"{value:,}" if _is_number(value) else str(value)


def _cell(index: int, value: Any) -> str:
    text = html.escape(_text(value))
    text = re.sub(r"(?<=\d) (?=(?:[a-zA-Z]{1,3}|%)(?!\w))", "&nbsp;", text)  # 0.72 M on one line
    if index == 0:
        return f'<th scope="row">{text}</th>'
    side = "right" if _is_number(value) else "left"
    return f'<td style="text-align: {side}">{text}</td>'

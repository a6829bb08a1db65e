"""Small tables that a notebook shows as HTML and a terminal as text; standard library only."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

# What a column of numbers may hold as text: "12.3 M", "+1.2%", "0.92×", "none".
UNIT = "%|×|x|[kMG]?i?B|[kMG]|ms|s|px|points?|million"
NUMBER = re.compile(rf"[≈~<>±+−-]{{0,2}}\d[\d,]*(?:\.\d+)? ?(?:{UNIT})?|none|–?")

# Spaces at which a cell does not break: "0.72 M", "35 %", "64 → 56", "3 × 3".
TOGETHER = re.compile(r"(?<=\d) ?(?=%)|(?<=\d) (?=[a-zA-Z]{1,3}(?!\w))|(?<=\d) (?=[→×])|(?<=[→×]) (?=\d)")


@dataclass(frozen=True)
class Table:
    """Rows under a header. Columns of numbers stand right, all else left.

    A number, NumPy's too, is shown with thousands separators or three digits; text that is a number with its
    unit stays; None is a dash. What is no number (nan) stands in its column as the others do.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    caption: str = ""

    def __init__(self, header: Sequence[str], rows: Iterable[Sequence[Any]], caption: str = "") -> None:
        """Raises: ValueError naming the first row whose length differs from the header's."""
        kept = tuple(tuple(row) for row in rows)
        for row in kept:
            if len(row) != len(header):
                raise ValueError(f"a row of {len(row)} cells under {len(header)} headings: {row}")
        object.__setattr__(self, "header", tuple(map(str, header)))
        object.__setattr__(self, "rows", kept)
        object.__setattr__(self, "caption", caption)

    def __repr__(self) -> str:
        cells = [list(self.header), *([_text(value) for value in row] for row in self.rows)]
        widths = [max(len(row[i]) for row in cells) for i in range(len(self.header))]
        numeric = self._numeric()
        lines = [
            "  ".join(
                c.rjust(w) if n else c.ljust(w) for c, w, n in zip(row, widths, numeric, strict=True)
            ).rstrip()
            for row in cells
        ]
        return "\n".join([lines[0], "  ".join("-" * w for w in widths), *lines[1:]])

    def _repr_html_(self) -> str:
        sides = ["right" if numeric else "left" for numeric in self._numeric()]
        head = "".join(map(_heading, self.header, sides))
        body = "".join(f"<tr>{''.join(map(_cell, range(len(row)), row, sides))}</tr>" for row in self.rows)
        caption = f"<caption>{_typeset(self.caption)}</caption>" if self.caption else ""
        return (
            '<table class="dataframe table book-table">'
            f"{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        )

    def _numeric(self) -> list[bool]:
        """Which columns hold numbers, or text that is one with its unit, and nothing else."""
        columns = list(zip(*self.rows, strict=True)) or [()] * len(self.header)
        return [
            all(_is_number(_plain(value)) or NUMBER.fullmatch(_text(value)) for value in column)
            and any(re.search(r"\d", _text(value)) for value in column)
            for column in columns
        ]


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
    """The table *what | paper | ours | difference | why | source*; without *why* where no row gives one.

    Args:
        rows: (what, published figure, our value in the same unit, why they differ or agree).
        caption: Printed above.
    The difference is "none" where the figure `agrees` with ours, otherwise a share of the printed value.
    """
    kept = list(rows)
    explained = any(why for *_, why in kept)  # a column that says nothing takes room from the others
    return Table(
        ("what", "paper", "ours", "difference", *["why"] * explained, "source"),
        [
            (what, figure.text, ours, _difference(figure, ours), *[why] * explained, figure.source)
            for what, figure, ours, why in kept
        ],
        caption,
    )


def _difference(figure: Printed, ours: float) -> str:
    return "none" if figure.agrees(ours) else f"{(ours - figure.value) / figure.value:+.1%}"


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _plain(value: Any) -> Any:
    """A NumPy or PyTorch number as Python's; anything else as it is."""
    if getattr(value, "shape", None) == () and hasattr(value, "item"):
        item = value.item()
        return item if isinstance(item, (bool, int, float)) else value
    return value


def _text(value: Any) -> str:
    value = _plain(value)
    if value is None:
        return "–"
    if isinstance(value, float):
        value += 0.0  # of the two zeros of floating point, the one without a sign
        # A zero at the end is a digit too: 1.00 beside 1.61 says how well both are known.
        return f"{value:,.0f}" if abs(value) >= 999.5 else f"{value:#.3g}".rstrip(".")
    return f"{value:,}" if _is_number(value) else str(value)


def _typeset(text: str) -> str:
    """`text` as HTML, with the signs of print: a minus before a number, an apostrophe that bends."""
    text = re.sub(r"(?:(?<=[\s(])|^)-(?=\d)", "\N{MINUS SIGN}", text)
    return html.escape(text.replace("'", "\N{RIGHT SINGLE QUOTATION MARK}"))


def _heading(text: str, side: str) -> str:
    return f'<th scope="col" style="text-align: {side}">{_typeset(text)}</th>' if text else "<td></td>"


def _cell(index: int, value: Any, side: str) -> str:
    text = _typeset(_text(value))
    text = TOGETHER.sub("&nbsp;", text)
    if index == 0:
        return f'<th scope="row" style="text-align: {side}">{text}</th>'
    return f'<td style="text-align: {side}">{text}</td>'

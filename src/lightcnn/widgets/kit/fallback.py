"""A widget's place without JavaScript, in print, and before it is live: title, picture, table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from lightcnn.widgets.kit.svg import Markup


def first_frame(title: str, picture: Markup, table: Markup) -> str:
    """The fallback as HTML; `picture` as from `svg.picture`, `table` as from `html_table`."""
    return f'<div class="bw-fallback"><p><strong>{escape(title)}</strong></p>{picture}{table}</div>'


def html_table(caption: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> Markup:
    """A table; the first cell of a row is its header."""
    top = "".join(f'<th scope="col">{_cell(text)}</th>' for text in head)
    body = "".join(
        f'<tr><th scope="row">{_cell(first)}</th>'
        + "".join(f"<td>{_cell(value)}</td>" for value in rest)
        + "</tr>"
        for first, *rest in rows
    )
    start = f"<table><caption>{_cell(caption)}</caption><thead><tr>{top}</tr></thead>"
    return Markup(f"{start}<tbody>{body}</tbody></table>")


def _cell(value: Any) -> str:
    return escape(str(value), quote=False)

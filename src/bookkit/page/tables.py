"""One grammar for every table of a page, whoever wrote it: Markdown, a directive, or a cell's output.

Numbers stand right, their headings with them. A table that is too wide for a phone says so and names each
cell's column, so that the style sheet can show its rows as cards there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from bookkit.frame import join
from bookkit.words import files

TABLE = re.compile(r"<table\b[^>]*>.*?</table>", re.DOTALL)
HEAD = re.compile(r"<thead\b.*?</thead>", re.DOTALL)
ROW = re.compile(r"<tr\b[^>]*>.*?</tr>", re.DOTALL)
CELL = re.compile(r"<(t[dh])\b([^>]*)>(.*?)</\1>", re.DOTALL)
# Beside its text, mathematics holds the same for screen readers and as source.
FORMULA = re.compile(r'<span class="katex-mathml">.*?</math></span>', re.DOTALL)
# A number: sign, digits in groups, a decimal part; then a unit, a factor or a second number after a sign.
ONE = r"[≈~<>±+−-]{0,2}\d[\d,\N{THIN SPACE}\N{NO-BREAK SPACE}]*(?:\.\d+)?"
UNITS = r"%|×|x|[kMG]?i?B|[kMG]|[mnµμ]?s|min|h|px|[pnmk]?J|points?|million|billion"
UNIT = rf"(?:[ \u00a0]?(?:{UNITS}))?"  # a plain or a no-break space before it
NUMBER = re.compile(rf"{ONE}{UNIT}(?: ?[±–/] ?{ONE}{UNIT})?")
NOTHING = {"", "–", "—", "-", "none"}
SHORT = 12  # letters of a word that stands in a column of numbers
LONG = 28  # letters that do not fit beside their column's name
LETTER, PADDING, PHONE = 7.6, 19, 328  # pixels: a letter, a cell's sides, the column of a phone


@dataclass
class Cell:
    """One cell: its tag, attributes and content as written, and the words in it."""

    tag: str
    attributes: str
    content: str

    @property
    def words(self) -> str:
        return " ".join(unescape(re.sub(r"<[^>]+>", "", FORMULA.sub("", self.content))).split())

    @property
    def is_number(self) -> bool:
        return bool(NUMBER.fullmatch(self.words))

    @property
    def narrowest(self) -> float:
        """The least width it can have, in pixels: that of its longest word; a number does not break."""
        parts = [self.words] if self.is_number else self.words.replace("\N{NO-BREAK SPACE}", "_").split(" ")
        return LETTER * max(map(len, parts)) + PADDING

    def written(self, added: dict[str, str], name: str = "") -> str:
        attributes = self.attributes
        if name:
            attributes = _with_class(attributes, name)
        extra = "".join(f' {key}="{escape(value)}"' for key, value in added.items())
        return f"<{self.tag}{attributes}{extra}>{self.content}</{self.tag}>"


def _with_class(attributes: str, name: str) -> str:
    if re.search(r'\bclass="', attributes):
        return re.sub(r'\bclass="', f'class="{name} ', attributes, count=1)
    return f'{attributes} class="{name}"'


def cells(row: str) -> list[Cell]:
    return [Cell(*found) for found in CELL.findall(row)]


def numeric(columns: Iterator[tuple[Cell, ...]]) -> list[bool]:
    """Which columns hold numbers, and beside them blanks; behind the first, which names the rows, a few words
    too ("not given") may stand between more numbers."""
    return [_is_numeric(column, first=place == 0) for place, column in enumerate(columns)]


def _is_numeric(column: tuple[Cell, ...], *, first: bool) -> bool:
    numbers = sum(cell.is_number for cell in column)
    words = [cell.words for cell in column if not cell.is_number and cell.words not in NOTHING]
    return numbers > 0 and (
        not words or (not first and numbers > len(words) and max(map(len, words)) <= SHORT)
    )


def arranged(table: str) -> str:
    """One `<table>`, its columns of numbers marked, and its cells named where a phone shows them as cards."""
    table = table.replace('class="dataframe ', 'class="', 1)  # the theme has another look for it
    head = HEAD.search(table)
    if "span=" in table or head is None:
        return table  # merged cells: no column is one
    names = cells(head[0])
    body = table[head.end() :]
    rows = [row for row in map(cells, ROW.findall(body)) if len(row) == len(names)]
    if not rows or len(rows) != len(ROW.findall(body)):
        return table
    right = numeric(zip(*rows, strict=True))
    wide = sum(max(cell.narrowest for cell in column) for column in zip(names, *rows, strict=True)) > PHONE
    opening = table[: table.index(">") + 1]
    if wide:
        opening = _with_class(opening[:-1], "book-cards") + ' role="table">'
    labels = [name.words for name in names]

    def heading(found: re.Match[str]) -> str:
        roles = {"role": "columnheader"} if wide and found[1] == "th" else {"role": "cell"} if wide else {}
        return Cell(*found.groups()).written(roles, "num" if right[next(at) % len(names)] else "")

    def cell(found: re.Match[str]) -> str:
        column = next(at) % len(names)
        added = {"role": "rowheader" if found[1] == "th" else "cell"} if wide else {}
        if wide and labels[column]:
            added["data-label"] = labels[column]
        one = Cell(*found.groups())
        long = wide and len(one.words) > LONG
        return one.written(added, "num" if right[column] else "words" if long else "")

    at = iter(range(len(names)))
    top = CELL.sub(heading, table[table.index(">") + 1 : head.end()])
    at = iter(range(len(names) * len(rows)))
    rest = CELL.sub(cell, body)
    whole = opening + top + rest
    return re.sub(r"<(thead|tbody|tr)\b", _role, whole) if wide else whole


def _role(found: re.Match[str]) -> str:
    return f'{found[0]} role="{"row" if found[1] == "tr" else "rowgroup"}"'


def arrange(app: Sphinx, pagename: str, template: str, context: dict, doctree: Any) -> None:
    if "body" in context:
        context["body"] = TABLE.sub(lambda found: arranged(found[0]), context["body"])


def setup(app: Sphinx) -> dict[str, Any]:
    files.give(app, Path(__file__).with_suffix(".css"))
    return join(app, __name__)

"""What a plain notebook must not hold, and whether a Markdown reader sees its tables and lists."""

from __future__ import annotations

import re
from collections.abc import Iterator

import nbformat
from markdown_it import MarkdownIt

MARKDOWN = MarkdownIt("commonmark").enable("table")
FENCE = re.compile(r"^(?:> ?|\s)*(```|~~~)")
RAW = {
    "directive": re.compile(r"^(?:> ?|\s)*(?:`{3,}|:{3,}|~{3,})\s*\{", re.MULTILINE),
    "colon fence": re.compile(r"^(?:> ?|\s)*:{3,}", re.MULTILINE),
    "role": re.compile(r"\{[a-z][a-z:+-]*\}`"),
    "label": re.compile(r"^\([\w:.-]+\)=\s*$", re.MULTILINE),
    "attribute line": re.compile(r"^\{[.#][\w-]+[^}]*\}\s*$", re.MULTILINE),
    "substitution": re.compile(r"\{\{.*?\}\}"),
    "footnote mark": re.compile(r"\[\^\w+\]"),
    "relative image": re.compile(r"""!\[[^\]]*\]\((?!https?:|data:)|<img[^>]*\ssrc=["'](?!https?:|data:)"""),
    "widget of the page": re.compile(r"widget-mount|application/vnd.jupyter"),
}
LINK = re.compile(r"(?<!!)\[(?:[^\[\]]|\\[\[\]])*\]\(([^)\s]*)\)|<a href=\"([^\"]*)\"")
ANCHOR = re.compile(r'<a id="([^"]+)">')
ITEM = re.compile(r"^(?:> ?|\s)*(?:[-*+]|\d+[.)]) +\S")
ROW = re.compile(r"^(?:> ?|\s)*\|")


def problems(notebook: nbformat.NotebookNode) -> list[str]:
    """Everything wrong with the notebook, in words."""
    return [*_shape(notebook), *_raw(notebook), *_links(notebook), *_blocks(notebook)]


def _markdown(notebook: nbformat.NotebookNode) -> Iterator[tuple[str, str]]:
    """(id, text without code) of each Markdown cell."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            yield cell["id"], _without_code(cell.source)


def _without_code(text: str) -> str:
    """Empty the lines of fenced code, and take inline code and mathematics out."""
    lines, fence = [], ""
    for line in text.splitlines():
        mark = FENCE.match(line)
        if mark and not fence and "{" not in line:
            fence = mark[1]
            lines.append("")
        elif fence:
            fence = "" if mark and mark[1] == fence else fence
            lines.append("")
        else:
            lines.append(line)
    text = re.sub(r"\$\$.*?\$\$", "", "\n".join(lines), flags=re.DOTALL)
    return re.sub(r"(?<!\\)\$[^$\n]+\$|(?<![`\}])(`+)(?!`)[^`\n]+?\1(?!`)", "x", text)


def _shape(notebook: nbformat.NotebookNode) -> Iterator[str]:
    try:
        nbformat.validate(notebook)
    except nbformat.ValidationError as problem:
        yield f"not a valid notebook: {problem.message}"
    names = [cell["id"] for cell in notebook.cells]
    if len(names) != len(set(names)):
        yield "two cells share an id"
    for cell in notebook.cells:
        if cell.cell_type == "code" and (cell.outputs or cell.execution_count):
            yield f"{cell['id']} keeps an output"
        if cell.cell_type == "code" and "myst_nb" in cell.source:
            yield f"{cell['id']} imports myst_nb"
        if cell.cell_type == "markdown" and cell.source.count("$$") % 2:
            yield f"{cell['id']} opens a formula and does not close it"


def _raw(notebook: nbformat.NotebookNode) -> Iterator[str]:
    for name, text in _markdown(notebook):
        for what, pattern in RAW.items():
            if found := pattern.search(text):
                yield f"{name} shows a raw {what}: {found[0]!r}"


def _links(notebook: nbformat.NotebookNode) -> Iterator[str]:
    anchors = {anchor for cell in notebook.cells for anchor in ANCHOR.findall(cell.source)}
    for name, text in _markdown(notebook):
        for address in (first or second for first, second in LINK.findall(text)):
            if address.startswith("#") and address[1:] not in anchors:
                yield f"{name} links to {address}, which is not in the notebook"
            elif not address.startswith(("#", "https://", "http://", "mailto:")):
                yield f"{name} links to {address!r}, which a hosted notebook cannot reach"


def _blocks(notebook: nbformat.NotebookNode) -> Iterator[str]:
    """Lines that look like rows or items must be rows and items to a Markdown reader."""
    for name, text in _markdown(notebook):
        lines = text.splitlines()
        kinds = [token.type for token in MARKDOWN.parse(text)]
        rows, items = sum(map(bool, map(ROW.match, lines))), sum(map(bool, map(ITEM.match, lines)))
        seen = kinds.count("tr_open") + kinds.count("table_open")  # the line of dashes is no row
        if rows != seen:
            yield f"{name} has {rows} lines of tables, a reader sees {seen}"
        if items != kinds.count("list_item_open"):
            yield f"{name} has {items} list items, a reader sees {kinds.count('list_item_open')}"

"""The cells of one edition of one chapter: its prose in Markdown, its code as it was written."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import nbformat
from docutils import nodes
from sphinx.util import logging

from bookkit import forms
from bookkit.notebook.blocks import Blocks
from bookkit.notebook.inline import UnknownNode, inline
from bookkit.notebook.markdown import anchors
from bookkit.words.bookkeeping import names, without_records
from bookkit.words.borrowed import is_cell

logger = logging.getLogger(__name__)
# What no reader of the page can open. Code that the page folds (hide-input) stands open here, to be changed.
HIDDEN = {"hide-cell", "remove-input", "remove-cell"}


def for_readers(sources: Sequence[nbformat.NotebookNode]) -> list[nbformat.NotebookNode]:
    """The cells of a chapter's source without what records values for the page's prose.

    A cell that the page does not show goes as a whole, its place stays, when no later cell reads what it
    computes: it computed for the record.
    """
    read: set[str] = set()
    made = [nbformat.NotebookNode(cell) for cell in sources]
    for cell in reversed(made):
        if cell.cell_type != "code":
            continue
        code = without_records(cell.source)
        hidden = HIDDEN & set(cell.metadata.get("tags", ()))
        if code != cell.source and hidden and not names(code, ast.Store) & read:
            code = ""
        cell.source = code
        read |= names(code, ast.Load)
    return made


class Cells:
    """Collects cells in `made`.

    `cell` turns nodes into Markdown; `sources` are the cells of the chapter's source, also those that its
    page does not show; `numbered` gives the number in front of a section's heading, "" without one.
    """

    def __init__(
        self, cell: Blocks, sources: Sequence[nbformat.NotebookNode], numbered: Callable[[nodes.Element], str]
    ) -> None:
        self.cell, self.sources, self.numbered = cell, sources, numbered
        self.made: list[nbformat.NotebookNode] = []
        self.next_source, self.check = 0, ""
        self.pending: list[str] = []

    def chapter(self, document: nodes.document) -> None:
        """Add a whole chapter; a node without a form is a warning."""
        self._blocks(document.children, depth=0)
        self._sources_before(len(self.sources))
        self._flush()

    def _blocks(self, children: Iterable[nodes.Node], depth: int) -> None:
        for child in children:
            try:
                self._block(child, depth)
            except UnknownNode as problem:
                logger.warning("%s", problem, location=child, type="notebook")

    def _block(self, node: Any, depth: int) -> None:
        if isinstance(node, nodes.section):
            self._flush()
            self._blocks(node.children, depth + 1)
        elif isinstance(node, nodes.title):
            number = self.numbered(node.parent)
            self.write(f"{anchors(node.parent)}{'#' * depth} {number}{inline(node.children)}")
        elif is_cell(node):
            self._sources_before(node["cell_index"])
            self._source(node["cell_index"])
            for figure in node.findall(nodes.figure):  # running the cell draws it; its caption follows
                captions = [child for child in figure.children if isinstance(child, nodes.caption)]
                self.say(nodes.figure("", *captions, ids=figure["ids"]))
        elif form := forms.cells.of(node):
            form(self, node)
        else:
            self.say(node)

    def say(self, node: nodes.Node) -> None:
        self.write(self.cell.block(node))

    def write(self, markdown: str) -> None:
        self.pending.append(markdown)

    def code(self, source: str, tags: Sequence[str] = ()) -> None:
        self._flush()
        cell = nbformat.v4.new_code_cell(source)
        if tags:
            cell.metadata["tags"] = list(tags)
        if HIDDEN & set(tags):
            cell.metadata |= {"cellView": "form", "jupyter": {"source_hidden": True}}
        self._append(cell)

    def end(self, markdown: str) -> None:
        """Add a last cell of text, unless there is nothing to say."""
        self.write(markdown)
        self._flush()

    def _sources_before(self, index: int) -> None:
        """Cells that the page leaves out still run here."""
        while self.next_source < index:
            self._source(self.next_source)

    def _source(self, index: int) -> None:
        self.next_source = index + 1
        cell = self.sources[index]
        if cell.cell_type == "code":
            self.check = next((line for line in cell.source.splitlines() if line.startswith("check(")), "")
            if cell.source:
                self.code(cell.source, cell.metadata.get("tags", []))

    def _flush(self) -> None:
        words = "\n\n".join(filter(None, self.pending))
        self.pending.clear()
        if words.strip():
            self._append(nbformat.v4.new_markdown_cell(words))

    def _append(self, cell: nbformat.NotebookNode) -> None:
        cell["id"] = f"cell-{len(self.made):03d}"
        self.made.append(cell)

"""Takes out of the code that a reader sees what only serves the page: ``record(...)`` and its import.

A chapter records a value so that its prose can print it (`lightcnn.record`). The code that runs keeps the
lines; on the page, on a slide and in a notebook they would say nothing about networks.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from bookkit.frame import join
from bookkit.words.borrowed import cell_parts, is_cell

RECORD, MODULE = "record", "lightcnn.record"


def without_records(code: str) -> str:
    """`code` without the statements that record; a loop or condition that does nothing else goes with them.

    Code that is no plain Python (a magic command), and a record beside another statement on its line, stay.
    """
    if RECORD not in code:
        return code
    try:
        tree = ast.parse(code)
    except SyntaxError:
        return code
    lines = code.splitlines()
    gone = {n for first, last in _spans(tree.body) for n in range(first, last + 1)}
    kept = [line for n, line in enumerate(lines, 1) if n not in gone]
    text = "\n".join(kept).strip("\n")
    try:
        ast.parse(text)
    except SyntaxError:
        return code
    return text


def _spans(body: list[ast.stmt]) -> Iterator[tuple[int, int]]:
    """The lines, first and last, of what goes."""
    for statement in body:
        first, last = statement.lineno, statement.end_lineno or statement.lineno
        shared = any(
            other is not statement and other.lineno <= last and first <= (other.end_lineno or other.lineno)
            for other in body
        )
        if _only_records(statement) and not shared:
            yield first, last
        else:
            for inner in ("body", "orelse", "finalbody"):
                yield from _spans(getattr(statement, inner, []))


def _only_records(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.ImportFrom):
        return statement.module == MODULE
    if isinstance(statement, (ast.For, ast.If, ast.With)):
        return all(map(_only_records, [*statement.body, *getattr(statement, "orelse", [])]))
    call = statement.value if isinstance(statement, ast.Expr) else None
    return isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == RECORD


def names(code: str, context: type[ast.expr_context]) -> set[str]:
    """The names that `code` loads (`ast.Load`) or stores (`ast.Store`); its words if it is no Python."""
    try:
        every = list(ast.walk(ast.parse(code)))
    except SyntaxError:
        return set(re.findall(r"\w+", code))
    found = {node.id for node in every if isinstance(node, ast.Name) and isinstance(node.ctx, context)}
    if context is ast.Store:
        for node in every:
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                found.add(node.name)
            elif isinstance(node, (ast.Import, ast.ImportFrom)):
                found |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
    return found


def tidy(app: Sphinx, doctree: nodes.document) -> None:
    """The cells that page and slide show."""
    cells = [node for node in doctree.findall(nodes.container) if is_cell(node)]
    for cell in cells:
        for part in cell_parts(cell, "cell_code_source"):
            for block in part.findall(nodes.literal_block):
                text = without_records(block.astext())
                if text != block.astext():
                    block.rawsource = text
                    block.children = []
                    block += nodes.Text(text)


def setup(app: Sphinx) -> dict[str, Any]:
    return join(app, __name__)

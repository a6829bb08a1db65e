"""``{editions}``: every chapter's notebook in each edition, one chapter a row, to be downloaded."""

from __future__ import annotations

from html import escape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from bookkit.frame import join
from bookkit.notebook.start import EDITIONS


class edition_table(nodes.General, nodes.Element):
    """The table, whose rows are known when all pages are read."""


class EditionsDirective(SphinxDirective):
    """``{editions}`` without arguments."""

    def run(self) -> list[nodes.Node]:
        return [edition_table()]


def visit_table(translator: Any, node: edition_table) -> None:
    env = translator.builder.env
    root = "../" * translator.builder.current_docname.count("/")
    # "the students' edition: without solutions" -> "students'", "without solutions"
    heads = [words.removeprefix("the ").split(" edition: ") for words in EDITIONS.values()]
    heads = [[words.replace("'", "’") for words in head] for head in heads]
    row = "".join(f'<th scope="col">{escape(who)}:<br> {escape(what)}</th>' for who, what in heads)
    rows = []
    for docname in _in_order(env):
        title = escape(env.titles[docname].astext())
        links = "".join(
            f'<td><a href="{root}notebooks/{docname}{edition}.ipynb" download '
            f'aria-label="{title}, {escape(who)} notebook">notebook</a></td>'
            for edition, (who, _) in zip(EDITIONS, heads, strict=True)
        )
        rows.append(f'<tr><th scope="row">{title}</th>{links}</tr>')
    translator.body.append(
        '<div class="pst-scrollable-table-container" tabindex="0"><table class="table book-editions"><thead>'
        f'<tr><th scope="col">Chapter</th>{row}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>\n'
    )
    raise nodes.SkipNode


def _in_order(env: Any) -> list[str]:
    """The pages with code, in the book's order."""
    order: list[str] = []
    waiting = [env.config.root_doc]
    while waiting:
        docname = waiting.pop(0)
        if docname not in order:
            order.append(docname)
            waiting = [*env.toctree_includes.get(docname, []), *waiting]
    return [docname for docname in order if "kernelspec" in env.metadata.get(docname, {})]


def _nothing(translator: Any, node: nodes.Element) -> None:
    """Other builders have no notebooks beside them."""
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, Any]:
    plain: Any = {builder: (_nothing, None) for builder in ("text", "latex", "man", "texinfo", "revealjs")}
    app.add_node(edition_table, html=(visit_table, None), **plain)
    app.add_directive("editions", EditionsDirective)
    return join(app, __name__)

"""Folded admonitions (`:class: dropdown`) become <details>: they open without a script, and by keyboard.

Folded code (`:tags: [hide-input]`) is MyST-NB's <details>, less a label that contradicts its words.
"""

from __future__ import annotations

from html import escape
from itertools import chain
from typing import Any

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode, depart_HideCellInput, visit_HideCellInput
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from bookkit.frame import join

# sphinx-exercise gives the body of every exercise and of every solution one and the same id.
REPEATED = ("exercise-content", "solution-content")


class Folded(SphinxPostTransform):
    """Every admonition-like node with the class `dropdown`: its title is the summary, the rest unfolds."""

    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        for section in self.document.findall(nodes.section):
            if section["ids"] and section["ids"][0] in REPEATED:
                section["ids"] = []
        for node in list(self.document.findall(nodes.Element)):
            if "dropdown" in node.get("classes", ()) and isinstance(node.next_node(nodes.title), nodes.title):
                node.parent.replace(node, fold(node))  # unlike replace_self, leaves ids and classes to fold


def fold(node: nodes.Element) -> list[nodes.Node]:
    kind = type(node).__name__.removesuffix("_node")
    classes = dict.fromkeys(["folded", "admonition", kind, *node["classes"]])
    del classes["dropdown"]
    name = f' id="{escape(node["ids"][0])}"' if node["ids"] else ""
    title = node.next_node(nodes.title)
    if title is None:
        raise ValueError(f"a folded {kind} needs a title to open it by")
    title.parent.remove(title)
    parts = (child.children if isinstance(child, nodes.section) else [child] for child in node.children)
    return [
        raw(f'<details class="{" ".join(classes)}"{name}><summary class="admonition-title">'),
        nodes.inline("", "", *unlinked(title)),
        raw("</summary>"),
        *chain.from_iterable(parts),
        raw("</details>"),
    ]


def unlinked(title: nodes.Element) -> list[nodes.Node]:
    """What stands in a title, without its links: a summary is a button, and may hold none."""
    for link in list(title.findall(nodes.reference)):
        link.parent.replace(link, link.children)
    return title.children


def raw(html: str) -> nodes.raw:
    return nodes.raw("", html, format="html")


def visit_code(translator: Any, node: HideCodeCellNode) -> None:
    """The words of the summary are its name: MyST-NB's label would have a screen reader say others."""
    start = len(translator.body)
    visit_HideCellInput(translator, node)
    label = ' aria-label="Toggle hidden content"'
    translator.body[start:] = [part.replace(label, "") for part in translator.body[start:]]


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_node(HideCodeCellNode, override=True, html=(visit_code, depart_HideCellInput))
    return join(app, __name__)

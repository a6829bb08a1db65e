"""Whatever folds is a <details> of one make: it opens without a script, by keyboard, and looks the same.

That is an admonition with `:class: dropdown`, a `{dropdown}`, and the code of a cell tagged `hide-input`.
"""

from __future__ import annotations

from html import escape
from itertools import chain
from pathlib import Path
from typing import Any

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode, depart_HideCellInput
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx_design.shared import is_component

from bookkit.frame import join
from bookkit.words import files

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


class Dropdowns(SphinxPostTransform):
    """Every `{dropdown}`, before sphinx-design gives it a card of its own make."""

    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        for node in list(self.document.findall(nodes.Element)):
            if not is_component(node, "dropdown"):
                continue
            if not node["has_title"]:
                raise ValueError("a dropdown needs a title to open it by")
            title: Any = node.children[0]
            node.parent.replace(node, details(title, node.children[1:], ["folded"], title["ids"]))


def fold(node: nodes.Element) -> list[nodes.Node]:
    kind = type(node).__name__.removesuffix("_node")
    classes = dict.fromkeys(["folded", "admonition", kind, *node["classes"]])
    del classes["dropdown"]
    title = node.next_node(nodes.title)
    if title is None:
        raise ValueError(f"a folded {kind} needs a title to open it by")
    title.parent.remove(title)
    parts = (child.children if isinstance(child, nodes.section) else [child] for child in node.children)
    return details(title, list(chain.from_iterable(parts)), list(classes), node["ids"])


def details(
    title: nodes.Element, body: list[nodes.Node], classes: list[str], ids: list[str]
) -> list[nodes.Node]:
    """The nodes of one <details>: `title` is its summary, `body` unfolds."""
    name = f' id="{escape(ids[0])}"' if ids else ""
    return [
        raw(f'<details class="{" ".join(classes)}"{name}><summary>'),
        nodes.inline("", "", *unlinked(title)),
        raw("</summary>"),
        *body,
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
    show, hide = (escape(node[f"prompt_{word}"]) for word in ("show", "hide"))
    translator.body.append(
        '<details class="folded folded-code"><summary>'
        f'<span class="shut">{show}</span><span class="open">{hide}</span></summary>\n'
    )


def note_code(app: Sphinx, pagename: str, template: str, context: dict, doctree: Any) -> None:
    """Whether the page has folded code, and so a switch that opens all of it."""
    context["folded_code"] = '<details class="folded folded-code' in context.get("body", "")


def setup(app: Sphinx) -> dict[str, Any]:
    files.give(app, Path(__file__).with_suffix(".css"))
    app.add_node(HideCodeCellNode, override=True, html=(visit_code, depart_HideCellInput))
    return join(app, __name__)

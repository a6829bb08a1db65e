"""The ``{slide}`` and ``{endslide}`` directives: where a slide begins and ends inside a chapter."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from bookkit import forms
from bookkit.frame import join
from bookkit.notebook.inline import inline, text
from bookkit.notebook.markdown import quote

LAYOUTS = ("stack", "columns")


class slide_mark(nodes.Invisible, nodes.Element):
    """Begins a slide: attributes `heading` (text), `minutes`, `notes`, `layout`."""


class slide_end(nodes.Invisible, nodes.Element):
    """Ends the open slide before the next mark or heading would."""


def _layout(argument: str) -> str:
    return directives.choice(argument, LAYOUTS)


def _minutes(argument: str) -> float:
    minutes = float(argument)
    if minutes <= 0:
        raise ValueError(f"a slide takes more than 0 minutes, got {argument}")
    return minutes


class SlideDirective(SphinxDirective):
    """``{slide} Title``: the blocks up to the next mark, ``{endslide}`` or heading form one slide.

    Options: `minutes` (how long the lecturer stays, default 2), `notes` (one more speaker note),
    `layout` (`stack`, or `columns` for two blocks side by side).
    """

    required_arguments = 1
    final_argument_whitespace = True
    option_spec = {"minutes": _minutes, "notes": directives.unchanged, "layout": _layout}

    def run(self) -> list[nodes.Node]:
        mark = slide_mark(
            minutes=self.options.get("minutes", 2.0),
            notes=self.options.get("notes", ""),
            layout=self.options.get("layout", "stack"),
        )
        # The heading is parsed, so that mathematics and code may stand in it.
        words, messages = self.state.inline_text(self.arguments[0], self.lineno)
        mark += nodes.inline("", "", *words)
        return [mark, *messages]


class EndSlideDirective(SphinxDirective):
    """``{endslide}``: the blocks that follow stay on the page only."""

    def run(self) -> list[nodes.Node]:
        return [slide_end()]


@forms.markdown(slide_mark)
def as_teaching_note(cell: forms.Cell, node: slide_mark) -> str:
    """The teacher's edition says where the slides are; the others do without."""
    if cell.solutions != "open":
        return ""
    notes = f" {text(node['notes'])}" if node["notes"] else ""
    heading = inline(node.children[0].children)
    return quote(f"**Teaching note: slide “{heading}”, {node['minutes']:g} min.**{notes}")


def _skip(translator: nodes.NodeVisitor, node: nodes.Element) -> None:
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, Any]:
    skip = (_skip, None)
    for node in (slide_mark, slide_end):
        app.add_node(node, html=skip, latex=skip, text=skip, man=skip, texinfo=skip)
    app.add_directive("slide", SlideDirective)
    app.add_directive("endslide", EndSlideDirective)
    return join(app, __name__)

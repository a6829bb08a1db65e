"""The ``{slide}`` and ``{endslide}`` directives: where a slide begins and ends inside a chapter."""

from __future__ import annotations

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

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
        inline, messages = self.state.inline_text(self.arguments[0], self.lineno)
        mark += nodes.inline("", "", *inline)
        return [mark, *messages]


class EndSlideDirective(SphinxDirective):
    """``{endslide}``: the blocks that follow stay on the page only."""

    def run(self) -> list[nodes.Node]:
        return [slide_end()]


def _skip(translator: nodes.NodeVisitor, node: nodes.Element) -> None:
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, bool | str]:
    skip = (_skip, None)
    for node in (slide_mark, slide_end):
        app.add_node(node, html=skip, latex=skip, text=skip, man=skip, texinfo=skip)
    app.add_directive("slide", SlideDirective)
    app.add_directive("endslide", EndSlideDirective)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}

"""The ``{begin}`` directive: what a visitor can do first. Three buttons, on the book's first page.

::

    ```{begin} foundations/first-chapter
    :teach: appendix/teaching
    ```

*Start reading* opens the chapter; *Open in Colab* its notebook, which is a download where no repository is
known; *Teach with it* the page that `teach` names. Names are relative to the page, as everywhere.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from bookkit import forms
from bookkit.frame import join
from bookkit.repository import find_repository
from bookkit.words import files


class begin(nodes.General, nodes.Element):
    """The buttons: attributes `chapter` and `teach`, names of pages."""


class Begin(SphinxDirective):
    """``{begin} chapter``: option `teach`, the page for a lecturer."""

    required_arguments = 1
    option_spec = {"teach": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        return [begin(chapter=self._page(self.arguments[0]), teach=self._page(self.options.get("teach", "")))]

    def _page(self, name: str) -> str:
        docname = self.env.relfn2path(f"{name}.md")[0].removesuffix(".md")
        if docname not in self.env.found_docs:
            raise self.error(f"the book has no page {name!r}")
        return docname


def visit_begin(translator: Any, node: begin) -> None:
    builder = translator.builder
    here = builder.current_docname
    notebook = f"notebooks/{node['chapter']}.ipynb"
    if repository := find_repository(Path(builder.srcdir)):
        run = f'<a href="{repository.colab(notebook)}" target="_blank" rel="noopener">Open in Colab</a>'
    else:
        up = "../" * builder.get_target_uri(here).count("/")
        run = f'<a href="{up}{notebook}" download>Get {_called(translator, node["chapter"])}</a>'
    start = builder.get_relative_uri(here, node["chapter"])
    teach = builder.get_relative_uri(here, node["teach"])
    translator.body.append(
        f'<nav class="book-begin" aria-label="Begin"><a class="book-start" href="{start}">Start reading</a>'
        f'{run}<a href="{teach}">Teach with it</a></nav>\n'
    )


def _called(translator: Any, docname: str) -> str:
    """The chapter's notebook by its number, where it has one."""
    number = translator.builder.env.toc_secnumbers.get(docname, {}).get("", ())
    return f"notebook {'.'.join(map(str, number))}" if number else "the notebook"


@forms.markdown(begin)
def as_markdown(cell: forms.Cell, node: begin) -> str:
    return ""


@forms.slide(begin)
def on_no_slide(slide: forms.Slide, node: begin) -> None:
    """A lecture has begun."""


def _nothing(translator: Any, node: nodes.Element) -> None:
    """Only a page has buttons."""


def setup(app: Sphinx) -> dict[str, Any]:
    plain: Any = {name: (_nothing, _nothing) for name in ("text", "latex", "man", "texinfo")}
    app.add_node(begin, html=(visit_begin, _nothing), **plain)
    app.add_directive("begin", Begin)
    files.give(app, Path(__file__).with_suffix(".css"), Path(__file__).with_suffix(".js"))
    return join(app, __name__)

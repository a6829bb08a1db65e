"""From a chapter's doctree to a deck's: one section per marked slide, prose moved to the speaker notes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx_revealjs.nodes import revealjs_section

from bookkit import forms
from bookkit.frame import join
from bookkit.screen.widgets import widget_mount
from bookkit.words.borrowed import cell_parts, is_cell
from bookkit.words.slide import slide_end, slide_mark

# A cell is shown on its slide as its tag says; a live widget is shown wherever it stands inside a slide.
CODE, OUTPUT = "cell_code_source", "cell_code_output"
CELL_TAGS = {"slide": (CODE, OUTPUT), "slide-input": (CODE,), "slide-output": (OUTPUT,)}
NEVER_SHOWN = (nodes.target, nodes.comment, nodes.substitution_definition, nodes.system_message)


class speaker_notes(nodes.Element):
    """What the lecturer says: shown in the speaker view, never on the slide."""


@dataclass
class Slide:
    """One slide while it is being collected."""

    mark: slide_mark
    body: list[nodes.Node] = field(default_factory=list)
    notes: list[nodes.Node] = field(default_factory=list)


def _blocks(parent: nodes.Element) -> Iterator[nodes.Node | None]:
    """Yield the chapter's blocks in reading order; None stands for a heading, which closes a slide."""
    for child in parent.children:
        if isinstance(child, nodes.section):
            yield None
            yield from _blocks(child)
        elif not isinstance(child, nodes.title):
            yield child


def _shown_parts(cell: nodes.Element) -> list[nodes.container]:
    metadata = cell.get("cell_metadata", {})
    shown: tuple[str, ...] = ()
    for tag in metadata.get("tags", ()):
        shown = CELL_TAGS.get(tag, shown)
    if any(cell.findall(widget_mount)):
        shown = (OUTPUT,)  # the line that makes it says nothing to an audience
    parts = cell_parts(cell, *shown)
    for block in (block for part in parts for block in part.findall(nodes.literal_block)):
        block["language"] = "python" if "ipython" in block.get("language", "") else "plaintext"
        if metadata.get("steps") and block["language"] == "python":
            block["data-line-numbers"] = str(metadata["steps"])
    return parts


def _place(slide: Slide, block: nodes.Node) -> None:
    if isinstance(block, NEVER_SHOWN) or not isinstance(block, nodes.Element):
        return
    if form := forms.slide.of(block):
        form(slide, block)
    elif is_cell(block):
        slide.body += _shown_parts(block)
    elif isinstance(block, nodes.paragraph) and "slide" not in block["classes"]:
        slide.notes.append(block)
    else:
        slide.body.append(block)


def collect(doctree: nodes.document) -> list[Slide]:
    """Read a chapter's slides in order: each runs to the next mark, ``{endslide}`` or heading."""
    slides: list[Slide] = []
    current: Slide | None = None
    for block in _blocks(doctree):
        if isinstance(block, slide_mark):
            current = Slide(block)
            slides.append(current)
        elif block is None or isinstance(block, slide_end):
            current = None
        elif current is not None:
            _place(current, block)
    return slides


def _section(
    name: str,
    heading: list[nodes.Node],
    seconds: int,
    body: list[nodes.Node],
    notes: list[nodes.Node],
    layout: str,
) -> nodes.section:
    section = nodes.section(ids=[name])
    section += revealjs_section(**{"data-timing": str(seconds)})
    section += nodes.title("", "", *heading)
    section += nodes.container("", *body, classes=["slide-body", layout])
    section += speaker_notes("", *notes)
    return section


def _slide_section(number: int, slide: Slide) -> nodes.section:
    notes = list(slide.notes)
    if slide.mark["notes"]:
        notes.insert(0, nodes.paragraph("", slide.mark["notes"]))
    heading = slide.mark.children[0].children
    minutes = slide.mark["minutes"]
    planned = f"Planned: {minutes:g} minute{'s' if minutes != 1 else ''}."
    notes.insert(0, nodes.paragraph("", planned, classes=["planned-minutes"]))
    seconds = round(60 * minutes)
    return _section(f"slide-{number}", list(heading), seconds, slide.body, notes, slide.mark["layout"])


def _opening(doctree: nodes.document, slides: list[Slide]) -> nodes.section:
    minutes = sum(slide.mark["minutes"] for slide in slides)
    title = next(doctree.findall(nodes.title))
    line = nodes.paragraph("", f"{len(slides)} slides, about {minutes:.0f} minutes.", classes=["deck-length"])
    keys = nodes.paragraph(
        "",
        "S opens the speaker view, b steps the widget on a slide through its states, "
        "PageUp and PageDown turn the slides.",
    )
    return _section("deck", [child.deepcopy() for child in title.children], 30, [line], [keys], "opening")


def to_deck(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Replace a chapter's doctree by its deck, in place; a page without marks keeps its opening alone."""
    if app.builder.name != "revealjs":
        return
    slides = collect(doctree)
    deck = _opening(doctree, slides)
    deck.extend(_slide_section(number, slide) for number, slide in enumerate(slides, 1))
    doctree.children = []
    doctree += deck


def visit_notes(translator: nodes.NodeVisitor, node: nodes.Element) -> None:
    translator.body.append('<aside class="notes">')  # type: ignore[attr-defined]


def depart_notes(translator: nodes.NodeVisitor, node: nodes.Element) -> None:
    translator.body.append("</aside>\n")  # type: ignore[attr-defined]


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_node(speaker_notes, html=(visit_notes, depart_notes), revealjs=(visit_notes, depart_notes))
    return join(app, __name__)

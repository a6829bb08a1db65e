"""From a chapter's doctree to a deck's: one section per marked slide, prose moved to the speaker notes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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


def _said(notes: list[nodes.Node]) -> speaker_notes:
    """The notes; the speaker view has no style sheet of ours, so their formulas are those of the browser."""
    said = speaker_notes("", *notes)
    for formula in [*said.findall(nodes.math), *said.findall(nodes.math_block)]:
        formula["output"] = "mathml"
    return said


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
    section += _said(notes)
    return section


def _slide_section(number: int, slide: Slide, begins: float, whole: float) -> nodes.section:
    """The slide; its notes begin with the minutes it is planned for, and where in the lecture it stands."""
    minutes = slide.mark["minutes"]
    plan = f"{minutes:g} min: from minute {begins:g} to {begins + minutes:g} of {whole:g}."
    notes = [nodes.paragraph("", "", nodes.emphasis("", plan))]
    if slide.mark["notes"]:
        notes.append(nodes.paragraph("", slide.mark["notes"]))
    notes += slide.notes
    heading = slide.mark.children[0].children
    return _section(
        f"slide-{number}", list(heading), round(60 * minutes), slide.body, notes, slide.mark["layout"]
    )


def _minutes(slides: Iterable[Slide]) -> float:
    return sum(slide.mark["minutes"] for slide in slides)


def _length(slides: list[Slide]) -> str:
    return f"{len(slides)} slides, about {_minutes(slides):.0f} minutes."


def _opening(doctree: nodes.document, slides: list[Slide]) -> nodes.section:
    title = next(doctree.findall(nodes.title))
    line = nodes.paragraph("", _length(slides), classes=["deck-length"])
    keys = nodes.paragraph(
        "",
        "S opens the speaker view, b steps the widget on a slide through its states, "
        "PageUp and PageDown turn the slides.",
    )
    return _section("deck", [child.deepcopy() for child in title.children], 30, [line], [keys], "opening")


def _lectures(app: Sphinx) -> nodes.section:
    """What the root of the decks shows: every lecture with its length, in the order of the book."""
    lines = nodes.bullet_list(classes=["lectures"])
    order = [docname for docname in app.env.toctree_includes.get(app.config.root_doc, ())]
    for docname in order:
        slides = collect(app.env.get_doctree(docname))
        if not slides:
            continue
        address = app.builder.get_relative_uri(app.config.root_doc, docname)
        title = nodes.reference("", app.env.titles[docname].astext(), refuri=address, internal=True)
        lines += nodes.list_item("", nodes.paragraph("", "", title, nodes.Text(f": {_length(slides)}")))
    return _section("deck", [nodes.Text("Lectures")], 30, [lines], [], "stack")


def to_deck(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Replace a chapter's doctree by its deck, in place.

    The root of the book, when it marks no slide, becomes the list of the lectures; another page without marks
    keeps its opening alone.
    """
    if app.builder.name != "revealjs":
        return
    slides = collect(doctree)
    if not slides and docname == app.config.root_doc:
        doctree.children = [_lectures(app)]
        return
    deck = _opening(doctree, slides)
    whole = _minutes(slides)
    for number, slide in enumerate(slides, 1):
        deck += _slide_section(number, slide, _minutes(slides[: number - 1]), whole)
    doctree.children = []
    doctree += deck


def visit_notes(translator: nodes.NodeVisitor, node: nodes.Element) -> None:
    translator.body.append('<aside class="notes">')  # type: ignore[attr-defined]


def depart_notes(translator: nodes.NodeVisitor, node: nodes.Element) -> None:
    translator.body.append("</aside>\n")  # type: ignore[attr-defined]


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_node(speaker_notes, html=(visit_notes, depart_notes), revealjs=(visit_notes, depart_notes))
    return join(app, __name__)

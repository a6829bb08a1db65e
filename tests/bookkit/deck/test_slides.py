"""What goes on a slide: neither answers nor the line that says how the page was executed."""

from __future__ import annotations

import pytest
from docutils import nodes
from docutils.utils import new_document
from sphinx_exercise.nodes import exercise_node, solution_node

from bookkit.deck.slides import collect
from bookkit.execution.verification import verification_line
from bookkit.screen.widgets import widget_mount
from bookkit.words.slide import slide_mark


def collected(*blocks: nodes.Node) -> tuple[list[nodes.Node], list[nodes.Node]]:
    """The body and the notes of one slide that the blocks follow."""
    document = new_document("test")
    document += nodes.section("", nodes.title("", "Chapter"), slide_mark(), *blocks)
    [slide] = collect(document)
    return slide.body, slide.notes


@pytest.mark.parametrize(
    "kept_off",
    [
        solution_node("", nodes.title("", "Solution"), nodes.paragraph("", "42")),
        verification_line("", "The code of this page was executed."),
    ],
    ids=["solution", "verification"],
)
def test_what_a_slide_does_not_show_is_not_said_either(kept_off: nodes.Element) -> None:
    assert collected(nodes.paragraph("", "said"), kept_off)[1][0].astext() == "said"
    assert collected(kept_off) == ([], [])


def test_an_exercise_is_shown() -> None:
    exercise = exercise_node("", nodes.title("", "Exercise"))
    assert collected(exercise) == ([exercise], [])


def cell(*outputs: nodes.Node, tags: tuple[str, ...] = ()) -> nodes.container:
    source = nodes.container("", nodes.literal_block("", "1 + 1"), nb_element="cell_code_source")
    output = nodes.container("", *outputs, nb_element="cell_code_output")
    return nodes.container("", source, output, nb_element="cell_code", cell_metadata={"tags": tags})


@pytest.mark.parametrize(
    ("block", "shown"),
    [
        (cell(nodes.paragraph("", "2")), []),
        (cell(nodes.paragraph("", "2"), tags=("slide",)), ["cell_code_source", "cell_code_output"]),
        (cell(widget_mount("", "<div>")), ["cell_code_output"]),
        (cell(widget_mount("", "<div>"), tags=("slide",)), ["cell_code_output"]),
    ],
    ids=["untagged", "tagged", "widget", "tagged widget"],
)
def test_a_cell_shows_what_its_tag_says_and_a_widget_always(block: nodes.container, shown: list[str]) -> None:
    assert [part["nb_element"] for part in collected(block)[0]] == shown

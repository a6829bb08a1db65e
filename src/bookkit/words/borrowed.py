"""What other packages' directives leave in a tree, and what becomes of it in a notebook and on a slide."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx_design.shared import PassthroughTextElement
from sphinx_exercise.nodes import (
    exercise_enumerable_node,
    exercise_node,
    solution_end_node,
    solution_node,
    solution_start_node,
)

from bookkit import forms
from bookkit.notebook.inline import inline
from bookkit.notebook.markdown import anchors, fold, quote


def is_cell(node: nodes.Node) -> bool:
    """Whether `node` is a code cell of MyST-NB, with its source and its outputs."""
    return isinstance(node, nodes.container) and node.get("nb_element") == "cell_code"


def cell_parts(cell: nodes.Element, *kinds: str) -> list[nodes.container]:
    """The parts of a code cell of these kinds: "cell_code_source", "cell_code_output"."""
    return [part for part in cell.findall(nodes.container) if part.get("nb_element") in kinds]


# sphinx-design


@forms.markdown(PassthroughTextElement)
def card_title(cell: forms.Cell, node: nodes.Element) -> str:
    return f"**{inline(node.children)}**"


@forms.markdown(nodes.container)
def container(cell: forms.Cell, node: nodes.Element) -> str:
    component = node.get("design_component", "")
    if component == "dropdown" and node.get("has_title"):
        return fold(inline(node.children[0].children), cell.render(node.children[1:]))
    return "" if component == "card-footer" else cell.render(node.children)


# sphinx-exercise


@forms.markdown(exercise_node, exercise_enumerable_node)
def exercise(cell: forms.Cell, node: nodes.Element) -> str:
    number = cell.number("exercise", node.get("label", ""))
    words = inline(node.children[0].children).strip()
    title = f"Exercise {number} {words}".strip() if number else words
    return quote(f"{anchors(node)}**{title}**\n\n{cell.render(node.children[1:])}")


@forms.markdown(solution_node)
def solution(cell: forms.Cell, node: nodes.Element) -> str:
    if cell.solutions == "out":
        return ""
    title, body = inline(node.children[0].children), cell.render(node.children[1:])
    return fold(title, body) if cell.solutions == "folded" else f"**{title}**\n\n{body}"


@forms.cells(solution_node)
def solution_in_cells(notebook: forms.Notebook, node: nodes.Element) -> None:
    """An opened solution's code can be run; the check of its exercise, in the cell before it, follows."""
    if notebook.cell.solutions != "open":
        return notebook.say(node)
    notebook.write(f"**{inline(node.children[0].children)}**")
    body: list[Any] = node.children[1:]
    if len(body) == 1 and isinstance(body[0], nodes.section):
        body = body[0].children
    for child in body:
        if isinstance(child, nodes.literal_block) and "python" in child.get("language", ""):
            source = child.astext().rstrip()
            notebook.code(source if "check(" in source else f"{source}\n{notebook.check}", ["solution"])
        else:
            notebook.say(child)
    return None


@forms.slide(solution_node, solution_start_node, solution_end_node)
def on_no_slide(slide: forms.Slide, node: nodes.Node) -> None:
    """An answer on the wall ends the thinking."""

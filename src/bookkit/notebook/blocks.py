"""Blocks of a page as the Markdown that Jupyter and Colab show. Each form returns its own text: they nest.

Here are the forms of docutils' and Sphinx' nodes; a directive's own stand in its file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from docutils import nodes
from sphinx import addnodes

from bookkit import forms
from bookkit.notebook.inline import UnknownNode, inline, tex, text
from bookkit.notebook.markdown import anchors, fold, indent, quote, split_title

NUMBERED = re.compile(r"^(\d+)([.)] )")
MARKED = re.compile(r"^([-+#]+ |[-=]+$)")
ENVIRONMENT = re.compile(r"\\(begin|end)\{(align|gather|alignat|equation|multline)(\*?)\}")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
INSIDE = {"align": "aligned", "alignat": "alignedat", "gather": "gathered", "multline": "gathered"}


class Blocks:
    """Turns block nodes into Markdown.

    `picture` maps an image node to its HTML; `number` maps (kind, id) to a printed number, "" without one;
    `solutions` says whether answers are shown ("folded"), left out ("out") or opened ("open").
    """

    def __init__(
        self,
        picture: Callable[[nodes.image], str],
        number: Callable[[str, str], str],
        solutions: str = "folded",
    ) -> None:
        self.picture, self.number, self.solutions = picture, number, solutions

    def render(self, blocks: Iterable[nodes.Node]) -> str:
        """The blocks one after the other, an empty line between them."""
        return "\n\n".join(filter(None, map(self.block, blocks)))

    def block(self, node: nodes.Node) -> str:
        form = forms.markdown.of(node)
        if form is None:
            raise UnknownNode(f"no notebook form for {type(node).__name__}: {node.astext()[:60]!r}")
        return form(self, node)


# Text


@forms.markdown(nodes.paragraph)
def paragraph(cell: Blocks, node: nodes.Element) -> str:
    parts = (cell.picture(one) if isinstance(one, nodes.image) else inline([one]) for one in node.children)
    return MARKED.sub(r"\\\1", NUMBERED.sub(r"\1\\\2", "".join(parts).strip()))


@forms.markdown(nodes.section)
def section(cell: Blocks, node: nodes.Element) -> str:
    """A section inside a box: its content; a heading there would cut the notebook's outline."""
    title, body = split_title(node)
    return (f"**{inline(title.children)}**\n\n" if title is not None else "") + cell.render(body)


@forms.markdown(nodes.rubric, nodes.caption)
def in_bold(cell: Blocks, node: nodes.Element) -> str:
    return f"**{inline(node.children)}**"


@forms.markdown(nodes.compound)
def compound(cell: Blocks, node: nodes.Element) -> str:
    return "" if "toctree-wrapper" in node["classes"] else cell.render(node.children)


@forms.markdown(nodes.line_block)
def line_block(cell: Blocks, node: nodes.Element) -> str:
    return "  \n".join(inline(line.children) for line in node.findall(nodes.line))


@forms.markdown(nodes.block_quote)
def block_quote(cell: Blocks, node: nodes.Element) -> str:
    return quote(cell.render(node.children))


@forms.markdown(nodes.attribution)
def attribution(cell: Blocks, node: nodes.Element) -> str:
    return f"— {inline(node.children)}"


@forms.markdown(nodes.transition)
def transition(cell: Blocks, node: nodes.Element) -> str:
    return "---"


@forms.markdown(nodes.literal_block)
def literal_block(cell: Blocks, node: nodes.Element) -> str:
    language = node.get("language", "")
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", node.astext())), default=0))
    name = {"default": "", "none": "", "ipython3": "python", "ipython": "python"}.get(language, language)
    return f"{fence}{name}\n{node.astext().rstrip()}\n{fence}"


@forms.markdown(nodes.math_block)
def math_block(cell: Blocks, node: nodes.Element) -> str:
    formula = ENVIRONMENT.sub(_inner_environment, tex(node.astext())).strip()
    if r"\begin{" not in formula and (r"\\" in formula or "&" in formula):
        formula = rf"\begin{{aligned}}{formula}\end{{aligned}}"
    label = next(iter(node["ids"]), "")
    number = cell.number("displaymath", label) if label else ""
    tag = rf" \tag{{{number}}}" if number else ""
    return f"{anchors(node)}$$\n{formula}{tag}\n$$"


def _inner_environment(found: re.Match[str]) -> str:
    inner = INSIDE.get(found[2])
    return rf"\{found[1]}{{{inner}}}" if inner else ""


# Lists


@forms.markdown(nodes.bullet_list)
def bullet_list(cell: Blocks, node: nodes.Element) -> str:
    return _list(cell, node, lambda i: "- ")


@forms.markdown(nodes.enumerated_list)
def enumerated_list(cell: Blocks, node: nodes.Element) -> str:
    start = node.get("start", 1)
    if node.get("enumtype") == "upperalpha":  # Markdown counts in figures alone
        return _list(cell, node, lambda i: f"- {LETTERS[start + i - 1]}. ", width=2)
    return _list(cell, node, lambda i: f"{start + i}. ")


def _list(cell: Blocks, node: nodes.Element, mark: Callable[[int], str], width: int | None = None) -> str:
    items = [cell.render(item.children) for item in node.children]
    items = [indent(item, mark(i), width) for i, item in enumerate(items)]
    loose = any("\n\n" in item for item in items)
    return ("\n\n" if loose else "\n").join(items)


@forms.markdown(nodes.definition_list)
def definition_list(cell: Blocks, node: nodes.Element) -> str:
    return "\n\n".join(indent(_definition(cell, item), "- ") for item in node.children)


def _definition(cell: Blocks, item: Any) -> str:
    terms = [child for child in item.children if isinstance(child, nodes.term)]
    rest = [child for child in item.children if not isinstance(child, (nodes.term, nodes.classifier))]
    marks = "".join(anchors(term) for term in terms)
    head = f"{marks}**{', '.join(inline(term.children) for term in terms)}**"
    return "\n\n".join([head, *(cell.render(part.children) for part in rest)])


@forms.markdown(nodes.field_list)
def field_list(cell: Blocks, node: nodes.Element) -> str:
    rows = (field.children for field in node.children)
    return "\n".join(
        indent(f"**{text(name.astext())}:** {cell.render(body.children)}", "- ") for name, body in rows
    )


# Boxes


@forms.markdown(nodes.Admonition, nodes.topic)
def admonition(cell: Blocks, node: nodes.Element) -> str:
    title, body = split_title(node)
    words = inline(title.children) if title is not None else type(node).__name__.capitalize()
    if "dropdown" in node.get("classes", ()):
        return fold(words, cell.render(body))
    return quote(f"{anchors(node)}**{words}**\n\n{cell.render(body)}")


@forms.markdown(nodes.sidebar)
def sidebar(cell: Blocks, node: nodes.Element) -> str:
    title, body = split_title(node)
    head = f"**{inline(title.children)}**\n\n" if title is not None and title.astext() else ""
    return quote(head + cell.render(body))


# Figures and tables


@forms.markdown(nodes.image)
def image(cell: Blocks, node: nodes.image) -> str:
    return cell.picture(node)


@forms.markdown(nodes.figure)
def figure(cell: Blocks, node: nodes.Element) -> str:
    number = next(filter(None, (cell.number("figure", name) for name in node["ids"])), "")
    parts = [anchors(node).rstrip("\n")]
    for child in node.children:
        if isinstance(child, nodes.caption):
            lead = f"**Figure {number}.** " if number else ""
            parts.append(f"{lead}{inline(child.children)}")
        elif isinstance(child, nodes.reference):  # a picture that is a link
            parts.append(cell.render(child.children))
        else:
            parts.append(cell.block(child))
    return "\n\n".join(filter(None, parts))


@forms.markdown(nodes.legend, addnodes.glossary)
def content(cell: Blocks, node: nodes.Element) -> str:
    return cell.render(node.children)


@forms.markdown(nodes.table)
def table(cell: Blocks, node: nodes.Element) -> str:
    title, _ = split_title(node)
    number = next(filter(None, (cell.number("table", name) for name in node["ids"])), "")
    lead = f"**Table {number}.** " if number else ""
    head = f"{anchors(node)}{lead}{inline(title.children)}\n\n" if title is not None else anchors(node)
    rows = [[_entry(cell, entry) for entry in row.children] for row in node.findall(nodes.row)]
    if node.next_node(nodes.thead) is None:
        rows.insert(0, [""] * len(rows[0]))
    width = max(map(len, rows))
    rows = [row + [""] * (width - len(row)) for row in rows]
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return head + "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])


def _entry(cell: Blocks, entry: Any) -> str:
    """A table's entry on one line; bars are escaped, those of mathematics spelled out."""
    for part in list(entry.findall(nodes.math)):
        formula = part.astext().replace(r"\|", r"\Vert ").replace("|", r"\vert ")
        part.replace_self(nodes.math("", formula))
    lines = (cell.block(child).replace("\n", " ") for child in entry.children)
    return "<br>".join(lines).replace("|", r"\|")


# Notes and sources


@forms.markdown(nodes.footnote)
def footnote(cell: Blocks, node: nodes.Element) -> str:
    label, *body = node.children
    return f"{anchors(node)}<sup>{label.astext()}</sup> {cell.render(body)}"


@forms.markdown(nodes.citation)
def citation(cell: Blocks, node: nodes.Element) -> str:
    label, *body = node.children
    return indent(f"{anchors(node)}**{text(label.astext())}** {cell.render(body)}", "- ")


# What a notebook has no use for


@forms.markdown(
    nodes.Invisible, nodes.raw, nodes.target, nodes.system_message, addnodes.index, addnodes.tabular_col_spec
)
def nothing(cell: Blocks, node: nodes.Node) -> str:
    return ""

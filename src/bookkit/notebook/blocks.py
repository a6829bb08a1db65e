"""Blocks of a page as the Markdown that Jupyter and Colab show. Each returns its own text: they nest."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html import escape
from typing import Any

from docutils import nodes

from bookkit.notebook.inline import UnknownNode, inline, tex, text

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

    def __init__(self, picture: Callable[[nodes.image], str], number: Callable[[str, str], str],
                 solutions: str = "folded") -> None:
        self.picture, self.number, self.solutions = picture, number, solutions

    def render(self, blocks: Iterable[nodes.Node]) -> str:
        """The blocks one after the other, an empty line between them."""
        return "\n\n".join(filter(None, map(self.block, blocks)))

    def block(self, node: nodes.Node) -> str:
        for kind in type(node).__mro__:
            form = getattr(self, f"block_{kind.__name__}", None)
            if form:
                return form(node)
        raise UnknownNode(f"no notebook form for {type(node).__name__}: {node.astext()[:60]!r}")

    # Text

    def block_paragraph(self, node: nodes.Element) -> str:
        words = "".join(map(self._picture_or_words, node.children)).strip()
        return MARKED.sub(r"\\\1", NUMBERED.sub(r"\1\\\2", words))

    def _picture_or_words(self, part: nodes.Node) -> str:
        return self.picture(part) if isinstance(part, nodes.image) else inline([part])

    def block_section(self, node: nodes.Element) -> str:
        """A section inside a box: its content; a heading there would cut the notebook's outline."""
        title, body = split_title(node)
        return (f"**{inline(title.children)}**\n\n" if title is not None else "") + self.render(body)

    def block_PassthroughTextElement(self, node: nodes.Element) -> str:
        return f"**{inline(node.children)}**"  # the title of a card

    def block_rubric(self, node: nodes.Element) -> str:
        return f"**{inline(node.children)}**"

    def block_compound(self, node: nodes.Element) -> str:
        return "" if "toctree-wrapper" in node["classes"] else self.render(node.children)

    def block_line_block(self, node: nodes.Element) -> str:
        return "  \n".join(inline(line.children) for line in node.findall(nodes.line))

    def block_block_quote(self, node: nodes.Element) -> str:
        return quote(self.render(node.children))

    def block_attribution(self, node: nodes.Element) -> str:
        return f"— {inline(node.children)}"

    def block_transition(self, node: nodes.Element) -> str:
        return "---"

    def block_literal_block(self, node: nodes.Element) -> str:
        language = node.get("language", "")
        fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", node.astext())), default=0))
        name = {"default": "", "none": "", "ipython3": "python", "ipython": "python"}.get(language, language)
        return f"{fence}{name}\n{node.astext().rstrip()}\n{fence}"

    def block_math_block(self, node: nodes.Element) -> str:
        formula = ENVIRONMENT.sub(_inner_environment, tex(node.astext())).strip()
        if r"\begin{" not in formula and (r"\\" in formula or "&" in formula):
            formula = rf"\begin{{aligned}}{formula}\end{{aligned}}"
        label = next(iter(node["ids"]), "")
        number = self.number("displaymath", label) if label else ""
        tag = rf" \tag{{{number}}}" if number else ""
        return f"{anchors(node)}$$\n{formula}{tag}\n$$"

    # Lists

    def block_bullet_list(self, node: nodes.Element) -> str:
        return self._list(node, lambda i: "- ")

    def block_enumerated_list(self, node: nodes.Element) -> str:
        start = node.get("start", 1)
        if node.get("enumtype") == "upperalpha":  # Markdown counts in figures alone
            return self._list(node, lambda i: f"- {LETTERS[start + i - 1]}. ", width=2)
        return self._list(node, lambda i: f"{start + i}. ")

    def _list(self, node: nodes.Element, mark: Callable[[int], str], width: int | None = None) -> str:
        items = [self.render(item.children) for item in node.children]
        items = [indent(item, mark(i), width) for i, item in enumerate(items)]
        loose = any("\n\n" in item for item in items)
        return ("\n\n" if loose else "\n").join(items)

    def block_definition_list(self, node: nodes.Element) -> str:
        return "\n\n".join(indent(self._definition(item), "- ") for item in node.children)

    def _definition(self, item: Any) -> str:
        terms = [child for child in item.children if isinstance(child, nodes.term)]
        rest = [child for child in item.children if not isinstance(child, (nodes.term, nodes.classifier))]
        marks = "".join(anchors(term) for term in terms)
        head = f"{marks}**{', '.join(inline(term.children) for term in terms)}**"
        return "\n\n".join([head, *(self.render(part.children) for part in rest)])

    def block_glossary(self, node: nodes.Element) -> str:
        return self.render(node.children)

    def block_field_list(self, node: nodes.Element) -> str:
        rows = (field.children for field in node.children)
        return "\n".join(
            indent(f"**{text(name.astext())}:** {self.render(body.children)}", "- ") for name, body in rows)

    # Boxes

    def block_Admonition(self, node: nodes.Element) -> str:
        title, body = split_title(node)
        words = inline(title.children) if title is not None else type(node).__name__.capitalize()
        if "dropdown" in node.get("classes", ()):
            return fold(words, self.render(body))
        return quote(f"{anchors(node)}**{words}**\n\n{self.render(body)}")

    def block_topic(self, node: nodes.Element) -> str:
        return self.block_Admonition(node)

    def block_sidebar(self, node: nodes.Element) -> str:
        title, body = split_title(node)
        head = f"**{inline(title.children)}**\n\n" if title is not None and title.astext() else ""
        return quote(head + self.render(body))

    def block_container(self, node: nodes.Element) -> str:
        component = node.get("design_component", "")
        if component == "dropdown" and node.get("has_title"):
            return fold(inline(node.children[0].children), self.render(node.children[1:]))
        if component == "card-footer":
            return ""
        return self.render(node.children)

    def block_exercise_node(self, node: nodes.Element) -> str:
        return quote(f"{anchors(node)}**{self._exercise_title(node)}**\n\n{self.render(node.children[1:])}")

    block_exercise_enumerable_node = block_exercise_node

    def _exercise_title(self, node: nodes.Element) -> str:
        number = self.number("exercise", node.get("label", ""))
        words = inline(node.children[0].children).strip()
        return f"Exercise {number} {words}".strip() if number else words

    def block_solution_node(self, node: nodes.Element) -> str:
        if self.solutions == "out":
            return ""
        title, body = inline(node.children[0].children), self.render(node.children[1:])
        return fold(title, body) if self.solutions == "folded" else f"**{title}**\n\n{body}"

    def block_quiz(self, node: nodes.Element) -> str:
        kind = {"check": "Check yourself", "predict": "Predict first"}[node["kind"]]
        return quote(f"{anchors(node)}**{kind}**\n\n{self.render(node.children)}")

    def block_quiz_verdicts(self, node: nodes.Element) -> str:
        return "" if self.solutions == "out" else fold("Show the answer", self.render(node.children))

    # Figures and tables

    def block_image(self, node: Any) -> str:
        return self.picture(node)

    def block_figure(self, node: nodes.Element) -> str:
        number = next(filter(None, (self.number("figure", name) for name in node["ids"])), "")
        parts = [anchors(node).rstrip("\n")]
        for child in node.children:
            if isinstance(child, nodes.caption):
                lead = f"**Figure {number}.** " if number else ""
                parts.append(f"{lead}{inline(child.children)}")
            elif isinstance(child, nodes.reference):  # a picture that is a link
                parts.append(self.render(child.children))
            else:
                parts.append(self.block(child))
        return "\n\n".join(filter(None, parts))

    def block_caption(self, node: nodes.Element) -> str:
        return f"**{inline(node.children)}**"

    def block_legend(self, node: nodes.Element) -> str:
        return self.render(node.children)

    def block_table(self, node: nodes.Element) -> str:
        title, _ = split_title(node)
        number = next(filter(None, (self.number("table", name) for name in node["ids"])), "")
        lead = f"**Table {number}.** " if number else ""
        head = f"{anchors(node)}{lead}{inline(title.children)}\n\n" if title is not None else anchors(node)
        rows = [[self._cell(entry) for entry in row.children] for row in node.findall(nodes.row)]
        if node.next_node(nodes.thead) is None:
            rows.insert(0, [""] * len(rows[0]))
        width = max(map(len, rows))
        rows = [row + [""] * (width - len(row)) for row in rows]
        lines = [f"| {' | '.join(row)} |" for row in rows]
        return head + "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])

    def _cell(self, entry: Any) -> str:
        """A table cell on one line; bars are escaped, those of mathematics spelled out."""
        for part in list(entry.findall(nodes.math)):
            formula = part.astext().replace(r"\|", r"\Vert ").replace("|", r"\vert ")
            part.replace_self(nodes.math("", formula))
        lines = (self.block(child).replace("\n", " ") for child in entry.children)
        return "<br>".join(lines).replace("|", r"\|")

    def block_tabular_col_spec(self, node: nodes.Element) -> str:
        return ""

    # Notes and sources

    def block_footnote(self, node: nodes.Element) -> str:
        label, *body = node.children
        return f"{anchors(node)}<sup>{label.astext()}</sup> {self.render(body)}"

    def block_citation(self, node: nodes.Element) -> str:
        label, *body = node.children
        return indent(f"{anchors(node)}**{text(label.astext())}** {self.render(body)}", "- ")

    # What a notebook has no use for

    def block_Invisible(self, node: nodes.Node) -> str:
        return ""

    block_raw = block_target = block_index = block_system_message = block_Invisible

    def block_slide_mark(self, node: nodes.Element) -> str:
        if self.solutions != "open":
            return ""
        notes = f" {text(node['notes'])}" if node["notes"] else ""
        heading = inline(node.children[0].children)
        return quote(f"**Teaching note: slide “{heading}”, {node['minutes']:g} min.**{notes}")


def anchors(node: nodes.Element) -> str:
    """Targets for links inside the notebook."""
    return "".join(f'<a id="{escape(name)}"></a>' for name in node.get("ids", ())) + (
        "\n\n" if node.get("ids") else "")


def split_title(node: nodes.Element) -> tuple[nodes.Element | None, list[nodes.Node]]:
    if node.children and isinstance(node.children[0], nodes.title):
        return node.children[0], list(node.children[1:])
    return None, list(node.children)


def indent(body: str, mark: str, width: int | None = None) -> str:
    """A list item: its mark, and what follows its first line `width` in (default: below the first letter)."""
    lines = body.splitlines() or [""]
    space = " " * (len(mark) if width is None else width)
    return "\n".join([mark + lines[0], *(space + line if line else "" for line in lines[1:])])


def quote(body: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in body.strip().splitlines())


def fold(summary: str, body: str) -> str:
    """Folded until the reader opens it. The summary is HTML, so that it shows as a line of its own."""
    return f"<details>\n<summary>{_plain(summary)}</summary>\n\n{body}\n\n</details>"


def _plain(markdown: str) -> str:
    """A summary cannot hold Markdown: its marks are taken off."""
    words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", markdown)
    return re.sub(r"\\([\\`*_\[\]$])", r"\1", words).replace("**", "")


def _inner_environment(found: re.Match[str]) -> str:
    inner = INSIDE.get(found[2])
    return rf"\{found[1]}{{{inner}}}" if inner else ""



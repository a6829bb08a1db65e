"""What stays on one line: number and unit, "3 × 3", "w = −0.07", a short formula with its full stop.

And a number below zero has a minus, not a hyphen, also where a page has computed it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from bookkit.frame import join
from bookkit.words import files

TOGETHER = "together"  # the class whose line does not break
UNIT = r"(?:%|[kM]|(?:k|M|G|Ki|Mi)B|ms|s|px|pixels|bits?|bytes|minutes|seconds)(?!\w)"
NUMBERED = r"Fig\.|Tables?|[Ss]ections?|[Ss]tages?|[Cc]hapters?|Exercises?"
# Where a space stands that may not become the end of a line; the group is what is before it.
SPACES = (
    re.compile(rf"(?<=\d)() (?={UNIT})"),
    re.compile(r"(?<=\d)( [×→:]) (?=\d)"),
    re.compile(r"(?<=\d)() (?=[×→:][\s\N{NO-BREAK SPACE}]\d)"),
    re.compile(r"(?<![\w.])(\w[²³]? =) (?=[−+]?\d)"),
    re.compile(r"(?<![\w.])(\w[²³]?) (?==[\s\N{NO-BREAK SPACE}][−+]?\d)"),
    re.compile(r"((?<=\d)|(?<=\d\))) (?=/ \d)"),
    re.compile(r"(/) (?=\d)"),
    re.compile(r"(\([−+]?\d[\d.]*,) (?=[−+]?\d[\d.]*\))"),  # a pair
    re.compile(rf"\b({NUMBERED}) (?=\d)"),
)
AHEAD = re.compile(rf"^ (?={UNIT})")  # the number stands in an element of its own
HYPHEN = re.compile(r"(?:(?<=[\s(])|^)-(?=\d)")
WORD = re.compile(r"\b[A-Za-z]-[a-z]+")  # h-swish
CLOSING = re.compile(r"^[.,;:!?)\]’”%]+")
OPENING = re.compile(r"[(\[‘“]+$")
SHORT = 18  # characters of a formula that is not broken: what a phone has beside a word or two
AS_WRITTEN = nodes.literal, nodes.literal_block, nodes.math, nodes.math_block, nodes.raw, nodes.comment


def joined(text: str, before: str) -> str:
    """`text` with no-break spaces and true minus signs; `before` is what stands in front of it."""
    if before[-1:].isdigit():
        text = AHEAD.sub("\N{NO-BREAK SPACE}", text)
    for space in SPACES:
        text = space.sub("\\1\N{NO-BREAK SPACE}", text)
    return HYPHEN.sub("\N{MINUS SIGN}", text) if not before or before[-1] in " (" else text


def is_short(formula: str) -> bool:
    """Whether a formula, in LaTeX, takes so little room that it may stay whole."""
    return len(re.sub(r"[{}^_\s]|\\[,;!]", "", re.sub(r"\\[a-zA-Z]+", "x", formula))) <= SHORT


def kept(children: list[nodes.Node]) -> Iterator[nodes.Node]:
    """`children`, with an inline element of the class `TOGETHER` around whatever may not be broken."""
    waiting = list(children)
    while waiting:
        child = waiting.pop(0)
        if isinstance(child, nodes.Text):
            words, opening = str(child), ""
            following = waiting[0] if waiting else None
            if isinstance(following, nodes.math) and is_short(following.astext()):
                found = OPENING.search(words)
                opening = found[0] if found else ""
            yield from _words(words.removesuffix(opening))
            if opening:
                yield _whole(nodes.Text(opening), *_formula(waiting))
        elif isinstance(child, nodes.math) and is_short(child.astext()):
            yield _whole(*_formula([child], waiting))
        else:
            yield child


def _formula(first: list[nodes.Node], rest: list[nodes.Node] | None = None) -> list[nodes.Node]:
    """The formula at the head of `first` and the punctuation behind it, both taken out of the lists."""
    parts = [first.pop(0)]
    rest = first if rest is None else rest
    found = CLOSING.search(str(rest[0])) if rest and isinstance(rest[0], nodes.Text) else None
    if found:
        parts.append(nodes.Text(found[0]))
        rest[0] = nodes.Text(str(rest[0])[found.end() :])
    return parts


def _words(text: str) -> Iterator[nodes.Node]:
    end = 0
    for found in WORD.finditer(text):
        yield from (nodes.Text(text[end : found.start()]), _whole(nodes.Text(found[0])))
        end = found.end()
    if text[end:]:
        yield nodes.Text(text[end:])


def _whole(*parts: nodes.Node) -> nodes.inline:
    return nodes.inline("", "", *parts, classes=[TOGETHER])


class Together(SphinxPostTransform):
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        for element in list(self.document.findall(nodes.Element)):
            if isinstance(element, AS_WRITTEN) or TOGETHER in element.get("classes", ()):
                continue
            children: list[nodes.Node] = []
            for place, child in enumerate(element.children):
                if isinstance(child, nodes.Text):
                    before = element.children[place - 1].astext() if place else ""
                    child = nodes.Text(joined(str(child), before))
                children.append(child)
            if isinstance(element, nodes.TextElement):
                children = list(kept(children))
            element.children = children
            for child in children:
                child.parent = element


def setup(app: Sphinx) -> dict[str, Any]:
    files.give(app, Path(__file__).with_suffix(".css"))
    return join(app, __name__)

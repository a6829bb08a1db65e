"""A number and its unit stay on one line: "0.72 M parameters" never breaks after 0.72."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from bookkit.frame import join

UNIT = r"(?:%|[kM]|(?:k|M|G|Ki|Mi)B|ms|s|px|pixels|bits?|bytes|minutes|seconds)(?!\w)"
INSIDE = re.compile(rf"(?<=\d) (?={UNIT})")
AHEAD = re.compile(rf"^ (?={UNIT})")  # the number stands in an element of its own
AS_WRITTEN = nodes.literal, nodes.literal_block, nodes.math, nodes.math_block, nodes.raw, nodes.comment


def joined(text: str, before: str) -> str:
    """`text` with a no-break space between a number and its unit; `before` is what stands in front of it."""
    if before[-1:].isdigit():
        text = AHEAD.sub("\N{NO-BREAK SPACE}", text)
    return INSIDE.sub("\N{NO-BREAK SPACE}", text)


class Together(SphinxPostTransform):
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        for element in self.document.findall(nodes.Element):
            if isinstance(element, AS_WRITTEN):
                continue
            for place, child in enumerate(element.children):
                if isinstance(child, nodes.Text):
                    before = element.children[place - 1].astext() if place else ""
                    element.children[place] = nodes.Text(joined(child, before))
                    element.children[place].parent = element


def setup(app: Sphinx) -> dict[str, Any]:
    return join(app, __name__)

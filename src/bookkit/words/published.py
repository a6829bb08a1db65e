"""The ``{published}`` role: a figure as its paper prints it, with the source in a tooltip.

``{published}`shufflenet_v1.x1_g3.macs` `` gives the figure with its unit; ``|value`` after the key gives the
bare number.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxRole

from bookkit.frame import join
from lightcnn.published import Figure, family_file, published


def printed(figure: Figure, form: str = "") -> str:
    """The figure in words: with its unit, or bare when `form` is "value"; other forms raise ValueError."""
    if form not in ("", "value"):
        raise ValueError(f"a published figure is printed whole or as |value, not as |{form}")
    return figure.text if form or not figure.unit else f"{figure.text} {figure.unit}"


class PublishedRole(SphinxRole):
    """Looks the key up and leaves an abbreviation node, which other builders spell out."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        key, _, form = (part.strip() for part in self.text.partition("|"))
        self.env.note_dependency(str(family_file(key)))
        try:
            figure = published(key)
            words = printed(figure, form)
        except (KeyError, ValueError) as problem:
            message = self.inliner.reporter.error(f"published figure {key!r}: {problem}", line=self.lineno)
            return [self.inliner.problematic(self.text, self.rawtext, message)], [message]
        return [nodes.abbreviation("", words, explanation=figure.source, classes=["published"])], []


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_role("published", PublishedRole())
    return join(app, __name__)

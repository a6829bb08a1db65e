"""What a page says about itself: description, address and the card that a shared link shows."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from bookkit.frame import join
from bookkit.repository import find_repository

LONGEST = 158  # characters; search engines and cards cut there


def describe(doctree: nodes.document | None) -> str:
    """The first paragraph of prose, cut at a word; empty for pages without one."""
    for paragraph in doctree.findall(nodes.paragraph) if doctree else ():
        text = re.sub(r"\s+", " ", "".join(_words(paragraph))).strip()
        if len(text) > 40 and isinstance(paragraph.parent, nodes.section):
            return text if len(text) <= LONGEST else text[:LONGEST].rsplit(" ", 1)[0].rstrip(",;:") + " …"
    return ""


def _plain(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


def _words(node: nodes.Node) -> list[str]:
    """Text without the source of formulas and of raw HTML."""
    if isinstance(node, nodes.math | nodes.raw):
        return []
    if isinstance(node, nodes.Text):
        return [node.astext()]
    return [word for child in node.children for word in _words(child)]


def add_head(app: Sphinx, pagename: str, template: str, context: dict, doctree: Any) -> None:
    meta = context.get("meta") or {}
    title = _plain(context.get("title") or pagename.capitalize())
    fallback = f"{title}. {_plain(app.config.html_title)}: lightweight CNNs, block by block."
    context["book_description"] = meta.get("description") or describe(doctree) or fallback
    repository = find_repository(Path(app.srcdir))
    base = app.config.html_baseurl or (repository.site if repository else "")
    context["book_base"] = base
    context["book_address"] = base and base + ("" if pagename == app.config.root_doc else f"{pagename}.html")
    context["book_card"] = f"{base}_static/card.png" if base else context["pathto"]("_static/card.png", 1)


def setup(app: Sphinx) -> dict[str, Any]:
    return join(app, __name__)

"""Pictures wait until the reader comes near, and hold their place while they wait."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import imagesize
from sphinx.application import Sphinx

IMAGE = re.compile(r'<img (?=[^>]*src="[^"]*_images/([^"/]+)")(?![^>]*loading=)')


def hold_places(app: Sphinx, pagename: str, template: str, context: dict, doctree: Any) -> None:
    """Give every copied picture of a page its size in pixels, and load it late."""
    sources = {name: Path(app.srcdir) / uri for uri, name in getattr(app.builder, "images", {}).items()}

    def opening(tag: re.Match[str]) -> str:
        wide, high = imagesize.get(sources[tag[1]]) if tag[1] in sources else (-1, -1)
        size = f'width="{wide}" height="{high}" ' if wide > 0 else ""
        return f'<img loading="lazy" decoding="async" {size}'

    if "body" in context:
        body = IMAGE.sub(opening, context["body"])
        # docutils marks the entries of a list of references with a role that no list may hold.
        context["body"] = body.replace('role="doc-biblioentry"', 'role="listitem"')


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("html-page-context", hold_places, priority=700)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

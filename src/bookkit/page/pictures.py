"""Pictures come after the text, as files that load when the reader comes near; their place is kept."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import imagesize
from sphinx.application import Sphinx

from bookkit.frame import join

IMAGE = re.compile(r'<img (?=[^>]*src="[^"]*_images/([^"/]+)")(?![^>]*loading=)')
EMBEDDED = re.compile(r'(?<=href=")data:image/(png|jpeg|webp);base64,([A-Za-z0-9+/=\s]+)')
SMALL = 2048  # letters; below that, a request costs more than the picture


def set_apart(body: str, static: Path, address: Callable[[str], str]) -> str:
    """`body` with the pictures that its cells embed as files in `static`, so that the text need not wait."""

    def store(found: re.Match[str]) -> str:
        if len(found[2]) < SMALL:
            return found[0]
        data = base64.b64decode(found[2])
        name = f"{hashlib.sha256(data).hexdigest()[:16]}.{found[1]}"
        file = static / "pictures" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        return address(f"_static/pictures/{name}")

    return EMBEDDED.sub(store, body)


def arrange(app: Sphinx, pagename: str, template: str, context: dict, doctree: Any) -> None:
    """Give every copied picture of a page its size in pixels, load it late, and set embedded ones apart."""
    sources = {name: Path(app.srcdir) / uri for uri, name in getattr(app.builder, "images", {}).items()}

    def opening(tag: re.Match[str]) -> str:
        wide, high = imagesize.get(sources[tag[1]]) if tag[1] in sources else (-1, -1)
        size = f'width="{wide}" height="{high}" ' if wide > 0 else ""
        return f'<img loading="lazy" decoding="async" {size}'

    if "body" in context:
        body = IMAGE.sub(opening, context["body"])
        body = set_apart(body, Path(app.outdir) / "_static", lambda name: context["pathto"](name, 1))
        # docutils marks the entries of a list of references with a role that no list may hold.
        context["body"] = body.replace('role="doc-biblioentry"', 'role="listitem"')


def setup(app: Sphinx) -> dict[str, Any]:
    return join(app, __name__)

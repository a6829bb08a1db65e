"""Pictures that travel inside a notebook: drawings keep their colours on a dark page."""

from __future__ import annotations

import base64
import mimetypes
import re
from html import escape
from pathlib import Path

from docutils import nodes

OPENING = re.compile(r"(<svg\b[^>]*>)")
VIEW = re.compile(r'viewBox="([-\d.]+) ([-\d.]+) ([-\d.]+) ([-\d.]+)"')


class Pictures:
    """Shows the images of a book whose sources lie in `source`.

    With the address of the site known, a picture is stored in `out` and shown from ``{site}notebooks/``:
    hosted notebooks show no embedded drawings. Without it, the picture is embedded.
    """

    def __init__(self, source: Path, out: Path, site: str) -> None:
        self.source, self.out, self.site = source, out, site

    def show(self, node: nodes.image) -> str:
        """The HTML of an image node."""
        path = self.source / node["uri"]
        content = path.read_bytes()
        if path.suffix == ".svg":
            content = on_paper(content.decode("utf8")).encode("utf8")
        width = node.get("width", "")
        size = f' width="{width.removesuffix("px")}"' if width.removesuffix("px").isdigit() else ""
        return f'<img alt="{escape(node.get("alt", ""))}"{size} src="{self._address(path, content)}">'

    def _address(self, path: Path, content: bytes) -> str:
        if self.site:
            kept = self.out / "_images" / f"{path.parent.name}-{path.name}"
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_bytes(content)
            return f"{self.site}notebooks/_images/{kept.name}"
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def on_paper(svg: str) -> str:
    """The drawing on a white sheet with black ink, whatever the page around it looks like."""
    box = VIEW.search(svg)
    left, top, width, height = box.groups() if box else ("0", "0", "100%", "100%")
    sheet = (
        f'<rect x="{left}" y="{top}" width="{width}" height="{height}" fill="#ffffff"/>'
        "<style>:root { color: #000000; color-scheme: only light }</style>"
    )
    return OPENING.sub(lambda found: found[1] + sheet, svg, count=1)

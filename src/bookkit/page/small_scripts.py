"""Scripts travel without comments and spaces, as widgets' modules do: two of five bytes that a page loads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import rjsmin
from sphinx.application import Sphinx

from bookkit.frame import join
from bookkit.screen.widgets import HOST, NESTED


def pack(app: Sphinx, failed: Exception | None) -> None:
    """Rewrite the site's own scripts and Sphinx's; the theme's and those called .min.js came small."""
    static = Path(app.outdir) / "_static"
    if failed or app.builder.name != "html":
        return
    for script in [*static.glob("*.js"), static / "widgets" / HOST.name]:
        text = script.read_text(encoding="utf8")
        # In a template literal within another the minifier takes words for code.
        if not script.name.endswith(".min.js") and not NESTED.search(text):
            script.write_text(rjsmin.jsmin(text), encoding="utf8")


def setup(app: Sphinx) -> dict[str, Any]:
    return join(app, __name__)

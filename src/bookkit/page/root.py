"""The site's root is the book's first page: its file is ``index.html``, whatever the name of its source.

Its source stands among the chapters, so Sphinx would put it there and leave the root an empty redirect,
without title, language, card or icon. The old address leads on to the root.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.util.osutil import relative_uri

from bookkit.frame import join

ROOT = "index.html"


def move(app: Sphinx) -> None:
    """Give the root document the root's address, in links and as a file."""
    builder: Any = app.builder
    root = app.config.root_doc
    if builder.name != "html" or root == "index":
        return
    uri, file = builder.get_target_uri, builder.get_outfilename
    builder.get_target_uri = lambda docname, typ=None: ROOT if docname == root else uri(docname, typ)
    builder.get_outfilename = lambda name: str(Path(app.outdir) / ROOT) if name == root else file(name)


def redirect(app: Sphinx, failed: Exception | None) -> None:
    """Write the page at the old address: search results and links of earlier years lead there."""
    root = app.config.root_doc
    if failed or app.builder.name != "html" or root == "index":
        return
    old = Path(app.outdir) / f"{root}.html"
    old.parent.mkdir(parents=True, exist_ok=True)
    old.write_text(leading_to(relative_uri(f"{root}.html", ROOT), app.config.html_title), encoding="utf8")


def leading_to(address: str, title: str) -> str:
    """A small page that leads on to `address`, by itself or by its link; the search reads its main part."""
    address, title = escape(address), escape(title)
    return (
        f'<!DOCTYPE html>\n<html lang="en"><meta charset="utf-8"><title>{title}</title>'
        f'<meta http-equiv="refresh" content="0; url={address}"><link rel="canonical" href="{address}">'
        f'<main role="main"><p><a href="{address}">{title}</a></p></main></html>\n'
    )


def setup(app: Sphinx) -> dict[str, Any]:
    return join(app, __name__)

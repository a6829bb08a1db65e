"""The page around a chapter: quiet, self-contained, the same from a server and from disk.

As a Sphinx extension it opens the book's first door: everything that a page needs, from all rooms.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from bookkit.frame import open_door


def setup(app: Sphinx) -> dict[str, Any]:
    return open_door(app, "page")

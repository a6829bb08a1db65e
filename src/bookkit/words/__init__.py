"""The words an author writes beyond MyST's: one directive or role a file, in all its forms.

As a Sphinx extension it sets up all of them, and nothing else of the book.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from bookkit.frame import open_rooms


def setup(app: Sphinx) -> dict[str, Any]:
    return open_rooms(app, ["words"])

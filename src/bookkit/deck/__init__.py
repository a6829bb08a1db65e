"""Lecture decks: marked blocks of a chapter become reveal.js slides, live widgets included.

`bookkit.words.slide` has the directives that a chapter marks its slides with; `slides` turns a marked tree
into a deck; `python -m bookkit.deck` builds every deck into a folder of its own.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from bookkit.frame import open_door


def setup(app: Sphinx) -> dict[str, Any]:
    return open_door(app, "deck")

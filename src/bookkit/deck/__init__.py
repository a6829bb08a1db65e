"""Lecture decks: marked blocks of a chapter become reveal.js slides.

`marks` is the Sphinx extension that chapters use (the ``{slide}`` and ``{endslide}`` directives; they
leave nothing on a page). `slides` turns a marked doctree into a deck. `python -m bookkit.deck` builds every
deck into a folder of its own.
"""

from bookkit.words.slide import setup

__all__ = ["setup"]

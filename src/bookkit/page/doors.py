"""The doors of a chapter besides its page: a notebook for Colab or download, and the lecture's deck.

Templates read `notebook_path`, `colab_url` and `deck_path`; each is there only where its door is.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from bookkit.frame import join
from bookkit.repository import find_repository
from bookkit.words.slide import slide_mark


def add_doors(app: Sphinx, pagename: str, template: str, context: dict, doctree: Any) -> None:
    if "kernelspec" in app.env.metadata.get(pagename, {}):
        notebook = f"notebooks/{pagename}.ipynb"
        context.setdefault("notebook_path", notebook)
        if repository := find_repository(Path(app.srcdir)):
            context.setdefault("colab_url", repository.colab(notebook))
    if doctree and any(doctree.findall(slide_mark)):
        context.setdefault("deck_path", f"decks/{pagename}.html")


def setup(app: Sphinx) -> dict[str, Any]:
    return join(app, __name__)

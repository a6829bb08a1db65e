"""Scripts that nobody waits for run after the first paint.

A deferred script may run before it: the theme's and the copy buttons' then hold up the text and the widgets,
for menus that no hand has reached yet. Under a type that no browser runs they wait in the page;
its last lines (templates/static/webpack-macros.html) start them, in their order, once it is drawn and idle.
Widgets come as early as they can, and so does the script of a word that asked for it.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from sphinx.application import Sphinx

from bookkit.frame import join
from bookkit.screen.widgets import HOST
from bookkit.words.files import at_once as words_at_once

LATE = "text/late"


def put_off(app: Sphinx, pagename: str, template: str, context: dict, doctree: Any) -> None:
    """Give the scripts of one page that can wait the type that makes them wait."""
    context["book_late"] = LATE
    at_once = {HOST.name, *words_at_once.get(app, ())}
    for script in context["script_files"]:  # one object for all pages
        if script.filename and PurePosixPath(str(script.filename)).name not in at_once:
            script.attributes["type"] = LATE


def setup(app: Sphinx) -> dict[str, Any]:
    return join(app, __name__)

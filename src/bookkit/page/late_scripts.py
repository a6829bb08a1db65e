"""Scripts that nobody waits for run after the first paint.

A deferred script may run before it: the theme's, Bootstrap and the copy buttons then hold up the text and
the widgets, for menus that no hand has reached yet. Under a type that no browser runs they wait in the page;
its last lines (templates/static/webpack-macros.html) start them, in their order, once it is drawn and idle.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from sphinx.application import Sphinx

from bookkit.frame import join

LATE = "text/late"
AT_ONCE = ("host.js", "quiz.js")  # a widget comes as early as it can; a quiz turns its list into buttons


def put_off(app: Sphinx, pagename: str, template: str, context: dict, doctree: Any) -> None:
    """Give the scripts of one page that can wait the type that makes them wait."""
    context["book_late"] = LATE
    for script in context["script_files"]:  # one object for all pages
        if script.filename and PurePosixPath(str(script.filename)).name not in AT_ONCE:
            script.attributes["type"] = LATE


def setup(app: Sphinx) -> dict[str, Any]:
    return join(app, __name__)

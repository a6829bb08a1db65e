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
# Nobody sees these before a pointer is over the code or a key moves the focus: they come with the first sign
# of a reader's hand.
TOUCH = "text/touch"
AT_A_TOUCH = ("clipboard.min.js", "copybutton.js")
# Scripts that only some visits need -> how a page knows, in JavaScript. The search page has its own terms.
NEEDED = {
    "from_disk.js": 'location.protocol === "file:"',
    "sphinx_highlight.js": (
        'location.search.includes("highlight=") || localStorage.getItem("sphinx_highlight_terms")'
    ),
}


def put_off(app: Sphinx, pagename: str, template: str, context: dict, doctree: Any) -> None:
    """Give the scripts of one page that can wait the type that makes them wait."""
    needed = {} if pagename == "search" else NEEDED
    context |= {"book_late": LATE, "book_touch": TOUCH, "book_needed": needed}
    at_once = {HOST.name, *words_at_once.get(app, ())}
    for script in context["script_files"]:  # one object for all pages
        name = PurePosixPath(str(script.filename)).name
        if script.filename and name not in at_once:
            script.attributes["type"] = TOUCH if name in AT_A_TOUCH else LATE


def setup(app: Sphinx) -> dict[str, Any]:
    return join(app, __name__)

"""Ships a directive's own script and style sheet with the pages and the decks that it appears in."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Any
from weakref import WeakKeyDictionary

from docutils import nodes
from docutils.nodes import Node
from sphinx.application import Sphinx
from sphinx.config import Config

from bookkit.frame import join

given: WeakKeyDictionary[Sphinx, list[Path]] = WeakKeyDictionary()
at_once: WeakKeyDictionary[Sphinx, set[str]] = WeakKeyDictionary()  # names of scripts that a page waits for
only: WeakKeyDictionary[Sphinx, dict[str, type[Node]]] = WeakKeyDictionary()  # script -> whom it serves


def give(app: Sphinx, *files: Path, early: bool = False, to: type[Node] | None = None) -> None:
    """Copy `files` (.js or .css) into the site's _static folder and link them from every page and deck.

    `early` scripts run while the page arrives, the others once it is drawn. Scripts given `to` a kind of node
    come to the pages that have one.
    """
    app.setup_extension(__name__)
    for file in files:
        if file.suffix == ".js":
            app.add_js_file(file.name, loading_method="defer")
        elif file.suffix == ".css":
            app.add_css_file(file.name)
        else:
            raise ValueError(f"an asset is a .js or .css file, got {file.name}")
    given.setdefault(app, []).extend(files)
    at_once.setdefault(app, set()).update(file.name for file in files if early)
    if to:
        only.setdefault(app, {}).update({file.name: to for file in files if file.suffix == ".js"})


def ship(app: Sphinx, config: Config) -> None:
    """Have the given files copied, and linked from the decks, whose builder keeps lists of its own."""
    files = given.get(app, [])
    config.html_static_path = [*config.html_static_path, *map(str, files)]
    if "revealjs_static_path" in config:
        config.revealjs_static_path = [*config.revealjs_static_path, *map(str, files)]
        styles = [file.name for file in files if file.suffix == ".css"]
        config.revealjs_css_files = [*config.revealjs_css_files, *styles]


def leave_out(
    app: Sphinx, pagename: str, template: str, context: dict, doctree: nodes.document | None
) -> None:
    """Take off a page the scripts of words that it does not use."""
    served = only.get(app, {})

    def idle(script: Any) -> bool:
        kind = served.get(PurePosixPath(str(script.filename)).name)
        return kind is not None and not (doctree and any(doctree.findall(kind)))

    context["script_files"][:] = [script for script in context["script_files"] if not idle(script)]


def setup(app: Sphinx) -> dict[str, Any]:
    return join(app, __name__)

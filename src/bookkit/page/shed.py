"""Takes off the page what Jupyter Book puts on it and this book does not use.

The theme measures every block that might scroll, on load and after each change of a widget, and so lays out
the whole page each time; book.js observes the same blocks instead. Thebe declares its constant twice (an
error on every page) and points at a CDN, togglebutton builds with a script what <details> is for, the theme's
launch and download buttons belong to another publishing scheme, and Bootstrap's script would draw one
button's title, which the browser draws itself: no template links it (templates/static/webpack-macros.html).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from bookkit.frame import join

UNUSED_MODULES = ("sphinx_thebe", "sphinx_togglebutton")
UNUSED_ON_A_PAGE = ("sphinx_book_theme.header_buttons",)
# sphinx-design's script keeps tabs of one name in step; its tabs need none to open.
UNUSED_FILES = ("sphinx-thebe", "togglebutton", "require.min.js", "design-tabs")
# Read by a version switcher and by search as you type, which this book does without.
UNUSED_INLINE = ("DOCUMENTATION_OPTIONS.",)
THEME_SCRIPT = "scripts/pydata-sphinx-theme.js"
MEASURED = (
    '["pre",".nboutput > .output_area",".cell_output > .output",".jp-RenderedHTMLCommon",'
    '".pst-scrollable-table-container"].join(", ")'
)
BOOTSTRAP = "scripts/bootstrap.*"
HIGHLIGHT_SCRIPT = "sphinx_highlight.js"
FORGOTTEN = 'replaceState({}, "", url)'
KEPT = re.compile(r'replaceState\(history\.state, ?"", ?url\)')  # small_scripts.py leaves no spaces


def disconnect(app: Sphinx) -> None:
    """Unhook the handlers of extensions that Jupyter Book always loads."""
    for event, listeners in app.events.listeners.items():
        unused = UNUSED_MODULES + (UNUSED_ON_A_PAGE if event == "html-page-context" else ())
        listeners[:] = [one for one in listeners if not one.handler.__module__.startswith(unused)]


def is_unused(asset: Any) -> bool:
    body = asset.attributes.get("body") or ""
    return str(asset.filename).split("/")[-1].startswith(UNUSED_FILES) or body.startswith(UNUSED_INLINE)


def trim(app: Sphinx, pagename: str, templatename: str, context: dict, doctree: Any) -> None:
    """Drop unused files from one page, and let the scripts that stay wait for the text."""
    for kind in ("script_files", "css_files"):
        context[kind][:] = [asset for asset in context[kind] if not is_unused(asset)]
    for script in context["script_files"]:
        if script.filename and not {"async", "defer"} & script.attributes.keys():
            script.attributes["defer"] = "defer"


def stop_measuring(app: Sphinx, failed: Exception | None) -> None:
    """Let the theme's script measure nothing, Sphinx's leave the history alone, and Bootstrap's be gone.

    Raises: ExtensionError when a script no longer holds what is to be changed in it.
    """
    if failed or app.builder.name != "html":
        return
    for name, change in ((THEME_SCRIPT, without_measuring), (HIGHLIGHT_SCRIPT, without_forgetting)):
        script = Path(app.outdir) / "_static" / name
        if script.is_file():
            script.write_text(change(script.read_text(encoding="utf8")), encoding="utf8")
    for unused in (Path(app.outdir) / "_static").glob(BOOTSTRAP):
        unused.unlink()


def without_measuring(script: str) -> str:
    """The theme's script with nothing to measure; one that was cut before stays as it is."""
    if "[].forEach" not in script and script.count(MEASURED) != 1:
        raise ExtensionError(f"{THEME_SCRIPT} lists no longer what it measures: see bookkit.page.shed")
    return script.replace(f"document.querySelectorAll({MEASURED})", "[]")


def without_forgetting(script: str) -> str:
    """Sphinx's script, which drops what the page keeps in its history: the reader's place (place.js)."""
    if len(KEPT.findall(script)) + script.count(FORGOTTEN) != 1:
        raise ExtensionError(f"{HIGHLIGHT_SCRIPT} writes the history otherwise: see bookkit.page.shed")
    return script.replace(FORGOTTEN, 'replaceState(history.state, "", url)')


def setup(app: Sphinx) -> dict[str, Any]:
    disconnect(app)
    return join(app, __name__)

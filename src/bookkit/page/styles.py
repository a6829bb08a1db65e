"""One style sheet for the site: a page waits for one file of the rules it needs, not for thirteen.

The theme, Bootstrap inside it and every extension bring a sheet of their own, most of it for things that no
page of this book has. They are joined in their order and cut to the names that pages and scripts use.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from sphinx.application import Sphinx

from bookkit import frame
from bookkit.page.css_cut import VARIABLE, cut, without_unused_variables

TARGET = "styles/site.css"
# The theme's own, which its template links before all others.
THEME = ("basic.css", "styles/theme.css", "styles/pydata-sphinx-theme.css")
OWN_SITES = ("decks", "notebooks", "_static")  # folders of the site whose pages bring their own style
CLASS_OR_ID = re.compile(r'\b(?:class|id)="([^"]*)"')
SCRIPT = re.compile(r'<script(?![^>]*json)(?:[^>]*\bsrc="([^"?]*)[^"]*")?[^>]*>(.*?)</script>', re.DOTALL)
WORD = re.compile(r"[A-Za-z_][\w-]*")
# MyST-NB asks each cell how many parts it has, for the corners between them. The browser would ask again
# whenever a widget in the cell draws, and look through all that stands in the cell each time.
ASKS_A_CELL = re.compile(r"[^{}]*div\.cell:has\([^{}]*\{[^{}]*\}")
# The style sheets that the pages written in this build ask for, in their order.
asked_for: WeakKeyDictionary[Sphinx, dict[str, None]] = WeakKeyDictionary()


def used_names(site: Path) -> set[str]:
    """Classes and ids in the site's pages, and every word of the pages' scripts, which may set one."""
    names: set[str] = set()
    files: set[Path] = set()
    for page in site.rglob("*.html"):
        if page.relative_to(site).parts[0] not in OWN_SITES:
            text = page.read_text(encoding="utf8")
            names.update(*(value.split() for value in CLASS_OR_ID.findall(text)))
            for address, inline in SCRIPT.findall(text):
                names.update(WORD.findall(inline))
                files |= {(page.parent / address).resolve()} if address else set()
    for file in files:
        names.update(WORD.findall(file.read_text(encoding="utf8")))
    return names


def named_variables(site: Path) -> set[str]:
    """The custom properties that pages and scripts name: widgets bring style sheets of their own."""
    pages = (page for page in site.rglob("*.html") if page.relative_to(site).parts[0] not in OWN_SITES)
    files = [*pages, *(site / "_static").glob("*.js"), *(site / "_static").glob("*/*.js")]
    return {name for file in files for name in VARIABLE.findall(file.read_text(encoding="utf8"))}


def moved(sheet: str, name: str) -> str:
    """`sheet`, its addresses as seen from `TARGET`, without the import of a sheet joined before it."""
    folder = posixpath.dirname(name)

    def address(found: re.Match[str]) -> str:
        url = found[1].strip("'\"")
        if url.startswith(("data:", "#", "/")) or "://" in url:
            return found[0]
        path = posixpath.normpath(posixpath.join(folder, url))
        return f"url({posixpath.relpath(path, posixpath.dirname(TARGET))})"

    sheet = re.sub(r'@import\s+"[^"]*basic\.css";', "", sheet).removeprefix('@charset "UTF-8";')
    return re.sub(r"url\(([^)]+)\)", address, sheet)


def take(app: Sphinx, pagename: str, template: str, context: dict, doctree: Any) -> None:
    """Note a page's sheets and take their links off it; the template links the joined one."""
    if app.builder.name == "html":
        ordered = sorted(context["css_files"], key=lambda sheet: sheet.priority)
        asked_for.setdefault(app, {}).update(
            dict.fromkeys(str(sheet.filename).removeprefix("_static/") for sheet in ordered)
        )
        context["css_files"] = []


def join(app: Sphinx, failed: Exception | None) -> None:
    """Write the joined sheet, when pages were written, and take the parts away."""
    if failed or not asked_for.get(app):
        return
    static = Path(app.outdir) / "_static"
    names = (*THEME, *asked_for[app])
    sheet = "\n".join(moved((static / name).read_text(encoding="utf8"), name) for name in names)
    sheet = ASKS_A_CELL.sub("", sheet)
    site = Path(app.outdir)
    sheet = without_unused_variables(cut(sheet, used_names(site)), named_variables(site))
    (static / TARGET).write_text(sheet, encoding="utf8")
    for name in names:
        (static / name).unlink()


def setup(app: Sphinx) -> dict[str, Any]:
    return frame.join(app, __name__) | {"parallel_write_safe": False}  # one process sees all pages

"""The book once more for another door, by another Sphinx builder: the decks and the notebooks.

Both follow from the book's own configuration and execution cache, less what furnishes the page alone; each
keeps a memory of its own, so that it may be built beside the pages. A warning fails the build.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from jupyter_book.config import get_final_config
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

# Which of the extensions that Jupyter Book always loads furnish the page alone: its theme, its buttons. Which
# of our own parts serve which door, their rooms say (`bookkit.frame.ROOMS`).
FURNITURE = {
    "jupyter_book",
    "sphinx_book_theme",
    "sphinx_thebe",
    "sphinx_togglebutton",
    "sphinx_copybutton",
    "sphinx_comments",
    "bookkit.page",
}
FURNITURE_SETTINGS = ("comments_config", "use_jupyterbook_latex")


def settings(source: Path, door: str, own: dict[str, Any]) -> dict[str, Any]:
    """The book's Sphinx settings for `door` (deck or notebook), its `own` on top.

    What is a list of extensions or of outputs is added to the book's, everything else replaces it.
    """
    found: dict[str, Any]
    found, _ = get_final_config(
        user_yaml=source / "_config.yml",
        sourcedir=source,
        cli_config={"external_toc_path": "_toc.yml", "latex_individualpages": False},
    )
    kept = {key: value for key, value in found.items() if key not in FURNITURE_SETTINGS}
    extensions = [name for name in found["extensions"] if name not in FURNITURE]
    outputs = "nb_mime_priority_overrides"
    return (
        kept
        | {"html_theme_options": {}}
        | own
        | {
            "extensions": [*extensions, *own.get("extensions", []), f"bookkit.{door}"],
            outputs: [*own.get(outputs, []), *found.get(outputs, [])],
        }
    )


def build(
    door: str, builder: str, source: Path, out: Path, own: dict[str, Any], pages: Iterable[Path] = ()
) -> int:
    """Build the book at `source` (or these of its pages) into `out`; return 0 when no warning was given."""
    with patch_docutils(str(source)), docutils_namespace():
        app = Sphinx(
            srcdir=str(source),
            confdir=None,
            outdir=str(out),
            doctreedir=str(source / "_build" / f".doctrees-{door}"),
            buildername=builder,
            confoverrides=settings(source, door, own),
            status=None,
            warning=sys.stderr,
            warningiserror=True,
            keep_going=True,
        )
        app.build(filenames=[str(page) for page in pages])
    return app.statuscode


def arguments(module: str, description: str | None, out: Path) -> tuple[Path, Path]:
    """Read the command line of `module`: the book's folder and the result's, both absolute."""
    parser = argparse.ArgumentParser(prog=f"python -m {module}", description=description)
    parser.add_argument("--source", type=Path, default=Path.cwd(), help="the book's folder")
    parser.add_argument("--out", type=Path, default=out, help="the result's folder")
    given = parser.parse_args()
    return given.source.resolve(), given.out.resolve()

"""Build every chapter's deck: ``python -m bookkit.deck [--source DIR] [--out DIR]``.

The decks come from the book's own configuration and execution cache, less what belongs to the page alone.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from jupyter_book.config import get_final_config
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils
from sphinx_external_toc.parsing import parse_toc_yaml

ASSETS = Path(__file__).parent / "assets"
# The page's furniture: launch buttons, toggles and copy buttons have no place on a slide.
PAGE_ONLY = {
    "sphinx_book_theme",
    "sphinx_thebe",
    "sphinx_togglebutton",
    "sphinx_copybutton",
    "sphinx_comments",
    "jupyter_book",
    "bookkit.page.settings",
    "bookkit.notebook.builder",
    "bookkit.execution.verification",
}
REVEAL = {
    "width": 1280,
    "height": 720,
    "margin": 0.04,
    "hash": True,
    "slideNumber": "c/t",
    "transition": "none",
    "center": False,
    "pdfSeparateFragments": False,
    "pdfMaxPagesPerSlide": 1,
    "scrollActivationWidth": None,
    # b belongs to the widget on the slide (next state); the deck's own black screen stays on the full stop.
    "keyboard": {"66": None},
}
PLUGINS = [
    {"name": "RevealNotes", "src": "revealjs/plugin/notes/notes.js"},
    {"name": "RevealHighlight", "src": "revealjs/plugin/highlight/highlight.js"},
]


def deck_settings(source: Path) -> dict[str, Any]:
    """The book's Sphinx settings with the deck's own on top."""
    settings: dict[str, Any]
    settings, _ = get_final_config(
        user_yaml=source / "_config.yml",
        sourcedir=source,
        cli_config={"external_toc_path": "_toc.yml", "latex_individualpages": False},
    )
    kept = [name for name in settings["extensions"] if name not in PAGE_ONLY]
    for value in ("comments_config", "use_jupyterbook_latex"):  # belong to extensions left out above
        settings.pop(value, None)
    static = [str(ASSETS), *settings.get("html_static_path", [])]
    return settings | {
        "extensions": [*kept, "sphinx_revealjs", "bookkit.deck.slides"],
        "html_theme_options": {},
        "html_title": "",
        "html_js_files": [],
        "html_css_files": [],
        "revealjs_static_path": [str(source / path) for path in static],
        "revealjs_style_theme": "white",
        "revealjs_use_section_ids": True,
        "revealjs_css_files": ["katex/katex.min.css", "revealjs/plugin/highlight/zenburn.css", "deck.css"],
        "revealjs_js_files": [("deck.js", {})],
        "revealjs_script_conf": dict(REVEAL),
        "revealjs_script_plugins": PLUGINS,
        "nb_mime_priority_overrides": [
            ["revealjs", "application/vnd.jupyter.widget-view+json", 5],
            ["revealjs", "text/html", 20],
            ["revealjs", "image/svg+xml", 30],
            ["revealjs", "image/png", 40],
            ["revealjs", "text/plain", 90],
            *settings.get("nb_mime_priority_overrides", []),
        ],
    }


def marked_chapters(source: Path) -> list[Path]:
    """The pages of the book that mark at least one slide."""
    site_map = parse_toc_yaml(source / "_toc.yml")
    pages = [(source / docname).with_suffix(".md") for docname in site_map]
    return [page for page in pages if page.is_file() and "{slide}" in page.read_text(encoding="utf8")]


def build(source: Path, out: Path) -> int:
    """Build the decks of the book at `source` into `out`; return 0 when no warning was given."""
    with patch_docutils(str(source)), docutils_namespace():
        app = Sphinx(
            srcdir=str(source),
            confdir=None,
            outdir=str(out),
            doctreedir=str(source / "_build" / ".doctrees-decks"),
            buildername="revealjs",
            confoverrides=deck_settings(source),
            status=None,
            warning=sys.stderr,
            warningiserror=True,
            keep_going=True,
        )
        app.build(filenames=[str(page) for page in marked_chapters(source)])
    return app.statuscode


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bookkit.deck", description=__doc__)
    parser.add_argument("--source", type=Path, default=Path.cwd(), help="the book's folder")
    parser.add_argument("--out", type=Path, default=Path("_build/html/decks"), help="where the decks go")
    arguments = parser.parse_args()
    return build(arguments.source.resolve(), arguments.out.resolve())


if __name__ == "__main__":
    raise SystemExit(main())

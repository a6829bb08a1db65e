"""Build every chapter's deck: ``python -m bookkit.deck [--source DIR] [--out DIR]``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sphinx_external_toc.parsing import parse_toc_yaml

from bookkit.second_build import arguments, build

ASSETS = Path(__file__).parent / "assets"
FONT = ASSETS.parents[1] / "page" / "assets" / "fonts" / "source-sans-3.woff2"
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
    "defaultTiming": 120,  # seconds; without it the speaker view leaves out the pace, which every slide plans
    # b belongs to the widget on the slide (next state); the deck's own black screen stays on the full stop.
    "keyboard": {"66": None},
}
PLUGINS = [
    {"name": "RevealNotes", "src": "revealjs/plugin/notes/notes.js"},
    {"name": "RevealHighlight", "src": "revealjs/plugin/highlight/highlight.js"},
]


SETTINGS: dict[str, Any] = {
    "extensions": ["sphinx_revealjs"],
    "html_title": "",
    "html_js_files": [],
    "html_css_files": [],
    "templates_path": [str(ASSETS.with_name("templates"))],
    "revealjs_static_path": [str(ASSETS), str(FONT)],
    "revealjs_style_theme": "white",
    "revealjs_use_section_ids": True,
    "revealjs_css_files": ["katex/katex.min.css", "revealjs/plugin/highlight/zenburn.css", "deck.css"],
    "revealjs_js_files": [("deck.js", {})],
    "revealjs_script_conf": REVEAL,
    "revealjs_script_plugins": PLUGINS,
    "nb_mime_priority_overrides": [
        ["revealjs", "application/vnd.jupyter.widget-view+json", 5],
        ["revealjs", "text/html", 20],
        ["revealjs", "image/svg+xml", 30],
        ["revealjs", "image/png", 40],
        ["revealjs", "text/plain", 90],
    ],
}


def marked_chapters(source: Path) -> list[Path]:
    """The pages of the book that mark at least one slide."""
    site_map = parse_toc_yaml(source / "_toc.yml")
    pages = [(source / docname).with_suffix(".md") for docname in site_map]
    return [page for page in pages if page.is_file() and "{slide}" in page.read_text(encoding="utf8")]


def main() -> int:
    source, out = arguments("bookkit.deck", __doc__, Path("_build/html/decks"))
    return build("deck", "revealjs", source, out, SETTINGS, marked_chapters(source))


if __name__ == "__main__":
    raise SystemExit(main())

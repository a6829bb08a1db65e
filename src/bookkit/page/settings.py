"""The book's own style, script, fonts and templates, and the theme's settings that belong to the page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

from bookkit.frame import join

HERE = Path(__file__).parent


def configure(app: Sphinx, config: Config) -> None:
    """Settings that belong to the page rather than to the book's configuration file."""
    config.templates_path = [str(HERE / "templates"), *config.templates_path]
    config.html_static_path = [*config.html_static_path, str(HERE / "assets")]
    config.html_context.setdefault("default_mode", "auto")
    config.html_show_sourcelink = False
    config.html_copy_source = False
    config.html_theme_options |= {
        "navbar_persistent": [],
        "search_bar_text": "Search this book",
        "pygments_light_style": "a11y-light",
        "pygments_dark_style": "a11y-dark",
        "back_to_top_button": False,
        "toc_title": "On this page",
        "footer_content_items": ["book-footer.html"],
    }


def setup(app: Sphinx) -> dict[str, Any]:
    # After the theme's and every directive's own style.
    app.add_css_file("book.css", priority=900)
    app.add_js_file("book.js", loading_method="defer")
    app.add_js_file("from_disk.js", loading_method="defer")
    return join(app, __name__)

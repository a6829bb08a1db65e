"""The page around a chapter: quiet, self-contained, the same from a server and from disk.

Sets up one small extension per concern and ships the book's own style, script, fonts and templates.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config

HERE = Path(__file__).parent
PARTS = (
    "root_page", "shed", "late_scripts", "page_head", "doors", "folded", "one_style", "icons", "fonts",
    "pictures", "page_tables",
)


def package_digest() -> str:
    """What this package's code, styles, scripts, templates and fonts are, in one word."""
    files = (file for file in sorted(HERE.rglob("*")) if file.is_file() and file.suffix != ".pyc")
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def configure(app: Sphinx, config: Config) -> None:
    """Settings that belong to the page rather than to the book's configuration file."""
    config.book_builder = package_digest()
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


def setup(app: Sphinx) -> dict[str, bool]:
    # What builds a page has changed: all are read and written again, and with them the joined style sheet.
    app.add_config_value("book_builder", "", "env", str)
    for part in PARTS:
        app.setup_extension(f"bookkit.{part}")
    app.connect("config-inited", configure, priority=100)
    # After the theme's and every directive's own style.
    app.add_css_file("book.css", priority=900)
    app.add_js_file("book.js", loading_method="defer")
    return {"parallel_read_safe": True, "parallel_write_safe": True}

"""Ships a directive's own script and style sheet with the pages and the decks that it appears in."""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config


def add_static_files(app: Sphinx, *files: Path) -> None:
    """Copy `files` (.js or .css) into the site's _static folder and link them from every page and deck."""
    for file in files:
        if file.suffix == ".js":
            app.add_js_file(file.name, loading_method="defer")
        elif file.suffix == ".css":
            app.add_css_file(file.name)
        else:
            raise ValueError(f"an asset is a .js or .css file, got {file.name}")

    def ship(app: Sphinx, config: Config) -> None:
        paths = [str(file) for file in files]
        config.html_static_path = [*config.html_static_path, *paths]
        if "revealjs_static_path" in config:  # the deck's builder keeps lists of its own
            config.revealjs_static_path = [*config.revealjs_static_path, *paths]
            styles = [file.name for file in files if file.suffix == ".css"]
            config.revealjs_css_files = [*config.revealjs_css_files, *styles]

    app.connect("config-inited", ship)

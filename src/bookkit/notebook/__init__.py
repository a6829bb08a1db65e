"""Every chapter as plain notebooks, for Colab or a download; `python -m bookkit.notebook` builds them."""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from bookkit.frame import open_door


def setup(app: Sphinx) -> dict[str, Any]:
    return open_door(app, "notebook")

"""Font Awesome cut to the icons that the pages draw: 3 KB of font instead of 300."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pydata_sphinx_theme
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from bookkit.frame import join
from bookkit.page.fonts import cut_font
from bookkit.page.styles import TARGET

FONT, CUT_FONT = "vendor/fontawesome/webfonts/fa-solid-900.woff2", "styles/icons.woff2"
# In the theme's style -> in ours, and how often: a changed theme must not bring its 300 KB back unnoticed.
CHANGES = (
    (r"@font-face\{[^}]*fa-(?:regular|brands)[^}]*\}", "", 2),  # only the solid icons are drawn
    (r"url\([^)]*fa-solid-900\.woff2\)", "url(icons.woff2)", 1),
    (r',\s*url\([^)]*\.ttf\) format\("truetype"\)', "", 1),
)
UNUSED = ("vendor/fontawesome/webfonts/*", "scripts/fontawesome.*", "scripts/*.map", "styles/*.map")


def code_points(style: str) -> set[int]:
    """Every private-use character that the style sheet can draw."""
    escaped = {int(code, 16) for code in re.findall(r'"\\([ef][0-9a-f]{3})"', style)}
    return escaped | {ord(letter) for letter in style if 0xE000 <= ord(letter) <= 0xF8FF}


def with_cut_font(style: str) -> str:
    """The style sheet that names the cut font; one that names it already stays as it is.

    Raises: ExtensionError when the theme's faces are others than `CHANGES` knows.
    """
    if "url(icons.woff2)" in style:
        return style
    for pattern, ours, times in CHANGES:
        style, count = re.subn(pattern, ours, style)
        if count != times:
            told = f"the theme has {count} places for {pattern!r}, expected {times}"
            raise ExtensionError(f"{told}: see bookkit.page.icons")
    return style


def cut_icons(app: Sphinx, failed: Exception | None) -> None:
    """Write the cut font, name it in the site's style sheet, and take the theme's fonts away."""
    static = Path(app.outdir) / "_static"
    if failed or app.builder.name != "html":
        return
    theme = Path(pydata_sphinx_theme.__file__).parent / "theme" / "pydata_sphinx_theme" / "static"
    style = with_cut_font((static / TARGET).read_text(encoding="utf8"))
    (static / TARGET).write_text(style, encoding="utf8")
    cut_font(theme / FONT, static / CUT_FONT, code_points(style))
    for pattern in UNUSED:
        for unused in static.glob(pattern):
            unused.unlink()


def setup(app: Sphinx) -> dict[str, Any]:
    return join(app, __name__)

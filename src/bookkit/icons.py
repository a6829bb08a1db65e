"""Font Awesome cut to the icons that the pages draw: 3 KB of font instead of 300."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pydata_sphinx_theme
from fontTools import subset
from sphinx.application import Sphinx

FONT, CUT_FONT = "vendor/fontawesome/webfonts/fa-solid-900.woff2", "styles/icons.woff2"
STYLE, CUT_STYLE = "styles/pydata-sphinx-theme.css", "styles/pydata-cut.css"
UNUSED = (STYLE, "vendor/fontawesome/webfonts/*", "scripts/fontawesome.*", "scripts/*.map", "styles/*.map")
RULE = re.compile(r'((?:\.fa-[\w-]+:before,?)+)\{content:"\\([0-9a-f]+)"\}')


def drawn_icons(site: Path) -> set[str]:
    """The names after `fa-` that occur as classes in any page of the site."""
    pages = (page.read_text(encoding="utf8") for page in site.rglob("*.html"))
    return {name for page in pages for name in re.findall(r"\bfa-([\w-]+)", page)}


def trim_style(text: str, names: set[str]) -> str:
    """The theme's style sheet without the rules of icons that no page draws."""

    def keep(rule: re.Match[str]) -> str:
        return rule[0] if names & set(re.findall(r"fa-([\w-]+):before", rule[1])) else ""

    return RULE.sub(keep, text)


def code_points(style: str) -> set[int]:
    """Every private-use character that the trimmed style sheet can draw."""
    escaped = {int(code, 16) for code in re.findall(r'"\\([ef][0-9a-f]{3})"', style)}
    return escaped | {ord(letter) for letter in style if 0xE000 <= ord(letter) <= 0xF8FF}


def cut_font(font: Path, target: Path, points: set[int]) -> None:
    """Write the glyphs at `points` of a font file to `target`, as WOFF2."""
    logging.getLogger("fontTools").setLevel(logging.WARNING)
    options = subset.Options(flavor="woff2", layout_features=[], notdef_outline=True)
    loaded = subset.load_font(str(font), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=points)
    subsetter.subset(loaded)
    subset.save_font(loaded, str(target), options)


def cut_icons(app: Sphinx, failed: Exception | None) -> None:
    """Write the cut style and font beside the theme's, and take the theme's own away."""
    static = Path(app.outdir) / "_static"
    if failed or app.builder.name != "html":
        return
    theme = Path(pydata_sphinx_theme.__file__).parent / "theme" / "pydata_sphinx_theme" / "static"
    style = trim_style((theme / STYLE).read_text(encoding="utf8"), drawn_icons(Path(app.outdir)))
    # Only the solid icons are drawn; a missing face asks for no file.
    style = re.sub(r"@font-face\{[^}]*fa-(?:regular|brands)[^}]*\}", "", style)
    style = re.sub(r"url\([^)]*fa-solid-900\.woff2\)", "url(icons.woff2)", style)
    style = re.sub(r',url\([^)]*\.ttf\) format\("truetype"\)', "", style)
    (static / CUT_STYLE).write_text(style, encoding="utf8")
    cut_font(theme / FONT, static / CUT_FONT, code_points(style))
    for pattern in UNUSED:
        for unused in static.glob(pattern):
            unused.unlink()


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("build-finished", cut_icons, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

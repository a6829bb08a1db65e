"""Fonts cut to what the pages draw: half the bytes that a first paint may wait for.

A character that no page and no script of the site has is drawn in the next font of the family, as ever. The
fonts of formulas keep what formulas have. Hints stay, empty ones too: without them some systems hint by
themselves, and round every letter's width to whole pixels.
"""

from __future__ import annotations

import hashlib
import html
import inspect
import logging
import re
import shutil
from collections.abc import Iterable, Set
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.varLib import instancer
from sphinx.application import Sphinx

from bookkit.frame import join

HERE = Path(__file__).parent
TEXT = HERE / "assets" / "fonts"
FORMULAS = HERE.parent / "screen" / "typesetting" / "katex" / "fonts"
# Folder of whole fonts -> folder of the cut ones in the site's _static.
FOLDERS = {TEXT: "fonts", FORMULAS: "katex/fonts"}
WEIGHTS = (400, 700)
# Bold italics are a word or two in the book, and a second weight doubles a font: the browser makes them.
ONE_WEIGHT = {"source-serif-4-italic": 400}
FEATURES = ["kern", "mark", "mkmk", "liga", "ccmp", "locl", "pnum", "tnum"]
ASCII = frozenset(range(0x20, 0x7F))
SPAN = re.compile(r"<(/?)span\b([^>]*)>")
SLANTED = ("mathnormal", "boldsymbol")  # the classes of what KaTeX draws in a font that it calls Math
ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")  # in the state and the texts of widgets


def drawn(files: Iterable[Path]) -> set[int]:
    """The code points of every character that pages and widgets' modules name, and all of ASCII."""
    points = set(ASCII)
    for file in files:
        text = file.read_text(encoding="utf8")
        points |= {ord(letter) for letter in set(html.unescape(text) if file.suffix == ".html" else text)}
        points |= {int(code, 16) for code in ESCAPED.findall(text)}
    return points


def in_formulas(pages: Iterable[str]) -> tuple[set[int], set[int]]:
    """The code points that typeset formulas draw: in the fonts called Math, and in all others."""
    slanted: set[str] = set()
    upright: set[str] = set()
    for page in pages:
        for start in re.finditer('<span class="katex-html"', page):
            kinds, at = [], start.start()
            for tag in SPAN.finditer(page, start.start()):
                here = slanted if any(kinds) else upright
                here.update(html.unescape(re.sub("<[^>]*>", "", page[at : tag.start()])))
                if tag[1]:
                    kinds.pop()
                else:
                    kinds.append(any(one in tag[2] for one in SLANTED))
                if not kinds:
                    break
                at = tag.end()
    return {ord(letter) for letter in slanted}, {ord(letter) for letter in upright}


def weights(font: Path) -> tuple[int, int] | int:
    return ONE_WEIGHT.get(font.stem, WEIGHTS)


def cut_font(font: Path, target: Path, points: Set[int], features: list[str] | None = None) -> None:
    """Write the glyphs at `points` of a font file to `target`, as WOFF2, no lighter or bolder than we use."""
    logging.getLogger("fontTools").setLevel(logging.WARNING)
    options = subset.Options(flavor="woff2", layout_features=features or [], notdef_outline=True)
    with subset.load_font(str(font), options) as loaded:
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=points)
        subsetter.subset(loaded)
        if "fvar" in loaded:
            instancer.instantiateVariableFont(loaded, {"wght": weights(font)}, inplace=True)
        subset.save_font(loaded, str(target), options)


def kept_cut(font: Path, points: Set[int], folder: Path) -> Path:
    """The cut font, made at most once for one font, set of characters and way to cut: it takes a second."""
    how = inspect.getsource(cut_font), sorted(points), weights(font), FEATURES
    of = [font.read_bytes(), *(repr(part).encode() for part in how)]
    kept = folder / f"{font.stem}-{hashlib.sha256(b''.join(of)).hexdigest()[:16]}.woff2"
    if not kept.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = kept.with_suffix(".part")
        cut_font(font, unfinished, points, FEATURES)
        unfinished.rename(kept)
    return kept


def cut_fonts(app: Sphinx, failed: Exception | None) -> None:
    """Put the cut fonts in place of the whole ones that were copied with the other files."""
    if failed or app.builder.name != "html":
        return
    site = Path(app.outdir)
    pages = *site.glob("*.html"), *site.glob("chapters/**/*.html")
    text = drawn([*pages, *site.glob("_static/widgets/*.js")])
    slanted, upright = in_formulas(page.read_text(encoding="utf8") for page in pages)
    for whole, folder in FOLDERS.items():
        for font in whole.glob("*.woff2"):
            points = text if whole == TEXT else slanted if "_Math-" in font.name else upright
            cut = kept_cut(font, points, Path(app.doctreedir) / "fonts")
            shutil.copy(cut, site / "_static" / folder / font.name)


def setup(app: Sphinx) -> dict[str, Any]:
    return join(app, __name__)

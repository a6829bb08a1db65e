"""What of the theme's icon fonts is left, and what happens when the theme changes them."""

from __future__ import annotations

import re
from pathlib import Path

import pydata_sphinx_theme
import pytest
from sphinx.errors import ExtensionError

from bookkit.page.css_cut import cut
from bookkit.page.icons import code_points, with_cut_font

STYLES = Path(pydata_sphinx_theme.__file__).parent / "theme/pydata_sphinx_theme/static/styles"
SHEET = (STYLES / "pydata-sphinx-theme.css").read_text(encoding="utf8").removeprefix('@charset "UTF-8";')
FACES = cut("".join(re.findall(r"@font-face\s*\{[^}]*\}", SHEET)), set())


def test_of_the_theme_s_faces_one_is_left_with_our_font() -> None:
    style = with_cut_font(FACES)
    assert style.count("@font-face") == 1 and style.count("url(") == 1 and "url(icons.woff2)" in style
    assert with_cut_font(style) == style


@pytest.mark.parametrize("other", ["", FACES.replace("fa-solid-900.woff2", "fa-solid-901.woff2"), FACES * 2])
def test_another_theme_is_refused(other: str) -> None:
    with pytest.raises(ExtensionError, match="see bookkit.page.icons"):
        with_cut_font(other)


def test_the_icons_are_those_that_the_style_draws() -> None:
    assert code_points('a::before{content:"\\f0c9"}b{content:"\uf002";color:"x"}') == {0xF0C9, 0xF002}

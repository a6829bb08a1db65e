"""What is taken out of the theme's script, and what happens when the theme changes it."""

from __future__ import annotations

from pathlib import Path

import pydata_sphinx_theme
import pytest
import rjsmin
import sphinx
from sphinx.errors import ExtensionError

from bookkit.page.shed import KEPT, MEASURED, THEME_SCRIPT, without_forgetting, without_measuring

THEME = Path(pydata_sphinx_theme.__file__).parent / "theme" / "pydata_sphinx_theme" / "static" / THEME_SCRIPT


def test_the_theme_measures_nothing() -> None:
    text = THEME.read_text(encoding="utf8")
    cut = without_measuring(text)
    assert MEASURED in text and MEASURED not in cut
    assert len(text) - len(cut) == len(f"document.querySelectorAll({MEASURED})") - len("[]")
    assert without_measuring(cut) == cut


def test_another_script_of_the_theme_is_refused() -> None:
    with pytest.raises(ExtensionError, match="see bookkit.page.shed"):
        without_measuring('document.querySelectorAll("pre").forEach(measure)')


def test_sphinx_leaves_the_history_of_a_page_alone() -> None:
    script = Path(sphinx.__file__).parent / "themes/basic/static/sphinx_highlight.js"
    text = script.read_text(encoding="utf8")
    changed = without_forgetting(text)
    assert not KEPT.search(text) and len(KEPT.findall(changed)) == 1 == changed.count("replaceState")
    for once_more in (changed, rjsmin.jsmin(changed)):
        assert without_forgetting(once_more) == once_more
    with pytest.raises(ExtensionError, match="see bookkit.page.shed"):
        without_forgetting('history.replaceState(null, "", address)')

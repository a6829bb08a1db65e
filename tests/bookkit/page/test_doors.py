"""The doors of a chapter beside its page, Colab, notebook and slides: each where it leads, and only there."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from docutils.utils import new_document
from jinja2 import ChoiceLoader, DictLoader, Environment, FileSystemLoader

from bookkit.page import doors
from bookkit.page.settings import HERE
from bookkit.words import slide

PAGE = "chapters/a/b"
TEMPLATES = HERE / "templates"


def offered(root: Path, *, code: bool, slides: bool) -> dict[str, str]:
    """What the templates of a page are told."""
    metadata = {PAGE: {"kernelspec": {}}} if code else {PAGE: {}}
    doctree = new_document("page")
    if slides:
        doctree += slide.slide_mark()
    context: dict[str, str] = {}
    app = SimpleNamespace(srcdir=str(root), env=SimpleNamespace(metadata=metadata))
    doors.add_doors(app, PAGE, "page.html", context, doctree)
    return context


def buttons(context: dict[str, str]) -> dict[str, str]:
    """Word -> address of the buttons that a page shows."""
    others = {"theme-switcher.html": "", "toggle-secondary-sidebar.html": ""}
    loader = ChoiceLoader([DictLoader(others), FileSystemLoader(TEMPLATES)])
    template = Environment(loader=loader).get_template("article-header-buttons.html")
    html = template.render(context, pathto=lambda path, resource: f"../../{path}")
    found = BeautifulSoup(html, "html.parser").select("a.book-door")
    return {door.text.strip(): door["href"] for door in found}


COLAB = "https://colab.research.google.com/github/someone/a-book/blob/gh-pages/notebooks/chapters/a/b.ipynb"
DOORS = {
    "Colab": COLAB,
    "Notebook": "../../notebooks/chapters/a/b.ipynb",
    "Slides": "../../decks/chapters/a/b.html",
}


@pytest.mark.parametrize(
    ("repository", "code", "slides", "expected"),
    [
        ("someone/a-book", True, True, {"Colab", "Notebook", "Slides"}),
        ("", True, True, {"Notebook", "Slides"}),
        ("someone/a-book", True, False, {"Colab", "Notebook"}),
        ("someone/a-book", False, True, {"Slides"}),
        ("someone/a-book", False, False, set()),
    ],
)
def test_a_page_offers_the_doors_it_has(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    repository: str,
    code: bool,
    slides: bool,
    expected: set[str],
) -> None:
    monkeypatch.delenv("GITHUB_REPOSITORY", raising=False)
    monkeypatch.setenv("BOOK_REPOSITORY", repository)
    found = buttons(offered(tmp_path, code=code, slides=slides))
    assert found == {word: DOORS[word] for word in DOORS if word in expected}

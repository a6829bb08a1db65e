"""The table of notebooks links every edition of every chapter that has one."""

from __future__ import annotations

from collections.abc import Callable

from bs4 import BeautifulSoup

from bookkit.notebook.start import EDITIONS

FRONT = "---\nfile_format: mystnb\nkernelspec:\n  name: python3\n---\n"


def test_each_edition_is_linked_by_name(soup: Callable[..., BeautifulSoup]) -> None:
    page = f"{FRONT}# A chapter\n\n```{{editions}}\n```\n"
    found = soup(page, "myst_nb", "bookkit.words.editions", nb_execution_mode="off")
    links = found.select(".book-editions a[download]")
    assert [link["href"] for link in links] == [f"notebooks/index{edition}.ipynb" for edition in EDITIONS]
    assert links[1]["aria-label"] == "A chapter, students’ notebook"
    # As a card on a phone shows them, without the line break.
    heads = [cell.get_text() for cell in found.select(".book-editions thead th")]
    said = [w.removeprefix("the ").replace(" edition", "").replace("'", "’") for w in EDITIONS.values()]
    assert heads == ["Chapter", *said]

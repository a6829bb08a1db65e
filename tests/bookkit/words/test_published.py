"""The role prints what the paper prints, and refuses a key that nobody published."""

from __future__ import annotations

import pickle
from pathlib import Path

from tiny_book import build_book

from lightcnn.published import figures

FIGURE = next(figure for figure in figures("shufflenet_v1.") if figure.unit)
ROLES = "bookkit.words.published"


def test_a_figure_comes_with_its_unit_and_its_source(soup) -> None:
    page = soup(f"# T\nIt costs {{published}}`{FIGURE.key}`.", ROLES)
    abbreviation = page.select_one("abbr.published")
    assert abbreviation.text == f"{FIGURE.text} {FIGURE.unit}"
    assert abbreviation["title"] == FIGURE.source


def test_value_gives_the_bare_number(soup) -> None:
    page = soup(f"# T\n{{published}}`{FIGURE.key}|value`", ROLES)
    assert page.select_one("abbr.published").text == FIGURE.text


def test_text_spells_the_source_out(build) -> None:
    text, _ = build(f"# T\n{{published}}`{FIGURE.key}`", ROLES, builder="text")
    assert f"({FIGURE.source})" in text


def test_a_page_is_read_again_when_the_family_that_it_prints_changes(tmp_path) -> None:
    build_book(tmp_path, f"# T\n{{published}}`{FIGURE.key}`", ROLES)
    with (tmp_path / "doctrees" / "environment.pickle").open("rb") as pickled:
        noted = pickle.load(pickled).dependencies["index"]
    assert [Path(name).name for name in noted] == ["shufflenet_v1.toml"]


def test_unknown_keys_and_forms_are_warnings(build) -> None:
    _, warnings = build(f"# T\n{{published}}`nobody.said.so` {{published}}`{FIGURE.key}|loud`", ROLES)
    assert "published figure 'nobody.said.so'" in warnings
    assert "not as |loud" in warnings

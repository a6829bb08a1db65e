"""Every table of a page has one look: numbers right, and cards where a phone is too narrow."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from bookkit.page.tables import arranged


def table(head: list[str], *rows: list[str], cell: str = "td") -> str:
    names = "".join(f"<th>{name}</th>" for name in head)
    body = "".join(f"<tr>{''.join(f'<{cell}>{one}</{cell}>' for one in row)}</tr>" for row in rows)
    return f'<table class="table"><thead><tr>{names}</tr></thead><tbody>{body}</tbody></table>'


def right(html: str) -> list[str]:
    """The headings of the columns that stand right."""
    page = BeautifulSoup(html, "html.parser")
    marked = [cell.text for cell in page.select("thead .num")]
    assert len(page.select("tbody .num")) == len(marked) * len(page.select("tbody tr"))
    return marked


@pytest.mark.parametrize(
    "numbers",
    [
        ("1,248", "12"),
        ("12.3 M", "0.7 M"),
        ("−3.1%", "none"),
        ("<p>8.8×</p>", "1"),
        ("57.1 ± 0.3", "60"),
        ("3", ""),
        ("~140", "<strong>2</strong>"),
        ("4.62 ms", "513 µs"),
    ],
)
def test_a_column_of_numbers_stands_right(numbers: tuple[str, str]) -> None:
    assert right(arranged(table(["what", "count"], ["a", numbers[0]], ["b", numbers[1]]))) == ["count"]


def test_a_word_among_numbers_moves_no_column() -> None:
    rows = [["10", "144"], ["20", "144 · 144"], ["30", "24"], ["none", "not given"], ["40", "5"]]
    assert right(arranged(table(["first", "kernels"], *rows))) == ["first", "kernels"]
    assert right(arranged(table(["names", "kernels"], *rows, ["start", "a sentence of words"]))) == []


@pytest.mark.parametrize(
    "words",
    [
        ("v1", "2"),
        ("240 × 28 × 28", "1"),
        ("", ""),
        ("none", "–"),
        ("3 kernels", "2"),
    ],
)
def test_other_columns_stand_left(words: tuple[str, str]) -> None:
    assert right(arranged(table(["what", "which"], ["a", words[0]], ["b", words[1]]))) == []


def test_a_wide_table_names_its_cells_and_keeps_its_roles() -> None:
    long = ["a rather long sentence of words", "unbreakablewordhere", "anotherunbreakableword", "1,248,424"]
    names = ["paper", "ours", "why it differs", "count"]
    page = BeautifulSoup(arranged(table(names, long)), "html.parser")
    assert page.table["class"] == ["book-cards", "table"] and page.table["role"] == "table"
    assert [cell["data-label"] for cell in page.select("tbody td")] == names
    assert {row["role"] for row in page.select("tr")} == {"row"}


def test_a_narrow_table_stays_a_table() -> None:
    page = BeautifulSoup(arranged(table(["a", "b"], ["1", "2"])), "html.parser")
    assert "book-cards" not in page.table["class"] and not page.select("[data-label]")


@pytest.mark.parametrize(
    "odd",
    [
        '<table><thead><tr><th colspan="2">a</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>',
        "<table><tbody><tr><td>1</td></tr></tbody></table>",
    ],
)
def test_a_table_of_another_kind_stays_as_it_is(odd: str) -> None:
    assert arranged(odd) == odd

"""Tables: as text, as HTML, and the difference between paper and ours."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch

from lightcnn.published import Figure
from lightcnn.tables import Table, paper_and_ours


def printed(value: float, text: str, digits: int) -> Figure:
    return Figure("a.macs", value, text, "multiply-adds", digits, "arXiv:0000.00000")


def test_text_lines_up() -> None:
    lines = repr(Table(("layer", "parameters"), [("conv", 1234), ("a longer name", 5)])).splitlines()
    assert lines == ["layer          parameters", "-------------  ----------", "conv                1,234",
                     "a longer name           5"]  # fmt: skip


def test_html_escapes_and_marks_headings() -> None:
    html = Table(("a<b", "n"), [("x&y", 1234.5)], "small > large")._repr_html_()
    assert '<th scope="col" style="text-align: left">a&lt;b</th>' in html
    assert '<th scope="col" style="text-align: right">n</th>' in html
    assert '<th scope="row" style="text-align: left">x&amp;y</th>' in html
    assert '<td style="text-align: right">1,234</td>' in html
    assert "<caption>small &gt; large</caption>" in html


def test_a_number_and_its_unit_stay_on_one_line() -> None:
    html = Table(("what", "size"), [("a", "0.72 M"), ("b", "99 % of it"), ("c", "3 kernels")])._repr_html_()
    assert "0.72&nbsp;M" in html and "99&nbsp;% of it" in html and "3 kernels" in html


def test_a_cell_is_set_as_print_sets_it() -> None:
    rows = [("-0.07", "35%", "64 → 56"), ("the author's", "-1.7%", "3 × 3")]
    html = Table(("w's", "share", "channels"), rows, "batch norm's part")._repr_html_()
    assert ">−0.07<" in html and ">35&nbsp;%<" in html and ">−1.7&nbsp;%<" in html
    assert ">64&nbsp;→&nbsp;56<" in html and ">3&nbsp;×&nbsp;3<" in html
    assert html.count("’") == 3 and "2026-11-28" in Table(("a",), [("2026-11-28",)])._repr_html_()
    assert "author's" in repr(Table(("a",), [("the author's",)])), "a terminal gets what was written"


def test_a_column_of_measurements_has_equal_digits() -> None:
    table = Table(("ms", "n"), [(8.3, 1), (1.0, 2), (0.25, 3), (122.4, 4), (1234.5, 5)])
    assert [line.split()[0] for line in repr(table).splitlines()[2:]] == [
        "8.30", "1.00", "0.250", "122", "1,234"]  # fmt: skip


@pytest.mark.parametrize("value", [1234567, 7, 0.123456, 1234.5, 1.0, True, float("inf")])
def test_a_number_of_numpy_looks_like_python_s(value: float) -> None:
    for same in (np.asarray(value)[()], np.asarray(value), torch.tensor(value, dtype=None)):
        assert repr(Table(("a",), [(same,)])) == repr(Table(("a",), [(value,)]))


@pytest.mark.parametrize(
    ("value", "said"), [(None, "–"), (-0.0, "0.00"), (999.4, "999"), (999.9, "1,000"), (1000.4, "1,000")]
)
def test_a_number_is_written_as_one_would(value: float | None, said: str) -> None:
    assert repr(Table(("a",), [(value,)])).splitlines()[2].strip() == said


def test_a_heading_may_be_a_number() -> None:
    assert ">160<" in Table(("net", 160), [("a", 1)])._repr_html_()


def test_a_short_row_is_refused() -> None:
    with pytest.raises(ValueError, match="1 cells under 2 headings"):
        Table(("a", "b"), [("only",)])


def test_difference_counts_the_digits_that_the_paper_prints() -> None:
    table = paper_and_ours([
        ("rounds to it", printed(60.9e6, "60.9M", 3), 60_940_000, ""),
        ("off", printed(60.9e6, "60.9M", 3), 60_965_224, "truncated, not rounded"),
        ("two digits", printed(720e6, "720M", 2), 724_406_816, ""),
    ])  # fmt: skip
    assert [row[3] for row in table.rows] == ["none", "+0.1%", "none"]
    assert table.rows[0][1] == "60.9M" and table.rows[0][5] == "arXiv:0000.00000"


def test_no_column_for_reasons_that_nobody_gives() -> None:
    rows = [("a", printed(60.9e6, "60.9M", 3), 60_940_000, "")]
    assert paper_and_ours(rows).header == ("what", "paper", "ours", "difference", "source")
    assert paper_and_ours([(*rows[0][:3], "cut off")]).header[4] == "why"


@pytest.mark.parametrize(
    ("column", "side"),
    [
        ((0.25, math.nan), "right"),
        ((np.float32("inf"), 3), "right"),
        ((1e-9, 999.9), "right"),
        ((0.25, None), "right"),
        ((True, False), "left"),
        ((1 + 2j, 3), "left"),
        (("12.3 M", "0.72 M"), "right"),
        (("+1.2%", "none"), "right"),
        (("3.1", "–"), "right"),
        (("none", "none"), "left"),
        (("12 × 12", "3"), "left"),
        (("v1", "2"), "left"),
    ],
)
def test_a_column_of_numbers_with_their_units_stands_right(column: tuple[Any, ...], side: str) -> None:
    table = Table(("what", "n"), [("a", value) for value in column])
    assert f'<th scope="col" style="text-align: {side}">n</th>' in table._repr_html_()

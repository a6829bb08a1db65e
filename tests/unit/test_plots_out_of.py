"""Counts out of a fixed number: what is drawn and said, and what is refused."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pytest

from lightcnn.plots import PALETTE, out_of


def test_bars_are_as_long_as_the_counts_and_coloured_by_group() -> None:
    ax = out_of(["a", "b", "c"], [3, 0, 10], 10, plt.subplots()[1], "hits", groups=["x", "y", "x"])
    pale, drawn = ax.patches[:3], ax.patches[3:]
    assert [bar.get_width() for bar in pale] == [10, 10, 10]
    assert [bar.get_width() for bar in drawn] == [3, 0, 10]
    assert drawn[0].get_facecolor() == drawn[2].get_facecolor() != drawn[1].get_facecolor()
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["x", "y"]
    assert [text.get_text() for text in ax.texts] == ["3", "0", "10"]
    assert ax.get_xlabel() == "hits, of 10"
    assert len(PALETTE) > 1
    plt.close("all")


def test_without_groups_there_is_no_legend() -> None:
    assert out_of(["a"], [1], 2, plt.subplots()[1], "hits").get_legend() is None
    plt.close("all")


def test_what_cannot_be_is_named() -> None:
    ax = plt.subplots()[1]
    with pytest.raises(ValueError, match="counts must be in 0 to 2, got 3"):
        out_of(["a"], [3], 2, ax, "hits")
    with pytest.raises(ValueError, match="1 labels, 2 counts, 1 groups"):
        out_of(["a"], [1, 2], 2, ax, "hits")
    plt.close("all")

"""Bars cut into parts, and curves of accuracy over cost: the numbers drawn, refusals in words."""

from __future__ import annotations

from collections.abc import Callable

import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt
import pytest
from matplotlib.axes import Axes

from lightcnn.plots import stacked_parts, trade_off

ROWS = {"block1": {"depthwise": 10.0, "pointwise": 30.0}, "block2": {"depthwise": 1.0, "pointwise": 99.0}}
CURVES = {"1": [(400e6, 69.1), (569e6, 70.6)], "0.5": [(149e6, 63.7)]}


def test_parts_stand_one_behind_the_other() -> None:
    ax = stacked_parts(ROWS, plt.subplots()[1], "multiply-adds")
    assert [(bar.get_x(), bar.get_width()) for bar in ax.patches] == [(0, 10), (10, 30), (0, 1), (1, 99)]
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["block1", "block2"]
    label = ax.figure.get_label()
    assert "block2: depthwise 1, pointwise 99" in label
    plt.close(ax.figure)


def test_as_shares_every_row_is_whole() -> None:
    ax = stacked_parts(ROWS, plt.subplots()[1], "%", shares=True)
    assert [bar.get_width() for bar in ax.patches] == [25, 75, 1, 99]
    assert [text.get_text() for text in ax.texts] == ["25 %", "75 %", "99 %"], "a thin part has no room"
    plt.close(ax.figure)


def test_curves_run_from_cheap_to_dear_on_a_logarithmic_axis() -> None:
    ax = trade_off({"1": CURVES["1"][::-1], "0.5": CURVES["0.5"]}, plt.subplots()[1], "multiply-adds", "%")
    assert [list(line.get_xdata()) for line in ax.lines] == [[400e6, 569e6], [149e6]]
    assert ax.get_xscale() == "log"
    assert "1: 69.1 at 400 M, 70.6 at 569 M; 0.5: 63.7 at 149 M" in ax.figure.get_label()
    plt.close(ax.figure)


@pytest.mark.parametrize(
    ("draw", "words"),
    [
        (lambda ax: stacked_parts({}, ax, "%"), "nothing to draw"),
        (lambda ax: stacked_parts({"a": {"x": 0.0}}, ax, "%"), "needs a part above 0"),
        (
            lambda ax: stacked_parts({"a": {"x": 1}, "b": {"y": 1}}, ax, "%"),
            r"b has the parts \['y'\], a has",
        ),
        (lambda ax: stacked_parts({"a": {"x": 2, "y": -1}}, ax, "%"), "a: y must be 0 or more, got -1"),
        (lambda ax: trade_off({}, ax, "x", "y"), "nothing to draw"),
        (lambda ax: trade_off({"a": []}, ax, "x", "y"), "at least one point"),
        (lambda ax: trade_off({"a": [(0, 1)]}, ax, "x", "y"), "a: 0 has no place"),
    ],
)
def test_refusals_say_what_is_wrong(draw: Callable[[Axes], Axes], words: str) -> None:
    figure, ax = plt.subplots()
    with pytest.raises(ValueError, match=words):
        draw(ax)
    plt.close(figure)

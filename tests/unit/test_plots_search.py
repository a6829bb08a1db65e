"""The plots of a search: what was tried and the best so far, and two values of one thing."""

from __future__ import annotations

import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest

from lightcnn.plots import agreement, best_so_far


def ys(line: object) -> list[float]:
    return np.asarray(line.get_ydata(), dtype=float).tolist()  # type: ignore[attr-defined]


def test_the_line_is_the_highest_until_then() -> None:
    figure, ax = plt.subplots()
    best_so_far([0.3, 0.5, 0.4, 0.6], ax, "network", "reward", drawn=2)
    drawn, changed, best = ax.lines
    assert ys(drawn) == [0.3, 0.5] and ys(changed) == [0.4, 0.6]
    assert ys(best) == [0.3, 0.5, 0.5, 0.6]
    assert "best 0.6 after 4, 0.5 after the 2 drawn" in str(figure.get_label())
    plt.close(figure)


def test_all_or_nothing_may_be_drawn_at_random() -> None:
    for drawn, names in ((0, ["changes of one", "best so far"]), (2, ["drawn at random", "best so far"])):
        figure, ax = plt.subplots()
        legend = best_so_far([1, 2], ax, "network", "reward", drawn=drawn).get_legend()
        assert legend is not None and [text.get_text() for text in legend.get_texts()] == names
        plt.close(figure)


def test_equal_values_lie_on_the_diagonal() -> None:
    figure, ax = plt.subplots()
    agreement([(1, 1), (2, 3)], ax, "sum (ms)", "whole (ms)")
    diagonal, points = ax.lines
    assert ys(diagonal) == pytest.approx([0, 3.3]) and ys(points) == [1, 3]
    assert ax.get_xlim() == ax.get_ylim() and "1.00 to 1.50 times" in str(figure.get_label())
    plt.close(figure)


def test_what_cannot_be_drawn_is_refused() -> None:
    ax = plt.subplots()[1]
    with pytest.raises(ValueError, match="of 0 values the first 0"):
        best_so_far([], ax, "network", "reward")
    with pytest.raises(ValueError, match="of 1 values the first 2"):
        best_so_far([1], ax, "network", "reward", drawn=2)
    for points in ([], [(0, 1)]):
        with pytest.raises(ValueError, match="values above 0"):
            agreement(points, ax, "a", "b")
    plt.close("all")

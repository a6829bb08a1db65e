"""The plot of multiples: everything relative to the first design, refusals in words."""

from __future__ import annotations

import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest

from lightcnn.plots import slowdown

TIMES = {"a CPU": [(2.0, 1.8, 2.5), (4.0, 3.0, 6.0)], "a GPU": [(0.5, 0.5, 0.5), (0.6, 0.6, 0.6)]}


def test_points_and_bars_are_multiples_of_the_first_design() -> None:
    figure, ax = plt.subplots()
    slowdown(["1:1", "1:12"], TIMES, ax, predicted=[100, 188])
    assert [round(bar.get_width(), 2) for bar in ax.patches] == [1.0, 1.88]
    points = [
        np.asarray(c.lines[0].get_xdata(), dtype=float).round(2).tolist()
        for c in ax.containers
        if hasattr(c, "has_xerr")
    ]
    assert points == [[1.0, 2.0], [1.0, 1.2]]
    assert [t.get_text() for t in ax.get_yticklabels()] == ["1:1", "1:12"]
    label = str(figure.get_label())
    assert "a CPU: 1:1 1.00, 1:12 2.00" in label and "values moved: 1:1 1.00, 1:12 1.88" in label
    plt.close(figure)


@pytest.mark.parametrize(
    ("labels", "times", "words"),
    [
        ([], {}, "nothing to draw"),
        (["1:1"], {}, "nothing to draw"),
        (["1:1"], TIMES, "a CPU has 2 values for 1 designs"),
        (["1:1"], {"a CPU": [(1.0, 1.2, 2.0)]}, "a CPU, 1:1: 0 < 1.2 <= 1.0"),
        (["1:1"], {"a CPU": [(0.0, 0.0, 0.0)]}, "0 < 0.0"),
    ],
)
def test_what_cannot_be_drawn_is_refused(labels: list[str], times: dict, words: str) -> None:
    figure, ax = plt.subplots()
    with pytest.raises(ValueError, match=words):
        slowdown(labels, times, ax)
    plt.close(figure)

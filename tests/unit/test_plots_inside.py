"""Tiles, histograms, ranges and layer points: what is drawn is what was given, and its text says so."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pytest

from lightcnn.plots import channel_ranges, histograms, layer_points, tiles


def test_each_is_drawn_and_described() -> None:
    ax = plt.subplots()[1]
    tiles(np.random.default_rng(0).random((5, 4, 4, 3)), ax, 3, "kernels")
    assert ax.get_figure().get_label() == "5 kernels, each 4 × 4, in rows of 3"  # type: ignore[union-attr]
    sheet = ax.images[0].get_array()
    assert sheet is not None and sheet[-1, -1, 3] == 0 and sheet[0, 0, 3] == 1, "no sixth tile"
    ax = plt.subplots()[1]
    histograms({"a": [0, 1, -9], "b": [0.5]}, ax, "weights", 2)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["a", "b"]
    ax = plt.subplots()[1]
    channel_ranges({"a": [12.7, 0.5, 0]}, ax, "largest weight")
    assert ax.lines[1].get_xdata()[0] == pytest.approx(0.1)  # type: ignore[index]
    ax = plt.subplots()[1]
    layer_points(["first", "", "last"], {"x": [1, 2, 3], "y": [3, 2, 1]}, ax, "error")
    assert len(ax.get_yticks()) == 2
    plt.close("all")


def test_what_cannot_be_drawn_is_named() -> None:
    ax = plt.subplots()[1]
    with pytest.raises(ValueError, match=r"got \(2, 2\)"):
        tiles(np.zeros((2, 2)), ax, 1)
    with pytest.raises(ValueError, match="columns must be 1 or more, got 0"):
        tiles(np.zeros((2, 2, 2)), ax, 0)
    with pytest.raises(ValueError, match="positive reach"):
        histograms({}, ax, "x", 1)
    with pytest.raises(ValueError, match="other than 0"):
        channel_ranges({"a": [0.0]}, ax, "x")
    with pytest.raises(ValueError, match="2 layers need as many"):
        layer_points(["a", "b"], {"x": [1]}, ax, "x")
    plt.close("all")

"""Named curves: every value legible, every name at its end, uneven curves refused."""

from __future__ import annotations

from collections.abc import Hashable

import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest

from lightcnn.plots import named_curves

ERRORS: dict[str, dict[Hashable, float]] = {
    "1×": {1: 33.6, 3: 32.6, 8: 32.4}, "0.25×": {1: 57.1, 3: 55.0, 8: 52.7}
}  # fmt: skip


def test_every_value_stands_at_its_point() -> None:
    figure, ax = plt.subplots()
    named_curves(ERRORS, ax, "groups", "top-1 error (%)")
    heights = [np.asarray(line.get_ydata()).tolist() for line in ax.lines]
    assert heights == [[33.6, 32.6, 32.4], [57.1, 55.0, 52.7]]
    assert {text.get_text() for text in ax.texts} == {
        *("33.6", "32.6", "32.4", "1×"), *("57.1", "55.0", "52.7", "0.25×")
    }  # fmt: skip
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["1", "3", "8"]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("groups", "top-1 error (%)")
    assert str(figure.get_label()).startswith("top-1 error (%) over groups. 1×: 33.6 at 1")
    assert "0.25×: 57.1 at 1, 55.0 at 3" in str(figure.get_label())
    plt.close(figure)


@pytest.mark.parametrize(
    ("curves", "words"),
    [({}, "nothing to draw"), ({"1×": {}}, "nothing to draw"),
     ({"1×": {1: 33.6}, "0.5×": {2: 44.4}}, r"groups: 0.5× has \[2\], 1× has \[1\]")],
)  # fmt: skip
def test_nothing_and_uneven_curves_are_refused(curves: dict[str, dict[Hashable, float]], words: str) -> None:
    figure, ax = plt.subplots()
    with pytest.raises(ValueError, match=words):
        named_curves(curves, ax, "groups", "error (%)")
    plt.close(figure)

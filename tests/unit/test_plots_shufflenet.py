"""The plot of Table 2: one curve a width, every error legible, uneven curves refused."""

from __future__ import annotations

import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest

from lightcnn.plots.shufflenet import error_by_groups

ERRORS = {"1×": {1: 33.6, 3: 32.6, 8: 32.4}, "0.25×": {1: 57.1, 3: 55.0, 8: 52.7}}


def test_every_error_stands_at_its_point() -> None:
    figure, ax = plt.subplots()
    error_by_groups(ERRORS, ax)
    heights = [np.asarray(line.get_ydata()).tolist() for line in ax.lines]
    assert heights == [[33.6, 32.6, 32.4], [57.1, 55.0, 52.7]]
    assert {text.get_text() for text in ax.texts} == {
        *("33.6", "32.6", "32.4", "1×"), *("57.1", "55.0", "52.7", "0.25×")
    }  # fmt: skip
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["1", "3", "8"]
    assert "0.25×: 57.1 with 1, 55.0 with 3" in str(figure.get_label())
    plt.close(figure)


@pytest.mark.parametrize(
    ("errors", "words"),
    [({}, "nothing to draw"), ({"1×": {}}, "nothing to draw"),
     ({"1×": {1: 33.6}, "0.5×": {2: 44.4}}, r"0.5× has errors for \[2\] groups, the first width for \[1\]")],
)  # fmt: skip
def test_nothing_and_uneven_curves_are_refused(errors: dict[str, dict[int, float]], words: str) -> None:
    figure, ax = plt.subplots()
    with pytest.raises(ValueError, match=words):
        error_by_groups(errors, ax)
    plt.close(figure)

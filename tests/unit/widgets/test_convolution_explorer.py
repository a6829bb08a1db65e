"""ConvolutionExplorer in Python: refusals, costs from the library's formulas, a photograph's crop."""

from __future__ import annotations

import numpy as np
import pytest
import traitlets

from lightcnn.arithmetic import conv_macs, conv_params
from lightcnn.widgets import ConvolutionExplorer
from lightcnn.widgets.convolution_explorer.frame import costs
from lightcnn.widgets.convolution_explorer.kinds import MODES, groups_in_effect, layers


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"mode": "dense"}, "mode must be one of .*'separable'.*got 'dense'"),
        ({"other": "dense"}, "other must be one of .*got 'dense'"),
        ({"kernel": 2}, r"kernel must be one of \[1, 3, 5\], got 2"),
        ({"stride": 0}, r"stride must be one of \[1, 2, 3\], got 0"),
        ({"c_in": 9}, "c_in must be one of .*got 9"),
        ({"groups": 3}, "groups must divide c_in and c_out .4 and 8., got 3"),
        ({"kernel": 5, "dilation": 3, "padding": 0}, "does not fit 6 pixels"),
        ({"image": [[[1, 2], [3, 4]]]}, "image must have 1 to 8 planes of 4 to 8 pixels"),
        ({"image": [[[1] * 6] * 6] * 2}, "c_in must be at most 2"),
    ],
)
def test_bad_settings_are_refused_in_words(options: dict, words: str) -> None:
    with pytest.raises(traitlets.TraitError, match=words):
        ConvolutionExplorer(**options)


def test_the_mini_case_of_the_book() -> None:
    widget = ConvolutionExplorer()
    assert costs(widget, "standard")["macs"] == 10_368 and costs(widget, "separable")["macs"] == 2_448
    assert costs(widget, "standard")["params"] == 288 and costs(widget, "separable")["params"] == 68


def test_more_outputs_bring_the_saving_nearer_to_nine() -> None:
    ratios = []
    for c_out in (8, 16):
        widget = ConvolutionExplorer(c_out=c_out)
        ratios.append(costs(widget, "standard")["macs"] / costs(widget, "separable")["macs"])
    assert ratios == [pytest.approx(1 / (1 / 8 + 1 / 9)), pytest.approx(1 / (1 / 16 + 1 / 9))]
    assert [f"{ratio:.1f}" for ratio in ratios] == ["4.2", "5.8"]


def test_groups_that_do_not_divide_wait_until_they_do() -> None:
    widget = ConvolutionExplorer("grouped", groups=4)
    for c_out, drawn in ((8, 4), (9, 1), (10, 2), (16, 4)):
        widget.c_out = c_out
        assert groups_in_effect(4, 4, c_out) == drawn == widget.layers()[0][3]
        assert costs(widget, "grouped")["params"] == conv_params(4, c_out, 3, drawn)
    assert widget.groups == 4


@pytest.mark.parametrize("mode", MODES)
def test_the_real_layer_is_the_librarys(mode: str) -> None:
    row = next(row for row in ConvolutionExplorer().real if row["mode"] == mode)
    shapes = layers(mode, 512, 512, 3, 2)
    assert row["params"] == sum(conv_params(*shape) for shape in shapes)
    assert row["macs"] == sum(conv_macs(a, b, k, 14, 14, g) for a, b, k, g in shapes)


def test_the_real_saving_is_the_formula_of_the_chapter() -> None:
    macs = {row["mode"]: row["macs"] for row in ConvolutionExplorer().real}
    assert macs["standard"] / macs["separable"] == pytest.approx(1 / (1 / 512 + 1 / 9))
    assert f"{macs['standard'] / macs['separable']:.2f}" == "8.84"


def test_a_crop_of_a_photograph_becomes_plain_integers() -> None:
    crop = np.arange(4 * 6 * 6, dtype=np.uint8).reshape(4, 6, 6)
    widget = ConvolutionExplorer(image=crop)
    assert widget.image == crop.tolist() and type(widget.image[0][0][0]) is int


def test_the_same_seed_draws_the_same_integers() -> None:
    first, again, other = (ConvolutionExplorer(seed=seed) for seed in (7, 7, 8))
    assert first.weights == again.weights != other.weights

"""MultiplierCalculator in Python: its tables give the counts that the paper prints."""

from __future__ import annotations

import pytest
import traitlets

from lightcnn.published import published as figure
from lightcnn.widgets import MultiplierCalculator
from lightcnn.widgets.multiplier_calculator import layers


@pytest.mark.parametrize(
    ("width", "side", "million"),
    [
        *((1.0, side, n) for side, n in ((224, 568.7), (192, 418.1), (160, 290.7), (128, 186.4))),
        *((width, 224, n) for width, n in ((0.75, 325.4), (0.5, 149.5), (0.25, 41.0))),
    ],
)
def test_multiply_adds_of_the_published_networks(width: float, side: int, million: float) -> None:
    assert round(layers.macs(width, side) / 1e6, 1) == million
    key = f"x{width:g}".replace(".", "_")
    assert figure(f"mobilenet_v1.{key}_{side}.macs").value / 1e6 == pytest.approx(million, abs=0.75)


@pytest.mark.parametrize(("width", "million"), [(1.0, 4.21), (0.75, 2.57), (0.5, 1.32), (0.25, 0.46)])
def test_parameters_follow_the_width_alone(width: float, million: float) -> None:
    assert round(sum(layers.weights(width)) / 1e6, 2) == million


def test_there_are_28_layers_and_the_last_3x3_does_not_stride() -> None:
    assert len(layers.LAYERS) == 28
    assert layers.sides(224)[-4:] == [7, 7, 7, 1]


def test_all_pairs_of_the_papers_grid_have_their_printed_accuracy() -> None:
    found = layers.published()
    assert {(one.width, one.side) for one in found} == {
        (width, side) for width in (0.25, 0.5, 0.75, 1.0) for side in (128, 160, 192, 224)
    }
    assert next(one.top1 for one in found if (one.width, one.side) == (0.5, 160)) == "60.2"


@pytest.mark.parametrize("budget", layers.BUDGETS)
def test_a_pair_on_a_curve_is_the_widest_that_the_budget_pays_for(budget: int) -> None:
    found = layers.pairs(budget)
    assert found
    for width, side in found:
        assert layers.macs(width, side) <= budget < layers.macs(round(width + 0.05, 2), side)
    for (width, side), (exact, same) in zip(found, layers.curve(budget), strict=True):
        assert side == same and width <= exact < width + 0.05


def test_two_unlike_networks_cost_150_million() -> None:
    thin, small = (0.5, 224), (1.0, 112)
    assert {thin, small} < set(layers.pairs(150_000_000))
    assert layers.macs(*thin) == pytest.approx(layers.macs(*small), rel=0.005)
    assert layers.most_held(*thin) == 2 * layers.most_held(*small)


def test_bad_settings_are_refused_in_words() -> None:
    with pytest.raises(traitlets.TraitError, match="width must be one of"):
        MultiplierCalculator(width=0.3333)
    with pytest.raises(traitlets.TraitError, match="side must be one of"):
        MultiplierCalculator(side=100)


def test_the_first_frame_has_all_published_networks() -> None:
    assert MultiplierCalculator().fallback.count("<tr>") == 17

"""ReluCollapse in Python: where its units leave less than a plane, beside the law, and what is read back."""

from __future__ import annotations

import random
from statistics import mean

import numpy as np
import pytest
import traitlets

from lightcnn.widgets import ReluCollapse
from lightcnn.widgets.relu_collapse import plane


@pytest.mark.parametrize(("units", "percent"), [(2, 75), (3, 50), (5, 18.75), (8, 3.5), (15, 0.05)])
def test_random_units_follow_the_law(units: int, percent: float) -> None:
    assert 100 * plane.LAW[units] == pytest.approx(percent, abs=0.02)
    chance = random.Random(units)
    draws = [[chance.uniform(0, 360) for _ in range(units)] for _ in range(1500)]
    assert mean(map(plane.collapsed, draws)) == pytest.approx(plane.LAW[units], abs=0.015)


def test_a_point_collapses_where_fewer_than_two_units_are_open() -> None:
    directions = plane.units_of(290, 0, 5)
    turns = np.radians(np.arange(0.005, 360, 0.01))
    points = np.stack((np.cos(turns), np.sin(turns)), axis=1)
    axes = np.stack((np.cos(np.radians(directions)), np.sin(np.radians(directions))))
    still = (points @ axes > 0).sum(axis=1)
    assert plane.collapsed(directions) == pytest.approx((still < 2).mean(), abs=1e-3)


def test_few_units_lose_all() -> None:
    assert plane.LAW[:2] == (1.0, 1.0)
    assert [plane.collapsed(plane.units_of(290, 0, n)) for n in (0, 1)] == [1, 1]
    assert [plane.collapsed(plane.units_of(290, 0, n), relu=False) for n in (0, 1, 2)] == [1, 1, 0]
    assert not plane.read_back(()).any()


def test_without_relu_everything_is_read_back() -> None:
    for units in (2, 3, 30):
        assert plane.read_back(plane.units_of(290, 0, units), relu=False) == pytest.approx(
            np.array(plane.CURVE), abs=1e-9
        )


def test_where_one_unit_is_open_points_fall_on_a_line_and_where_none_is_on_the_origin() -> None:
    directions = plane.units_of(290, 0, 3)
    points, back = np.array(plane.CURVE), plane.read_back(directions)
    axes = np.stack((np.cos(np.radians(directions)), np.sin(np.radians(directions))))
    still = points @ axes > 0
    assert np.abs(back[still.sum(axis=1) == 0]).max() < 1e-12
    for unit in range(3):
        line = back[(still.sum(axis=1) == 1) & still[:, unit]]
        assert len(line) == 0 or np.linalg.matrix_rank(line, tol=1e-9) == 1


@pytest.mark.parametrize("draw", range(plane.DRAWS))
def test_no_fold_ever_lies_on_that_of_the_first_unit(draw: int) -> None:
    others = plane.DIRECTIONS[draw]
    assert len(set(others)) == plane.MOST - 1
    assert not [one for one in others if float(one).is_integer()]
    assert not [one for one in others if (one + 180) % 360 in others]


def test_the_first_draw_is_near_the_average() -> None:
    for units in (2, 3, 5, 8, 15):
        assert plane.collapsed(plane.units_of(290, 0, units)) == pytest.approx(plane.LAW[units], abs=0.03)


def test_bad_settings_are_refused_in_words() -> None:
    with pytest.raises(traitlets.TraitError, match="units must be 0 to 30"):
        ReluCollapse(units=31)
    with pytest.raises(traitlets.TraitError, match="angle must be 0 to 359"):
        ReluCollapse(angle=360)


def test_the_first_frame_states_the_law() -> None:
    text = ReluCollapse().fallback
    assert text.count("<tr>") == 8 and "18.8 %" in text and "0.05 %" in text

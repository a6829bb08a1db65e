"""The (n + 1) / 2**n law against patterns counted one by one and against random lines; the block's memory."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lightcnn.arithmetic import bottleneck_peak, collapsed_share
from lightcnn.learning.experiments.thin_space import collapse, plane


@given(st.integers(1, 12))
def test_the_law_counts_patterns(units: int) -> None:
    few = sum(bin(pattern).count("1") < 2 for pattern in range(2**units))
    assert collapsed_share(units) == Fraction(few, 2**units)


@pytest.mark.parametrize("units", [1, 2, 3, 5, 8])
def test_random_lines_follow_the_law(units: int) -> None:
    found, law = collapse(units, points=200, seeds=400), float(collapsed_share(units))
    # In one drawing at least two regions share a pattern's fate, so a drawing deviates by less than 0.5.
    assert found.collapsed == pytest.approx(law, abs=4 * 0.5 / math.sqrt(400))
    assert 0 <= found.unread <= 1


def test_more_units_leave_more_to_read() -> None:
    unread = [collapse(units, points=200, seeds=40).unread for units in (2, 3, 5, 8, 15)]
    assert unread == sorted(unread, reverse=True) and unread[-1] < 0.01 < unread[0]


def test_the_plane_has_no_direction() -> None:
    x = plane(4000)
    assert x.shape == (4000, 2) and (x.T @ x / 4000 - torch.eye(2)).abs().max() < 0.1


@given(st.integers(1, 6), st.integers(1, 6), st.integers(1, 6), st.integers(1, 9), st.booleans())
def test_a_block_holds_what_lies_there_at_its_worst_moment(
    c_in: int, middle: int, c_out: int, side: int, shortcut: bool
) -> None:
    given_, wide, made = c_in * side**2, middle * side**2, c_out * side**2
    waiting = given_ * shortcut
    moments = [given_ + wide, waiting + wide + wide, waiting + wide + made]
    assert bottleneck_peak(c_in, middle, c_out, side, shortcut=shortcut) == max(moments)
    if middle > 1:
        assert bottleneck_peak(c_in, middle, c_out, side, parts=middle) == given_ + made + 2 * side**2


def test_the_stride_shrinks_what_lies_behind_it() -> None:
    assert bottleneck_peak(24, 144, 32, 56, 28, shortcut=False) == 144 * (56**2 + 28**2)
    assert bottleneck_peak(24, 144, 32, 56, 28, parts=144) == 24 * 56**2 + 32 * 28**2 + 56**2 + 28**2


def test_bad_arguments_are_named() -> None:
    with pytest.raises(ValueError, match="units must be 1 or more, got 0"):
        collapsed_share(0)
    with pytest.raises(ValueError, match="5 parts do not divide 144 channels"):
        bottleneck_peak(24, 144, 24, 56, parts=5)
    with pytest.raises(ValueError, match="side_out must be 1 or more, got -1"):
        bottleneck_peak(24, 144, 24, 56, -1)
    with pytest.raises(ValueError, match="units=0, points=500, seeds=200"):
        collapse(0)

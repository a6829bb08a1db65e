"""Values moved by a 1 x 1 layer, the least there can be, and channels that rest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lightcnn.arithmetic import least_pointwise_accesses, pointwise_accesses, untouched_channels

WIDTH = st.integers(1, 500)


@given(WIDTH, WIDTH, st.integers(1, 60), st.integers(1, 60))
def test_no_layer_moves_less_than_the_bound(c1: int, c2: int, h: int, w: int) -> None:
    moved, least = pointwise_accesses(c1, c2, h, w), least_pointwise_accesses(h * w * c1 * c2, h, w)
    assert moved == h * w * (c1 + c2) + c1 * c2
    if c1 == c2:
        assert moved == pytest.approx(least)
    else:
        assert moved > least


@given(st.integers(1, 20), st.sampled_from([1, 2, 4, 8]))
def test_groups_at_equal_work_multiply_the_maps_by_their_root(k: int, root: int) -> None:
    c, g = 8 * k, root * root
    one, grouped = pointwise_accesses(c, c, 7, 7), pointwise_accesses(c * root, c * root, 7, 7, g)
    assert grouped - c * c == root * (one - c * c)


def test_the_papers_rows() -> None:
    """Design rows of its Table 1: 6, 42 and 86 % more than at 1:1 at equal multiply-adds."""
    area = 56 * 56
    macs = area * 128 * 128
    for ratio, more in ((2, 0.06), (6, 0.42), (12, 0.86)):
        c1 = (128 * 128 / ratio) ** 0.5
        moved = area * c1 * (1 + ratio) + 128 * 128
        assert moved / least_pointwise_accesses(macs, 56, 56) - 1 == pytest.approx(more, abs=0.01)


@given(st.integers(1, 200), st.integers(0, 9))
def test_every_channel_has_one_maker_and_rests_half_as_often(half: int, units: int) -> None:
    counts = untouched_channels(2 * half, units)
    assert sum(counts) == 2 * half and len(counts) == units + 1
    left = 2 * half
    for _ in range(units):
        left = (left + 1) // 2
    assert counts[-1] == left
    assert counts[0] == half if units else counts == [2 * half]


def test_counts_by_hand() -> None:
    assert untouched_channels(8, 1) == [4, 4]
    assert untouched_channels(8, 2) == [4, 2, 2]
    assert untouched_channels(232, 7) == [116, 58, 29, 14, 7, 4, 2, 2]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: untouched_channels(7, 1), "even and 2 or more, got 7"),
        (lambda: untouched_channels(0, 1), "even and 2 or more, got 0"),
        (lambda: untouched_channels(8, -1), "units must be 0 or more, got -1"),
        (lambda: pointwise_accesses(6, 6, 7, 7, 4), "4 groups do not divide"),
        (lambda: least_pointwise_accesses(0, 7, 7), "macs must be 1 or more, got 0"),
    ],
)
def test_bad_arguments_are_named(call, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()

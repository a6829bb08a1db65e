"""The unit of ShuffleNet V2, written out step by step, and the authors' form of it."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from oracles import convolve, normalise, shake
from torch import Tensor, nn

from lightcnn.arithmetic import shuffle_permutation, untouched_channels
from lightcnn.blocks import ShuffleUnitV2, channel_split


def layer(part: nn.Sequential, x: Tensor, stride: int = 1, *, depthwise: bool = False) -> Tensor:
    """One convolution of a unit with its batch norm, from loops; a ReLU behind the pointwise ones."""
    groups = part.conv.out_channels if depthwise else 1
    padding = (1, 1) if depthwise else (0, 0)
    y = normalise(convolve(x, part.conv.weight, stride, padding, groups), part.bn)
    return y if depthwise else y.clamp(min=0)


def by_hand(unit: ShuffleUnitV2, x: Tensor, stride: int, shuffle: bool) -> Tensor:
    """The unit as the paper draws it."""
    half = x.shape[1] // 2
    if stride == 1:
        kept, y = x[:, :half], x[:, half:]
    else:
        around = unit.projection
        assert around is not None
        kept, y = layer(around.pointwise, layer(around.depthwise, x, 2, depthwise=True)), x
    y = layer(unit.branch.pointwise1, y)
    y = layer(unit.branch.depthwise, y, stride, depthwise=True)
    both = torch.cat((kept, layer(unit.branch.pointwise2, y)), dim=1)
    return both[:, shuffle_permutation(both.shape[1], 2)] if shuffle else both


@given(st.integers(1, 4), st.sampled_from([1, 2]), st.booleans(), st.integers(2, 5), st.booleans())
def test_it_is_what_the_paper_draws(
    half: int, stride: int, shuffle: bool, side: int, in_halves: bool
) -> None:
    c_in, c_out = 2 * half, 2 * half * stride + (2 if stride == 2 else 0)
    projected = c_out // 2 if in_halves and stride == 2 else None
    unit = shake(ShuffleUnitV2(c_in, c_out, stride=stride, projected=projected, shuffle=shuffle))
    x = torch.rand(2, c_in, side, side) - 0.3
    before = x.clone()
    got = unit(x)
    assert torch.equal(x, before), "the input is left alone"
    assert got.shape == (2, c_out, -(-side // stride), -(-side // stride))
    torch.testing.assert_close(got, by_hand(unit, x, stride, shuffle))


def test_the_authors_even_and_odd_channels_are_the_same_network() -> None:
    """Their unit deals even and odd channels to its halves; the one before does not shuffle."""
    units = [shake(ShuffleUnitV2(16, 16, shuffle=False), seed) for seed in range(3)]
    x = torch.rand(1, 16, 3, 3)
    paper = authors = x
    for unit in units:
        authors = torch.cat((authors[:, ::2], unit.branch(authors[:, 1::2])), dim=1)
    resting = [i for i in range(16) if any(torch.equal(authors[0, i], x[0, j]) for j in range(16))]
    assert len(resting) == untouched_channels(16, 3)[-1] == 2
    for unit in units:
        paper = unit(paper)[:, shuffle_permutation(16, 2)]
    assert sum(any(torch.equal(paper[0, i], x[0, j]) for j in range(16)) for i in range(16)) == 2


def test_channels_that_rest_are_the_closed_forms() -> None:
    for units in range(5):
        stack = nn.Sequential(*(shake(ShuffleUnitV2(20, 20), seed) for seed in range(units)))
        x = torch.randn(1, 20, 2, 2)
        y = stack(x)
        found = sum(any(torch.equal(out, own) for own in x[0]) for out in y[0])
        assert found == untouched_channels(20, units)[-1]


def test_without_the_shuffle_one_half_never_changes() -> None:
    stack = nn.Sequential(*(shake(ShuffleUnitV2(8, 8, shuffle=False), seed) for seed in range(4)))
    x = torch.randn(1, 8, 3, 3)
    assert torch.equal(stack(x)[:, :4], x[:, :4])


def test_a_split_is_two_views() -> None:
    x = torch.arange(6.0).reshape(1, 6, 1, 1)
    first, second = channel_split(x)
    assert first.flatten().tolist() == [0, 1, 2] and second.flatten().tolist() == [3, 4, 5]
    assert first.data_ptr() == x.data_ptr()
    with pytest.raises(ValueError, match="5 channels have no half"):
        channel_split(x[:, :5])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"stride": 3}, "stride must be 1 or 2, got 3"),
        ({"c_out": 48}, "c_in must equal c_out; got 24 and 48"),
        ({"c_in": 25, "c_out": 25}, "c_out must be even, since the next unit splits it; got 25"),
        ({"stride": 2}, "c_out must exceed 24; got 24"),
        ({"stride": 2, "c_out": 48, "projected": 48}, "c_out must exceed 48; got 48"),
        ({"stride": 2, "c_out": 48, "projected": 0}, "c_out must exceed 0; got 48"),
        ({"projected": 12}, "a projection at stride 2 only, got projected=12"),
    ],
)
def test_bad_arguments_are_named(arguments: dict, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        ShuffleUnitV2(**{"c_in": 24, "c_out": 24, **arguments})

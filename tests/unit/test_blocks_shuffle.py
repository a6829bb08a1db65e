"""The channel shuffle against the permutation, its inverse, and an explicit loop."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lightcnn.arithmetic import shuffle_permutation
from lightcnn.blocks import ChannelShuffle, channel_shuffle

factors = st.integers(1, 7)


@given(factors, factors, st.integers(1, 3), st.integers(1, 4))
def test_it_takes_the_channels_in_the_order_of_the_permutation(k: int, g: int, n: int, side: int) -> None:
    x = torch.rand(n, k * g, side, side + 1)
    assert torch.equal(channel_shuffle(x, g), x[:, shuffle_permutation(k * g, g)])


@given(factors, factors)
def test_channel_g_times_k_plus_j_becomes_channel_j_times_groups_plus_g(k: int, g: int) -> None:
    x = torch.arange(float(k * g)).view(1, -1, 1, 1)
    shuffled = channel_shuffle(x, g)
    for group in range(g):
        for j in range(k):
            assert shuffled[0, j * g + group, 0, 0] == group * k + j


@given(factors, factors)
def test_shuffling_by_the_other_factor_undoes_it(k: int, g: int) -> None:
    x = torch.rand(2, k * g, 2, 2)
    assert torch.equal(channel_shuffle(channel_shuffle(x, g), k), x)


def test_the_layer_is_the_function_and_gradients_pass() -> None:
    x = torch.rand(2, 12, 3, 3, requires_grad=True)
    assert torch.equal(ChannelShuffle(4)(x), channel_shuffle(x, 4))
    weights = torch.rand(12).view(1, 12, 1, 1)
    (channel_shuffle(x, 4) * weights).sum().backward()
    back = channel_shuffle(weights, 3).expand_as(x)
    assert x.grad is not None
    torch.testing.assert_close(x.grad, back)
    assert "groups=4" in repr(ChannelShuffle(4))


@pytest.mark.parametrize("groups", [5, 0, -1, 13])
def test_groups_that_do_not_divide_are_named(groups: int) -> None:
    with pytest.raises(ValueError, match=f"{groups} groups do not divide 12 channels"):
        channel_shuffle(torch.zeros(1, 12, 2, 2), groups)


def test_a_layer_without_groups_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="groups must be 1 or more, got 0"):
        ChannelShuffle(0)

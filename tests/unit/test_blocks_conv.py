"""The convolution block and the depthwise-separable pair, against an explicit loop."""

from __future__ import annotations

from fractions import Fraction

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from oracles import convolve, normalise, shake
from torch import nn

from lightcnn.arithmetic import conv_macs, separable_macs, separable_params, separable_share
from lightcnn.blocks import DepthwiseSeparable, conv_bn_act

odd = st.sampled_from([1, 3, 5])


@given(
    i=st.integers(1, 3),
    o=st.integers(1, 3),
    groups=st.integers(1, 3),
    high=odd,
    wide=odd,
    stride=st.integers(1, 3),
    side=st.integers(1, 7),
)
def test_it_is_a_grouped_convolution_then_norm_then_relu(
    i: int, o: int, groups: int, high: int, wide: int, stride: int, side: int
) -> None:
    block = shake(conv_bn_act(i * groups, o * groups, (high, wide), stride=stride, groups=groups))
    x = torch.rand(2, i * groups, side, side + 1) - 0.5
    slow = convolve(x, block.conv.weight, stride, (high // 2, wide // 2), groups)
    expected = normalise(slow, block.bn).clamp(min=0)
    got = block(x.clone())
    assert got.shape == (2, o * groups, -(-side // stride), -(-(side + 1) // stride))
    torch.testing.assert_close(got, expected)


def test_the_loop_itself_by_hand() -> None:
    x = torch.arange(8.0).view(1, 2, 2, 2)  # channel 0: 0 1 / 2 3, channel 1: 4 5 / 6 7
    weight = torch.tensor([[[[1.0]]], [[[10.0]]]])
    assert convolve(x, weight, groups=2).flatten().tolist() == [0, 1, 2, 3, 40, 50, 60, 70]
    both = torch.ones(1, 2, 2, 2)
    assert convolve(x, both).item() == 28
    assert convolve(x, both, padding=(1, 1)).shape == (1, 1, 3, 3)


def test_parts_have_names_and_no_bias() -> None:
    block = conv_bn_act(4, 8)
    assert [name for name, _ in block.named_children()] == ["conv", "bn", "act"]
    assert block.conv.bias is None
    assert [name for name, _ in conv_bn_act(4, 8, act=None).named_children()] == ["conv", "bn"]
    assert isinstance(conv_bn_act(4, 8, act=nn.Hardswish).act, nn.Hardswish)
    assert conv_bn_act(4, 8, 7, padding=0)(torch.zeros(1, 4, 9, 9)).shape == (1, 8, 3, 3)


@given(st.integers(1, 8), st.integers(1, 8), odd, st.integers(1, 2), st.integers(1, 6))
def test_depthwise_separable_is_two_convolutions(
    c_in: int, c_out: int, kernel: int, stride: int, side: int
) -> None:
    pair = shake(DepthwiseSeparable(c_in, c_out, kernel, stride=stride))
    x = torch.rand(1, c_in, side, side) - 0.5
    middle = convolve(x, pair.depthwise.conv.weight, stride, (kernel // 2, kernel // 2), c_in)
    middle = normalise(middle, pair.depthwise.bn).clamp(min=0)
    expected = normalise(convolve(middle, pair.pointwise.conv.weight), pair.pointwise.bn).clamp(min=0)
    torch.testing.assert_close(pair(x.clone()), expected)


@given(st.integers(1, 64), st.integers(1, 64), odd, st.integers(1, 30))
def test_depthwise_separable_costs_one_over_c_out_plus_one_over_k_squared(
    c_in: int, c_out: int, kernel: int, side: int
) -> None:
    full = conv_macs(c_in, c_out, kernel, side, side)
    share = Fraction(separable_macs(c_in, c_out, kernel, side, side), full)
    assert share == separable_share(c_out, kernel) == Fraction(1, c_out) + Fraction(1, kernel**2)
    pair = DepthwiseSeparable(c_in, c_out, kernel)
    weights = sum(p.numel() for name, p in pair.named_parameters() if "conv" in name)
    assert weights == separable_params(c_in, c_out, kernel)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"kernel": 4}, "odd kernel, got 4"),
        ({"kernel": (3, 2)}, r"odd kernel, got \(3, 2\)"),
        ({"groups": 3}, "3 groups do not divide 8 input and 6 output channels"),
        ({"groups": 4}, "4 groups do not divide 8 input and 6 output channels"),
        ({"groups": 0}, "groups=0"),
        ({"stride": 0}, "stride=0"),
        ({"c_in": 0}, "c_in=0"),
        ({"kernel": -1}, "kernel=-1"),
    ],
)
def test_bad_arguments_are_named(arguments: dict, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        conv_bn_act(**{"c_in": 8, "c_out": 6, **arguments})

"""The unit of ShuffleNet V1, written out step by step."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from oracles import average_pool, convolve, normalise, shake
from torch import Tensor

from lightcnn.arithmetic import conv_params, shuffle_permutation
from lightcnn.blocks import ShuffleUnitV1
from lightcnn.blocks.shufflenet_unit import bottleneck_channels


def by_hand(unit: ShuffleUnitV1, x: Tensor, groups: int, stride: int, first: int, shuffle: bool) -> Tensor:
    """The unit as the paper draws it, from convolutions written as loops."""
    middle = unit.compress.conv.out_channels
    y = normalise(convolve(x, unit.compress.conv.weight, groups=first), unit.compress.bn).clamp(min=0)
    if shuffle:
        y = y[:, shuffle_permutation(middle, groups)]
    y = normalise(convolve(y, unit.depthwise.conv.weight, stride, (1, 1), middle), unit.depthwise.bn)
    y = normalise(convolve(y, unit.expand.conv.weight, groups=groups), unit.expand.bn)
    if stride == 1:
        return (x + y).clamp(min=0)
    return torch.cat((average_pool(x, 2), y), dim=1).clamp(min=0)


@given(
    groups=st.sampled_from([1, 2, 3, 4]),
    wide=st.integers(1, 3),
    stride=st.sampled_from([1, 2]),
    group_first=st.booleans(),
    shuffle=st.booleans(),
    side=st.integers(2, 5),
)
def test_it_is_what_the_paper_draws(
    groups: int, wide: int, stride: int, group_first: bool, shuffle: bool, side: int
) -> None:
    c_out = 4 * groups * wide
    c_in = c_out if stride == 1 else c_out // 2
    unit = shake(
        ShuffleUnitV1(c_in, c_out, groups=groups, stride=stride, group_first=group_first, shuffle=shuffle)
    )
    x = torch.rand(2, c_in, side, side)
    got = unit(x.clone())
    assert got.shape == (2, c_out, -(-side // stride), -(-side // stride))
    torch.testing.assert_close(got, by_hand(unit, x, groups, stride, groups if group_first else 1, shuffle))


def test_the_input_is_left_alone() -> None:
    for unit in (ShuffleUnitV1(12, 12, groups=3), ShuffleUnitV1(12, 24, groups=3, stride=2)):
        x = torch.rand(1, 12, 4, 4) - 0.5
        before = x.clone()
        unit(x)
        assert torch.equal(x, before)


def test_a_quarter_rounded_up_to_the_groups() -> None:
    assert bottleneck_channels(240, 3) == 60
    assert bottleneck_channels(100, 2) == 26  # 25 is odd
    assert bottleneck_channels(68, 4) == 20  # 17 is no multiple of 4
    assert bottleneck_channels(96, 8) == 24


@given(st.integers(1, 400), st.integers(1, 8))
def test_the_bottleneck_is_the_smallest_that_fits(c_out: int, groups: int) -> None:
    middle = bottleneck_channels(c_out, groups)
    assert middle % groups == 0 and middle >= c_out / 4 > middle - groups


def test_parameters_are_the_closed_form() -> None:
    """hw-free part of the paper's cost: m(2c/g + 9) weights for a unit with c channels and a bottleneck m."""
    c, m, g = 240, 60, 3
    unit = ShuffleUnitV1(c, c, groups=g)
    weights = sum(p.numel() for name, p in unit.named_parameters() if "conv" in name)
    assert weights == m * (2 * c // g + 9)
    assert weights == conv_params(c, m, 1, g) + conv_params(m, m, 3, m) + conv_params(m, c, 1, g)


def test_without_a_shuffle_the_groups_starve() -> None:
    """The gradient of one output channel reaches only its group's input channels; with the shuffle, more."""
    reached = {}
    for shuffle in (True, False):
        unit = shake(ShuffleUnitV1(48, 48, groups=3, shuffle=shuffle))
        x = torch.rand(1, 48, 3, 3, requires_grad=True)
        unit.expand(unit.depthwise(unit.shuffle(unit.compress(x))))[0, 0].sum().backward()
        assert x.grad is not None
        reached[shuffle] = (x.grad.abs().sum(dim=(0, 2, 3)) > 0).sum().item()
    assert reached == {True: 48, False: 16}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"stride": 3}, "stride must be 1 or 2, got 3"),
        ({"c_out": 48}, "c_in must equal c_out; got 24 and 48"),
        ({"stride": 2}, "c_out must exceed c_in; got 24 and 24"),
        ({"groups": 5}, "5 groups do not divide 24 input"),
        ({"groups": 0}, "groups must be 1 or more, got 0"),
        ({"stride": 2, "c_out": 32, "groups": 3}, "3 groups do not divide 9 input and 8 output channels"),
    ],
)
def test_bad_arguments_are_named(arguments: dict, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        ShuffleUnitV1(**{"c_in": 24, "c_out": 24, **arguments})


@given(st.sampled_from([2, 3, 4]), st.integers(1, 3), st.sampled_from([1, 2]))
def test_the_authors_order_is_the_same_function_with_depthwise_filters_permuted(
    groups: int, wide: int, stride: int
) -> None:
    """Their code shuffles after the depthwise layer and rectifies the branch before the concatenation."""
    c_out = 4 * groups * wide
    c_in = c_out if stride == 1 else c_out // 2
    unit = shake(ShuffleUnitV1(c_in, c_out, groups=groups, stride=stride))
    x = torch.rand(1, c_in, 4, 4)
    expected = unit(x.clone())

    order = torch.tensor(shuffle_permutation(groups * wide, groups))
    moved = [unit.depthwise.conv.weight, *unit.depthwise.bn.parameters()]
    with torch.no_grad():
        for values in [*moved, unit.depthwise.bn.running_mean, unit.depthwise.bn.running_var]:
            values.copy_(values[order.argsort()].clone())
        branch = unit.expand(unit.shuffle(unit.depthwise(unit.compress(x))))
        theirs = (x + branch).relu() if stride == 1 else torch.cat((unit.pool(x), branch.relu()), dim=1)
    torch.testing.assert_close(theirs, expected)

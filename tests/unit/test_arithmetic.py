"""The closed forms against torch, against counting by hand, and against each other."""

from __future__ import annotations

import ast
import sys
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st
from torch import nn

import lightcnn.arithmetic
from lightcnn.arithmetic import (
    conv_macs,
    conv_params,
    conv_traffic,
    linear_macs,
    linear_params,
    output_side,
    reach,
    reach_share,
    receptive_field,
    shuffle_permutation,
)

small = st.integers(1, 6)


@given(st.integers(1, 40), st.integers(1, 7), st.integers(1, 4), st.integers(0, 3), st.integers(1, 3))
def test_output_side_is_torchs(side: int, kernel: int, stride: int, padding: int, dilation: int) -> None:
    assume(side + 2 * padding >= dilation * (kernel - 1) + 1)
    conv = nn.Conv2d(1, 1, kernel, stride, padding, dilation)
    theirs = conv(torch.zeros(1, 1, side, side)).shape[2]
    assert output_side(side, kernel, stride, padding, dilation) == theirs


@given(st.integers(2, 40), st.integers(1, 7), st.integers(1, 4), st.booleans(), st.booleans())
def test_output_side_of_a_pool_is_torchs(side: int, kernel: int, stride: int, pad: bool, ceil: bool) -> None:
    padding = kernel // 2 if pad else 0
    assume(side + 2 * padding >= kernel)
    pool = nn.MaxPool2d(kernel, stride, padding, ceil_mode=ceil)
    ours = output_side(side, kernel, stride, padding, ceil_mode=ceil)
    assert ours == pool(torch.zeros(1, 1, side, side)).shape[2]


@pytest.mark.parametrize("ceil", [False, True])
def test_output_side_of_every_small_pool_is_torchs_refusals_included(ceil: bool) -> None:
    """A map smaller than the kernel has a side in ceil mode, if a partial window starts inside it."""
    sizes = product(range(1, 8), range(1, 6), range(1, 4), range(3), range(1, 3))
    for side, kernel, stride, padding, dilation in (s for s in sizes if s[3] <= (s[1] + 1) // 2):
        pool = nn.MaxPool2d(kernel, stride, padding, dilation, ceil_mode=ceil)
        case = (side, kernel, stride, padding, dilation, ceil)
        try:
            theirs = pool(torch.zeros(1, 1, side, side)).shape[2]
        except RuntimeError as error:
            if "pad should be" in str(error):  # a rule of pooling, not of sides
                continue
            with pytest.raises(ValueError, match="does not fit"):
                output_side(*case)
        else:
            assert output_side(*case) == theirs, case


@pytest.mark.parametrize(
    ("arguments", "side"),
    [
        ((2, 3, 2, 0, 1, True), 1),
        ((224, 3, 2, 1), 112),
        ((227, 7, 2), 111),
        ((111, 3, 2, 0, 1, True), 55),
        ((112, 3, 2, 0, 1, False), 55),
        ((112, 3, 2, 0, 1, True), 56),
        ((7, 3, 1, 2, 2), 7),
    ],
)
def test_output_side_by_hand(arguments: tuple[int, ...], side: int) -> None:
    assert output_side(*arguments) == side


@given(small, small, st.integers(1, 5), st.integers(1, 5), st.integers(1, 4), st.booleans())
def test_conv_params_are_torchs(i: int, o: int, high: int, wide: int, groups: int, bias: bool) -> None:
    c_in, c_out = i * groups, o * groups
    conv = nn.Conv2d(c_in, c_out, (high, wide), groups=groups, bias=bias)
    assert conv_params(c_in, c_out, (high, wide), groups, bias) == sum(p.numel() for p in conv.parameters())


@given(small, small, st.integers(1, 3), st.integers(1, 5), st.integers(1, 5), st.integers(1, 3))
def test_conv_macs_count_the_loop(i: int, o: int, kernel: int, high: int, wide: int, groups: int) -> None:
    c_in, c_out = i * groups, o * groups
    steps = 0
    for _filter in range(c_out):
        for _position in range(high * wide):
            steps += (c_in // groups) * kernel * kernel
    assert conv_macs(c_in, c_out, kernel, high, wide, groups) == steps


def test_linear_by_hand() -> None:
    assert linear_params(10, 4) == 44
    assert linear_params(10, 4, bias=False) == linear_macs(10, 4) == 40


def test_traffic_by_hand() -> None:
    # 56 x 56, 64 -> 128 channels, 1x1, in 4 groups: 64 and 128 maps of 3136 values, 128 filters of 16.
    traffic = conv_traffic(64, 128, 1, 56, 56, 56, 56, groups=4)
    assert traffic == (4 * 64 * 3136, 4 * 128 * 16, 4 * 128 * 3136)
    assert traffic.total == sum(traffic)
    assert conv_traffic(64, 128, 1, 56, 56, 56, 56, groups=4, bytes_per_value=1).total * 4 == traffic.total


@given(st.integers(1, 8), st.integers(1, 64), st.integers(1, 64))
def test_equal_widths_move_least(side: int, c_in: int, c_out: int) -> None:
    """Guideline G1 of ShuffleNet V2: traffic >= 2 sqrt(hw B) + B / hw for B multiply-adds."""
    macs = conv_macs(c_in, c_out, 1, side, side)
    moved = conv_traffic(c_in, c_out, 1, side, side, side, side, bytes_per_value=1).total
    positions = side * side
    assert moved >= 2 * (positions * macs) ** 0.5 + macs / positions - 1e-6


@given(st.integers(1, 12), st.integers(1, 12))
def test_the_shuffle_is_undone_by_the_shuffle_of_the_other_factor(per_group: int, groups: int) -> None:
    channels = per_group * groups
    there = shuffle_permutation(channels, groups)
    back = shuffle_permutation(channels, per_group)
    assert sorted(there) == list(range(channels))
    assert [there[i] for i in back] == list(range(channels))


def test_the_shuffle_by_hand() -> None:
    assert shuffle_permutation(6, 3) == [0, 2, 4, 1, 3, 5]
    assert shuffle_permutation(6, 1) == shuffle_permutation(6, 6) == [0, 1, 2, 3, 4, 5]


@given(st.integers(1, 4), st.integers(1, 4), st.integers(0, 3), st.booleans())
def test_reach_is_where_a_product_of_block_matrices_is_not_zero(
    per_group: int, groups: int, layers: int, shuffle: bool
) -> None:
    channels = per_group * groups
    seen = torch.eye(channels)
    block = torch.block_diag(*[torch.ones(per_group, per_group)] * groups)
    for layer in range(layers):
        if layer and shuffle:
            seen = seen[shuffle_permutation(channels, groups)]
        seen = block @ seen
    expected = [frozenset(row.nonzero().flatten().tolist()) for row in seen]
    assert reach(channels, groups, layers, shuffle) == expected
    assert reach_share(channels, groups, layers, shuffle) == Fraction(sum(map(len, expected)), channels**2)


def test_two_layers_with_a_shuffle_see_everything_and_without_one_only_their_group() -> None:
    assert reach_share(24, 4, 2, shuffle=True) == 1
    assert reach_share(24, 4, 9, shuffle=False) == Fraction(1, 4)
    # Fewer channels in a group than groups: two layers are not enough.
    assert reach_share(8, 4, 2, shuffle=True) == Fraction(1, 2)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: output_side(0, 3), "side must be 1 or more, got 0"),
        (lambda: output_side(8, 3, stride=0), "stride"),
        (lambda: output_side(8, 3, padding=-1), "padding must be 0 or more, got -1"),
        (lambda: output_side(2, 3), "a kernel of 3 .* does not fit 2 pixels"),
        (lambda: conv_params(6, 8, 3, groups=4), "4 groups do not divide 6 input and 8 output channels"),
        (lambda: conv_params(8, 6, 3, groups=4), "4 groups do not divide 8 input and 6 output channels"),
        (lambda: conv_params(8, 8, (3, 0)), "kernel_width"),
        (lambda: conv_macs(8, 8, 3, 0, 5), "h_out"),
        (lambda: conv_traffic(8, 8, 3, 5, 5, 5, 5, bytes_per_value=0), "bytes_per_value"),
        (lambda: linear_params(0, 5), "features_in"),
        (lambda: shuffle_permutation(10, 4), "4 groups do not divide 10 channels"),
        (lambda: shuffle_permutation(10, 0), "groups must be 1 or more, got 0"),
        (lambda: reach(8, 4, -1, True), "layers must be 0 or more, got -1"),
    ],
)
def test_bad_arguments_are_named(call, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()


def test_it_needs_the_standard_library_only() -> None:
    tree = ast.parse(Path(lightcnn.arithmetic.__file__).read_text(encoding="utf-8"))
    names = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    names += [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    assert {name.partition(".")[0] for name in names} <= set(sys.stdlib_module_names)


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 3)), max_size=4))
def test_a_receptive_field_is_what_one_output_needs(layers: list[tuple[int, int]]) -> None:
    """Count back from one output value: each layer needs its kernel's side of every step before it."""
    needed = 1
    for kernel, stride in reversed(layers):
        needed = (needed - 1) * stride + kernel
    assert receptive_field(layers) == needed


def test_a_receptive_field_by_hand() -> None:
    assert [receptive_field([(3, 1)] * depth) for depth in range(4)] == [1, 3, 5, 7]
    assert receptive_field([(3, 2), (3, 1)]) == 7
    with pytest.raises(ValueError, match="stride must be 1 or more, got 0"):
        receptive_field([(3, 0)])

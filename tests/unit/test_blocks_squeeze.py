"""Fire, its bypass, and the SqueezeNext block, written out step by step."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from oracles import convolve, normalise, shake
from torch import Tensor, nn

from lightcnn.arithmetic import conv_params
from lightcnn.blocks import Fire, SqueezeNextBlock
from lightcnn.blocks.fire import Bypass

few = st.integers(1, 5)


def biased(x: Tensor, conv: nn.Conv2d, padding: int = 0) -> Tensor:
    assert conv.bias is not None
    return (convolve(x, conv.weight, padding=(padding, padding)) + conv.bias.view(-1, 1, 1)).clamp(min=0)


def fire_by_hand(fire: Fire, x: Tensor) -> Tensor:
    squeezed = biased(x, fire.squeeze)
    return torch.cat((biased(squeezed, fire.expand1), biased(squeezed, fire.expand3, 1)), dim=1)


@given(few, few, few, few, st.integers(1, 5))
def test_fire_is_what_the_paper_draws(c_in: int, squeeze: int, expand1: int, expand3: int, side: int) -> None:
    fire = shake(Fire(c_in, squeeze, expand1, expand3))
    x = torch.rand(2, c_in, side, side + 1) - 0.5
    got = fire(x.clone())
    assert got.shape == (2, expand1 + expand3, side, side + 1)
    torch.testing.assert_close(got, fire_by_hand(fire, x))
    assert sum(p.numel() for p in fire.parameters()) == (
        conv_params(c_in, squeeze, 1, bias=True)
        + conv_params(squeeze, expand1, 1, bias=True)
        + conv_params(squeeze, expand3, 3, bias=True)
    )


def test_fire2_by_hand() -> None:
    """96 -> 16 -> 64 + 64: 1,552 + 1,088 + 9,280 parameters, the row of Table 1."""
    assert sum(p.numel() for p in Fire(96, 16, 64, 64).parameters()) == 11_920


def test_bypass_adds_the_input_or_its_projection() -> None:
    fire = shake(Fire(8, 2, 4, 4))
    x = torch.rand(1, 8, 3, 3) - 0.5
    torch.testing.assert_close(Bypass(fire)(x.clone()), fire_by_hand(fire, x) + x)
    projection = shake(nn.Conv2d(8, 8, 1), seed=1)
    expected = fire_by_hand(fire, x) + convolve(x, projection.weight) + projection.bias.view(-1, 1, 1)
    torch.testing.assert_close(Bypass(fire, projection)(x.clone()), expected)


@pytest.mark.parametrize("place", range(4))
def test_fire_refuses_empty_layers(place: int) -> None:
    sizes = [8, 2, 4, 4]
    sizes[place] = 0
    name = ("c_in", "squeeze", "expand1", "expand3")[place]
    with pytest.raises(ValueError, match=f"{name}=0"):
        Fire(*sizes)


def layer(x: Tensor, part: nn.Sequential, stride: int = 1, groups: int = 1) -> Tensor:
    padding = tuple(side // 2 for side in part.conv.kernel_size)
    assert part.conv.bias is None
    return normalise(convolve(x, part.conv.weight, stride, padding, groups), part.bn).clamp(min=0)


def next_by_hand(block: SqueezeNextBlock, x: Tensor, stride: int, groups: int) -> Tensor:
    shortcut = x if block.projection is None else layer(x, block.projection, stride)
    from_projection = block.feed == "projection"
    fed, fed_stride = (shortcut, 1) if from_projection else (x, stride)
    y = layer(fed, block.branch.squeeze1, fed_stride, groups)
    y = layer(y, block.branch.squeeze2)
    y = layer(layer(y, block.branch.tap1, groups=groups), block.branch.tap2, groups=groups)
    return (layer(y, block.branch.expand) + shortcut).clamp(min=0)


@given(
    wide=st.integers(1, 2),
    groups=st.sampled_from([1, 2]),
    stride=st.sampled_from([1, 2]),
    horizontal=st.booleans(),
    kind=st.sampled_from(["plain", "input", "projection"]),
    side=st.integers(1, 5),
)
def test_squeezenext_block_is_what_the_files_say(
    wide: int, groups: int, stride: int, horizontal: bool, kind: str, side: int
) -> None:
    c_out = 4 * groups * wide
    c_in, stride = (c_out, 1) if kind == "plain" else (2 * groups, stride)
    options = {} if kind == "plain" else {"project": True, "feed": kind, "stride": stride}
    block = shake(SqueezeNextBlock(c_in, c_out, horizontal_first=horizontal, groups=groups, **options))
    x = torch.rand(2, c_in, side, side + 1)
    got = block(x.clone())
    assert got.shape == (2, c_out, -(-side // stride), -(-(side + 1) // stride))
    torch.testing.assert_close(got, next_by_hand(block, x, stride, groups))
    taps = [block.branch.tap1.conv.kernel_size, block.branch.tap2.conv.kernel_size]
    assert taps == ([(1, 3), (3, 1)] if horizontal else [(3, 1), (1, 3)])
    assert [tuple(p.conv.padding) for p in (block.branch.tap1, block.branch.tap2)] == [
        (high // 2, wide // 2) for high, wide in taps
    ]


def test_squeezenext_block_by_hand() -> None:
    """32 channels, no projection: 512 + 128 + 384 + 768 + 512 weights, 2 (16 + 8 + 16 + 16 + 32) norms."""
    block = SqueezeNextBlock(32, 32)
    weights = [p.numel() for name, p in block.named_parameters() if "conv" in name]
    assert weights == [512, 128, 384, 768, 512]
    assert sum(p.numel() for p in block.parameters()) == 2304 + 176


def test_blocks_leave_their_input_alone() -> None:
    for block in (Fire(8, 2, 4, 4), SqueezeNextBlock(8, 8), Bypass(Fire(8, 2, 4, 4))):
        x = torch.rand(1, 8, 4, 4) - 0.5
        before = x.clone()
        block(x)
        assert torch.equal(x, before), type(block).__name__


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"c_out": 6}, "multiple of 4.*got 6"),
        ({"c_out": 0}, "multiple of 4.*got 0"),
        ({"c_out": 32}, "shape must stay; got c_in=16, c_out=32, stride=1"),
        ({"stride": 2}, "shape must stay; got c_in=16, c_out=16, stride=2"),
        ({"feed": "shortcut"}, 'must be "input" or "projection", got \'shortcut\''),
        ({"feed": "projection"}, "needs project=True"),
        ({"groups": 3}, "3 groups do not divide 16 input and 8 output channels"),
        ({"groups": 8}, "8 groups do not divide 4 input and 8 output channels"),
    ],
)
def test_squeezenext_block_names_bad_arguments(arguments: dict, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        SqueezeNextBlock(**{"c_in": 16, "c_out": 16, **arguments})

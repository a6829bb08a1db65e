"""What networks and blocks take: the smallest side, memory orders, scripting, and what they refuse."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import partial

import pytest
import torch
from torch import nn

from lightcnn.blocks import (
    ChannelShuffle,
    Fire,
    InvertedResidual,
    InvertedResidualV3,
    ShuffleUnitV1,
    ShuffleUnitV2,
    SqueezeExcite,
    SqueezeNextBlock,
    channel_shuffle,
    channel_split,
)
from lightcnn.blocks.fire import Bypass
from lightcnn.networks import (
    alexnet,
    mobilenet_v1,
    mobilenet_v2,
    mobilenet_v3,
    shufflenet_v1,
    shufflenet_v2,
    squeezenet,
    squeezenext,
)
from lightcnn.profiling import profile

SMALLEST = [
    (alexnet, 67), (partial(alexnet, "torchvision"), 63), (squeezenet, 21), (partial(squeezenet, "1.1"), 17),
    (squeezenext, 9), (partial(squeezenext, version=2), 7), (partial(squeezenext, version=5), 7),
    (shufflenet_v1, 1), (shufflenet_v2, 1), (mobilenet_v1, 1), (mobilenet_v2, 1), (mobilenet_v3, 1),
    (partial(mobilenet_v3, "small"), 1),
]  # fmt: skip


@pytest.mark.parametrize(("build", "side"), SMALLEST)
def test_the_smallest_side_is_the_one_that_is_documented(build: Callable[[], nn.Module], side: int) -> None:
    with torch.device("meta"):
        net = build().eval()
        for more in (0, 1, 2, 3):
            assert net(torch.zeros(1, 3, side + more, side + more)).shape == (1, 1000)
        if side > 1:
            with pytest.raises(RuntimeError):
                net(torch.zeros(1, 3, side - 1, side - 1))
    text = " ".join((inspect.getdoc(getattr(build, "func", build)) or "").split())
    assert f"from {side} up" in text


def test_the_padding_of_the_released_squeezenet_is_told() -> None:
    with torch.device("meta"):
        net = squeezenet().eval()
        macs = profile(net, 227).macs
        net.conv10.padding = (1, 1)
        assert net.conv10(torch.zeros(1, 512, 13, 13)).shape[2:] == (15, 15)
        released = profile(net, 227).macs
    text = " ".join((inspect.getdoc(squeezenet) or "").split())
    assert "pads conv10 by a pixel" in text and "15 x 15" in text
    assert f"{released / 1e6:.1f} M" in text and f"{macs / 1e6:.1f} M" in text


BLOCKS = [
    Fire(8, 4, 6, 10), Bypass(Fire(16, 4, 6, 10)), ChannelShuffle(2), InvertedResidual(8, 8),
    InvertedResidualV3(8, 8, middle=16, excite=True), ShuffleUnitV1(12, 12), ShuffleUnitV1(12, 24, stride=2),
    ShuffleUnitV2(8, 8), ShuffleUnitV2(8, 16, stride=2), SqueezeExcite(8), SqueezeNextBlock(8, 8),
]  # fmt: skip


# TorchScript is no longer developed, but still what many phones and servers run.
SCRIPTED = pytest.mark.filterwarnings("ignore::DeprecationWarning:torch")


@SCRIPTED
@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: type(block).__name__)
def test_every_block_can_be_scripted(block: nn.Module) -> None:
    first = next((m for m in block.modules() if isinstance(m, nn.Conv2d)), None)
    channels = 8 if first is None else first.in_channels * (2 if isinstance(block, ShuffleUnitV2) else 1)
    channels = 8 if isinstance(block, ShuffleUnitV2) else channels
    x = torch.rand(2, channels, 6, 6)
    scripted = torch.jit.script(block.eval())
    for order in (torch.contiguous_format, torch.channels_last):
        torch.testing.assert_close(scripted(x.contiguous(memory_format=order)), block(x))


@SCRIPTED
def test_alexnet_can_be_scripted() -> None:
    with torch.device("meta"):
        torch.jit.script(alexnet())


@pytest.mark.parametrize("shape", [(96, 55, 55), (1, 95, 8, 8), (96,), (1, 1, 96, 8, 8)])
def test_a_fire_module_refuses_what_are_not_its_maps(shape: tuple[int, ...]) -> None:
    """Without N it would lay heights side by side where channels are meant."""
    with pytest.raises(ValueError, match="are asked for, got"):
        Fire(96, 16, 64, 64)(torch.rand(shape))


def test_what_names_channels_refuses_an_image_without_a_batch() -> None:
    for run in (partial(channel_shuffle, groups=2), channel_split, ChannelShuffle(2)):
        with pytest.raises(ValueError, match=r"maps of shape \(N, C, H, W\) are asked for, got \[8, 4, 4\]"):
            run(torch.rand(8, 4, 4))


def test_a_bypass_adds_equal_shapes_only() -> None:
    with pytest.raises(ValueError, match="cannot be added"):
        Bypass(nn.Conv2d(4, 1, 1))(torch.rand(1, 4, 3, 3))


@pytest.mark.parametrize("shape", [(2, 8, 4, 5), (1, 8, 1, 1), (1, 2, 3, 3), (2, 8, 1, 4)])
def test_a_shuffle_keeps_channels_last(shape: tuple[int, ...]) -> None:
    x = torch.rand(shape)
    for order in (torch.contiguous_format, torch.channels_last):
        y = channel_shuffle(x.contiguous(memory_format=order), 2)
        assert y.is_contiguous(memory_format=order)
        assert torch.equal(y, x.unflatten(1, (2, -1)).transpose(1, 2).flatten(1, 2))

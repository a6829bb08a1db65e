"""SqueezeNext with 23 modules: widths, groups, and versions 1, 2 and 5.

Source: Gholami et al. 2018, arXiv:1803.10615, Fig. 4 and 9 and Tables 1 to 3; every detail from the authors'
released prototxt files (amirgholami/SqueezeNext). No released file defines the networks with 34 and 44
modules, the ones with iterative deep aggregation, or the block splits of versions 3 and 4: they are not
here.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from torch import nn

from lightcnn.blocks.conv import conv_bn_act
from lightcnn.blocks.squeezenext_block import Feed, SqueezeNextBlock

SIDE = 227  # pixels: the crop in the released files
STEM_CHANNELS = 64  # at every width
TAIL_CHANNELS = 128  # at every width


class Version(NamedTuple):
    """What differs between the versions. Sides are for a 227 x 227 image: tested, never used to build."""

    stem_kernel: int
    blocks: tuple[int, int, int, int]  # in stages 1 to 4
    feed: Feed  # where the branch of a stage's first block starts
    stem_side: int
    sides: tuple[int, int, int, int]  # output sides of stages 1 to 4; the max-pool's is stage 1's


# Versions 2 and 5 shrink the stem's kernel; version 5 also moves blocks out of the early stages, whose few
# channels leave most of the accelerator's array idle. 21 blocks, the stem and the tail make 23 modules.
VERSIONS = {
    1: Version(7, (6, 6, 8, 1), "input", 111, (55, 28, 14, 7)),
    2: Version(5, (6, 6, 8, 1), "input", 112, (56, 28, 14, 7)),
    5: Version(5, (2, 4, 14, 1), "projection", 112, (56, 28, 14, 7)),
}


class Stage(NamedTuple):
    """Blocks of one width; the first has a projection shortcut and strides by `stride`."""

    name: str
    channels: int  # at width 1
    stride: int


STAGES = (
    Stage("stage1", 32, 1),
    Stage("stage2", 64, 2),
    Stage("stage3", 128, 2),
    Stage("stage4", 256, 2),
)


def stage_channels(width: float = 1.0) -> tuple[int, ...]:
    """Output channels of stages 1 to 4, rounded to the nearest multiple of 4 (exact at 1, 1.5 and 2).

    Raises: ValueError on a width that is not positive.
    """
    if not 0 < width < float("inf"):
        raise ValueError(f"width must be positive and finite, got {width}")
    return tuple(max(1, round(row.channels * width / 4)) * 4 for row in STAGES)


def squeezenext(width: float = 1.0, version: int = 1, groups: int = 1, classes: int = 1000) -> nn.Sequential:
    """SqueezeNext with 23 modules: (N, 3, 227, 227) -> logits (N, classes).

    Other sides work from 9 up in version 1, and from 7 up in versions 2 and 5.

    Args:
        width: Scales the channels of the four stages; the paper has 1, 1.5 and 2. Stem and tail stay.
        version: 1; 2, which is 1 with a 5x5 stem; or 5, with other block counts and its branches fed from the
            projection. At width 1: 717,280 parameters in version 1, 930,016 in version 5.
        groups: 2 is the paper's 1.0-G (543,072 parameters): first squeeze and both taps are grouped.
        classes: Outputs of the last layer, which has no bias.
    Raises: ValueError on a width that is not positive, another version, groups that do not divide the
        channels they split, or fewer than 1 class.
    """
    channels = stage_channels(width)
    if version not in VERSIONS:
        raise ValueError(f"version must be one of {sorted(VERSIONS)}, got {version!r}")
    if groups < 1 or STEM_CHANNELS % groups or any(c // 4 % groups for c in channels):
        raise ValueError(
            f"{groups} groups must divide the stem's {STEM_CHANNELS} channels and a quarter of the stages' "
            f"{channels}"
        )
    if classes < 1:
        raise ValueError(f"classes must be 1 or more, got {classes}")
    spec = VERSIONS[version]
    inputs = (STEM_CHANNELS, *channels)
    stages = {
        row.name: _stage(inputs[i], channels[i], row, spec.blocks[i], spec.feed, groups)
        for i, row in enumerate(STAGES)
    }
    return nn.Sequential(
        OrderedDict(
            stem=conv_bn_act(3, STEM_CHANNELS, spec.stem_kernel, stride=2, padding=0),
            maxpool=nn.MaxPool2d(3, 2, ceil_mode=True),
            **stages,
            tail=conv_bn_act(channels[-1], TAIL_CHANNELS, 1),
            avgpool=nn.AdaptiveAvgPool2d(1),
            flatten=nn.Flatten(),
            fc=nn.Linear(TAIL_CHANNELS, classes, bias=False),
        )
    )


VARIANTS: dict[str, Callable[[], nn.Module]] = {
    "squeezenext_23_x1_0": squeezenext,
    "squeezenext_23_x1_0_g2": partial(squeezenext, groups=2),
    "squeezenext_23_x1_5": partial(squeezenext, width=1.5),
    "squeezenext_23_x2_0": partial(squeezenext, width=2.0),
    "squeezenext_23_x1_0_v2": partial(squeezenext, version=2),
    "squeezenext_23_x1_0_v5": partial(squeezenext, version=5),
    "squeezenext_23_x2_0_v5": partial(squeezenext, width=2.0, version=5),
}


def _stage(c_in: int, c_out: int, row: Stage, blocks: int, feed: Feed, groups: int) -> nn.Sequential:
    first = SqueezeNextBlock(c_in, c_out, stride=row.stride, project=True, feed=feed, groups=groups)
    rest = (
        SqueezeNextBlock(c_out, c_out, horizontal_first=i % 2 == 1, groups=groups) for i in range(1, blocks)
    )
    return nn.Sequential(first, *rest)

"""MobileNetV1 at any width.

Source: Howard et al. 2017, arXiv:1704.04861, Table 1, and Tables 4 and 5 for its two rivals; how channels are
rounded when the width changes, from the authors' code (tensorflow/models, research/slim/nets/mobilenet_v1).
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from torch import nn

from lightcnn.blocks.conv import conv_bn_act
from lightcnn.blocks.depthwise_separable import DepthwiseSeparable

SIDE = 224  # pixels: the input of Table 1
STEM_CHANNELS = 32
STEM_SIDE = 112  # tested, never used to build


class Row(NamedTuple):
    """Two rows of Table 1, a depthwise and a pointwise convolution: what comes out of them."""

    channels: int
    stride: int  # of the depthwise convolution
    side: int  # output side for a 224 x 224 image: tested, never used to build


# Table 1. It prints stride 2 for the last depthwise layer too; its own sizes, and the code, have 1.
BLOCKS = (
    Row(64, 1, 112),
    Row(128, 2, 56),
    Row(128, 1, 56),
    Row(256, 2, 28),
    Row(256, 1, 28),
    Row(512, 2, 14),
    *(Row(512, 1, 14),) * 5,
    Row(1024, 2, 7),
    Row(1024, 1, 7),
)
# The shallow network of Table 5 lacks the five blocks that keep 512 channels.
SHALLOW = (*BLOCKS[:6], *BLOCKS[11:])


def mobilenet_v1(
    width: float = 1.0,
    classes: int = 1000,
    *,
    rows: Sequence[Row] = BLOCKS,
    block: Callable[..., nn.Module] = DepthwiseSeparable,
) -> nn.Sequential:
    """MobileNetV1: (N, 3, 224, 224) -> logits (N, classes).

    28 layers: a 3x3 stem at stride 2, thirteen depthwise-separable blocks of two, average pool, and a linear
    layer. At width 1: 4,231,976 parameters, 568.7 M multiply-adds. The resolution multiplier is no argument:
    the same network takes images of any side, from 1 up.

    Args:
        width: Scales the channels of stem and blocks, see `scaled`.
        classes: Outputs of the last layer.
        rows: The blocks; `SHALLOW` is the network of Table 5 without five of them.
        block: ``block(c_in, c_out, stride=...)`` makes one; `conv_bn_act` makes the network of Table 4 with
            full convolutions.
    Raises: ValueError on a width that is not positive and finite, fewer than 1 class, or no rows.
    """
    if classes < 1:
        raise ValueError(f"classes must be 1 or more, got {classes}")
    if not rows:
        raise ValueError("rows must name at least one block, got none")
    stem = scaled(STEM_CHANNELS, width)
    channels = [scaled(row.channels, width) for row in rows]
    inputs = [stem, *channels]
    blocks = {f"block{i + 1}": block(inputs[i], channels[i], stride=row.stride) for i, row in enumerate(rows)}
    return nn.Sequential(
        OrderedDict(
            stem=conv_bn_act(3, stem, 3, stride=2),
            **blocks,
            pool=nn.AdaptiveAvgPool2d(1),
            flatten=nn.Flatten(),
            classifier=nn.Linear(channels[-1], classes),
        )
    )


def scaled(channels: int, width: float) -> int:
    """`channels` times `width`, cut to a whole number, and never below 8, as the authors' code has it.

    Raises: ValueError on a width that is not positive and finite.
    """
    if not (width > 0 and math.isfinite(width)):
        raise ValueError(f"width must be positive and finite, got {width}")
    return max(int(channels * width), 8)


VARIANTS: dict[str, Callable[[], nn.Module]] = {
    "mobilenet_v1": mobilenet_v1,
    **{
        f"mobilenet_v1_x{name}": partial(mobilenet_v1, width)
        for name, width in (("0_25", 0.25), ("0_5", 0.5), ("0_75", 0.75))
    },
}

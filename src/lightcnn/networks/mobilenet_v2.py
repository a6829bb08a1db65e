"""MobileNetV2 at any width.

Source: Sandler et al. 2018, arXiv:1801.04381, Table 2; how channels are rounded when the width changes, the
1280 channels that never shrink, and the dropout from the authors' code (tensorflow/models, research/slim).
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from torch import nn

from lightcnn.arithmetic import scaled_channels
from lightcnn.blocks.conv import conv_bn_act, relu6
from lightcnn.blocks.inverted_residual import InvertedResidual

SIDE = 224  # pixels: the input of Table 2
STEM_CHANNELS, HEAD_CHANNELS = 32, 1280
STEM_SIDE = 112  # tested, never used to build


class Stage(NamedTuple):
    """A row of Table 2: `repeats` inverted residuals of one width; only the first strides."""

    name: str
    expansion: int
    channels: int
    repeats: int
    stride: int
    side: int  # output side for a 224 x 224 image: tested, never used to build


# Table 2, t, c, n, s. The paper numbers no row.
STAGES = (
    Stage("stage1", 1, 16, 1, 1, 112),
    Stage("stage2", 6, 24, 2, 2, 56),
    Stage("stage3", 6, 32, 3, 2, 28),
    Stage("stage4", 6, 64, 4, 2, 14),
    Stage("stage5", 6, 96, 3, 1, 14),
    Stage("stage6", 6, 160, 3, 2, 7),
    Stage("stage7", 6, 320, 1, 1, 7),
)


def mobilenet_v2(width: float = 1.0, classes: int = 1000) -> nn.Sequential:
    """MobileNetV2: (N, 3, 224, 224) -> logits (N, classes). Other sides work from 1 up.

    A stem, seven stages of inverted residuals, a 1x1 head to 1280 channels, average pool, dropout of 0.2 and
    a linear layer. At width 1: 3,504,872 parameters, 300.8 M multiply-adds. The state dict has the same
    tensors in the same order as torchvision's, under our names:
    ``net.load_state_dict(dict(zip(net.state_dict(), theirs.values(), strict=True)))``.

    Args:
        width: Scales the channels of stem and stages, to the nearest multiple of 8; the head only grows.
        classes: Outputs of the last layer.
    Raises: ValueError on a width that is not positive and finite, or fewer than 1 class.
    """
    if not (width > 0 and math.isfinite(width)):
        raise ValueError(f"width must be positive and finite, got {width}")
    if classes < 1:
        raise ValueError(f"classes must be 1 or more, got {classes}")
    stem = scaled_channels(STEM_CHANNELS, width)
    channels = [scaled_channels(row.channels, width) for row in STAGES]
    # Below width 1 the head stays whole: the classifier tells 1000 classes apart by what it gives.
    head = scaled_channels(HEAD_CHANNELS, max(1.0, width))
    inputs = [stem, *channels]
    stages = {row.name: _stage(inputs[i], channels[i], row) for i, row in enumerate(STAGES)}
    return nn.Sequential(
        OrderedDict(
            stem=conv_bn_act(3, stem, 3, stride=2, act=relu6),
            **stages,
            head=conv_bn_act(channels[-1], head, 1, act=relu6),
            pool=nn.AdaptiveAvgPool2d(1),
            flatten=nn.Flatten(),
            dropout=nn.Dropout(0.2),
            classifier=nn.Linear(head, classes),
        )
    )


def _stage(c_in: int, c_out: int, row: Stage) -> nn.Sequential:
    first = InvertedResidual(c_in, c_out, expansion=row.expansion, stride=row.stride)
    rest = (InvertedResidual(c_out, c_out, expansion=row.expansion) for _ in range(row.repeats - 1))
    return nn.Sequential(first, *rest)


VARIANTS: dict[str, Callable[[], nn.Module]] = {
    "mobilenet_v2": mobilenet_v2,
    **{
        f"mobilenet_v2_x{name}": partial(mobilenet_v2, width)
        for name, width in (("0_35", 0.35), ("0_5", 0.5), ("0_75", 0.75), ("1_3", 1.3), ("1_4", 1.4))
    },
}

"""ShuffleNet V1 at every number of groups and every width of the paper.

Source: Zhang et al. 2018, arXiv:1707.01083, Table 1; stems and rounding at other widths from the authors'
code (megvii-model/ShuffleNet-Series) where it defines them.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from torch import nn

from lightcnn.blocks.conv import conv_bn_act
from lightcnn.blocks.shufflenet_unit import ShuffleUnitV1

SIDE = 224  # pixels: the input of Table 1
STEM_SIDE, POOL_SIDE = (
    112,
    56,
)  # after the 3x3 convolution and after the max-pool; tested, never used to build


class Stage(NamedTuple):
    """`repeats` units of one width; only the first strides."""

    name: str
    multiple: int  # output channels, as a multiple of stage 2's
    repeats: int
    side: int  # output side for a 224 x 224 image: tested, never used to build


# Table 1.
STAGES = (
    Stage("stage2", 1, 4, 28),
    Stage("stage3", 2, 8, 14),
    Stage("stage4", 4, 4, 7),
)

# Output channels of stage 2 at width 1, by number of groups: Table 1's columns. More groups make a unit
# cheaper, and the paper spends what is saved on channels.
STAGE2_CHANNELS = {1: 144, 2: 200, 3: 240, 4: 272, 8: 384}


def stage_channels(groups: int = 3, width: float = 1.0) -> tuple[int, int, int]:
    """Output channels of stages 2, 3 and 4.

    Width 1 is Table 1. Other widths scale stage 2 and round it to the nearest multiple of `groups`, which
    changes nothing at the paper's 0.25, 0.5, 1.5 and 2; stages 3 and 4 double.

    Raises: ValueError on groups outside 1, 2, 3, 4, 8 or a width that is not positive.
    """
    if groups not in STAGE2_CHANNELS:
        raise ValueError(f"groups must be one of {sorted(STAGE2_CHANNELS)}, got {groups}")
    if not 0 < width < float("inf"):
        raise ValueError(f"width must be positive and finite, got {width}")
    stage2 = max(1, round(STAGE2_CHANNELS[groups] * width / groups)) * groups
    return stage2, 2 * stage2, 4 * stage2


def stem_channels(groups: int = 3, width: float = 1.0) -> int:
    """Output channels of the first convolution, which the paper gives at width 1 only: 24.

    The authors' code has 12 at 0.5x (16 with 8 groups), 24 at 1x and 1.5x, 48 at 2x. We take 12 below 1x, as
    the printed 13 M multiply-adds at 0.25x ask for, made a multiple of the groups: up from 0.5x on, down
    below it (8 with 8 groups), because the first unit's branch supplies stage 2's channels minus these.

    Raises: ValueError as `stage_channels` does.
    """
    stage_channels(groups, width)
    if width >= 2:
        return 48
    if width >= 1:
        return 24
    multiples = -(-12 // groups) if width >= 0.5 else 12 // groups
    return multiples * groups


def shufflenet_v1(
    groups: int = 3, width: float = 1.0, classes: int = 1000, *, shuffle: bool = True
) -> nn.Sequential:
    """ShuffleNet V1: (N, 3, 224, 224) -> logits (N, classes). The parts are named after Table 1.

    Other sides work from 1 up.

    Args:
        groups: Groups of the pointwise convolutions: 1, 2, 3, 4 or 8.
        width: Scales the channels of stages 2 to 4; the paper has 0.25, 0.5, 1, 1.5 and 2.
        classes: Outputs of the last layer, which has no bias in the authors' code.
        shuffle: False leaves out every channel shuffle, as in the paper's Table 3.
    Raises: ValueError on other groups, a width that is not positive or too small for its stem, or fewer than
        1 class. With 3 groups at width 1: 1,864,728 parameters, 137.5 M multiply-adds.
    """
    channels = stage_channels(groups, width)
    stem = stem_channels(groups, width)
    if channels[0] <= stem:
        raise ValueError(f"width {width} leaves stage 2 with {channels[0]} channels behind a stem of {stem}")
    if classes < 1:
        raise ValueError(f"classes must be 1 or more, got {classes}")
    inputs = (stem, *channels)
    stages = {row.name: _stage(inputs[i], channels[i], row, groups, shuffle) for i, row in enumerate(STAGES)}
    return nn.Sequential(
        OrderedDict(
            conv1=conv_bn_act(3, stem, 3, stride=2),
            maxpool=nn.MaxPool2d(3, 2, padding=1),
            **stages,
            globalpool=nn.AdaptiveAvgPool2d(1),
            flatten=nn.Flatten(),
            fc=nn.Linear(channels[-1], classes, bias=False),
        )
    )


VARIANTS: dict[str, Callable[[], nn.Module]] = {
    f"shufflenet_v1_x{name}_g{groups}": partial(shufflenet_v1, groups=groups, width=width)
    for name, width in (("0_25", 0.25), ("0_5", 0.5), ("1_0", 1.0), ("1_5", 1.5), ("2_0", 2.0))
    for groups in STAGE2_CHANNELS
}


def _stage(c_in: int, c_out: int, row: Stage, groups: int, shuffle: bool) -> nn.Sequential:
    # The very first pointwise layer is not grouped: the stem has too few channels to split.
    first = ShuffleUnitV1(
        c_in, c_out, groups=groups, stride=2, group_first=row is not STAGES[0], shuffle=shuffle
    )
    rest = (ShuffleUnitV1(c_out, c_out, groups=groups, shuffle=shuffle) for _ in range(row.repeats - 1))
    return nn.Sequential(first, *rest)

"""ShuffleNet V2 at the four widths of the paper.

Source: Ma et al. 2018, arXiv:1807.11164, Table 5; the down-sampling unit, the dropout and the last layer
without a bias from the authors' code (megvii-model/ShuffleNet-Series).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from typing import Literal, NamedTuple

from torch import nn

from lightcnn.blocks.conv import conv_bn_act
from lightcnn.blocks.shufflenet_v2_unit import ShuffleUnitV2

Layout = Literal["authors", "torchvision"]

SIDE = 224  # pixels: the input of Table 5
STEM_CHANNELS = 24  # at every width
# After the 3x3 convolution and after the max-pool: tested, never used to build.
STEM_SIDE, POOL_SIDE = 112, 56


class Stage(NamedTuple):
    """`repeats` units of one width; only the first strides."""

    name: str
    repeats: int
    side: int  # output side for a 224 x 224 image: tested, never used to build


class Widths(NamedTuple):
    """Output channels of the stages and of the last 1x1 convolution."""

    stage2: int
    stage3: int
    stage4: int
    conv5: int


# Table 5.
STAGES = (Stage("stage2", 4, 28), Stage("stage3", 8, 14), Stage("stage4", 4, 7))
WIDTHS = {
    0.5: Widths(48, 96, 192, 1024),
    1.0: Widths(116, 232, 464, 1024),
    1.5: Widths(176, 352, 704, 1024),
    2.0: Widths(244, 488, 976, 2048),
}


def shufflenet_v2(
    width: float = 1.0, classes: int = 1000, *, layout: Layout = "authors", shuffle: bool = True
) -> nn.Sequential:
    """ShuffleNet V2: (N, 3, 224, 224) -> logits (N, classes). The parts are named after Table 5.

    Other sides work from 1 up.

    Args:
        width: 0.5, 1, 1.5 or 2. The channels of each are a row of Table 5, not multiples of one base.
        classes: Outputs of the last layer.
        layout: "authors" projects c_in channels in a stage's first unit, has no bias in the last layer and,
            at width 2, a dropout of 0.2 before it. "torchvision" projects half of the outputs, and has a bias
            and no dropout; its state dict has the same tensors in the same order as torchvision's, under our
            names: ``net.load_state_dict(dict(zip(net.state_dict(), theirs.values(), strict=True)))``.
        shuffle: False leaves out every channel shuffle.
    Raises: ValueError on another width or layout, or fewer than 1 class. At width 1: 2,278,760 parameters,
        145.8 M multiply-adds.
    """
    if width not in WIDTHS:
        raise ValueError(f"width must be one of {sorted(WIDTHS)}, got {width}")
    if layout not in ("authors", "torchvision"):
        raise ValueError(f'layout must be "authors" or "torchvision", got {layout!r}')
    if classes < 1:
        raise ValueError(f"classes must be 1 or more, got {classes}")
    *channels, last = WIDTHS[width]
    inputs = (STEM_CHANNELS, *channels)
    stages = {row.name: _stage(inputs[i], channels[i], row, layout, shuffle) for i, row in enumerate(STAGES)}
    drop = {"dropout": nn.Dropout(0.2)} if layout == "authors" and width == 2 else {}
    return nn.Sequential(
        OrderedDict(
            conv1=conv_bn_act(3, STEM_CHANNELS, 3, stride=2),
            maxpool=nn.MaxPool2d(3, 2, padding=1),
            **stages,
            conv5=conv_bn_act(channels[-1], last, 1),
            globalpool=nn.AdaptiveAvgPool2d(1),
            flatten=nn.Flatten(),
            **drop,
            fc=nn.Linear(last, classes, bias=layout == "torchvision"),
        )
    )


def _stage(c_in: int, c_out: int, row: Stage, layout: Layout, shuffle: bool) -> nn.Sequential:
    projected = c_out // 2 if layout == "torchvision" else c_in
    first = ShuffleUnitV2(c_in, c_out, stride=2, projected=projected, shuffle=shuffle)
    rest = (ShuffleUnitV2(c_out, c_out, shuffle=shuffle) for _ in range(row.repeats - 1))
    return nn.Sequential(first, *rest)


VARIANTS: dict[str, Callable[[], nn.Module]] = {
    f"shufflenet_v2_x{name}": partial(shufflenet_v2, width)
    for name, width in (("0_5", 0.5), ("1_0", 1.0), ("1_5", 1.5), ("2_0", 2.0))
}

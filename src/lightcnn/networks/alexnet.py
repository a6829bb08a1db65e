"""AlexNet: the measure that small networks were held against.

Source: Krizhevsky, Sutskever and Hinton, NeurIPS 2012, section 3 and Fig. 2; the torchvision layout is the
one-tower network of Krizhevsky 2014, arXiv:1404.5997.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple

from torch import nn

SIDE = 227  # pixels: the paper prints 224, but only 227 gives its 55 x 55 first map


class ConvRow(NamedTuple):
    """One convolution, its ReLU, and what follows it."""

    channels: int
    kernel: int
    stride: int
    padding: int
    groups: int
    norm: bool  # local response normalisation after the ReLU
    pool: bool  # 3x3 max-pool with stride 2 after that
    side: int  # output side before the pool, for the layout's own input side: tested, never used to build


LAYOUTS: dict[str, tuple[ConvRow, ...]] = {
    # Two groups wherever the 2012 network kept its two GPUs apart. Input 227 x 227.
    "2012": (
        ConvRow(96, 11, 4, 0, 1, True, True, 55),
        ConvRow(256, 5, 1, 2, 2, True, True, 27),
        ConvRow(384, 3, 1, 1, 1, False, False, 13),
        ConvRow(384, 3, 1, 1, 2, False, False, 13),
        ConvRow(256, 3, 1, 1, 2, False, True, 13),
    ),
    # Input 224 x 224.
    "torchvision": (
        ConvRow(64, 11, 4, 2, 1, False, True, 55),
        ConvRow(192, 5, 1, 2, 1, False, True, 27),
        ConvRow(384, 3, 1, 1, 1, False, False, 13),
        ConvRow(256, 3, 1, 1, 1, False, False, 13),
        ConvRow(256, 3, 1, 1, 1, False, True, 13),
    ),
}


def alexnet(layout: str = "2012", classes: int = 1000) -> nn.Sequential:
    """AlexNet: (N, 3, 227, 227) -> logits (N, classes).

    Other sides work from 67 up in the layout of 2012, and from 63 up in torchvision's.

    Args:
        layout: "2012", the grouped network of the paper, 60,965,224 parameters and 724.4 M multiply-adds at
            227; or "torchvision", its one-tower network with 61,100,840, whose state dict fits this one.
        classes: Outputs of the last layer.
    Raises: ValueError on another layout or fewer than 1 class.
    """
    if layout not in LAYOUTS:
        raise ValueError(f"layout must be one of {sorted(LAYOUTS)}, got {layout!r}")
    if classes < 1:
        raise ValueError(f"classes must be 1 or more, got {classes}")
    rows = LAYOUTS[layout]
    return nn.Sequential(
        OrderedDict(
            features=_features(rows),
            avgpool=nn.AdaptiveAvgPool2d(6),
            flatten=nn.Flatten(),
            classifier=_classifier(rows[-1].channels * 36, classes),
        )
    )


VARIANTS: dict[str, Callable[[], nn.Module]] = {"alexnet": alexnet}


def _features(rows: tuple[ConvRow, ...]) -> nn.Sequential:
    layers: list[nn.Module] = []
    c_in = 3
    for row in rows:
        conv = nn.Conv2d(c_in, row.channels, row.kernel, row.stride, row.padding, groups=row.groups)
        layers += [conv, nn.ReLU(inplace=True)]
        if row.norm:
            # The paper scales the sum over 5 channels by 1e-4; PyTorch scales their mean.
            layers.append(nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0))
        if row.pool:
            layers.append(nn.MaxPool2d(3, 2))
        c_in = row.channels
    return nn.Sequential(*layers)


def _classifier(features: int, classes: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Dropout(),
        nn.Linear(features, 4096),
        nn.ReLU(inplace=True),
        nn.Dropout(),
        nn.Linear(4096, 4096),
        nn.ReLU(inplace=True),
        nn.Linear(4096, classes),
    )

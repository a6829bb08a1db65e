"""SqueezeNet 1.0 and 1.1, with simple and complex bypass.

Source: Iandola et al. 2016, arXiv:1602.07360, Table 1, Fig. 2 and section 6; version 1.1, the ceil mode of
the pools and the final average pool from the authors' released files (forresti/SqueezeNet).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from torch import nn

from lightcnn.blocks.fire import Bypass, Fire

SIDE = 227  # pixels: Table 1 prints 224, but only 227 gives its 111 x 111 first map


class FireRow(NamedTuple):
    """One Fire module, as a row of Table 1: s1x1, e1x1, e3x3. Its input is the row before."""

    name: str
    squeeze: int
    expand1: int
    expand3: int

    @property
    def channels(self) -> int:
        """Output channels."""
        return self.expand1 + self.expand3


# Table 1. Both versions have the same Fire modules.
FIRES = (
    FireRow("fire2", 16, 64, 64),
    FireRow("fire3", 16, 64, 64),
    FireRow("fire4", 32, 128, 128),
    FireRow("fire5", 32, 128, 128),
    FireRow("fire6", 48, 192, 192),
    FireRow("fire7", 48, 192, 192),
    FireRow("fire8", 64, 256, 256),
    FireRow("fire9", 64, 256, 256),
)


class Version(NamedTuple):
    """What differs between 1.0 and 1.1: the first convolution and where the max-pools stand."""

    stem_channels: int
    stem_kernel: int
    pool_after: tuple[str, str, str]


VERSIONS = {
    "1.0": Version(96, 7, ("conv1", "fire4", "fire8")),
    "1.1": Version(64, 3, ("conv1", "fire3", "fire5")),
}


class Stage(NamedTuple):
    """A named part of the network with the shape that leaves it, for a 227 x 227 image."""

    name: str
    channels: int
    side: int  # pixels: tested, never used to build


# Table 1, output size column (version 1.0). A max-pool is named after the part before it.
STAGES = (
    Stage("conv1", 96, 111),
    Stage("maxpool1", 96, 55),
    Stage("fire2", 128, 55),
    Stage("fire3", 128, 55),
    Stage("fire4", 256, 55),
    Stage("maxpool4", 256, 27),
    Stage("fire5", 256, 27),
    Stage("fire6", 384, 27),
    Stage("fire7", 384, 27),
    Stage("fire8", 512, 27),
    Stage("maxpool8", 512, 13),
    Stage("fire9", 512, 13),
    Stage("conv10", 1000, 13),
    Stage("avgpool10", 1000, 1),
)


def squeezenet(
    version: str | Version = "1.0", bypass: str | None = None, classes: int = 1000
) -> nn.Sequential:
    """SqueezeNet: (N, 3, 227, 227) -> logits (N, classes). No fully connected layer, no batch norm.

    Max-pools are 3x3 with stride 2 in ceil mode; ReLU also follows conv10, so logits are never negative.
    Other sides work from 21 up in version 1.0, and from 17 up in 1.1. The released network 1.0 pads conv10 by
    a pixel, though its kernel is 1x1: its last map is 15 x 15, a border of biases is averaged too, and it
    does 861.3 M multiply-adds at 227 where this one, with the paper's 13 x 13, does 832.7 M.

    Args:
        version: "1.0" of the paper, 1,248,424 parameters, or "1.1" of its repository, 1,235,496 parameters
            and 2.3 times fewer multiply-adds (1.0: 818.9 M, 1.1: 349.2 M at 224 x 224), or a `Version` of
            your own, such as ``VERSIONS["1.0"]._replace(stem_kernel=3)``.
        bypass: None; "simple", an addition around fire3, 5, 7 and 9, which keep their width; or "complex",
            additionally a 1x1 convolution around fire2, 4, 6 and 8 (1.0: 1,589,672 parameters).
        classes: Filters of conv10.
    Raises: ValueError on another version or bypass, or fewer than 1 class.
    """
    if not isinstance(version, Version) and version not in VERSIONS:
        raise ValueError(f"version must be one of {sorted(VERSIONS)}, got {version!r}")
    if bypass not in (None, "simple", "complex"):
        raise ValueError(f'bypass must be None, "simple" or "complex", got {bypass!r}')
    if classes < 1:
        raise ValueError(f"classes must be 1 or more, got {classes}")
    spec = version if isinstance(version, Version) else VERSIONS[version]
    parts: OrderedDict[str, nn.Module] = OrderedDict()
    parts["conv1"] = nn.Conv2d(3, spec.stem_channels, spec.stem_kernel, 2)
    parts["relu1"] = nn.ReLU(inplace=True)
    _pool_after("conv1", spec, parts)
    c_in = spec.stem_channels
    for row in FIRES:
        parts[row.name] = _fire(c_in, row, bypass)
        _pool_after(row.name, spec, parts)
        c_in = row.channels
    parts["drop9"] = nn.Dropout(0.5)
    parts["conv10"] = nn.Conv2d(c_in, classes, 1)
    parts["relu10"] = nn.ReLU(inplace=True)
    parts["avgpool10"] = nn.AdaptiveAvgPool2d(1)
    parts["flatten"] = nn.Flatten()
    return nn.Sequential(parts)


VARIANTS: dict[str, Callable[[], nn.Module]] = {
    "squeezenet1_0": squeezenet,
    "squeezenet1_1": partial(squeezenet, version="1.1"),
    "squeezenet1_0_simple_bypass": partial(squeezenet, bypass="simple"),
    "squeezenet1_0_complex_bypass": partial(squeezenet, bypass="complex"),
}


def _pool_after(name: str, spec: Version, parts: OrderedDict[str, nn.Module]) -> None:
    if name in spec.pool_after:
        number = name.removeprefix("conv").removeprefix("fire")
        parts[f"maxpool{number}"] = nn.MaxPool2d(3, 2, ceil_mode=True)


def _fire(c_in: int, row: FireRow, bypass: str | None) -> nn.Module:
    fire = Fire(c_in, row.squeeze, row.expand1, row.expand3)
    if bypass is not None and c_in == row.channels:
        return Bypass(fire)
    if bypass == "complex":
        return Bypass(fire, nn.Conv2d(c_in, row.channels, 1))
    return fire

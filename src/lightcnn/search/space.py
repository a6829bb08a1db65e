"""A space of networks: stages of inverted residuals whose kernel, expansion, gate and depth are free."""

from __future__ import annotations

import random
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import product
from typing import Any, NamedTuple

from torch import nn

from lightcnn.blocks import InvertedResidualV3, conv_bn_act
from lightcnn.blocks.conv import hard_swish


class Choice(NamedTuple):
    """What a search may choose for the blocks of one stage."""

    kernel: int  # pixels
    expansion: int  # channels in the middle for each channel that comes in
    excite: bool  # with squeeze-and-excite
    depth: int  # blocks in the stage


Candidate = tuple[Choice, ...]
"""A network of the space: a choice for each stage."""


@dataclass(frozen=True)
class Space:
    """All networks of a stem, stages of `InvertedResidualV3`, an average pool and a linear layer.

    stages: (channels, stride) of each stage; only its first block strides.
    kernels, expansions, excites, depths: What each stage may choose from; the blocks of a stage are alike.
    stem, stem_stride: Channels and stride of the 3x3 convolution at the start.
    side, channels, classes: Of the images, in pixels, and outputs.
    Raises: ValueError without a stage, or without a choice, or with one twice.
    """

    stages: tuple[tuple[int, int], ...]
    kernels: tuple[int, ...] = (3, 5)
    expansions: tuple[int, ...] = (2, 4, 6)
    excites: tuple[bool, ...] = (False, True)
    depths: tuple[int, ...] = (1, 2)
    stem: int = 16
    stem_stride: int = 2
    side: int = 28
    channels: int = 1
    classes: int = 10

    def __post_init__(self) -> None:
        if not self.stages:
            raise ValueError("a space needs a stage")
        for name, values in zip(("kernels", "expansions", "excites", "depths"), self._options, strict=True):
            if not values or len(set(values)) < len(values):
                raise ValueError(f"{name} must hold different values, got {values}")

    @property
    def _options(self) -> tuple[tuple[int, ...], ...]:
        return self.kernels, self.expansions, self.excites, self.depths

    @property
    def size(self) -> int:
        """Networks in the space."""
        each = 1
        for values in self._options:
            each *= len(values)
        return each ** len(self.stages)

    def candidates(self) -> Iterator[Candidate]:
        """Every network, in one fixed order."""
        choices = [Choice(*values) for values in product(*self._options)]  # type: ignore[arg-type]
        return product(choices, repeat=len(self.stages))

    def draw(self, rng: random.Random) -> Candidate:
        """A network at random, all alike likely."""
        return tuple(
            Choice(*(rng.choice(values) for values in self._options))  # type: ignore[arg-type]
            for _ in self.stages
        )

    def neighbours(self, candidate: Candidate) -> list[Candidate]:
        """The networks that differ from `candidate` in one choice of one stage, in one fixed order."""
        self.check(candidate)
        found = []
        for i, choice in enumerate(candidate):
            for field, values in zip(Choice._fields, self._options, strict=True):
                others = (value for value in values if value != getattr(choice, field))
                found += [
                    (*candidate[:i], choice._replace(**{field: value}), *candidate[i + 1 :])
                    for value in others
                ]
        return found

    def check(self, candidate: Candidate) -> None:
        """Raises: ValueError if `candidate` is not a network of this space."""
        if len(candidate) != len(self.stages):
            raise ValueError(f"{len(self.stages)} stages need a choice each, got {len(candidate)}")
        for choice in candidate:
            for field, values in zip(Choice._fields, self._options, strict=True):
                if getattr(choice, field) not in values:
                    raise ValueError(f"{field} must be one of {values}, got {getattr(choice, field)}")

    def build(self, candidate: Candidate) -> nn.Sequential:
        """The network: (N, channels, side, side) -> logits (N, classes). Raises as `check` does."""
        self.check(candidate)
        parts: OrderedDict[str, nn.Module] = OrderedDict()
        parts["stem"] = conv_bn_act(self.channels, self.stem, 3, stride=self.stem_stride, act=hard_swish)
        c_in = self.stem
        for number, ((c_out, stride), choice) in enumerate(zip(self.stages, candidate, strict=True), 1):
            blocks = []
            for i in range(choice.depth):
                blocks.append(
                    InvertedResidualV3(
                        c_in, c_out, middle=c_in * choice.expansion, kernel=choice.kernel,
                        stride=stride if i == 0 else 1, excite=choice.excite,
                    )
                )  # fmt: skip
                c_in = c_out
            parts[f"stage{number}"] = nn.Sequential(*blocks)
        parts |= {"pool": nn.AdaptiveAvgPool2d(1), "flatten": nn.Flatten()}
        parts["classifier"] = nn.Linear(c_in, self.classes)
        return nn.Sequential(parts)

    def as_record(self) -> dict[str, Any]:
        """Plain data for a JSON file."""
        return asdict(self)

    @classmethod
    def of(cls, record: dict[str, Any]) -> Space:
        """The space that `as_record` wrote, read from a JSON file again."""
        lists = {name: tuple(value) for name, value in record.items() if isinstance(value, list)}
        return cls(**{**record, **lists, "stages": tuple(tuple(stage) for stage in record["stages"])})


def candidate_of(plain: list[list[Any]]) -> Candidate:
    """A candidate from a JSON file."""
    return tuple(Choice(*choice) for choice in plain)

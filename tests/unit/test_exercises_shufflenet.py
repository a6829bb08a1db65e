"""The ShuffleNet V1 chapter's checks: typical slips fail, in words that name them."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from lightcnn.exercises import check


def shuffle(x: Tensor, groups: int) -> Tensor:
    n, c, h, w = x.shape
    return x.reshape(n, groups, c // groups, h, w).transpose(1, 2).reshape(n, c, h, w)


class Unit(nn.Module):
    def __init__(
        self,
        c_in: int,
        c_out: int,
        groups: int,
        *,
        mix: bool = True,
        pool: bool = True,
        extra: int = 0,
        dw: bool = True,
    ) -> None:
        super().__init__()
        middle, branch = c_out // 4, c_out - c_in + extra
        self.groups, self.mix, self.average = groups, mix, pool
        self.compress = nn.Sequential(
            nn.Conv2d(c_in, middle, 1, groups=groups, bias=False), nn.BatchNorm2d(middle), nn.ReLU()
        )
        self.depthwise = nn.Sequential(
            nn.Conv2d(middle, middle, 3, 2, 1, groups=middle if dw else groups, bias=False),
            nn.BatchNorm2d(middle),
        )
        self.expand = nn.Sequential(
            nn.Conv2d(middle, branch, 1, groups=groups, bias=False), nn.BatchNorm2d(branch)
        )
        self.pool = nn.AvgPool2d(3, 2, padding=1) if pool else nn.MaxPool2d(3, 2, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        y = self.compress(x)
        if self.mix:
            y = shuffle(y, self.groups)
        return torch.cat((self.pool(x), self.expand(self.depthwise(y))), dim=1).relu()


WRONG: list[tuple[str, Any, str]] = [
    ("order", [0, 2, 4, 6, 1, 3, 5, 7], "4 groups, which undoes"),
    ("order", [0, 1, 2, 3, 4, 5, 6, 7], "Position 1 holds 1"),
    ("order", [0, 4], "2 values, 8 are asked"),
    ("shuffle", 3, "A function shuffle"),
    ("shuffle", lambda x, g: None, "returns nothing yet"),
    ("shuffle", lambda x, g: x, "nothing moved"),
    ("shuffle", lambda x, g: shuffle(x, x.shape[1] // g), "shuffle of 4 groups: groups come first"),
    (
        "shuffle",
        lambda x, g: x[:, torch.randperm(x.shape[1], generator=torch.Generator().manual_seed(3))],
        "first wrong",
    ),
    ("shuffle", lambda x, g: x.flip(1), "first wrong value is at index"),
    ("shuffle", lambda x, g: x.transpose(2, 3), "The shape is"),
    ("unit_macs", 28**2 * 384 * 192 + 14**2 * (9 * 192 + 192 * 384), "have 8 groups"),
    ("unit_macs", 28**2 * 384 * 192 // 8 + 14**2 * (9 * 192 + 192 * 384), "both pointwise"),
    ("unit_macs", 28**2 * 384 * 192 // 8 + 14**2 * (9 * 192**2 + 192 * 384 // 8), "is depthwise"),
    ("unit_macs", 28**2 * (384 * 192 // 8 + 9 * 192 + 192 * 384 // 8), "maps are 14 × 14"),
    ("unit_macs", 14**2 * (384 * 192 // 8 + 9 * 192 + 192 * 384 // 8), "still runs on 28 × 28"),
    ("unit_macs", 28**2 * 384 * 192 // 8 + 14**2 * (9 * 192 + 192 * 768 // 8), "the branch makes 384"),
    ("unit_macs", 28**2 * 384 * 96 // 8 + 14**2 * (9 * 96 + 96 * 384 // 8), "quarter of the output"),
    ("unit_macs", 28**2 * 384 * 192 // 8 + 14**2 * 192 * 384 // 8, "depthwise convolution is missing"),
    ("unit_macs", 1, "too small"),
    ("layers_to_mix", 1, "its own group, 4 channels"),
    ("layers_to_mix", 2, "16 channels at most"),
    ("layers_to_mix", 4, "64 channels already"),
    ("layers_to_mix", 16, "multiplies"),
    ("unit", 3, "A function build"),
    ("unit", lambda a, b, g: None, "returns nothing yet"),
    ("unit", lambda a, b, g: 3, "must return a module"),
    ("unit", lambda a, b, g: Unit(a, b, g, extra=a), "The branch makes c_out - c_in channels"),
    ("unit", lambda a, b, g: nn.Conv2d(a, b, 1, groups=g), "not (1, 72, 4, 4)."),
    ("unit", lambda a, b, g: Unit(a, b, g, dw=False), "parameters"),
    ("unit", lambda a, b, g: Unit(a, b, g, pool=False), "average pool"),
    ("unit", lambda a, b, g: Unit(a, b, g, mix=False), "Where is the shuffle?"),
]


def test_a_unit_written_otherwise_passes() -> None:
    verdict = check("shufflenet_v1.unit", Unit)
    assert verdict, verdict


@pytest.mark.parametrize(("name", "answer", "words"), WRONG, ids=lambda v: v if isinstance(v, str) else "")
def test_slips_are_named(name: str, answer: Any, words: str) -> None:
    verdict = check(f"shufflenet_v1.{name}", answer)
    assert not verdict and words in verdict.words, verdict

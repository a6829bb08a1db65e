"""The ShuffleNet V2 chapter's checks: typical slips fail, in words that name them."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from lightcnn.blocks import ShuffleUnitV2, channel_shuffle
from lightcnn.exercises import check


class Unit(nn.Module):
    """A unit at stride 1 with one slip at a time."""

    def __init__(
        self, channels: int, *, slip: str = "", bias: bool = False, second_rests: bool = False
    ) -> None:
        super().__init__()
        m = channels // 2
        last = nn.Identity() if slip == "no last relu" else nn.ReLU()
        self.branch = nn.Sequential(
            nn.Conv2d(m, m, 1, bias=bias), nn.BatchNorm2d(m), nn.ReLU(),
            nn.Conv2d(m, m, 3, padding=1, groups=m, bias=False), nn.BatchNorm2d(m),
            nn.Conv2d(m, m, 1, bias=False), nn.BatchNorm2d(m), last,
        )  # fmt: skip
        self.slip, self.second_rests = slip, second_rests

    def forward(self, x: Tensor) -> Tensor:
        first, second = x.chunk(2, dim=1)
        if self.slip == "even and odd":
            first, second = x[:, ::2], x[:, 1::2]
        rests, works = (second, first) if self.second_rests else (first, second)
        if self.slip == "added":
            rests = rests + works
        both = torch.cat((rests, self.branch(works)), dim=1)
        if self.slip == "relu":
            both = both.relu()
        if self.slip == "half":
            return both[:, ::2]
        if self.slip == "no shuffle":
            return both
        if self.slip == "other shuffle":
            return torch.cat((both[:, ::2], both[:, 1::2]), dim=1)
        return channel_shuffle(both, 2)


WRONG: list[tuple[str, Any, str]] = [
    ("equal_widths", 128 * 784 + 4096, "with equal widths it moves these"),
    ("equal_widths", 160 * 784 + 4096, "from 32 to 128 moves these"),
    ("equal_widths", 32, "these are channels"),
    ("equal_widths", 4 * 32 * 784, "these are bytes"),
    ("equal_widths", 0, "the maps do not"),
    ("equal_widths", 160 * 784 + 6400 - 160 * 784 - 4096, "sum of the widths was kept"),
    ("groups_moved", 4, "4 times the multiply-adds"),
    ("groups_moved", 1, "they are to be equal"),
    ("groups_moved", 0.5, "other way round"),
    ("groups_moved", 0.25, "at equal channels"),
    ("groups_moved", 16, "if g is 4"),
    ("unit_macs", 784 * 116**2 + 196 * (9 * 116 + 116**2), "the projection is missing"),
    ("unit_macs", 784 * (116**2 + 9 * 116 + 116**2) + 196 * (9 * 116 + 116**2), "too large"),
    ("unit_macs", 784 * (3 * 116**2 + 18 * 116), "maps are 14 × 14"),
    ("unit_macs", 196 * (3 * 116**2 + 18 * 116), "still runs on 28 × 28"),
    ("unit_macs", 784 * 116 * 58 + 196 * (9 * 58 + 58 * 116 + 9 * 116 + 116**2), "nothing is split"),
    ("unit_macs", 784 * 116**2 + 196 * (9 * 116**2 + 116**2 + 9 * 116**2 + 116**2), "are depthwise"),
    ("still_untouched", 116, "after one unit"),
    ("still_untouched", 4, "after six"),
    ("still_untouched", 0, "1 / 128"),
    ("still_untouched", 1, "larger half passes"),
    ("still_untouched", 232 / 128, "channels are whole"),
    ("unit", 3, "A function build"),
    ("unit", Unit(8), "A function build"),
    ("unit", lambda c: None, "returns nothing yet"),
    ("unit", lambda c: 3, "must return a module"),
    ("unit", lambda c: Unit(c, slip="half"), "the shape is to stay"),
    ("unit", lambda c: Unit(c, bias=True), "parameters"),
    ("unit", lambda c: Unit(c, slip="added"), "no channel of the input"),
    ("unit", lambda c: Unit(c, slip="relu"), "no channel of the input"),
    ("unit", lambda c: Unit(c, slip="no shuffle"), "stand in one half"),
    ("unit", lambda c: Unit(c, slip="no last relu"), "ends in a ReLU"),
    ("unit", lambda c: Unit(c, slip="even and odd"), "not a selection from both"),
    ("unit", lambda c: Unit(c, slip="other shuffle"), "take turns"),
]


@pytest.mark.parametrize(
    "build",
    [Unit, lambda c: Unit(c, second_rests=True), lambda c: ShuffleUnitV2(c, c)],
    ids=["ours", "other half", "library"],
)
def test_a_unit_written_otherwise_passes(build: Any) -> None:
    verdict = check("shufflenet_v2.unit", build)
    assert verdict, verdict


@pytest.mark.parametrize(("name", "answer", "words"), WRONG, ids=lambda v: v if isinstance(v, str) else "")
def test_slips_are_named(name: str, answer: Any, words: str) -> None:
    verdict = check(f"shufflenet_v2.{name}", answer)
    assert not verdict and words in verdict.words, verdict


@pytest.mark.parametrize(
    ("name", "answer"),
    [("equal_widths", 32 * 784), ("groups_moved", 2), ("still_untouched", 2),
     ("unit_macs", 784 * 116**2 + 196 * (2 * 9 * 116 + 2 * 116**2))],
)  # fmt: skip
def test_right_answers_pass(name: str, answer: Any) -> None:
    verdict = check(f"shufflenet_v2.{name}", answer)
    assert verdict, verdict

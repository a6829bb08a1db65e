"""The SqueezeNet chapter's checks: typical slips fail, in words that name them."""

import pytest
import torch
from torch import Tensor, nn

from lightcnn.exercises import check


class MyFire(nn.Module):
    """A right answer; the subclasses below each make one typical mistake."""

    def __init__(self, c_in: int, squeeze: int, expand1: int, expand3: int) -> None:
        super().__init__()
        self.squeeze = nn.Conv2d(c_in, squeeze, 1)
        self.expand1 = nn.Conv2d(squeeze, expand1, 1)
        self.expand3 = nn.Conv2d(squeeze, expand3, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        x = self.squeeze(x).relu()
        return torch.cat([self.expand1(x).relu(), self.expand3(x).relu()], 1)


class Swapped(MyFire):
    def forward(self, x: Tensor) -> Tensor:
        x = self.squeeze(x).relu()
        return torch.cat([self.expand3(x).relu(), self.expand1(x).relu()], 1)


class NoReluAfterSqueeze(MyFire):
    def forward(self, x: Tensor) -> Tensor:
        x = self.squeeze(x)
        return torch.cat([self.expand1(x).relu(), self.expand3(x).relu()], 1)


class NoReluAfterExpand(MyFire):
    def forward(self, x: Tensor) -> Tensor:
        x = self.squeeze(x).relu()
        return torch.cat([self.expand1(x), self.expand3(x)], 1)


class Unpadded(MyFire):
    def forward(self, x: Tensor) -> Tensor:
        x = self.squeeze(x).relu()
        wide = self.expand3(x).relu()[:, :, 1:-1, 1:-1]
        return torch.cat([self.expand1(x).relu()[:, :, 1:-1, 1:-1], wide], 1)


class SecondConvolutionTooMany(MyFire):
    def __init__(self, c_in: int, squeeze: int, expand1: int, expand3: int) -> None:
        super().__init__(c_in, squeeze, expand1, expand3)
        self.extra = nn.Conv2d(expand1, expand1, 1)


@pytest.mark.parametrize(
    ("name", "answer", "words"),
    [
        ("squeezenet.fire_params", 27_648, "a bias too"),
        ("squeezenet.fire_params", 12, "too small"),
        ("squeezenet.fire_params", 189_144, "read the 24 squeezed channels"),
        ("squeezenet.fire", 3, "class or function"),
        ("squeezenet.fire", lambda *sizes: 3, "returns an int"),
        ("squeezenet.fire", Swapped, "3x3 channels stand first"),
        ("squeezenet.fire", NoReluAfterSqueeze, "ReLU follows the squeeze"),
        ("squeezenet.fire", NoReluAfterExpand, "both expand convolutions"),
        ("squeezenet.fire", Unpadded, "pad the 3x3"),
        ("squeezenet.fire", SecondConvolutionTooMany, "parameters have shapes"),
        ("squeezenet.pooled_sides", [62, 30, 14], "ceil mode"),
        ("squeezenet.pooled_sides", [62, 31], "2 values"),
        ("squeezenet.pooled_sides", [125, 62, 31], "Position 0 holds 125"),
        ("squeezenet.pooled_sides", 13, "A list of 3 values"),
        ("squeezenet.largest_squeeze", 26, "over the budget"),
        ("squeezenet.largest_squeeze", 10, "too small"),
        ("squeezenet.simple_bypass", {2, 3}, "fire2 changes"),
        ("squeezenet.simple_bypass", {3, 4, 6}, "fire7 keeps"),
        ("squeezenet.simple_bypass", {3, 5, 7, 9}, "at freq = 2"),
        ("squeezenet.simple_bypass", 3, "set of Fire module numbers"),
    ],
)
def test_a_typical_slip_is_named(name: str, answer: object, words: str) -> None:
    verdict = check(name, answer)
    assert not verdict and words in verdict.words

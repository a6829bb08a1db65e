"""What the network in the page is asked beside torch: its operations at random, and the trained networks."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import torch
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from network_page import case
from torch import Tensor, nn

from lightcnn.blocks import channel_shuffle
from lightcnn.pretrained import load

TRAINED = ("squeezenet1_1", "mobilenet_v2")


def lively(net: nn.Module) -> nn.Module:
    """Batch norm with numbers of its own, so that folding it wrongly shows."""
    for module in net.modules():
        if isinstance(module, nn.BatchNorm2d):
            for values in (module.running_mean, module.bias.data):
                values.normal_(0, 0.2)
            for values in (module.running_var, module.weight.data):
                values.uniform_(0.7, 1.4)
    return net.eval()


class Of(nn.Module):
    """A function, perhaps of layers, as a module."""

    def __init__(self, function: Callable[..., Tensor], *layers: nn.Module) -> None:
        super().__init__()
        self.function, self.layers = function, nn.ModuleList(layers)

    def forward(self, x: Tensor) -> Tensor:
        return self.function(x, *self.layers)


ACTIVATIONS = (
    nn.ReLU, nn.ReLU6, nn.Hardswish, nn.Hardsigmoid, nn.Sigmoid, nn.SiLU, nn.Identity,
    partial(nn.ReLU, inplace=True),
)  # fmt: skip
small = st.integers(1, 3)


@st.composite
def convolution(draw: st.DrawFn) -> tuple[nn.Module, tuple[int, ...]]:
    groups, inputs, outputs = draw(st.integers(1, 5)), draw(small), draw(st.integers(1, 6))
    if draw(st.booleans()):
        groups, inputs, outputs = draw(st.integers(1, 10)), 1, draw(small)
    kernel, stride, padding, dilation = (
        (draw(st.integers(low, high)), draw(st.integers(low, high)))
        for low, high in ((1, 5), (1, 3), (0, 3), (1, 3))
    )
    sides = [
        max(1, d * (k - 1) + 1 - 2 * p) + draw(st.integers(0, 12))
        for k, p, d in zip(kernel, padding, dilation, strict=True)
    ]
    c_in, c_out, bias = groups * inputs, groups * outputs, draw(st.booleans())
    conv = nn.Conv2d(c_in, c_out, kernel, stride, padding, dilation, groups, bias)
    norm = nn.BatchNorm2d(c_out) if draw(st.booleans()) else nn.Identity()
    return nn.Sequential(conv, norm, draw(st.sampled_from(ACTIVATIONS))()), (c_in, *sides)


@st.composite
def pool(draw: st.DrawFn) -> tuple[nn.Module, tuple[int, ...]]:
    kernel, stride = ((draw(st.integers(1, 4)), draw(small)) for _ in range(2))
    kernel = (kernel[0], draw(st.integers(1, 4)))
    padding = tuple(draw(st.integers(0, k // 2)) for k in kernel)
    sides = [k + draw(st.integers(0, 9)) for k in kernel]
    ceil = draw(st.booleans())
    layer: nn.Module = nn.MaxPool2d(kernel, stride, padding, ceil_mode=ceil)
    if draw(st.booleans()):
        layer = nn.AvgPool2d(kernel, stride, padding, ceil_mode=ceil, count_include_pad=draw(st.booleans()))
    return layer, (draw(small), *sides)


def squeeze_excite(x: Tensor, first: nn.Module, second: nn.Module) -> Tensor:
    return x * second(first(x.mean((2, 3), keepdim=True)).relu()).sigmoid()


@st.composite
def layers(draw: st.DrawFn) -> tuple[nn.Module, tuple[int, ...]]:
    """What a network does beside convolutions and pools, on (c, h, w)."""
    groups = draw(small)
    c, h, w = groups * draw(st.integers(2, 5)), draw(st.integers(1, 8)), draw(st.integers(1, 8))
    start = draw(st.integers(0, c - 1))
    choices: tuple[nn.Module, ...] = (
        draw(st.sampled_from(ACTIVATIONS[:-2]))(),
        nn.Sequential(nn.Flatten(), nn.Linear(c * h * w, 7), nn.Dropout(), nn.Linear(7, 3, bias=False)),
        nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(c, 5), nn.Hardswish()),
        Of(lambda x: channel_shuffle(x, groups)),
        Of(lambda x: torch.cat((x[:, start:], x, x.relu()), dim=1)),
        Of(lambda x: torch.cat(x.chunk(2, dim=1)[::-1], 1)),
        Of(lambda x, conv: conv(x) + x, nn.Conv2d(c, c, 1)),
        Of(lambda x: (x + x.sigmoid() * x).relu_()),
        Of(squeeze_excite, nn.Conv2d(c, 2, 1), nn.Conv2d(2, c, 1)),
        Of(lambda x: x * nn.functional.relu6(x + 3) / 6),
        nn.Sequential(nn.ReLU(), nn.BatchNorm2d(c)),
        nn.LocalResponseNorm(draw(st.integers(1, 6)), alpha=0.3, k=2),
    )
    return draw(st.sampled_from(choices)), (c, h, w)


def operations() -> st.SearchStrategy[list[Any]]:
    """Some of each kind, each with (channels, height, width)."""
    several = st.tuples(
        st.lists(convolution(), min_size=60, max_size=80),
        st.lists(pool(), min_size=15, max_size=30),
        st.lists(layers(), min_size=30, max_size=50),
    )
    return several.map(lambda lists: [one for each in lists for one in each])


def write_cases(folder: Path) -> Path:
    """A script that gives a page CASES: operations, always the same, and after them the trained networks."""
    drawn: list[Any] = []

    @settings(
        max_examples=2, phases=[Phase.generate], suppress_health_check=list(HealthCheck), derandomize=True
    )
    @given(operations())
    def keep(several: list[Any]) -> None:
        drawn[:] = several  # the first are the simplest

    keep()
    torch.manual_seed(0)
    with torch.no_grad():
        cases = [case(lively(net), torch.randn(1, *shape)) for net, shape in drawn]
        cases += [case(load(name).net.eval(), torch.randn(1, 3, 96, 96)) for name in TRAINED]
    script = folder / "cases.js"
    script.write_text(f"globalThis.CASES = {json.dumps(cases)};", encoding="utf8")
    return script


def wrong(found: list[dict[str, Any]]) -> list[tuple[int, dict[str, Any]]]:
    """By number, where what `compare` of the page found of these cases is not torch's."""
    limits = [1e-4] * (len(found) - len(TRAINED)) + [1e-3] * len(TRAINED)
    pairs = enumerate(zip(found, limits, strict=True))
    return [
        (number, one)
        for number, (one, limit) in pairs
        if not (one["wasm"] and one["worker"] and one["worst"] < limit)
    ]

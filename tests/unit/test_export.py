"""The exporter without a browser: what it folds, what it refuses, what it leaves as it was."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from lightcnn.blocks import ShuffleUnitV2, conv_bn_act
from lightcnn.export import export, record
from lightcnn.networks import NETWORKS
from lightcnn.profiling import profile


class Of(nn.Module):
    def __init__(self, function: object) -> None:
        super().__init__()
        self.function = function

    def forward(self, x: Tensor) -> Tensor:
        return self.function(x)


def operations(net: nn.Module, channels: int = 4) -> list[str]:
    return [step["op"] for step in export(net, (channels, 6, 6)).steps]


@pytest.mark.parametrize("name", [name for name in NETWORKS if "x1_0" in name or "squeezenet" in name])
def test_a_network_of_the_book_has_its_multiply_adds(name: str) -> None:
    net = NETWORKS[name]()
    shown = export(net, (3, 96, 96))
    assert sum(step["macs"] for step in shown.steps) == profile(net, side=96).macs
    assert [step["out"] for step in shown.steps] == list(range(len(shown.steps)))
    assert shown.steps[-1]["shape"] == [1000, 1, 1]
    json.dumps(shown.as_trait())


def test_batch_norm_and_activations_become_part_of_the_convolution() -> None:
    assert operations(conv_bn_act(4, 8)) == ["image", "conv"]
    assert (
        operations(nn.Sequential(nn.BatchNorm2d(4), nn.ReLU(), nn.Conv2d(4, 4, 1)))
        == ["image"] + ["conv"] * 2
    )
    # A constant behind another: x -> (x + 1) / 2 as two operators.
    assert operations(nn.Sequential(nn.Conv2d(4, 4, 1), Of(lambda x: (0.5 * x + 0.5).clamp(0, 1)))) == [
        "image",
        "conv",
    ]
    # What else reads the convolution sees it without its activation.
    twice = Of(lambda x: (y := torch.conv2d(x, torch.ones(4, 4, 1, 1))) + y.relu())
    assert operations(twice) == ["image", "conv", "same", "add"]


def test_a_unit_is_read_as_what_it_does() -> None:
    found = operations(ShuffleUnitV2(4, 4))
    assert found == ["image", "slice", "slice", "conv", "conv", "conv", "concat", "shuffle"]
    names = [step["name"] for step in export(ShuffleUnitV2(4, 4), (4, 6, 6)).steps]
    assert names[3] == "branch.pointwise1.conv" and names[-1] == "shuffle"


def test_the_network_stays_as_it_is() -> None:
    net = nn.Sequential(conv_bn_act(3, 8), nn.Dropout(), nn.Flatten(), nn.Linear(8 * 36, 2)).train()
    net[1].eval()
    before = {name: value.clone() for name, value in net.state_dict().items()}
    export(net, (3, 6, 6))
    assert [module.training for module in net.children()] == [True, False, True, True]
    assert all(torch.equal(value, before[name]) for name, value in net.state_dict().items())
    assert not any(module._forward_hooks or module._forward_pre_hooks for module in net.modules())
    assert all(value.requires_grad and not value.is_inference() for value in net.parameters())


@pytest.mark.parametrize(
    ("net", "words"),
    [
        (nn.Sequential(nn.ReLU(), nn.GELU()), r"gelu of \(1, 4, 6, 6\) in '1'"),
        (nn.ConvTranspose2d(4, 4, 2), "convolution of"),
        (nn.AdaptiveAvgPool2d(4), "_adaptive_avg_pool2d"),
        (nn.LocalResponseNorm(3, beta=0.5), "beta 0.75, not 0.5"),
        (Of(lambda x: x * float(x.sum())), "sum of"),
        (Of(lambda x: x.flip(2)), "flip"),
        (Of(lambda x: x + torch.ones(6)), "add"),
        (Of(lambda x: torch.ones(1)), "must return one tensor that depends on its image"),
        (Of(lambda x: [y := x + 1, z := y[:, :2], y.relu_(), z][-1]), "overwrites a view"),
    ],
)
def test_what_a_page_cannot_compute_is_refused_by_name(net: nn.Module, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        export(net, (4, 6, 6))


@pytest.mark.parametrize(
    ("input", "kind", "words"), [((3, 8), "int8", "channels, height"), ((3, 8, 8), "int4", "int4")]
)
def test_bad_arguments_are_named(input: tuple[int, ...], kind: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        export(nn.ReLU(), input, kind)  # pyright: ignore[reportArgumentType]


def test_int8_is_within_half_a_step_of_each_channels_scale() -> None:
    conv = nn.Conv2d(3, 5, 3)
    conv.weight.data[2] = 0
    shown = export(conv, (3, 8, 8))
    step = shown.steps[1]
    stored = np.frombuffer(shown.weights, "i1", step["taps"] * 5, step["weight"]).reshape(5, -1)
    scale = np.frombuffer(shown.weights, "<f4", 5, step["scale"])
    bias = np.frombuffer(shown.weights, "<f4", 5, step["bias"])
    exact = conv.weight.detach().flatten(1).numpy()
    assert (np.abs(stored * scale[:, None] - exact) <= scale[:, None] * 0.501).all()
    assert np.array_equal(bias, conv.bias.detach().numpy())
    assert len(shown.weights) == 5 * (27 + 4 + 4) and len(shown.text()) % 4 == 0


def test_what_is_recorded_is_what_torch_made() -> None:
    net = nn.Sequential(conv_bn_act(3, 4), nn.AvgPool2d(2)).eval()
    image = torch.randn(1, 3, 6, 6)
    steps, values = record(net, image)
    with torch.no_grad():
        assert [step["op"] for step in steps] == ["image", "conv", "avg"]
        assert torch.equal(values[0], image) and torch.equal(values[1], net[0](image))
        assert torch.equal(values[2], net(image))

"""Output for output beside torchvision, with its parameters copied in."""

from __future__ import annotations

import pytest
import torch
from oracles import copy_in_order, shake
from torch import nn

from benchmarks.reference import torchvision_models
from lightcnn.networks import alexnet, squeezenet


def outputs(theirs: nn.Module, ours: nn.Module, side: int) -> tuple[torch.Tensor, torch.Tensor]:
    x = torch.rand(2, 3, side, side)
    with torch.inference_mode():
        return theirs.eval()(x.clone()), ours.eval()(x.clone())


@pytest.mark.parametrize("version", ["1.0", "1.1"])
@pytest.mark.parametrize("side", [224, 227, 97])
def test_squeezenet_gives_torchvisions_logits(version: str, side: int) -> None:
    theirs = getattr(torchvision_models(), f"squeezenet{version.replace('.', '_')}")()
    ours = squeezenet(version)
    copy_in_order(theirs, ours)
    expected, got = outputs(theirs, ours, side)
    assert expected.abs().max() > 1e-3, "blank logits would agree with anything"
    torch.testing.assert_close(got, expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("side", [224, 97])
def test_alexnet_loads_torchvisions_state_dict(side: int) -> None:
    theirs = torchvision_models().alexnet()
    ours = alexnet("torchvision")
    ours.load_state_dict(theirs.state_dict())
    expected, got = outputs(theirs, ours, side)
    torch.testing.assert_close(got, expected)


def test_the_grouped_alexnet_is_another_network() -> None:
    with pytest.raises(AssertionError):
        copy_in_order(torchvision_models().alexnet(), alexnet())


def test_a_changed_parameter_would_show() -> None:
    theirs = torchvision_models().squeezenet1_1()
    ours = squeezenet("1.1")
    copy_in_order(theirs, ours)
    shake(ours.fire6.expand1, seed=3)
    expected, got = outputs(theirs, ours, 97)
    assert not torch.allclose(got, expected)

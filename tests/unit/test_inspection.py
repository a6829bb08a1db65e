"""Instruments for a trained network: nothing measured changes what it measures."""

from __future__ import annotations

from functools import partial

import pytest
import torch
from torch import Tensor, nn

from lightcnn.blocks.conv import conv_bn_act
from lightcnn.inspection import (
    Rerun,
    ceilings,
    effect,
    fold_batch_norm,
    layers,
    outputs,
    peaks,
    pruned,
    rounded,
    sensitivity,
)
from lightcnn.networks import mobilenet_v2
from lightcnn.pretrained.views import NAMES, batch, picture, views


@pytest.fixture
def net() -> nn.Module:
    torch.manual_seed(0)
    net = nn.Sequential(
        conv_bn_act(3, 4), conv_bn_act(4, 6, 1), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(6, 5)
    )
    for part in net.modules():
        if isinstance(part, nn.BatchNorm2d):
            nn.init.uniform_(part.weight, 0.5, 2)
            nn.init.normal_(part.bias)
            nn.init.normal_(part.running_mean)  # type: ignore[arg-type]
            nn.init.uniform_(part.running_var, 0.5, 2)  # type: ignore[arg-type]
    return net.eval()


def test_folding_changes_nothing_and_leaves_no_batch_norm(net: nn.Module) -> None:
    x = torch.randn(2, 3, 8, 8)
    folded = fold_batch_norm(net)
    torch.testing.assert_close(folded(x), net(x), rtol=1e-4, atol=1e-5)
    assert not any(isinstance(part, nn.BatchNorm2d) for part in folded.modules())
    assert any(isinstance(part, nn.BatchNorm2d) for part in net.modules()), "the network itself stays"
    assert len(layers(fold_batch_norm(mobilenet_v2()))) == 53
    with pytest.raises(ValueError, match="0 does not follow a convolution"):
        fold_batch_norm(nn.Sequential(nn.BatchNorm2d(3)))


def test_outputs_are_copies_from_before_the_relu(net: nn.Module) -> None:
    x = torch.randn(2, 3, 8, 8)
    [before] = outputs(net, x, ["0.bn"]).values()
    assert before.shape == (2, 4, 8, 8) and before.min() < 0
    assert not net.get_submodule("0.bn")._forward_hooks
    with pytest.raises(ValueError, match="no part called '9'"):
        outputs(net, x, ["9"])


def test_a_channel_that_cannot_fire_has_no_peak(net: nn.Module) -> None:
    folded = fold_batch_norm(net)
    first = layers(folded)["0.conv"]
    with torch.no_grad():
        first.weight[2], first.bias[2] = 0, -1  # type: ignore[index]
    x = torch.randn(3, 3, 8, 8)
    found = peaks(folded, x)
    assert found["0.conv"][2] == -1
    torch.testing.assert_close(found["0.conv"], outputs(folded, x, ["0.conv"])["0.conv"].amax((0, 2, 3)))


def test_rounding_and_pruning_by_hand() -> None:
    weight = torch.tensor([[12.7, -0.04], [0.5, 0.26]])
    torch.testing.assert_close(rounded(weight), torch.tensor([[12.7, 0.0], [0.5, 0.3]]))
    own = rounded(weight, per_channel=True)
    assert (own - weight)[1].abs().max() <= 0.5 / 254 + 1e-6
    assert pruned(weight).tolist() == [[pytest.approx(12.7), 0], [0.5, 0]]
    assert torch.equal(rounded(torch.zeros(2, 2)), torch.zeros(2, 2))
    with pytest.raises(ValueError, match="bits must be 2 or more, got 1"):
        rounded(weight, 1)
    with pytest.raises(ValueError, match="between 0 and 1, got 2"):
        pruned(weight, 2)


def test_a_scan_changes_one_layer_at_a_time_and_puts_it_back(net: nn.Module) -> None:
    x, before = torch.randn(4, 3, 8, 8), {name: p.clone() for name, p in net.named_parameters()}
    nothing = sensitivity(net, x, lambda weight: weight)
    assert [row.name for row in nothing] == ["0.conv", "1.conv", "4"]
    assert all(row.error == 0 and row.agree == 1 for row in nothing)
    rows = sensitivity(net, x, partial(pruned, share=1))
    assert all(row.error > 0 for row in rows)
    assert sensitivity(net, x, partial(pruned, share=1), ["1.conv"]) == rows[1:2]
    every = effect(net, x, partial(rounded, bits=4))
    assert every.name == "all" and every.error > 0
    assert effect(net, x, partial(rounded, bits=4), net(x).detach()) == every
    assert all(torch.equal(p, before[name]) for name, p in net.named_parameters())


class Whole(nn.Module):
    """Says nothing about the order in which its parts run."""

    def __init__(self, net: nn.Module) -> None:
        super().__init__()
        self.net = net

    def forward(self, x: Tensor) -> Tensor:
        return self.net(x) + x.mean()


@pytest.mark.parametrize("whole", [False, True])
def test_a_pass_taken_up_at_a_changed_part_is_a_whole_pass(whole: bool) -> None:
    """Behind a step that overwrites what it reads, too."""
    torch.manual_seed(0)
    first, bend, curve, last = nn.Conv2d(3, 4, 3), nn.Hardswish(inplace=True), nn.PReLU(), nn.Conv2d(4, 2, 3)
    parts = nn.Sequential(nn.Sequential(first, bend), curve, nn.Sequential(curve, last, nn.Flatten()))
    net = Whole(parts) if whole else parts
    x, runs = torch.randn(2, 3, 8, 8), list[int]()
    first.register_forward_hook(lambda *_: runs.append(0))
    with torch.inference_mode():
        kept = Rerun(net, x)
        torch.testing.assert_close(kept.logits, net(x))
        for part, again in ((last, whole), (curve, whole), (first, True)):
            part.weight.data = part.weight.data + 1
            expected = net(x)
            runs.clear()
            torch.testing.assert_close(kept.changed(part), expected)
            assert len(runs) == again, part
            part.weight.data = part.weight.data - 1
        torch.testing.assert_close(kept.changed(bend), net(x))
    with pytest.raises(ValueError, match="none of the 1 changed parts"):
        kept.changed(nn.Linear(1, 1))


def test_views_of_a_photograph() -> None:
    image = torch.rand(3, 40, 60)
    whole, *corners = views(image, 0.5)
    assert torch.equal(whole, image) and [c.shape[1:] for c in corners] == [(20, 20)] * 4
    assert torch.equal(corners[3], image[:, 20:, 40:])
    assert batch(lambda one: one[None, :, :8, :8], five=True).shape == (5 * len(NAMES), 3, 8, 8)
    assert picture("chelsea").shape == (3, 256, 256)
    with pytest.raises(ValueError, match="flower, got 'dog'"):
        picture("dog")
    with pytest.raises(ValueError, match="got 0"):
        views(image, 0)


def test_no_image_goes_beyond_the_ceiling() -> None:
    torch.manual_seed(0)
    conv = nn.Conv2d(2, 5, 3, padding=1)
    most = ceilings(conv, (-1, -2), (3, 0.5))
    low, high = torch.tensor([-1.0, -2]).view(1, 2, 1, 1), torch.tensor([3.0, 0.5]).view(1, 2, 1, 1)
    assert (conv(low + (high - low) * torch.rand(50, 2, 6, 6)).amax((0, 2, 3)) < most).all()
    worst = torch.where(conv.weight > 0, high, low)  # an image for each channel that reaches it
    reached = conv(worst)[range(5), range(5), 1, 1]
    torch.testing.assert_close(reached, most)
    with pytest.raises(ValueError, match="2 bounds are needed, got 1 groups and 1 and 1"):
        ceilings(conv, (0,), (1,))

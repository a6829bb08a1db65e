"""A ReLU6 at the thin ends: fair arms in training, the trained network put back, answers counted by hand."""

from __future__ import annotations

from functools import partial

import pytest
import torch
from torch import Tensor, nn

from lightcnn.learning.experiments.linear_bottleneck import (
    bend_each,
    bent,
    inverted_residuals,
    run,
    small_network,
)
from lightcnn.precision import logit_error


@pytest.fixture
def net() -> nn.Module:
    torch.manual_seed(0)
    net = small_network(blocks=2)
    net.train()(torch.randn(16, 1, 14, 14))
    return net.eval()


@pytest.mark.parametrize("shortcut", [True, False])
def test_the_arms_differ_in_the_bend_alone(shortcut: bool) -> None:
    linear, bends = (small_network(end, blocks=3, shortcut=shortcut) for end in ("linear", "ReLU6"))
    assert [p.shape for p in linear.parameters()] == [p.shape for p in bends.parameters()]
    bends.load_state_dict(linear.state_dict())
    count = [sum(isinstance(part, nn.ReLU6) for part in net.modules()) for net in (linear, bends)]
    assert count == [2 * 3 + 1, 2 * 3 + 1 + 4]
    x = torch.randn(4, 1, 14, 14)
    linear.eval(), bends.eval()
    blocks = inverted_residuals(linear)
    assert all(block.shortcut == shortcut for block in blocks.values())
    assert not torch.allclose(linear(x), bends(x))
    hook = linear.get_submodule("stem").register_forward_hook(lambda part, given, made: made.clamp(0, 6))
    with bent(list(blocks.values())):
        torch.testing.assert_close(linear(x), bends(x))
    hook.remove()


def test_a_bent_network_is_straight_again(net: nn.Module) -> None:
    x = torch.randn(6, 1, 14, 14)
    labels = [0, 1, 2, 3, 4, 5]
    with torch.inference_mode():
        before = net(x)
        found = bend_each(net, x, labels)
        assert torch.equal(net(x), before)
    assert [row.name for row in found] == ["", "block1", "block2", "all"]
    assert [row.shortcut for row in found] == [None, True, True, None]
    assert found[0].error == 0 and all(row.error > 0 for row in found[1:])
    blocks = inverted_residuals(net)
    for row, some in zip(found[1:], (["block1"], ["block2"], [*blocks]), strict=True):
        with bent([blocks[name] for name in some]), torch.inference_mode():
            assert row.error == pytest.approx(logit_error(before, net(x)))
    with bent([blocks["block1"]]), torch.inference_mode():
        logits = net(x)
    assert found[1].right == sum(
        int(row.argmax()) == label for row, label in zip(logits, labels, strict=True)
    )
    assert found[1].five == sum(label in top_five(row) for row, label in zip(logits, labels, strict=True))
    spread = (before - before.mean(1, keepdim=True)).square().mean().sqrt()
    assert found[1].error == pytest.approx(float((logits - before).square().mean().sqrt() / spread))


def top_five(row: Tensor) -> list[int]:
    return row.topk(5).indices.tolist()


def test_an_error_leaves_no_hook(net: nn.Module) -> None:
    blocks = list(inverted_residuals(net).values())
    with pytest.raises(RuntimeError, match="stop"), bent(blocks):
        raise RuntimeError("stop")
    assert not any(block.branch.get_submodule("project")._forward_hooks for block in blocks)


def test_both_ends_learn() -> None:
    found = run(thin=4, blocks=1, seeds=(0,), epochs=1)
    assert [o.label for o in found] == ["linear", "ReLU6"]
    assert all(o.accuracies[0] > 0.2 for o in found)


def test_bad_arguments_are_named(net: nn.Module) -> None:
    with pytest.raises(ValueError, match="end must be one of linear, ReLU6, got 'relu'"):
        small_network("relu")
    with pytest.raises(ValueError, match="blocks must be 1 or more, got 0"):
        small_network(blocks=0)
    with pytest.raises(ValueError, match="2 images and 1 labels"):
        bend_each(net, torch.zeros(2, 1, 14, 14), [0])
    with pytest.raises(ValueError, match="no inverted residual 'block9'; choose from block1, block2"):
        partial(bend_each, names=["block9"])(net, torch.zeros(1, 1, 14, 14), [0])

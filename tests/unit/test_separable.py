"""The experiment on splitting: fair arms, and a layer split afterwards is the pair that it stands for."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from lightcnn.blocks import conv_bn_act
from lightcnn.learning.experiments.separable import (
    arms,
    nearest_shared,
    run,
    small_network,
    split_afterwards,
)
from lightcnn.profiling import profile


def test_full_and_split_differ_in_nothing_but_the_split() -> None:
    full, split = (arms()[name]() for name in ("full", "split"))
    for number in range(1, 5):
        conv, pair = full.get_submodule(f"block{number}.conv"), split.get_submodule(f"block{number}")
        look, mix = pair.depthwise.conv, pair.pointwise.conv
        assert (look.in_channels, mix.out_channels) == (conv.in_channels, conv.out_channels)
        assert look.kernel_size == conv.kernel_size and look.stride == conv.stride
    assert full(torch.rand(2, 1, 28, 28)).shape == split(torch.rand(2, 1, 28, 28)).shape == (2, 10)


def test_the_thin_network_costs_what_the_split_one_does() -> None:
    full, split, thin = (profile(build(), 28, 1) for build in arms().values())
    assert full.macs > 6 * split.macs
    assert abs(thin.macs / split.macs - 1) < 0.05 and abs(thin.params / split.params - 1) < 0.05


def test_an_arm_learns_and_is_reported_with_its_seed() -> None:
    (found,) = run(["split"], seeds=(0,), epochs=1)
    assert found.label == "split" and len(found.accuracies) == 1 and found.mean > 0.3


def test_one_shared_kernel_is_a_depthwise_and_a_pointwise_convolution() -> None:
    weight, x = torch.randn(6, 4, 3, 3), torch.randn(2, 4, 7, 7)
    near = nearest_shared(weight)
    look = near[0] / near[0].flatten(1).norm(dim=1)[:, None, None]
    mix = (near * look).sum((2, 3))
    seen = nn.functional.conv2d(x, look[:, None], padding=1, groups=4)
    assert seen.shape[1] == x.shape[1], "a depthwise layer keeps the number of channels"
    expected = nn.functional.conv2d(seen, mix[:, :, None, None])
    torch.testing.assert_close(nn.functional.conv2d(x, near, padding=1), expected, rtol=1e-4, atol=1e-4)


def test_more_kernels_come_nearer_and_nine_are_the_layer() -> None:
    weight = torch.randn(16, 4, 3, 3)
    away = [(nearest_shared(weight, kernels) - weight).norm().item() for kernels in range(1, 10)]
    assert away == sorted(away, reverse=True) and away[-1] < 1e-4 < away[-2]


def test_only_layers_that_mix_are_split_and_the_network_is_left_alone() -> None:
    net = small_network(conv_bn_act)
    before = {name: value.clone() for name, value in net.state_dict().items()}
    after = split_afterwards(net).state_dict()
    changed = {name for name, value in before.items() if not torch.equal(value, after[name])}
    assert changed == {f"block{number}.conv.weight" for number in range(1, 5)}
    assert all(torch.equal(value, net.state_dict()[name]) for name, value in before.items())


def test_bad_arguments_are_named() -> None:
    with pytest.raises(ValueError, match="no network 'wide'; choose from full; split; full, thin"):
        run(["wide"])
    with pytest.raises(ValueError, match="kernels must be 1 to 9, got 10"):
        split_afterwards(small_network(conv_bn_act), 10)
    with pytest.raises(ValueError, match=r"a width behind the stem's and a stride, got \(8, 8\), \(1, 1\)"):
        small_network(widths=(8, 8), strides=(1, 1))

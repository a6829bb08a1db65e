"""The experiment on resting channels: fair arms, and the same branch with and without a split."""

from __future__ import annotations

import pytest
import torch

from lightcnn.blocks import ShuffleUnitV2
from lightcnn.learning.experiments.resting_channels import arms, branch_only, run, small_network
from lightcnn.profiling import profile


def test_the_units_do_the_same_multiply_adds() -> None:
    for width in (8, 24, 48):
        split, whole = ShuffleUnitV2(width, width), branch_only(width // 2)
        assert profile(split, 7, width).macs == profile(whole, 7, width // 2).macs
        assert [p.shape for p in split.parameters()] == [p.shape for p in whole.parameters()]


def test_the_networks_differ_in_stem_and_last_layer_only() -> None:
    split, quiet, whole = (profile(build(), 14, 1).macs for build in arms(24, 3).values())
    assert split == quiet
    assert split - whole == 12 * 9 * 49 + 12 * 10


def test_every_arm_learns_and_is_reported_with_its_seeds() -> None:
    found = run(list(arms()), width=8, units=1, seeds=(0, 1), epochs=2)
    assert [o.label for o in found] == ["split", "split, no shuffle", "no split"]
    assert all(len(o.accuracies) == 2 and max(o.accuracies) > 0.2 for o in found)


def test_images_become_logits() -> None:
    for build in arms(8, 2).values():
        assert build().eval()(torch.rand(2, 1, 14, 14)).shape == (2, 10)


def test_bad_arguments_are_named() -> None:
    with pytest.raises(ValueError, match="width must be even, got 7"):
        arms(7)
    with pytest.raises(ValueError, match="no network 'all'; choose from split, split, no shuffle, no split"):
        run(["all"])
    with pytest.raises(ValueError, match="units must be 1 or more, got 0"):
        small_network(branch_only, 8, units=0)

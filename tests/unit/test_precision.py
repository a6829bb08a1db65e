"""Grids of few bits against definitions written out, and that no instrument changes the network."""

from __future__ import annotations

import copy
import math
from functools import partial

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from lightcnn.blocks import conv_bn_act
from lightcnn.inspection import outputs
from lightcnn.precision import (
    activation_histograms,
    activations,
    float16,
    largest,
    logit_error,
    on_fixed_grid,
    quantised,
    sqnr,
    stored_as,
    stored_weights,
    unbounded,
    weight_ranges,
)


@pytest.fixture
def net() -> nn.Module:
    torch.manual_seed(0)
    parts = conv_bn_act(3, 4, act=nn.ReLU6), conv_bn_act(4, 5, 1, act=None), conv_bn_act(5, 6, act=nn.ReLU6)
    net = nn.Sequential(*parts, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(6, 3))
    for part in net.modules():
        if isinstance(part, nn.BatchNorm2d):
            nn.init.constant_(part.weight, 6)  # so that some values pass the bound
    return net.eval()


@given(st.lists(st.floats(-9, 9, width=32), min_size=2, max_size=20), st.integers(2, 8))
def test_a_grid_has_its_points_zero_among_them_and_errs_by_half_a_step(
    values: list[float], bits: int
) -> None:
    x = torch.tensor(values)
    low, high = min(0.0, *values), max(0.0, *values)
    step = (high - low) / (2**bits - 1)
    got = quantised(x, bits)
    # Zero is moved onto a point, so an end may be missed by up to half a step more.
    assert (got - x).abs().max() <= step * (1 + 1e-4) + 1e-6
    assert len(got.unique()) <= 2**bits
    assert torch.equal(quantised(torch.cat((x, torch.zeros(1))), bits)[-1], torch.tensor(0.0))


def test_a_grid_by_hand() -> None:
    x = torch.tensor([0.0, 0.1, 0.4, 0.9, 3.0])
    assert quantised(x, 2).tolist() == [0, 0, 0, 1, 3]
    assert on_fixed_grid(torch.tensor([0.0, 0.9, 2.2, 9.0]), high=6, bits=2).tolist() == [0, 0, 2, 6]


def test_a_channel_of_its_own_grid() -> None:
    x = torch.stack([torch.linspace(0, 1, 50), torch.linspace(0, 100, 50)]).reshape(1, 2, 50, 1)
    one, each = quantised(x, 4), quantised(x, 4, channel=1)
    assert one[0, 0].abs().max() == 0, "the small channel is lost on the grid of the large one"
    for index in (0, 1):
        torch.testing.assert_close(each[0, index], quantised(x[0, index], 4))


def test_float16_errs_by_the_same_share_at_every_size() -> None:
    x = torch.rand(10_000) + 0.5
    small, large = (sqnr(size * x, float16(size * x)) for size in (1.0, 1024.0))
    assert small == pytest.approx(large) and 70 < small < 78
    far = torch.cat((x, torch.tensor([100.0])))
    int8 = [sqnr(x, quantised(x)), sqnr(x, quantised(far)[:-1])]
    assert int8[0] > int8[1] + 20, "one large value spoils a grid of equal steps"


def test_decibels_by_hand() -> None:
    x = torch.tensor([3.0, 4.0])
    assert sqnr(x, torch.tensor([3.0, 4.5])) == pytest.approx(20)
    assert math.isinf(sqnr(x, x))


def test_the_bound_goes_everywhere_and_the_network_stays(net: nn.Module) -> None:
    before = copy.deepcopy(net.state_dict())
    free = unbounded(net)
    assert activations(net) == ["0.act", "2.act"] == activations(free)
    assert [type(free.get_submodule(name)) for name in activations(free)] == [nn.ReLU, nn.ReLU]
    assert isinstance(net.get_submodule("0.act"), nn.ReLU6)
    x = torch.randn(3, 3, 8, 8)
    tops = largest(net, x), largest(free, x)
    assert tops[0]["0.act"] == 6 < tops[1]["0.act"]
    for name, value in before.items():
        assert torch.equal(net.state_dict()[name], value)


def test_what_is_stored_is_what_is_read(net: nn.Module) -> None:
    x = torch.randn(2, 3, 8, 8)
    with torch.inference_mode():
        untouched = net(x)
        by_hand = net[0](x).floor()
        by_hand = net[2](net[1](by_hand)).floor()
        by_hand = net[3:](by_hand)
    assert torch.equal(stored_as(net, x, lambda maps: maps), untouched)
    torch.testing.assert_close(stored_as(net, x, torch.floor), by_hand)
    assert not torch.allclose(stored_as(net, x, partial(quantised, bits=2)), untouched)
    with torch.inference_mode():
        assert torch.equal(net(x), untouched), "no hook is left behind"


def test_changed_weights_are_put_back(net: nn.Module) -> None:
    x = torch.randn(2, 3, 8, 8)
    doubled = copy.deepcopy(net)
    doubled.get_submodule("1.conv").weight.data *= 2
    with torch.inference_mode():
        untouched, by_hand = net(x), doubled(x)
        got = stored_weights(net, x, lambda weight: 2 * weight, ["1.conv"])
        torch.testing.assert_close(got, by_hand)
        assert not torch.allclose(stored_weights(net, x, lambda weight: 2 * weight), by_hand)
        assert torch.equal(net(x), untouched)
    with pytest.raises(RuntimeError):
        stored_weights(net, x, torch.flatten, ["1.conv"])
    with torch.inference_mode():
        assert torch.equal(net(x), untouched), "an error puts them back too"


def test_an_error_as_large_as_the_spread_is_one() -> None:
    exact = torch.tensor([[1.0, -1.0], [3.0, 1.0]])
    assert logit_error(exact, exact) == 0
    assert logit_error(exact, exact + 1) == pytest.approx(1)


def test_histograms_hold_every_value_and_share_their_edges(net: nn.Module) -> None:
    x = torch.randn(3, 3, 8, 8)
    found = activation_histograms(net, x, ["0.act", "2.act"], bins=10)
    assert [(r["layer"], r["bounded"]) for r in found] == [
        ("0.act", True), ("0.act", False), ("2.act", True), ("2.act", False),
    ]  # fmt: skip
    for bounded, free in (found[:2], found[2:]):
        assert bounded["edges"] == free["edges"] and len(free["edges"]) == 11
        assert sum(bounded["counts"]) == sum(free["counts"]) == 3 * 64 * (4 if free is found[1] else 6)
    edges, (bounded, free) = found[0]["edges"], (found[0]["counts"], found[0 + 1]["counts"])
    above = [i for i, edge in enumerate(edges[:-1]) if edge > 6]
    assert sum(bounded[i] for i in above) == 0 < sum(free[i] for i in above)
    exact = sum(int((outputs(net, one, ["0.act"])["0.act"] == 0).sum()) for one in x.split(1))
    assert found[0]["zeros"] == exact <= bounded[0] and 0 < exact


def test_ranges_of_each_channel(net: nn.Module) -> None:
    found = weight_ranges(net, "0.conv")
    weight = net.get_submodule("0.conv").weight.detach()
    assert found["layer"] == "0.conv"
    for index, (low, high) in enumerate(zip(found["low"], found["high"], strict=True)):
        assert (low, high) == (float(weight[index].min()), float(weight[index].max()))


def test_bad_arguments_are_named(net: nn.Module) -> None:
    with pytest.raises(ValueError, match="no layer called '0.bn'"):
        weight_ranges(net, "0.bn")
    with pytest.raises(ValueError, match="bits must be 1 or more, got 0"):
        quantised(torch.ones(2), 0)
    with pytest.raises(ValueError, match="high positive, got 8 and 0"):
        on_fixed_grid(torch.ones(2), 0)
    with pytest.raises(ValueError, match=r"one shape, got \(2,\) and \(3,\)"):
        sqnr(torch.ones(2), torch.ones(3))
    with pytest.raises(ValueError, match="bins must be 1 or more, got 0"):
        activation_histograms(net, torch.ones(1, 3, 8, 8), ["0.act"], bins=0)
    with pytest.raises(ValueError, match="no layer called '7.conv'"):
        stored_weights(net, torch.ones(1, 3, 8, 8), lambda weight: weight, ["7.conv"])
    with pytest.raises(ValueError, match="no part called '7.act'"):
        largest(net, torch.ones(1, 3, 8, 8), ["7.act"])

"""The profile against torch's own counter, against counting by hand, and the latency's promises."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

import lightcnn.profiling
from lightcnn.arithmetic import conv_macs, conv_traffic, linear_macs
from lightcnn.blocks import DepthwiseSeparable, Fire, ShuffleUnitV1, SqueezeNextBlock, conv_bn_act
from lightcnn.networks import NETWORKS
from lightcnn.profiling import environment, latency, profile


def torch_count(net: nn.Module, x: Tensor) -> int:
    """Multiply-adds by torch's counter, which reports twice as many operations."""
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        net.eval()(x)
    assert counter.get_total_flops() % 2 == 0
    return counter.get_total_flops() // 2


@pytest.mark.parametrize("name", NETWORKS)
def test_multiply_adds_are_torchs(name: str) -> None:
    # 95 pixels: small enough to be quick, odd enough that ceil mode and padding matter.
    net = NETWORKS[name]()
    found = profile(net, side=95)
    assert found.macs == torch_count(net, torch.zeros(1, 3, 95, 95))
    assert found.params == sum(p.numel() for p in net.parameters())


@given(st.integers(1, 3), st.integers(1, 3), st.integers(1, 3), st.sampled_from([1, 3]), st.integers(1, 2))
def test_a_convolution_is_recorded_as_the_closed_form_has_it(
    i: int, o: int, groups: int, kernel: int, stride: int
) -> None:
    c_in, c_out, side = i * groups, o * groups, 7
    net = nn.Conv2d(c_in, c_out, kernel, stride, kernel // 2, groups=groups, bias=False)
    (record,) = profile(net, side=side, channels=c_in).records
    out = -(-side // stride)
    assert record.in_shape == (1, c_in, side, side)
    assert record.out_shape == (1, c_out, out, out)
    assert record.macs == conv_macs(c_in, c_out, kernel, out, out, groups)
    assert record.traffic_bytes == conv_traffic(c_in, c_out, kernel, side, side, out, out, groups).total


@pytest.mark.parametrize(
    ("net", "kind"),
    [
        (nn.Conv2d(4, 8, 3), "conv"),
        (nn.Conv2d(4, 8, 1), "pointwise"),
        (nn.Conv2d(4, 8, 3, groups=2), "grouped conv"),
        (nn.Conv2d(4, 8, 1, groups=2), "grouped pointwise"),
        (nn.Conv2d(4, 8, 3, groups=4), "depthwise"),
        (nn.Conv2d(4, 8, (3, 1)), "conv"),
        (nn.BatchNorm2d(4), "BatchNorm2d"),
    ],
)
def test_kinds(net: nn.Module, kind: str) -> None:
    assert profile(net, side=8, channels=4).records[0].kind == kind


def test_one_channel_is_not_depthwise() -> None:
    assert profile(nn.Conv2d(1, 8, 3), side=8, channels=1).records[0].kind == "conv"


def test_a_small_network_by_hand() -> None:
    net = nn.Sequential(conv_bn_act(3, 8, stride=2), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 5))
    found = profile(net, side=8)
    assert [record.name for record in found.records] == ["0.conv", "0.bn", "0.act", "1", "2", "3"]
    assert [record.params for record in found.records] == [216, 16, 0, 0, 0, 45]
    assert [record.macs for record in found.records] == [216 * 16, 0, 0, 0, 0, 40]
    maps = 8 * 16 * 4
    assert [record.traffic_bytes for record in found.records] == [
        4 * (3 * 64 + 216) + maps, 2 * maps + 64, 2 * maps, maps + 32, 0, 4 * (8 + 45 + 5),
    ]  # fmt: skip
    assert found.records[3].in_shape == (1, 8, 4, 4) and found.records[3].out_shape == (1, 8, 1, 1)
    assert found.total("params") == found.params == 277
    assert found.total("macs") == found.macs == 216 * 16 + linear_macs(8, 5)
    assert found.by_kind("macs") == {
        "conv": 3456, "BatchNorm2d": 0, "ReLU": 0, "AdaptiveAvgPool2d": 0, "Flatten": 0, "linear": 40,
    }  # fmt: skip


@pytest.mark.parametrize(
    "block",
    [
        Fire(12, 4, 8, 8),
        ShuffleUnitV1(12, 12, groups=3),
        ShuffleUnitV1(12, 24, groups=3, stride=2),
        SqueezeNextBlock(12, 16, stride=2, project=True),
        SqueezeNextBlock(12, 16, stride=2, project=True, feed="projection"),
        DepthwiseSeparable(12, 20),
    ],
    ids=lambda block: type(block).__name__,
)
def test_blocks_count_like_torch(block: nn.Module) -> None:
    assert profile(block, side=9, channels=12).macs == torch_count(block, torch.zeros(1, 12, 9, 9))


def test_totals_are_the_sums_of_the_rows() -> None:
    found = profile(NETWORKS["shufflenet_v1_x0_25_g3"](), side=64)
    for quantity in ("params", "macs", "traffic_bytes"):
        assert found.total(quantity) == sum(getattr(record, quantity) for record in found.records)
        assert found.total(quantity) == sum(found.by_kind(quantity).values()) > 0


class Shared(nn.Module):
    """One layer used twice, and a parameter of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.twice = nn.Conv2d(3, 3, 1, bias=False)
        self.scale = nn.Parameter(torch.ones(7))

    def forward(self, x: Tensor) -> Tensor:
        return self.twice(self.twice(x)) * self.scale[0]


def test_a_shared_layer_costs_its_parameters_once_and_its_work_twice() -> None:
    found = profile(Shared(), side=4)
    assert [record.name for record in found.records] == ["twice", "twice", ""]
    assert [record.params for record in found.records] == [9, 0, 7]
    assert found.macs == 2 * 9 * 16


class Idle(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.used = nn.Conv2d(3, 3, 1)
        self.idle = nn.Conv2d(3, 3, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.used(x)


def test_parameters_that_never_run_are_named() -> None:
    with pytest.raises(ValueError, match="never ran: idle.weight, idle.bias"):
        profile(Idle(), side=4)


def test_frozen_parameters_do_not_count() -> None:
    net = nn.Conv2d(3, 4, 1)
    net.weight.requires_grad_(False)
    assert profile(net, side=4).params == 4


def test_the_network_is_left_as_it_was() -> None:
    net = nn.Sequential(conv_bn_act(3, 4), nn.Dropout(0.5))
    net[1].eval()
    before = copy.deepcopy(net.state_dict())
    profile(net, side=8)
    latency(net, side=8, repeats=2, warmup=1)
    assert net.training and net[0].training and not net[1].training
    assert all(torch.equal(before[key], value) for key, value in net.state_dict().items())
    assert not any(module._forward_hooks for module in net.modules())


def test_the_hooks_go_even_when_the_network_fails() -> None:
    net = nn.Sequential(nn.Conv2d(4, 4, 1))
    with pytest.raises(RuntimeError):
        profile(net, side=4)
    assert not net[0]._forward_hooks and net.training


@pytest.mark.parametrize("arguments", [{"side": 0}, {"channels": 0}])
def test_profile_names_bad_arguments(arguments: dict) -> None:
    with pytest.raises(ValueError, match="must be 1 or more"):
        profile(nn.Conv2d(3, 3, 1), **arguments)


@pytest.mark.parametrize(
    "given", [torch.zeros(0, 3, 8, 8), (torch.zeros(1, 3, 0, 8),), {"input": torch.zeros(0)}]
)
def test_an_input_without_an_image_is_refused_not_counted_as_nothing(given: object) -> None:
    with pytest.raises(ValueError, match="holds no image to count with"):
        profile(nn.Conv2d(3, 3, 1), given)


@pytest.mark.parametrize(
    "one", [{"repeats": 2.5}, {"repeats": True}, {"threads": "2"}, {"side": float("nan")}]
)
def test_latency_takes_whole_numbers(one: dict) -> None:
    with pytest.raises(ValueError, match="whole numbers, got"):
        latency(nn.Conv2d(3, 3, 1), **{"side": 8} | one)


def test_an_unknown_quantity_is_named() -> None:
    found = profile(nn.Conv2d(3, 3, 1), side=4)
    for call in (found.total, found.by_kind):
        with pytest.raises(ValueError, match="got 'flops'"):
            call("flops")


class Naps(nn.Module):
    """Keeps the processor busy a known time per image, longer in its first passes; `note` outlasts them."""

    def __init__(self, nap: float, first: int, note: Callable[[int], None]) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 1, 1)
        self.nap, self.first, self.calls, self.note = nap, first, 0, note

    def forward(self, x: Tensor) -> Tensor:
        self.calls += 1
        self.note(torch.get_num_threads())
        work = self.nap * x.shape[0] * (20 if self.calls <= self.first else 1)
        until = time.thread_time() + work
        while time.thread_time() < until:
            pass
        return x


def test_latency_measures_milliseconds_after_the_warm_up() -> None:
    threads: list[int] = []
    net = Naps(0.002, first=2, note=threads.append)
    found = latency(net, side=4, batch=2, repeats=5, warmup=2)
    assert threads == [1] * 7 and net.calls == 0
    assert 4 <= found.low_ms <= found.median_ms <= found.high_ms
    assert found.median_ms < 40, "the first passes take 80 ms; they belong to the warm-up"
    assert (found.repeats, found.device, found.threads) == (5, "cpu", 1)


def test_latency_puts_the_threads_back(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(lightcnn.profiling.torch, "get_num_threads", lambda: 7)
    monkeypatch.setattr(lightcnn.profiling.torch, "set_num_threads", asked.append)
    latency(nn.Conv2d(3, 1, 1), side=4, repeats=1, warmup=0, threads=3)
    assert asked == [3, 7]


@pytest.mark.parametrize("memory_format", [torch.contiguous_format, torch.channels_last])
def test_latency_feeds_the_order_it_is_asked_for(memory_format: torch.memory_format) -> None:
    net = nn.Conv2d(3, 1, 1)
    seen: list[tuple[bool, tuple[int, ...]]] = []
    net.register_forward_hook(
        lambda module, args, out: seen.append(
            (args[0].is_contiguous(memory_format=memory_format), args[0].shape)
        )
    )
    latency(net, side=6, batch=4, repeats=2, warmup=1, memory_format=memory_format)
    assert seen == [(True, (4, 3, 6, 6))] * 3


@given(
    st.lists(st.tuples(st.integers(1, 3), st.sampled_from([1, 3]), st.integers(1, 2)), min_size=1, max_size=4)
)
def test_any_chain_of_convolutions_counts_like_torch(rows: list[tuple[int, int, int]]) -> None:
    layers, c_in = [], 6
    for wide, kernel, stride in rows:
        layers.append(
            conv_bn_act(c_in, 6 * wide, kernel, stride=stride, groups=wide if c_in % wide == 0 else 1)
        )
        c_in = 6 * wide
    net = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(c_in, 3))
    assert profile(net, side=9, channels=6).macs == torch_count(net, torch.zeros(1, 6, 9, 9))


@pytest.mark.parametrize("name", ["side", "batch", "repeats", "threads", "warmup"])
def test_latency_names_bad_arguments(name: str) -> None:
    with pytest.raises(ValueError, match=f"{name}=-1"):
        latency(nn.Conv2d(3, 3, 1), **{name: -1})


def test_the_environment_says_what_was_measured_on() -> None:
    found = environment()
    assert found["torch"] == torch.__version__ and found["cpu"]
    assert {"cpu", "cores", "system", "python", "torch", "date"} <= found.keys()

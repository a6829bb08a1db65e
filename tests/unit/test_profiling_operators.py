"""Work that functions do, networks that are called oddly, and what a call must leave alone."""

from __future__ import annotations

import copy
import sys
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from lightcnn.benchmark import as_it_was, benchmark
from lightcnn.inspection import outputs
from lightcnn.learning import accuracy
from lightcnn.operators import _formula
from lightcnn.precision import stored_weights
from lightcnn.profiling import latency, profile


class Functional(nn.Module):
    """A convolution without a layer."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.rand(8, 3, 3, 3))

    def forward(self, x: Tensor) -> Tensor:
        return F.conv2d(x, self.weight)


class Borrowed(nn.Module):
    """Uses a layer's weights and never calls the layer."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.act = nn.ReLU()

    def forward(self, x: Tensor) -> Tensor:
        return self.act(F.conv2d(x, self.conv.weight, self.conv.bias))


class Attention(nn.Module):
    """Self-attention between a map's places by PyTorch's fused operator, the layers called with keywords."""

    def __init__(self) -> None:
        super().__init__()
        self.qkv, self.out = nn.Linear(16, 48), nn.Linear(16, 16)

    def forward(self, x: Tensor) -> Tensor:
        tokens = x.flatten(2).transpose(1, 2)
        q, k, v = self.qkv(input=tokens).unflatten(2, (3, 4, 4)).permute(2, 0, 3, 1, 4)
        return self.out(input=F.scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2))


PLACES = 25
ATTENTION = PLACES * 16 * 48 + PLACES * 16 * 16 + 2 * PLACES * PLACES * 16


def test_a_convolution_by_a_function_is_counted() -> None:
    (record,) = profile(Functional(), 8).records
    assert (record.macs, record.params) == (7_776, 216)
    assert record.traffic_bytes == 4 * (3 * 64 + 216 + 8 * 36)


def test_a_transposed_convolution_is_counted() -> None:
    assert profile(nn.ConvTranspose2d(4, 8, 2, 2), 8, 4).macs == 8_192


def test_weights_that_a_function_read_belong_to_the_reader() -> None:
    act, block = profile(Borrowed(), 8).records
    assert (act.name, act.macs) == ("act", 0)
    assert (block.name, block.kind, block.macs, block.params) == ("", "Borrowed", 7_776, 224)
    assert block.traffic_bytes == 4 * (3 * 64 + 224 + 8 * 36)


def test_fused_attention_is_counted_where_it_runs() -> None:
    found = profile(Attention(), 5, 16)
    assert found.macs == ATTENTION
    assert [(r.name, r.macs) for r in found.records] == [
        ("qkv", PLACES * 16 * 48), ("out", PLACES * 16 * 16), ("", 2 * PLACES * PLACES * 16),
    ]  # fmt: skip
    assert found.records[0].in_shape == (1, PLACES, 16)


class Tokens(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x.flatten(2).transpose(1, 2)


@pytest.mark.parametrize("frozen", [False, True])
def test_pytorchs_own_transformer_is_counted(frozen: bool) -> None:
    layer = nn.TransformerEncoderLayer(16, 4, 32, batch_first=True)
    found = profile(nn.Sequential(Tokens(), layer.requires_grad_(not frozen)), 5, 16)
    assert found.macs == ATTENTION + 2 * PLACES * 16 * 32
    assert found.all_params == sum(p.numel() for p in layer.parameters())
    assert found.params == (0 if frozen else found.all_params)
    attention = next(r for r in found.records if r.kind == "MultiheadAttention")
    assert attention.macs == ATTENTION
    assert torch.backends.mha.get_fastpath_enabled()


@pytest.mark.parametrize(
    ("net", "macs"),
    [
        (nn.Conv1d(4, 6, 3), 4 * 6 * 3 * 7),
        (nn.Linear(9, 5), 4 * 9 * 5),
        (nn.LSTM(9, 5, batch_first=True), 4 * (9 + 5) * 20),
        (nn.GRU(9, 5, batch_first=True), 4 * (9 + 5) * 15),
    ],
    ids=lambda value: type(value).__name__,
)
def test_layers_of_sequences_are_counted(net: nn.Module, macs: int) -> None:
    assert profile(net, torch.rand(1, 4, 9)).macs == macs


class Vectors(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.rand(5, 9))

    def forward(self, x: Tensor) -> Tensor:
        return torch.addmv(torch.zeros(5), self.weight, x) + self.weight @ x + torch.dot(x, x)


def test_products_of_vectors_are_counted() -> None:
    assert profile(Vectors(), torch.rand(9)).macs == 45 + 45 + 9


@dataclass
class Maps:
    out: Tensor


class Wraps(nn.Module):
    """Hands a map on in a dictionary, a list and a data class, and takes it as a keyword."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 1, bias=False)
        self.wrap, self.last = Packs(), Unpacks()

    def forward(self, image: Tensor, again: Tensor | None = None) -> dict[str, Any]:
        return {"none": None, "out": self.last(maps=self.wrap([self.conv(image)]))}


class Packs(nn.Module):
    def forward(self, maps: list[Tensor]) -> Maps:
        return Maps(maps[0] + 1)


class Unpacks(nn.Module):
    def forward(self, maps: Maps) -> dict[str, Tensor]:
        return {"out": maps.out * 2}


@pytest.mark.parametrize(
    "given", [5, {"image": torch.rand(1, 3, 5, 5)}, (torch.rand(1, 3, 5, 5), torch.rand(1))]
)
def test_any_shape_of_call_is_recorded(given: Any) -> None:
    found = profile(Wraps(), given)
    assert [r.name for r in found.records] == ["conv", "wrap", "last"]
    assert found.macs == 12 * 25
    for record in found.records[1:]:
        assert record.in_shape == record.out_shape == (1, 4, 5, 5)
        assert record.traffic_bytes == 2 * 4 * 4 * 25


@pytest.mark.parametrize(
    "given", [(1, 8, 6), (1, 1, 8, 6), torch.rand(1, 1, 8, 6), (torch.rand(1, 1, 8, 6),)]
)
def test_an_image_of_any_shape(given: Any) -> None:
    assert profile(nn.Conv2d(1, 4, 3), given).macs == 36 * 6 * 4


def test_height_and_width_take_the_channels() -> None:
    assert profile(nn.Conv2d(1, 4, 3), (8, 6), 1).macs == 36 * 6 * 4


@pytest.mark.parametrize("given", [(), (8,), "224", 2.5, (0, 8), (3, 8.5, 8), True])
def test_what_is_no_input_is_refused(given: Any) -> None:
    with pytest.raises(ValueError, match="shape|1 or more"):
        profile(nn.Conv2d(3, 4, 1), given)


def test_what_is_refused_is_told_in_a_line() -> None:
    with pytest.raises(ValueError, match=r"^.{,160}$"):
        profile(nn.Conv2d(3, 4, 1), np.zeros((1, 3, 8, 8)))


@pytest.mark.parametrize("given", [torch.relu, nn.Conv2d, None])
def test_what_is_no_network_is_refused(given: Any) -> None:
    with pytest.raises(ValueError, match="a network is asked for, an nn.Module that is built, got"):
        profile(given, 8)


@pytest.mark.filterwarnings("ignore:.*torch.jit:DeprecationWarning")
def test_a_scripted_network_is_timed_and_left_in_its_mode() -> None:
    net = torch.jit.script(nn.Sequential(nn.Conv2d(3, 4, 1), nn.Dropout()))
    assert latency(net, 8, repeats=2).repeats == 2
    assert all(module.training for module in net.modules())


def test_the_readers_tensor_stays() -> None:
    x = -torch.ones(1, 3, 4, 4)
    profile(nn.ReLU(inplace=True), x)
    assert (x == -1).all()


@pytest.mark.parametrize(
    "idle", [nn.Sequential(), nn.Dropout3d(), nn.AlphaDropout(), nn.Unflatten(1, (1, 3))]
)
def test_layers_that_do_nothing_move_no_bytes(idle: nn.Module) -> None:
    assert profile(nn.Sequential(nn.Conv2d(3, 3, 1), idle), 8).records[-1].traffic_bytes == 0


def test_frozen_parameters_are_in_the_total_of_all() -> None:
    net = nn.Conv2d(3, 4, 1)
    net.weight.requires_grad_(False)
    found = profile(net, side=4)
    assert (found.params, found.frozen_params, found.all_params) == (4, 12, 16)


def test_a_weight_that_is_made_on_the_way_is_counted() -> None:
    net = nn.utils.parametrizations.weight_norm(nn.Conv2d(3, 4, 1, bias=False))
    found = profile(net, side=4)
    assert found.macs == 12 * 16 and found.params == sum(p.numel() for p in net.parameters())


class Retries(nn.Module):
    """Falls back when a layer refuses, after that layer has worked."""

    def __init__(self) -> None:
        super().__init__()
        self.refuses = Refuses()

    def forward(self, x: Tensor) -> Tensor:
        try:
            return self.refuses(x)
        except RuntimeError:
            return x


class Refuses(Functional):
    def forward(self, x: Tensor) -> Tensor:
        super().forward(x)
        raise RuntimeError("no")


def test_work_that_ended_in_an_error_is_counted() -> None:
    assert profile(Retries(), 8).macs == 7_776


def test_a_network_made_in_inference_mode_is_counted() -> None:
    with torch.inference_mode():
        net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8))
        assert profile(net, 8).macs == 7_776
    assert profile(net, 8).macs == 7_776


@pytest.mark.parametrize(
    "compiled", [torch.jit.script, lambda net: torch.jit.trace(net, torch.rand(1, 3, 8, 8))]
)
def test_a_scripted_network_is_refused_in_words(compiled: Any) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        net = compiled(nn.Sequential(nn.Conv2d(3, 8, 3)))
    for given in (net, nn.Sequential(net)):
        with pytest.raises(ValueError, match="scripted or traced"):
            profile(given, 8)


class Multiplies(nn.Module):
    def __init__(self, how: Any) -> None:
        super().__init__()
        self.how = how

    def forward(self, x: Tensor) -> Any:
        return self.how(x)


@torch.library.custom_op("lightcnn_tests::blur", mutates_args=())
def blur(x: Tensor) -> Tensor:
    return F.avg_pool2d(x, 3)


@pytest.mark.parametrize(
    ("how", "name"),
    [
        (torch.fft.rfft, "_fft_r2c"),
        (lambda x: torch.cdist(x, x), "_cdist_forward"),
        (torch.linalg.inv, "linalg_inv_ex"),
        (blur, "lightcnn_tests::blur"),
    ],
)
def test_what_cannot_be_counted_is_refused_by_name(how: Any, name: str) -> None:
    with pytest.raises(ValueError, match=f"{name} cannot be counted.*register_flop_formula"):
        profile(Multiplies(how), 8)


@pytest.mark.parametrize(
    "how",
    [
        lambda x: F.interpolate(x, scale_factor=2, mode="bilinear"),
        lambda x: F.normalize(x),
        lambda x: x.to(torch.float64).softmax(1),
    ],
)
def test_what_multiplies_nothing_counts_nothing(how: Any) -> None:
    assert profile(Multiplies(how), 8).macs == 0


def test_every_operator_that_says_it_multiplies_is_counted_or_refused() -> None:
    aten = torch.ops.aten
    for packet in (aten.mm, aten.convolution, aten.addbmm, aten._scaled_dot_product_flash_attention_for_cpu):
        assert _formula(getattr(packet, packet.overloads()[0])) is not None
    for packet in (aten._native_multi_head_attention, aten._transformer_encoder_layer_fwd, aten._trilinear):
        with pytest.raises(ValueError, match="cannot be counted"):
            _formula(getattr(packet, packet.overloads()[0]))


class Restless(nn.Module):
    """Counts its calls twice, replaces a buffer, adds another, draws a random number, keeps what it makes."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 3, 1)
        self.kept: Tensor | None = None
        self.passes, self.made = 0, list[Tensor]()
        self.register_buffer("calls", torch.zeros(1))
        self.register_buffer("last", torch.zeros(1))

    def forward(self, x: Tensor) -> Tensor:
        self.calls += 1
        self.last = x.mean()
        self.register_buffer("new", torch.rand(1))
        if self.kept is None:
            self.kept = torch.ones(3, 1, 1)
        self.passes += 1
        self.made.append(self.conv(x) * self.kept)
        return self.made[-1]


def measures() -> list[Any]:
    return [
        pytest.param(lambda net: profile(net, 8), id="profile"),
        pytest.param(lambda net: latency(net, 8, repeats=2, warmup=1), id="latency"),
    ]


IMAGES = torch.rand(2, 3, 8, 8)
OTHERS = [
    pytest.param(lambda net: benchmark({"net": (net, IMAGES)}, repeats=5, warmup=1), id="benchmark"),
    pytest.param(lambda net: accuracy(nn.Sequential(net, POOL), IMAGES, torch.tensor([0, 1])), id="accuracy"),
    pytest.param(lambda net: outputs(net, IMAGES, ["1"]), id="outputs"),
    pytest.param(lambda net: stored_weights(net, IMAGES, torch.round), id="stored_weights"),
]
POOL = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())


@pytest.mark.parametrize("measure", [*measures(), *OTHERS])
def test_a_network_is_left_as_it_was(measure: Any) -> None:
    net = nn.Sequential(Restless(), nn.BatchNorm2d(3).eval())
    before, random = copy.deepcopy(net.state_dict()), torch.get_rng_state()
    measure(net)
    assert torch.equal(torch.get_rng_state(), random)
    after = net.state_dict()
    assert after.keys() == before.keys() and all(torch.equal(after[k], before[k]) for k in before)
    assert [module.training for module in net] == [True, False]
    assert (net[0].kept, net[0].passes, net[0].made) == (None, 0, [])
    assert not any(module._forward_hooks or module._forward_pre_hooks for module in net.modules())
    net(torch.rand(1, 3, 8, 8)).sum().backward()
    assert net[0].conv.weight.grad is not None


@pytest.mark.parametrize("measure", measures())
def test_a_lazy_network_stays_lazy_and_trains(measure: Any) -> None:
    net = nn.Sequential(nn.LazyConv2d(8, 3), nn.LazyBatchNorm2d(), nn.ReLU())
    random = torch.get_rng_state()
    measure(net)
    assert torch.equal(torch.get_rng_state(), random)
    assert net.training and net[0].has_uninitialized_params()
    net(torch.rand(2, 3, 8, 8)).sum().backward()
    assert net[0].in_channels == 3 and net[0].weight.grad is not None


def test_a_lazy_network_is_counted() -> None:
    found = profile(nn.Sequential(nn.LazyConv2d(8, 3), nn.ReLU()), 8)
    assert found.macs == 7_776 and found.records[0].kind == "conv"


def test_a_lazy_network_is_not_spoilt_by_others() -> None:
    net = nn.LazyConv2d(8, 3)
    with pytest.raises(ValueError, match="lazy"), as_it_was(net):
        pass
    with pytest.raises(ValueError, match="lazy"):
        benchmark({"lazy": (net, torch.rand(1, 3, 8, 8))})
    assert net.has_uninitialized_params()


def test_latency_takes_channels() -> None:
    seen: list[torch.Size] = []
    net = Multiplies(lambda x: seen.append(x.shape))
    latency(net, 8, repeats=1, warmup=0, channels=5)
    latency(nn.Sequential(nn.Conv2d(2, 1, 1), net), 8, repeats=1, warmup=0)
    assert seen == [(1, 5, 8, 8), (1, 1, 8, 8)]
    with pytest.raises(ValueError, match="channels=0"):
        latency(net, 8, channels=0)


def test_a_device_without_a_clock_is_refused() -> None:
    net = nn.Conv2d(3, 2, 1, device="meta")
    with pytest.raises(ValueError, match="no clock for the device meta"):
        latency(net, 8)
    with pytest.raises(ValueError, match="no clock for the device meta"):
        benchmark({"conv": (net, torch.rand(1, 3, 8, 8, device="meta"))})
    assert profile(net, 8).macs == 384, "a count needs no clock"


def test_a_profile_does_not_wake_the_compiler() -> None:
    """PyTorch's compiler takes seconds to import, more than any profile."""
    before = "torch._dynamo" in sys.modules
    profile(nn.Conv2d(3, 2, 1), 8)
    assert ("torch._dynamo" in sys.modules) == before

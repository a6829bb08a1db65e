"""Every network: shapes, exact counts, the papers' stage sizes, refusals."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
import torch
from oracles import REFERENCE, copy_in_order
from torch import nn

from lightcnn import networks
from lightcnn.blocks import Fire, ShuffleUnitV1, SqueezeNextBlock
from lightcnn.blocks.fire import Bypass
from lightcnn.networks import NETWORKS, alexnet, shufflenet_v1, squeezenet, squeezenext
from lightcnn.networks.alexnet import LAYOUTS
from lightcnn.networks.shufflenet_v1 import (
    POOL_SIDE,
    STAGE2_CHANNELS,
    STEM_SIDE,
    stage_channels,
    stem_channels,
)
from lightcnn.networks.shufflenet_v1 import STAGES as SHUFFLE_STAGES
from lightcnn.networks.squeezenet import FIRES
from lightcnn.networks.squeezenet import STAGES as SQUEEZE_STAGES
from lightcnn.networks.squeezenet import VERSIONS as SQUEEZENETS
from lightcnn.networks.squeezenext import STAGES as NEXT_STAGES
from lightcnn.networks.squeezenext import VERSIONS
from lightcnn.networks.zoo import variants
from lightcnn.profiling import profile
from lightcnn.published import published

FILES = [module.name for module in pkgutil.iter_modules(networks.__path__) if module.name != "zoo"]
OURS = [row for row in REFERENCE if row["network"] is not None]


def shapes(net: nn.Module, side: int) -> dict[str, tuple[int, ...]]:
    """(C, H, W) after every direct part of `net`, for one blank image."""
    found: dict[str, tuple[int, ...]] = {}
    x = torch.zeros(1, 3, side, side)
    with torch.inference_mode():
        for name, part in net.eval().named_children():
            x = part(x)
            found[name] = tuple(x.shape[1:])
    return found


@pytest.mark.parametrize("name", NETWORKS)
def test_images_become_logits(name: str) -> None:
    net = NETWORKS[name]().eval()
    for module in net.modules():
        if isinstance(module, nn.Conv2d):  # PyTorch's own start shrinks the maps, to nothing in 27 layers
            nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
    with torch.inference_mode():
        out = net(torch.rand(2, 3, 96, 96))
    assert out.shape == (2, 1000)
    assert torch.isfinite(out).all()
    assert not torch.equal(out[0], out[1])


@pytest.mark.parametrize("name", FILES)
def test_a_file_s_builder_has_its_name_and_its_line_in_the_room(name: str) -> None:
    build = getattr(networks, name)
    assert build is getattr(import_module(f"lightcnn.networks.{name}"), name)


def test_the_zoo_is_what_the_files_publish() -> None:
    per_file = [import_module(f"lightcnn.networks.{name}").VARIANTS for name in FILES]
    assert list(NETWORKS) == [name for ours in per_file for name in ours]


def test_a_variant_that_another_file_s_name_begins_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    home = import_module("lightcnn.networks.squeezenet")
    monkeypatch.setattr(home, "VARIANTS", {"squeezenext_of_mine": squeezenet})
    with pytest.raises(ValueError, match="squeezenet.py must begin .*, got 'squeezenext_of_mine'"):
        variants()


@pytest.mark.parametrize("name", FILES)
def test_classes_set_the_logits_and_every_parameter_learns(name: str) -> None:
    net = getattr(networks, name)(classes=7)
    out = net(torch.rand(2, 3, 96, 96))
    assert out.shape == (2, 7)
    out.sum().backward()
    assert all(parameter.grad is not None for parameter in net.parameters())


@pytest.mark.parametrize("row", OURS, ids=lambda row: row["network"])
def test_counts_are_the_references(row: dict[str, Any]) -> None:
    net = NETWORKS[row["network"]]()
    found = profile(net, side=row["side"])
    assert found.params == row["params"]
    assert found.macs == row["macs"]
    norms = sum(p.numel() for m in net.modules() if isinstance(m, nn.BatchNorm2d) for p in m.parameters())
    assert found.params - norms == row["params_without_norm"]
    assert sum(isinstance(m, nn.Conv2d) for m in net.modules()) == row["convolutions"]
    assert sum(isinstance(m, nn.Linear) for m in net.modules()) == row["linear_layers"]


def test_every_network_of_ours_with_a_reference_is_compared() -> None:
    compared = {row["network"] for row in OURS}
    assert compared <= set(NETWORKS)
    variants_of = {name: import_module(f"lightcnn.networks.{name}").VARIANTS for name in FILES}
    assert [name for name, ours in variants_of.items() if compared.isdisjoint(ours)] == []


@pytest.mark.parametrize(
    ("build", "side", "params", "macs"),
    [
        (lambda: alexnet("torchvision"), 224, 61_100_840, 714_188_480),
        (lambda: squeezenet(), 227, 1_248_424, 832_667_936),
        (lambda: squeezenet(bypass="simple"), 224, 1_248_424, 818_924_576),
        (lambda: squeezenet(bypass="complex"), 224, 1_589_672, None),
        (lambda: squeezenext(groups=2), 227, 543_072, None),
        (lambda: squeezenext(version=2), 227, 717_280 - 3 * 64 * (49 - 25), None),
        (lambda: squeezenext(width=2.0, version=5), 227, 3_222_912, None),
    ],
)
def test_counts_told_elsewhere(
    build: Callable[[], nn.Module], side: int, params: int, macs: int | None
) -> None:
    found = profile(build(), side=side)
    assert found.params == params
    assert macs is None or found.macs == macs


def test_alexnet_has_the_papers_maps() -> None:
    for layout, side in (("2012", 227), ("torchvision", 224)):
        records = profile(alexnet(layout), side=side).records
        convolutions = [record for record in records if record.kind.endswith("conv")]
        rows = LAYOUTS[layout]
        assert [r.out_shape[1:] for r in convolutions] == [(row.channels, row.side, row.side) for row in rows]
        pool = next(record for record in records if record.kind == "AdaptiveAvgPool2d")
        assert pool.in_shape == pool.out_shape == (1, 256, 6, 6), "the last pool must already give 6 x 6"


def test_squeezenet_has_the_sizes_of_table_1() -> None:
    found = shapes(squeezenet(), 227)
    for row in SQUEEZE_STAGES:
        assert found[row.name] == (row.channels, row.side, row.side), row
    assert [name for name in found if name.startswith("maxpool")] == ["maxpool1", "maxpool4", "maxpool8"]


def test_squeezenet_1_1_pools_earlier() -> None:
    found = shapes(squeezenet("1.1"), 224)
    assert found["conv1"] == (64, 111, 111)
    assert [name for name in found if name.startswith("maxpool")] == ["maxpool1", "maxpool3", "maxpool5"]
    assert [found[f"fire{i}"][1] for i in range(2, 10)] == [55, 55, 27, 27, 13, 13, 13, 13]
    for row in FIRES:
        assert found[row.name][0] == row.channels


def test_a_squeezenet_of_your_own_has_the_pools_asked_for() -> None:
    mixed = SQUEEZENETS["1.0"]._replace(pool_after=SQUEEZENETS["1.1"].pool_after)
    net = squeezenet(mixed)
    names = list(dict(net.named_children()))
    assert [names[i - 1] for i, name in enumerate(names) if "maxpool" in name] == ["relu1", "fire3", "fire5"]
    ours, paper = profile(net, side=227), profile(squeezenet(), side=227)
    assert ours.params == paper.params and ours.macs < paper.macs


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_bypasses_stand_where_the_paper_draws_them(version: str) -> None:
    plain = dict(squeezenet(version).named_children())
    simple = dict(squeezenet(version, "simple").named_children())
    both = dict(squeezenet(version, "complex").named_children())
    for number in range(2, 10):
        name = f"fire{number}"
        assert isinstance(plain[name], Fire)
        odd = number % 2 == 1
        assert isinstance(simple[name], Bypass) == odd
        around = both[name]
        assert isinstance(around, Bypass)
        assert (around.projection is None) == odd
        if around.projection is not None:
            assert around.projection.kernel_size == (1, 1) and around.projection.bias is not None


def test_simple_bypass_adds_the_input() -> None:
    plain, simple = squeezenet().eval(), squeezenet(bypass="simple").eval()
    copy_in_order(plain, simple)
    x = torch.rand(1, 128, 5, 5)
    with torch.inference_mode():
        torch.testing.assert_close(simple.fire3(x), plain.fire3(x) + x)
        torch.testing.assert_close(simple.fire2(x[:, :96]), plain.fire2(x[:, :96]))


def test_squeezenet_ends_in_a_relu_an_average_and_nothing_else() -> None:
    names = [name for name, _ in squeezenet().named_children()]
    assert names[-5:] == ["drop9", "conv10", "relu10", "avgpool10", "flatten"]
    kinds = {type(module) for module in squeezenet().modules()}
    assert nn.Linear not in kinds and nn.BatchNorm2d not in kinds


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("width", [1.0, 1.5, 2.0])
def test_squeezenext_has_its_stage_sizes(version: int, width: float) -> None:
    spec = VERSIONS[version]
    net = squeezenext(width, version)
    found = shapes(net, 227)
    assert found["stem"] == (64, spec.stem_side, spec.stem_side)
    assert found["maxpool"] == (64, spec.sides[0], spec.sides[0])
    for row, side, blocks in zip(NEXT_STAGES, spec.sides, spec.blocks, strict=True):
        assert found[row.name] == (int(row.channels * width), side, side)
        assert len(list(net.get_submodule(row.name).children())) == blocks
    assert found["tail"] == (128, 7, 7)
    assert sum(spec.blocks) + 2 == 23


def test_squeezenext_alternates_and_projects_as_the_files_do() -> None:
    for version, spec in VERSIONS.items():
        for row in NEXT_STAGES:
            stage = squeezenext(version=version).get_submodule(row.name)
            for i, block in enumerate(stage.children()):
                assert isinstance(block, SqueezeNextBlock)
                assert block.branch.tap1.conv.kernel_size == ((1, 3) if i % 2 else (3, 1))
                assert (block.projection is not None) == (i == 0)
                assert block.feed == (spec.feed if i == 0 else "input")


def test_squeezenext_groups_the_first_squeeze_and_the_taps() -> None:
    for name, module in squeezenext(groups=2).named_modules():
        if isinstance(module, nn.Conv2d):
            grouped = any(part in name for part in ("squeeze1", "tap1", "tap2"))
            assert module.groups == (2 if grouped else 1), name


def test_squeezenext_biases_live_in_the_norms_only() -> None:
    layers = [m for m in squeezenext().modules() if isinstance(m, nn.Conv2d | nn.Linear)]
    assert all(layer.bias is None for layer in layers)


@pytest.mark.parametrize("groups", STAGE2_CHANNELS)
def test_shufflenet_has_the_channels_and_sizes_of_table_1(groups: int) -> None:
    found = shapes(shufflenet_v1(groups), 224)
    assert found["conv1"] == (24, STEM_SIDE, STEM_SIDE)
    assert found["maxpool"] == (24, POOL_SIDE, POOL_SIDE)
    for row in SHUFFLE_STAGES:
        printed = published(f"shufflenet_v1.table1.g{groups}.channels_{row.name}")
        assert found[row.name] == (printed.value, row.side, row.side)


@pytest.mark.parametrize("width", [0.25, 0.5, 1.0, 1.5, 2.0])
@pytest.mark.parametrize("groups", STAGE2_CHANNELS)
def test_shufflenet_scales_exactly_at_the_papers_widths(groups: int, width: float) -> None:
    channels = stage_channels(groups, width)
    assert channels == tuple(STAGE2_CHANNELS[groups] * width * multiple for multiple in (1, 2, 4))
    found = shapes(shufflenet_v1(groups, width), 64)
    assert tuple(found[row.name][0] for row in SHUFFLE_STAGES) == channels
    assert found["conv1"][0] == stem_channels(groups, width)


def test_stems_are_the_authors() -> None:
    told = {(3, 0.5): 12, (8, 0.5): 16, (3, 1.0): 24, (8, 1.0): 24, (3, 1.5): 24, (8, 1.5): 24, (3, 2.0): 48,
            (8, 2.0): 48, (1, 0.25): 12, (4, 0.25): 12, (8, 0.25): 8}  # fmt: skip
    assert {key: stem_channels(*key) for key in told} == told


def test_shufflenet_repeats_strides_and_groups_as_table_1_has_it() -> None:
    net = shufflenet_v1(8)
    for row in SHUFFLE_STAGES:
        units = list(net.get_submodule(row.name).children())
        assert len(units) == row.repeats
        for i, unit in enumerate(units):
            assert isinstance(unit, ShuffleUnitV1)
            assert unit.depthwise.conv.stride == ((2, 2) if i == 0 else (1, 1))
            assert unit.compress.conv.groups == (1 if (row.name, i) == ("stage2", 0) else 8)
            assert unit.expand.conv.groups == 8


def test_leaving_the_shuffle_out_costs_nothing_and_changes_the_output() -> None:
    shuffled, plain = shufflenet_v1(3, 0.25).eval(), shufflenet_v1(3, 0.25, shuffle=False).eval()
    plain.load_state_dict(shuffled.state_dict())
    x = torch.rand(1, 3, 64, 64)
    with torch.inference_mode():
        assert not torch.allclose(shuffled(x), plain(x))
    assert profile(shuffled, 64).macs == profile(plain, 64).macs


def test_widths_between_the_papers_are_built() -> None:
    for groups in STAGE2_CHANNELS:
        for width in (0.3, 0.77, 1.1, 2.6):
            assert shufflenet_v1(groups, width)(torch.rand(2, 3, 32, 32)).shape == (2, 1000)
    assert squeezenext(0.7)(torch.rand(2, 3, 64, 64)).shape == (2, 1000)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: alexnet("2014"), r"layout must be one of \['2012', 'torchvision'\], got '2014'"),
        (lambda: squeezenet("1.2"), r"version must be one of \['1.0', '1.1'\], got '1.2'"),
        (lambda: squeezenet(bypass="both"), "\"simple\" or \"complex\", got 'both'"),
        (lambda: squeezenext(version=3), r"version must be one of \[1, 2, 5\], got 3"),
        (lambda: squeezenext(width=0), "width must be positive and finite, got 0"),
        (lambda: squeezenext(width=float("nan")), "width must be positive and finite, got nan"),
        (lambda: squeezenext(groups=3), "3 groups must divide"),
        (lambda: squeezenext(groups=0), "0 groups must divide"),
        (lambda: shufflenet_v1(5), r"groups must be one of \[1, 2, 3, 4, 8\], got 5"),
        (lambda: shufflenet_v1(width=-1), "width must be positive and finite, got -1"),
        (lambda: shufflenet_v1(width=float("inf")), "width must be positive and finite, got inf"),
        (lambda: shufflenet_v1(1, 0.05), "width 0.05 leaves stage 2 with 7 channels behind a stem of 12"),
        *((lambda build=build: build(classes=0), "classes must be 1 or more, got 0")
          for build in (alexnet, squeezenet, squeezenext, shufflenet_v1)),
    ],
)  # fmt: skip
def test_bad_arguments_are_named(call: Callable[[], nn.Module], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()


def test_activations_overwrite_their_input() -> None:
    """A copy per ReLU would cost memory traffic that the libraries' networks do not pay."""
    for name, build in NETWORKS.items():
        relus = [module for module in build().modules() if isinstance(module, nn.ReLU | nn.ReLU6)]
        assert relus and all(relu.inplace for relu in relus), name

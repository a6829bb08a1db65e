"""ShuffleUnits: refusals, and every cost beside torch's own modules and the published formulas."""

from __future__ import annotations

import pytest
from traitlets import TraitError

from lightcnn.blocks import ShuffleUnitV1
from lightcnn.profiling import profile
from lightcnn.widgets import ShuffleUnits
from lightcnn.widgets.shuffle_units import CHANNELS, GROUPS, MIDDLE, network_middle
from lightcnn.widgets.shuffle_units.ops import SYMBOLS, UNITS, unit_costs, unit_total


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"left": "vgg"}, "resnet"),
        ({"side": 30}, "side"),
        ({"channels": 100}, "100"),
        ({"middle": 60, "groups": 8}, "middle for 8 groups"),
        ({"groups": 5}, "groups"),
        ({"stride": 3}, "stride"),
        ({"step": 99}, "step"),
    ],
)
def test_a_wrong_trait_is_refused_with_the_choices(wrong: dict, words: str) -> None:
    with pytest.raises(TraitError, match=words):
        ShuffleUnits(**wrong)


def test_the_example_of_the_chapter() -> None:
    totals = {unit: unit_total(unit, 28, 240, 60, 3).macs for unit in UNITS}
    assert totals == {"resnet": 47_980_800, "resnext": 31_046_400, "shufflenet_v1": 7_949_760}


@pytest.mark.parametrize("groups", GROUPS)
@pytest.mark.parametrize("channels", CHANNELS)
def test_the_published_formulas(channels: int, groups: int) -> None:
    for middle in (m for m in MIDDLE if m % groups == 0):
        pixels, c, m, g = 28 * 28, channels, middle, groups
        assert unit_total("resnet", 28, c, m, g).macs == pixels * (2 * c * m + 9 * m * m)
        assert unit_total("resnext", 28, c, m, g).macs == pixels * (2 * c * m + 9 * m * m // g)
        assert unit_total("shufflenet_v1", 28, c, m, g).macs == pixels * (2 * c * m // g + 9 * m)


@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize(("channels", "groups"), [(240, 3), (144, 1), (480, 8)])
def test_the_unit_of_the_library_costs_the_same(channels: int, groups: int, stride: int) -> None:
    unit = ShuffleUnitV1(channels, channels * stride, groups=groups, stride=stride)
    ours = unit_total("shufflenet_v1", 14, channels, unit.compress.conv.out_channels, groups, stride)
    assert profile(unit, side=14, channels=channels).macs == ours.macs
    assert sum(m.weight.numel() for m in unit.modules() if type(m).__name__ == "Conv2d") == ours.params


@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("groups", GROUPS)
def test_the_default_bottleneck_is_the_networks_where_groups_divide_it(groups: int, stride: int) -> None:
    for channels in (144, 240, 384, 480):
        unit = ShuffleUnitV1(channels, channels * stride, groups=1, stride=stride)
        quarter = unit.compress.conv.out_channels
        middle = network_middle(channels, groups, stride)
        assert ShuffleUnits(channels=channels, groups=groups, stride=stride).middle == middle
        assert middle == quarter if quarter % groups == 0 else middle % groups == 0


def test_what_is_concatenated_comes_from_both_sides() -> None:
    html = ShuffleUnits(stride=2).fallback
    assert "<td>concatenate</td><td>240 + 240 → 480</td>" in html
    assert "<td>average pool (shortcut)</td><td>240 → 240</td>" in html


def test_accesses_of_an_operation_by_hand() -> None:
    # 1x1, 240 -> 60 in 3 groups, 28 x 28: input 188,160, weights 4,800, output 47,040.
    first, relu, shuffle, depthwise, _, add, _ = unit_costs("shufflenet_v1", 28, 240, 60, 3)
    assert first.accesses == 188_160 + 4_800 + 47_040 and first.elementwise == 0
    assert relu.accesses == shuffle.accesses == 2 * 47_040 and shuffle.elementwise == 0
    assert depthwise.params == 540 and depthwise.macs == 423_360
    assert add.accesses == 3 * 188_160 and add.elementwise == 188_160


def test_stride_two_pools_and_concatenates() -> None:
    ops = UNITS["shufflenet_v1"]["2"]
    costs = dict(zip((op.kind for op in ops), unit_costs("shufflenet_v1", 28, 240, 60, 3, 2), strict=True))
    assert costs["pool"].elementwise == 9 * 240 * 14 * 14
    assert costs["concat"].accesses == 2 * 480 * 14 * 14


def test_tables_speak_the_known_letters_only() -> None:
    for unit in UNITS.values():
        assert set(unit) == {"1", "2"}
        for op in (*unit["1"], *unit["2"]):
            assert {op.c_in, op.c_out, op.groups} <= set(SYMBOLS)


@pytest.mark.parametrize(
    ("unit", "groups", "stride"), [("vgg", 3, 1), ("resnet", 3, 3), ("shufflenet_v1", 7, 1)]
)
def test_impossible_units_are_refused(unit: str, groups: int, stride: int) -> None:
    with pytest.raises(ValueError, match=r"vgg|stride|7 groups"):
        unit_total(unit, 28, 240, 60, groups, stride)


def test_the_first_frame_lists_every_operation_and_beats_are_valid() -> None:
    widget = ShuffleUnits()
    assert widget.fallback.count("<tr>") == 1 + 7 + 1 + 7 + 1
    assert "47,980,800" in widget.fallback and "7,949,760" in widget.fallback
    assert widget.fallback.count('class="su-op"') == 14
    for beat in widget.beats:
        ShuffleUnits(**beat["state"])

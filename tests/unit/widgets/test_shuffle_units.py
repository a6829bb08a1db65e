"""ShuffleUnits: refusals, and every cost beside torch's own modules and the published formulas."""

from __future__ import annotations

import pytest
from traitlets import TraitError

from lightcnn.blocks import ShuffleUnitV1, ShuffleUnitV2
from lightcnn.profiling import profile
from lightcnn.widgets import ShuffleUnits
from lightcnn.widgets.shuffle_units import CHANNELS, GROUPS, MIDDLE, network_middle, ops
from lightcnn.widgets.shuffle_units.ops import UNITS, amount, symbols, unit_costs, unit_total

# Half of the channels go around; what is left is split, filtered and joined again.
HALVES = ops.Unit("halves unit", {
    stride: (
        ops.Op("split", "branch", "c", "c/2"),
        ops.Op("conv", "branch", "c/2", "c/2"),
        ops.Op("conv", "branch", "c/2", "c/2", 3, "c/2", strided=True),
        ops.Op("conv", "branch", "c/2", "o-c/2", small=True),
        ops.Op("concat", "join", "o", "o", small=True),
        ops.Op("shuffle", "join", "o", "o", 1, "2", small=True),
    )
    for stride in "12"
})  # fmt: skip


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
        ({"step": 8, "stride": 2}, "step"),  # what stands on the shortcut takes no step of its own
    ],
)
def test_a_wrong_trait_is_refused_with_the_choices(wrong: dict, words: str) -> None:
    with pytest.raises(TraitError, match=words):
        ShuffleUnits(**wrong)


def test_the_example_of_the_chapter() -> None:
    totals = {unit: unit_total(unit, 28, 240, 60, 3).macs for unit in UNITS}
    assert totals == {
        "resnet": 47_980_800,
        "resnext": 31_046_400,
        "shufflenet_v1": 7_949_760,
        "shufflenet_v2": 23_425_920,
    }


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
@pytest.mark.parametrize("channels", [48, 240, 480])
def test_every_layer_of_v2_is_the_librarys(channels: int, stride: int) -> None:
    found = profile(ShuffleUnitV2(channels, channels * stride, stride=stride), side=28, channels=channels)
    layers = [r for r in found.records if r.kind in ("pointwise", "depthwise", "ReLU", "ChannelShuffle")]
    rows = zip(
        UNITS["shufflenet_v2"].ops[str(stride)],
        unit_costs("shufflenet_v2", 28, channels, 60, 3, stride),
        strict=True,
    )
    ours = [(c.params, c.macs, 4 * c.accesses) for op, c in rows if op.kind in ("conv", "relu", "shuffle")]
    assert sorted(ours) == sorted((r.params, r.macs, r.traffic_bytes) for r in layers)
    split = unit_costs("shufflenet_v2", 28, channels, 60, 3)[0]
    assert split == (0, 0, 0, 0), "its halves are views"


def test_what_the_beats_of_v2_say() -> None:
    widget = ShuffleUnits("shufflenet_v1", "shufflenet_v2")
    one, two = (unit_total(unit, 28, 240, 60, 3) for unit in (widget.left, widget.right))
    said = " ".join(beat["label"] for beat in widget.beats)
    for number in (two.macs / 1e6, two.macs / one.macs, two.accesses / one.accesses):
        assert f"{number:.3g}" in said
    for beat in widget.beats:
        ShuffleUnits(**beat["state"])


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
    rows = UNITS["shufflenet_v1"].ops["2"]
    costs = dict(zip((op.kind for op in rows), unit_costs("shufflenet_v1", 28, 240, 60, 3, 2), strict=True))
    assert costs["pool"].elementwise == 9 * 240 * 14 * 14
    assert costs["concat"].accesses == 2 * 480 * 14 * 14


def test_every_term_of_a_table_is_a_whole_number() -> None:
    value = symbols(240, 120, 3, 2)
    for unit in UNITS.values():
        assert set(unit.ops) == {"1", "2"}
        for op in (*unit.ops["1"], *unit.ops["2"]):
            assert all(amount(term, value) > 0 for term in (op.c_in, op.c_out, op.groups))
    assert [amount(term, value) for term in ("c", "o-c", "c/2", "2", "o/2-c/2")] == [240, 240, 120, 2, 120]
    with pytest.raises(ValueError, match="q"):
        amount("q", value)


@pytest.mark.parametrize("unit", UNITS)
def test_a_formula_with_numbers_is_what_the_operations_cost(unit: str) -> None:
    letters, numbers = UNITS[unit].formula
    filled = numbers.format(h=28, c=240, m=60, g=3)
    python = filled.replace("²", "**2").replace("·", "*")
    assert eval(python) == unit_total(unit, 28, 240, 60, 3).macs
    assert sorted(set(letters) & set("cmg")) == sorted(set("cmg") & set(numbers))


def test_another_unit_is_one_more_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(UNITS, "halves", HALVES)
    widget = ShuffleUnits("shufflenet_v1", "halves", channels=240)
    total = unit_total("halves", 28, 240, 60, 3).macs
    assert total == 784 * (120 * 120 * 2 + 9 * 120)
    assert f"{total:,}" in widget.fallback and "<td>120 + 120 → 240</td>" in widget.fallback
    assert "halves unit" in widget.fallback and widget.units["halves"]["ops"]["1"][0]["kind"] == "split"


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


def test_what_the_beats_say_is_what_the_units_cost() -> None:
    said = " ".join(beat["label"] for beat in ShuffleUnits().beats)
    totals = {
        unit: unit_total(unit, 28, 240, 60, 3).macs / 1e6 for unit in ("resnet", "resnext", "shufflenet_v1")
    }
    assert {f"{total:.3g}" for total in totals.values()} == {"48", "31", "7.95"}
    so_far = [
        sum(cost.macs for cost in unit_costs(unit, 28, 240, 60, 3)[:4])
        for unit in ("resnet", "shufflenet_v1")
    ]
    for number in ("48.0", "31.0", "7.95", *(f"{macs / 1e6:.3g}" for macs in so_far)):
        assert number in said
    assert totals["resnet"] / totals["shufflenet_v1"] == pytest.approx(6, abs=0.1)  # "a sixth"

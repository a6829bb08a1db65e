"""FireFlow in Python: the presets are SqueezeNet's modules, the costs are the block's."""

from __future__ import annotations

import pytest
import traitlets

from lightcnn.blocks import Fire
from lightcnn.widgets import FireFlow
from lightcnn.widgets.fire_flow.costs import PRESETS, fire_costs


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_has_the_weights_of_the_block(name: str) -> None:
    c_in, squeeze, expand1, expand3, _ = PRESETS[name]
    block = Fire(c_in, squeeze, expand1, expand3)
    weights = sum(p.numel() for p in block.parameters() if p.dim() == 4)
    assert fire_costs(*PRESETS[name])["total"] == weights
    assert next(row for row in FireFlow().presets if row["name"] == name)["total"] == weights


def test_fire2_saves_what_the_chapter_says() -> None:
    costs = fire_costs(*PRESETS["fire2"])
    assert (costs["total"], costs["direct"]) == (11_776, 110_592)
    assert f"{costs['direct'] / costs['total']:.1f}" == "9.4"


def test_presets_follow_each_other() -> None:
    rows = list(PRESETS.values())
    for (_, _, e1, e3, _), (c_in, *_rest) in zip(rows, rows[1:], strict=False):
        assert c_in == e1 + e3


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"preset": "fire1"}, "preset must be one of .*'fire9'.*got 'fire1'"),
        ({"squeeze": 0}, "squeeze must be 8 to 192, got 0"),
        ({"c_in": 513}, "c_in must be 8 to 512, got 513"),
        ({"expand1": 0, "expand3": 0}, "must not both be 0"),
        ({"frame": 5}, r"frame must be one of \[0, 1, 2, 3, 4\], got 5"),
    ],
)
def test_bad_settings_are_refused_in_words(options: dict, words: str) -> None:
    with pytest.raises(traitlets.TraitError, match=words):
        FireFlow(**options)


def test_an_empty_expansion_costs_nothing() -> None:
    costs = fire_costs(96, 16, 128, 0, 54)
    assert costs["expand3"] == 0 and costs["total"] == 96 * 16 + 16 * 128

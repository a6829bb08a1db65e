"""Roofline in Python: the layers are those that were timed, the best times those of the two limits."""

from __future__ import annotations

import pytest
import traitlets

from lightcnn.guidelines.roof import recorded_roof, roof_layers
from lightcnn.profiling import profile
from lightcnn.widgets import Roofline
from lightcnn.widgets.roofline.layers import FACTORS, LAYERS, NAMES, Machine, best_seconds, limited_by


def test_the_layers_are_those_that_were_timed() -> None:
    _, rows, _ = recorded_roof()
    counted = [(row.label, row.operations, 4 * row.accesses) for row in rows]
    assert counted == [(layer.name, layer.operations, layer.bytes) for layer in LAYERS]


def test_the_convolutions_are_counted_as_the_library_counts_them() -> None:
    for name, module in roof_layers().items():
        layer = LAYERS[NAMES.index(name)]
        if any(True for _ in module.parameters()):
            cost = profile(module, 28, 176)
            assert (layer.operations, layer.bytes) == (cost.macs, cost.traffic_bytes), name


def test_the_walk_goes_down_the_roof() -> None:
    assert [layer.per_byte for layer in LAYERS] == sorted((layer.per_byte for layer in LAYERS), reverse=True)


def test_the_longer_of_two_times_is_the_best_one() -> None:
    machine, depthwise = Machine(40e9, 16e9), LAYERS[NAMES.index("depthwise")]
    assert depthwise.bytes == 4 * (2 * 176 * 28 * 28 + 9 * 176)
    assert best_seconds(depthwise, machine) == depthwise.bytes / 16e9 > depthwise.operations / 40e9
    assert best_seconds(LAYERS[0], machine) == LAYERS[0].operations / 40e9
    limits = {name: limited_by(layer, machine) for name, layer in zip(NAMES, LAYERS, strict=True)}
    assert (limits["3 × 3"], limits["4 groups"], limits["depthwise"]) == (
        "arithmetic",
        "arithmetic",
        "memory",
    )


def test_the_speeds_are_quarters_of_an_octave() -> None:
    assert FACTORS == tuple(round(2 ** (k / 4), 2) for k in range(-8, 9))


def test_bad_settings_are_refused_in_words() -> None:
    with pytest.raises(traitlets.TraitError, match="a measured layer must be one of"):
        Roofline(measured=[("5 × 5", 1e-3)])
    with pytest.raises(traitlets.TraitError, match="bandwidth must be positive, got 0"):
        Roofline((1e9, 0, "a machine"))
    with pytest.raises(traitlets.TraitError, match="memory must be one of"):
        Roofline(memory=3)


def test_the_first_frame_holds_what_is_possible_and_what_was_measured() -> None:
    widget = Roofline((40e9, 16e9, "a machine"), [("depthwise", 556e-6)])
    assert "a machine" in widget.fallback
    assert "<td>69 µs</td><td>memory</td><td>556 µs</td>" in widget.fallback

"""LowPrecision in Python: its errors beside those of the library's grids, its record, and what it refuses."""

from __future__ import annotations

import json
import math

import pytest
import torch
import traitlets

from lightcnn.inspection import fold_batch_norm, rounded
from lightcnn.precision import on_fixed_grid, sqnr, weight_ranges
from lightcnn.pretrained import load
from lightcnn.widgets import LowPrecision
from lightcnn.widgets.low_precision import RECORD
from lightcnn.widgets.low_precision.grids import BITS, best, enough, errors, points


def histogram(values: torch.Tensor, bins: int = 400) -> dict[str, object]:
    counts, edges = torch.histogram(values, bins)
    return {
        "layer": "act", "bounded": False, "edges": edges.tolist(),
        "counts": counts.tolist(), "zeros": int((values == 0).sum()),
    }  # fmt: skip


@pytest.fixture(scope="module")
def values() -> torch.Tensor:
    torch.manual_seed(0)
    return (3 * torch.randn(200_000)).clamp(min=0)


@pytest.mark.parametrize("bits", BITS[1:])
@pytest.mark.parametrize("bound", [1.5, 6.0, 14.0])
def test_errors_are_those_of_the_grid(values: torch.Tensor, bits: int, bound: float) -> None:
    stored, found = on_fixed_grid(values, bound, bits), errors(histogram(values), bits, bound)
    assert found.decibel == pytest.approx(sqnr(values, stored), abs=0.05)
    squares = (values - stored).double().square()
    cut = values > bound
    assert found.clipping == pytest.approx(float(squares[cut].sum()), rel=0.02, abs=1)
    assert found.rounding == pytest.approx(float(squares[~cut].sum()), rel=0.02)


def test_without_bits_all_of_the_signal_is_error(values: torch.Tensor) -> None:
    found = errors(histogram(values), 0, 6.0)
    assert found.decibel == 0 and found.rounding == found.signal


def test_the_best_end_is_no_worse_than_any(values: torch.Tensor) -> None:
    record = histogram(values)
    for bits in (2, 3, 8):
        most = max(sqnr(values, on_fixed_grid(values, b / 4, bits)) for b in range(1, 60))
        assert sqnr(values, on_fixed_grid(values, best(record, bits), bits)) == pytest.approx(most, abs=0.05)


@pytest.mark.parametrize("per_channel", [False, True])
@pytest.mark.parametrize("bits", [2, 4, 8])
def test_points_are_those_of_rounded_weights(bits: int, per_channel: bool) -> None:
    torch.manual_seed(1)
    weight = torch.randn(16, 9) * torch.logspace(-2, 1, 16)[:, None]
    low, high = weight.amin(1), weight.amax(1)
    stored = rounded(weight, bits, per_channel=per_channel)
    step = (weight.abs().amax(1) if per_channel else weight.abs().amax()) / (2 ** (bits - 1) - 1)
    expected = ((stored.amax(1) - stored.amin(1)) / step).round() + 1
    found = {"layer": "conv", "low": low.tolist(), "high": high.tolist()}
    assert points(found, bits, per_channel=per_channel) == expected.int().tolist()
    assert points(found, 0) == points(found, 1) == [1] * 16


def test_the_record_says_what_the_chapter_says() -> None:
    widget = LowPrecision()
    assert "MobileNetV2" in json.loads(RECORD.read_text(encoding="utf8"))["how"]
    assert [one["bounded"] for one in widget.activations] == [True, False] * (len(widget.activations) // 2)
    free = widget.activations[widget.record]
    assert not free["bounded"] and free["edges"][-1] > 6 > best(free, 3)
    assert len(widget.weights["low"]) == 32
    assert enough(widget.weights, 4) < 16 < enough(widget.weights, 4, per_channel=True)


def test_the_record_is_of_the_weights_that_it_names() -> None:
    weights = LowPrecision().weights
    found = weight_ranges(fold_batch_norm(load("mobilenet_v2").net), weights["layer"])
    assert found["low"] == pytest.approx(weights["low"], rel=1e-4)
    assert found["high"] == pytest.approx(weights["high"], rel=1e-4)


def test_its_own_data_choose_the_best_end(values: torch.Tensor) -> None:
    record = histogram(values)
    widget = LowPrecision([record], {"layer": "conv", "low": [-1.0, 0.0], "high": [2.0, 0.1]})
    assert widget.beats[2]["state"]["bound"] == best(record, 3)
    assert f"{best(record, 3):g}" in widget.beats[2]["label"]


def test_bad_data_are_refused_in_words() -> None:
    good = {"layer": "act", "bounded": True, "edges": [0, 1], "counts": [3]}
    for bad, words in (
        ([], "must not be empty"),
        ([{"layer": "act"}], "lacks bounded, counts, edges"),
        ([good | {"counts": [1, 2]}], "2 edges for 2 counts"),
        ([good | {"zeros": 3}], "no value above 0"),
    ):
        with pytest.raises(traitlets.TraitError, match=words):
            LowPrecision(bad)
    with pytest.raises(traitlets.TraitError, match="weights lack high"):
        LowPrecision([good], {"layer": "conv", "low": [0]})
    with pytest.raises(traitlets.TraitError, match="a low and a high for each channel"):
        LowPrecision([good], {"layer": "conv", "low": [0], "high": []})
    with pytest.raises(traitlets.TraitError, match="record must be 0 to 0"):
        LowPrecision([good], record=1)
    with pytest.raises(traitlets.TraitError, match="bits must be one of|bits must be 0 to 8"):
        LowPrecision(bits=9)


def test_the_first_frame_says_every_number_of_bits() -> None:
    widget = LowPrecision()
    record = widget.activations[widget.record]
    for bits in range(2, 9):
        assert f"<td>{errors(record, bits, 6.0).decibel:.1f}</td>" in widget.fallback
    assert math.isclose(6 / 255, 0.0235, abs_tol=1e-4) and "<td>0.024</td>" in widget.fallback

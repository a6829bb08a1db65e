"""Layers under the roof: counted as they run, timed with cold memory, kept with the machine they ran on."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from lightcnn.guidelines import roof
from lightcnn.guidelines.roof import measure_roof, record_roof, recorded_roof, roof_layers
from lightcnn.machine import Limits


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine's limits are told, not measured."""
    monkeypatch.setattr(roof, "machine_limits", lambda: Limits(4e10, 1e10))


def test_every_layer_is_counted_and_timed(told: None) -> None:
    limits, rows = measure_roof(repeats=5, rotate_bytes=0)
    assert limits == (4e10, 1e10)
    assert [row.label for row in rows] == list(roof_layers())
    assert all(row.timing.median_ms > 0 for row in rows)
    found = {row.label: (row.operations, row.accesses) for row in rows}
    maps = 176 * 28 * 28
    assert found["1 × 1"] == (176 * maps, 2 * maps + 176**2)
    assert found["8 groups"] == (22 * maps, 2 * maps + 176 * 22)
    assert found["ReLU"] == (maps, 2 * maps) and found["addition"] == (maps, 3 * maps)


def test_an_output_is_kept_until_the_caches_have_seen_others() -> None:
    """So its memory is not handed out again at once, when a cache would still hold it."""
    one = 4 * 176 * 28 * 28
    run, maps = roof._subject("ReLU", torch.nn.ReLU(), 3 * one)
    places = []
    for _ in range(4):
        run(maps)
        kept = run.__closure__[0].cell_contents  # type: ignore[union-attr]
        places.append(kept[-1].data_ptr())
    assert len(set(places)) == 4


def test_the_recorded_run_says_where_it_comes_from(told: None, tmp_path: Path) -> None:
    limits, rows, where = recorded_roof()
    assert limits.multiply_adds_per_s > limits.bytes_per_s > 0
    assert where["cpu"] and where["torch"] and where["date"]
    for row in rows:
        best = max(row.operations / limits.multiply_adds_per_s, 4 * row.accesses / limits.bytes_per_s)
        assert row.timing.median_ms / 1e3 > best, "no layer is above its roof"


def test_a_run_is_written_as_it_is_read(told: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roof, "measure_roof", lambda: (Limits(4e10, 1e10), recorded_roof()[1]))
    record_roof(tmp_path / "roof.json")
    monkeypatch.setattr(roof, "files", lambda _: tmp_path)
    limits, rows, _ = recorded_roof()
    assert limits == (4e10, 1e10) and [row.label for row in rows] == list(roof_layers())

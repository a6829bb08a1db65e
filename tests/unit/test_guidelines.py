"""The four experiments: equal multiply-adds, the paper's channels, exact counts; runs that resume."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
import torch
from torch import nn

import lightcnn.guidelines.runs as runs
from lightcnn.arithmetic import conv_traffic
from lightcnn.guidelines import comparison, designs, measure, recorded, recorded_runs, times_more
from lightcnn.guidelines.compare import printed_times
from lightcnn.guidelines.designs import GUIDELINES, SCALES, Guideline, Platform
from lightcnn.guidelines.runs import WHOLE, record_run
from lightcnn.kept import read, write
from lightcnn.profiling import profile
from lightcnn.published import published

ALL = [(g, p) for g in get_args(Guideline) for p in get_args(Platform)]


@pytest.mark.parametrize(("guideline", "platform"), ALL)
def test_designs_do_the_same_work_on_the_same_maps(guideline: Guideline, platform: Platform) -> None:
    found = designs(guideline, platform)
    macs = [profile(d.net, 56, d.channels[0]).macs for d in found]
    assert max(macs) / min(macs) < 1.07, macs
    for d in found:
        with torch.inference_mode():
            assert d.net(torch.zeros(1, d.channels[0], 56, 56)).shape == (1, d.channels[0], 56, 56)


@pytest.mark.parametrize(("guideline", "platform"), ALL)
def test_the_recommended_design_moves_least(guideline: Guideline, platform: Platform) -> None:
    for scale in SCALES:
        moved = [d.accesses for d in designs(guideline, platform, scale)]
        assert min(moved) == moved[0]


def test_channels_are_the_papers() -> None:
    for platform in get_args(Platform):
        for d in designs("G1", platform):
            row = f"shufflenet_v2.{d.key}.channels_{platform}"
            assert d.channels == (published(f"{row}_1").value, published(f"{row}_2").value)
    names = {"gpu": "gpu", "arm": "cpu"}
    for platform, name in names.items():
        printed = [published(f"shufflenet_v2.{d.key}.channels_{name}").value for d in designs("G2", platform)]
        ours = [d.channels[0] for d in designs("G2", platform)]
        assert ours == [184 if c == 180 and name == "cpu" and g == 8 else c
                        for c, g in zip(printed, (1, 2, 4, 8), strict=True)]  # fmt: skip
    assert 180 % 8, "the printed 180 channels do not fall into 8 groups, so ours are 184"


@pytest.mark.parametrize("guideline", ["G1", "G2", "G3"])
def test_values_moved_are_those_of_the_layers(guideline: Guideline) -> None:
    for d in designs(guideline):
        by_layer = sum(
            conv_traffic(r.in_shape[1], r.out_shape[1], 1, 56, 56, 56, 56, m.groups, 1).total
            for r, m in zip(
                profile(d.net, 56, d.channels[0]).records,
                [m for m in d.net.modules() if isinstance(m, nn.Conv2d)], strict=True,
            )
        )  # fmt: skip
        joined = 10 * 2 * d.channels[0] * 56 * 56 if "parallel" in d.label else 0
        assert d.accesses == by_layer + joined


def test_element_wise_operations_move_what_they_read_and_write() -> None:
    moved = {d.label: d.accesses for d in designs("G4")}
    area = 56 * 56
    assert moved["ReLU"] - moved["neither"] == 10 * 2 * area * (8 + 8 + 32)
    assert moved["shortcut"] - moved["neither"] == 10 * 3 * area * 32
    assert moved["both"] == moved["ReLU"] + moved["shortcut"] - moved["neither"]


def test_switches_do_what_they_say() -> None:
    plain, relu, shortcut, both = (d.net[0] for d in designs("G4"))
    x = torch.randn(1, 32, 4, 4)
    for other in (relu, shortcut, both):
        other.load_state_dict(plain.state_dict())
    with torch.inference_mode():
        torch.testing.assert_close(shortcut(x), plain(x) + x)
        assert (relu(x) >= 0).all() and (both(x) >= 0).all() and (plain(x) < 0).any()


def test_rows_are_counted_and_timed() -> None:
    rows = measure("G2", repeats=5, rotate_bytes=0)
    assert [row.label for row in rows] == ["1 group", "2 groups", "4 groups", "8 groups"]
    for row in rows:
        assert row.timing.repeats == 5 and row.timing.threads == 1 and row.timing.median_ms > 0
        assert row.images_per_s == pytest.approx(1000 / row.timing.median_ms)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Nothing is timed: each comparison is noted, and its times are told."""
    asked: list[str] = []

    def told(subjects: dict, *_: object) -> list:
        asked.append(" ".join(subjects))
        return runs.benchmark({label: (lambda x: x, torch.zeros(1)) for label in subjects}, repeats=5)

    monkeypatch.setattr(runs, "_timed", told)
    monkeypatch.setattr(runs, "WHOLE", WHOLE[-1:])
    return asked


def test_a_run_that_was_broken_off_goes_on(quick: list[str], tmp_path: Path) -> None:
    path = tmp_path / "new" / "run.json"
    record_run(path, scales=(1,), repeats=5)
    whole = read(path)
    assert [*dict.fromkeys(row["guideline"] for row in whole["rows"])] == ["networks", *GUIDELINES]
    write(path, {**whole, "rows": [row for row in whole["rows"] if row["guideline"] not in ("G3", "G4")]})
    quick.clear()
    record_run(path, scales=(1,), repeats=5)
    assert len(quick) == 2 and quick[0].startswith("1 fragment") and quick[1].startswith("neither")
    assert [row["label"] for row in read(path)["rows"]] == [row["label"] for row in whole["rows"]]


def test_rows_of_another_machine_or_setting_are_not_mixed(quick: list[str], tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    record_run(path, scales=(1,), repeats=5)
    with pytest.raises(ValueError, match="another threads: give a new file"):
        record_run(path, scales=(1,), repeats=5, threads=2)
    other = read(path)
    other["environment"]["cpu"] = "another"
    write(path, other)
    with pytest.raises(ValueError, match="another cpu"):
        record_run(path, scales=(1,), repeats=5)


@pytest.mark.parametrize("name", recorded_runs())
def test_recorded_runs_say_where_they_come_from_and_are_whole(name: str) -> None:
    run = recorded(name)
    assert {"cpu", "cores", "torch", "date"} <= run["environment"].keys()
    platform = "arm" if run["settings"]["device"] == "cpu" else "gpu"
    kinds = [(row.guideline, row.platform, row.scale) for row in run["rows"]]
    asked = [("networks", "", 1), *((g, platform, s) for g in GUIDELINES for s in SCALES)]
    assert [*dict.fromkeys(kinds)] == asked
    for row in run["rows"]:
        timing = row.timing
        assert (
            timing.repeats >= 5 and 0 < timing.best_ms <= timing.low_ms <= timing.median_ms <= timing.high_ms
        )
        assert timing.threads == run["settings"]["threads"]
        if row.guideline != "networks":
            design = next(d for d in designs(row.guideline, row.platform, row.scale) if d.label == row.label)
            assert (row.channels, row.accesses) == (design.channels, design.accesses)


def test_the_papers_times_are_one_over_its_speeds() -> None:
    times = printed_times("G1", "gpu", 1)
    assert times[0] == pytest.approx(1000 / 1480) and times[-1] == pytest.approx(1000 / 748)
    for guideline, platform in ALL:
        for scale in SCALES:
            assert len(printed_times(guideline, platform, scale)) == len(designs(guideline, platform, scale))


def test_a_comparison_has_every_recorded_device_and_the_papers_two() -> None:
    found = comparison("G1", 4)
    assert list(found.times)[-2:] == ["paper: GPU", "paper: phone"]
    assert len(found.times) == len(recorded_runs()) + 2
    assert all(len(times) == len(found.labels) == len(found.moved) for times in found.times.values())


def test_times_more_is_a_ratio_of_medians() -> None:
    assert times_more("G1", "GPU", "1:12") == pytest.approx(1480 / 748)
    assert times_more("G2", "phone", "1 group", 4) == 1
    with pytest.raises(ValueError, match="no device 'toaster'; there are .*paper: GPU"):
        times_more("G1", "toaster", "1:12")
    with pytest.raises(ValueError, match="no design '1:7'; there are 1:1, 1:2, 1:6, 1:12"):
        times_more("G1", "GPU", "1:7")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("G5",), "guideline must be one of G1, G2, G3, G4, got 'G5'"),
        (("G1", "tpu"), "platform must be one of gpu, arm, got 'tpu'"),
        (("G1", "gpu", 3), "scale must be one of 1, 2, 4, got 3"),
    ],
)
def test_bad_arguments_are_named(arguments: tuple, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        designs(*arguments)


def test_bad_runs_and_batches_are_named() -> None:
    with pytest.raises(ValueError, match="no recorded run 'toaster'"):
        recorded("toaster")
    with pytest.raises(ValueError, match="batch must be 1 or more, got 0"):
        measure("G1", batch=0)

"""Recorded runs beside the paper's tables: for each guideline the times of its designs, device by device."""

from __future__ import annotations

from typing import Any, NamedTuple

import torch

from lightcnn.guidelines.designs import SCALES, Design, Guideline, Platform, designs
from lightcnn.guidelines.runs import Row, recorded, run_names
from lightcnn.published import published

Spread = tuple[float, float, float]

# How the paper's tables name a platform's columns, by guideline: speed, then what each scale is called.
COLUMNS: dict[Guideline, dict[Platform, tuple[str, tuple[str, str, str]]]] = {
    "G1": {"gpu": ("gpu_batches", ("x1", "x2", "x4")), "arm": ("arm_images", ("x1", "x2", "x4"))},
    "G2": {"gpu": ("gpu_batches", ("x1", "x2", "x4")), "arm": ("cpu_images", ("x1", "x2", "x4"))},
    "G3": {"gpu": ("gpu_batches", ("c128", "c256", "c512")), "arm": ("cpu_images", ("c64", "c128", "c256"))},
    "G4": {"gpu": ("gpu_batches", ("c32", "c64", "c128")), "arm": ("cpu_images", ("c32", "c64", "c128"))},
}
PRINTED: dict[Platform, str] = {"gpu": "paper: GPU", "arm": "paper: phone"}


class Comparison(NamedTuple):
    """One guideline at one scale.

    labels: The designs, first the one the guideline recommends.
    times: Device -> (median, low, high) of each design, in ms; the paper's are one over its printed speeds.
    moved: Values that each design moves at least, with the channels of the first device.
    """

    labels: list[str]
    times: dict[str, list[Spread]]
    moved: list[int]


def comparison(guideline: Guideline, scale: int = 1) -> Comparison:
    """All recorded runs and the paper's two devices; arguments and errors as in `designs`."""
    first = _listed(guideline, "arm", scale)
    times: dict[str, list[Spread]] = {}
    for run in recorded_runs().values():
        rows = [row for row in run["rows"] if (row.guideline, row.scale) == (guideline, scale)]
        if rows:
            times[device_name(run)] = [_spread(row) for row in rows]
    for platform, name in PRINTED.items():
        times[name] = [(ms, ms, ms) for ms in printed_times(guideline, platform, scale)]
    return Comparison([design.label for design in first], times, [design.accesses for design in first])


def times_more(guideline: Guideline, device: str, label: str, scale: int = 1) -> float:
    """How many times as long the design `label` takes as the recommended one on a device.

    Args:
        guideline, scale: As in `designs`.
        device: A name among `Comparison.times`, or a part of one: the first that holds it counts.
        label: A design among `Comparison.labels`.
    Raises: ValueError naming the devices or the designs there are.
    """
    found = comparison(guideline, scale)
    times = next((times for name, times in found.times.items() if device in name), None)
    if times is None:
        raise ValueError(f"no device {device!r}; there are {', '.join(found.times)}")
    if label not in found.labels:
        raise ValueError(f"no design {label!r}; there are {', '.join(found.labels)}")
    return times[found.labels.index(label)][0] / times[0][0]


def printed_times(guideline: Guideline, platform: Platform, scale: int = 1) -> list[float]:
    """The paper's times in ms, of a batch on its GPU or an image on its phone, in the order of `designs`."""
    speed, names = COLUMNS[guideline][platform]
    column = f"{speed}_{names[SCALES.index(scale)]}"
    found = _listed(guideline, platform, scale)
    return [1000 / published(f"shufflenet_v2.{design.key}.{column}").value for design in found]


def recorded_runs() -> dict[str, dict[str, Any]]:
    """All runs that come with the library, by name, as `recorded` reads them."""
    return {name: recorded(name) for name in run_names()}


def device_name(run: dict[str, Any]) -> str:
    """What a run was measured on, short enough for a legend: "AMD EPYC, 1 thread"."""
    where, settings = run["environment"], run["settings"]
    if settings["device"] != "cpu":
        return where["gpu"]
    threads = settings["threads"]
    return f"{where['cpu']}, {threads} thread{'s' if threads > 1 else ''}"


def _listed(guideline: Guideline, platform: Platform, scale: int) -> list[Design]:
    """The designs without their weights, which only a run needs."""
    with torch.device("meta"):
        return designs(guideline, platform, scale)


def _spread(row: Row) -> Spread:
    return row.timing.median_ms, row.timing.low_ms, row.timing.high_ms

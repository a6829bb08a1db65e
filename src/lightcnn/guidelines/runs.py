"""Time the designs of a guideline, and keep whole runs as data with the machine they were made on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import torch
from torch import nn

from lightcnn.benchmark import Timing, benchmark
from lightcnn.guidelines.designs import GUIDELINES, SCALES, SIDE, Guideline, Platform, designs
from lightcnn.kept import begin, read, write
from lightcnn.networks.shufflenet_v1 import VARIANTS as V1
from lightcnn.networks.shufflenet_v2 import VARIANTS as V2
from lightcnn.profiling import profile

CACHES = 64 * 2**20  # bytes of rotated input: beyond the last cache of most machines
WHOLE = ("shufflenet_v1_x1_0_g1", "shufflenet_v1_x1_0_g3", "shufflenet_v1_x1_0_g8", "shufflenet_v2_x1_0")


@dataclass(frozen=True)
class Row:
    """One design, counted and timed.

    guideline: "G1" to "G4", or "networks" for whole networks on a 224 x 224 image.
    platform, scale: Whose channels, and the factor on them; "" and 1 for whole networks.
    label, key, channels, accesses: As in `Design`; no channels and 0 accesses for whole networks.
    macs: Multiply-adds for one image.
    batch: Images in a call.
    timing: For the whole batch.
    """

    guideline: str
    platform: str
    scale: int
    label: str
    key: str
    channels: tuple[int, ...]
    macs: int
    accesses: int
    batch: int
    timing: Timing

    @property
    def images_per_s(self) -> float:
        """Images in a second, at the median time."""
        return 1000 * self.batch / self.timing.median_ms

    def as_record(self) -> dict[str, Any]:
        """Plain data for a JSON file."""
        return {**vars(self), "channels": list(self.channels), "timing": self.timing.as_record()}


def measure(
    guideline: Guideline,
    platform: Platform = "arm",
    scale: int = 1,
    *,
    device: str = "cpu",
    batch: int = 1,
    repeats: int = 30,
    threads: int = 1,
    rotate_bytes: int = CACHES,
) -> list[Row]:
    """Time the designs of one guideline in turns; see `designs` and `benchmark` for arguments and errors.

    Args:
        guideline, platform, scale: Which designs.
        device: "cpu", or a GPU's name for PyTorch.
        batch: Images in a call, 1 or more; the paper has 8 on its GPU and 1 on its phone.
        repeats, threads, rotate_bytes: As in `benchmark`.
    """
    built = designs(guideline, platform, scale)
    subjects = {design.label: (design.net, design.channels[0], SIDE) for design in built}
    timings = _timed(subjects, device, batch, repeats, threads, rotate_bytes)
    return [
        Row(guideline, platform, scale, design.label, design.key, design.channels,
            profile(design.net, SIDE, design.channels[0]).macs, design.accesses, batch, timing)
        for design, timing in zip(built, timings, strict=True)
    ]  # fmt: skip


def measure_networks(
    names: Sequence[str] = WHOLE,
    *,
    device: str = "cpu",
    batch: int = 1,
    repeats: int = 30,
    threads: int = 1,
    rotate_bytes: int = CACHES,
) -> list[Row]:
    """Time whole ShuffleNets, V1 and V2, in turns, 224 x 224 pixels; arguments as in `measure`."""
    nets = {name: (V1 | V2)[name]() for name in names}
    subjects = {name: (net, 3, 224) for name, net in nets.items()}
    timings = _timed(subjects, device, batch, repeats, threads, rotate_bytes)
    return [
        Row("networks", "", 1, name, name, (), profile(nets[name]).macs, 0, batch, timing)
        for name, timing in zip(names, timings, strict=True)
    ]


def recorded(name: str = "cpu_1_thread") -> dict[str, Any]:
    """A run that comes with the library: "environment", "settings", and "rows" as `Row`.

    Raises: ValueError naming the runs there are.
    """
    names = run_names()
    if name not in names:
        raise ValueError(f"no recorded run {name!r}; there are {', '.join(names) or 'none'}")
    return _with_rows(read(_folder().joinpath(f"{name}.json")))


def run_names() -> list[str]:
    """Names of the runs that come with the library, sorted."""
    found = (path.name for path in _folder().iterdir())
    return sorted(name.removesuffix(".json") for name in found if name.endswith(".json"))


def _folder() -> Traversable:
    return files("lightcnn.guidelines").joinpath("recorded")


def _with_rows(run: dict[str, Any]) -> dict[str, Any]:
    """A run as its file holds it; its rows become `Row`."""
    run["rows"] = [
        Row(**{**row, "channels": tuple(row["channels"]), "timing": Timing(**row["timing"])})
        for row in run["rows"]
    ]
    return run


def record_run(
    path: Path,
    *,
    device: str = "cpu",
    threads: int = 1,
    batch: int = 1,
    repeats: int = 30,
    scales: Iterable[int] = SCALES,
    rotate_bytes: int = CACHES,
) -> None:
    """Measure all guidelines and four whole networks into `path`; what is already there is kept.

    A GPU gets the channels that the paper has for its GPU, a CPU those for its phone. The file is
    written after every comparison, so that a run that was broken off goes on where it stopped.

    Raises: ValueError if `path` holds a run of another machine, torch or setting, whose rows would not
        compare, or is damaged.
    """
    settings = {"device": device, "threads": threads, "batch": batch, "repeats": repeats}
    settings["rotate_bytes"] = rotate_bytes
    run = begin(path, settings)
    run = _with_rows({**run, "rows": run.get("rows", [])})
    done = {(row.guideline, row.platform, row.scale) for row in run["rows"]}
    options: dict[str, Any] = settings.copy()
    if ("networks", "", 1) not in done:
        run["rows"] += measure_networks(**options)
        _write(path, run)
    platform: Platform = "arm" if device == "cpu" else "gpu"
    for guideline in GUIDELINES:
        for scale in scales:
            if (guideline, platform, scale) not in done:
                run["rows"] += measure(guideline, platform, scale, **options)
                _write(path, run)


def _write(path: Path, run: dict[str, Any]) -> None:
    write(path, {**run, "rows": [row.as_record() for row in run["rows"]]})


def _timed(
    subjects: dict[str, tuple[nn.Module, int, int]],
    device: str, batch: int, repeats: int, threads: int, rotate_bytes: int,
) -> list[Timing]:  # fmt: skip
    if batch < 1:
        raise ValueError(f"batch must be 1 or more, got {batch}")
    return benchmark(
        {
            label: (net.to(device), torch.rand(batch, channels, side, side, device=device))
            for label, (net, channels, side) in subjects.items()
        },
        repeats=repeats,
        threads=threads,
        rotate_bytes=rotate_bytes,
    )

"""Single layers of ShuffleNet V2's size under the roof of the machine: what was measured, kept as data.

Eight layers with 176 channels in and out on maps of 28 x 28 values, stage 2 of the network at width 1.5: 8
groups divide these channels. From the 3x3 convolution to the addition each does less with what it moves.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from lightcnn.benchmark import Timing, benchmark, environment
from lightcnn.machine import Limits, machine_limits

CHANNELS, SIDE = 176, 28
CACHES = (
    64 * 2**20
)  # bytes of inputs, and of outputs, that are rotated: beyond the last cache of most machines


@dataclass(frozen=True)
class RoofRow:
    """One layer, counted and timed on one image.

    label: "3 × 3", "1 × 1", "2 groups", "4 groups", "8 groups", "depthwise", "ReLU" or "addition".
    operations: Multiply-adds; for ReLU and addition one operation a value.
    accesses: Values read and written if each crosses the memory's pipe once.
    """

    label: str
    operations: int
    accesses: int
    timing: Timing

    def as_record(self) -> dict[str, Any]:
        """Plain data for a JSON file."""
        return {**vars(self), "timing": self.timing.as_record()}


class Addition(nn.Module):
    """The sum of the two images of a batch: (2, C, H, W) -> (1, C, H, W), as a shortcut adds."""

    def forward(self, pair: Tensor) -> Tensor:
        return pair[:1] + pair[1:]


def roof_layers() -> dict[str, nn.Module]:
    """The eight layers by label; all take (1, 176, 28, 28), the addition two such images."""

    def conv(kernel: int, groups: int = 1) -> nn.Module:
        return nn.Conv2d(CHANNELS, CHANNELS, kernel, padding=kernel // 2, groups=groups, bias=False)

    grouped = {f"{groups} groups": conv(1, groups) for groups in (2, 4, 8)}
    return {"3 × 3": conv(3), "1 × 1": conv(1), **grouped, "depthwise": conv(3, CHANNELS),
            "ReLU": nn.ReLU(), "addition": Addition()}  # fmt: skip


def measure_roof(*, repeats: int = 400, rotate_bytes: int = CACHES) -> tuple[Limits, list[RoofRow]]:
    """The two limits of this machine and the times of the eight layers, on one CPU thread.

    Each call reads another copy of its input and writes to memory that has not been touched for as long: both
    come from main memory, as in a network whose maps the caches do not hold.

    Args: as in `lightcnn.benchmark.benchmark`.
    """
    limits = machine_limits()
    layers = roof_layers()
    subjects = {label: _subject(label, layer, rotate_bytes) for label, layer in layers.items()}
    timings = benchmark(subjects, repeats=repeats, warmup=repeats // 4 + 5, rotate_bytes=rotate_bytes)
    rows = [
        RoofRow(label, *_counts(label, layer), timing)
        for (label, layer), timing in zip(layers.items(), timings, strict=True)
    ]
    return limits, rows


def recorded_roof() -> tuple[Limits, list[RoofRow], dict[str, str]]:
    """The run that comes with the library: limits, layers, and `environment` of the machine."""
    run = json.loads(files("lightcnn.guidelines").joinpath("roof.json").read_text(encoding="utf-8"))
    rows = [RoofRow(**{**row, "timing": Timing(**row["timing"])}) for row in run["rows"]]
    return Limits(**run["limits"]), rows, run["environment"]


def record_roof(path: Path) -> None:
    """Measure this machine into `path`."""
    limits, rows = measure_roof()
    run = {
        "environment": environment(),
        "limits": limits._asdict(),
        "rows": [row.as_record() for row in rows],
    }
    path.write_text(json.dumps(run, indent=1) + "\n", encoding="utf-8")


def _subject(label: str, layer: nn.Module, rotate_bytes: int) -> tuple[Callable[[Tensor], object], Tensor]:
    images = 2 if label == "addition" else 1
    maps = torch.rand(images, CHANNELS, SIDE, SIDE)
    # As long as an output is kept, its memory is not handed out again.
    kept: deque[Tensor] = deque(maxlen=1 + rotate_bytes // (4 * CHANNELS * SIDE**2))
    layer.eval()
    return lambda x: kept.append(layer(x)), maps


def _counts(label: str, layer: nn.Module) -> tuple[int, int]:
    """Operations, and values moved."""
    maps = CHANNELS * SIDE**2
    weights = sum(p.numel() for p in layer.parameters())
    return weights * SIDE**2 or maps, (3 if label == "addition" else 2) * maps + weights

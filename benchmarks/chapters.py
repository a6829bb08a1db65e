"""Seconds that each chapter took when it was last executed (by `bookkit.execution.run`, beside others)."""

from __future__ import annotations

from pathlib import Path

from benchmarks.report import Row
from bookkit.execution.run import read_manifest


def measure(root: Path) -> list[Row]:
    return [
        Row(name, entry["seconds"], "s", 60, f"{entry['cells']} cells")
        for name, entry in sorted(read_manifest(root).items())
    ]

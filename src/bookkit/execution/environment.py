"""What a chapter ran on, found without importing what it ran."""

from __future__ import annotations

import os
import platform
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


def environment() -> dict[str, str | int]:
    """The versions of Python and torch, the processor and its cores; "torch" is absent without torch."""
    facts: dict[str, str | int] = {
        "python": platform.python_version(),
        "cpu": processor(),
        "cores": os.cpu_count() or 1,
    }
    try:
        facts["torch"] = version("torch")
    except PackageNotFoundError:
        pass
    return facts


def processor() -> str:
    """The processor's name as its maker gives it; the architecture where the system does not tell."""
    info = Path("/proc/cpuinfo")
    if info.is_file():
        for line in info.read_text(encoding="utf8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    if platform.system() == "Darwin":
        told = subprocess.run(["sysctl", "-n", "machdep.cpu.brand_string"], capture_output=True, text=True)
        if told.stdout.strip():
            return told.stdout.strip()
    return platform.processor() or platform.machine()

"""Run the measures named on the command line, or all: ``python -m benchmarks [NAME ...] [--source DIR]``."""

from __future__ import annotations

import argparse
import os
import platform
import time
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from benchmarks.report import Row, over, write

MEASURES = (
    "chapters",
    "test_seconds",
    "page_weight",
    "live_widget",
    "widget_steps",
    "forward",
    "page_network",
    "lighthouse",
    "rhythm",
    "build_time",
)


def environment() -> dict[str, object]:
    """The machine and the versions that the numbers belong to."""
    packages = {name: version(name) for name in ("torch", "jupyter-book", "anywidget", "playwright")}
    return {
        "machine": platform.machine(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "date": time.strftime("%Y-%m-%d"),
        **packages,
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"any of: {', '.join(MEASURES)}")
    parser.add_argument("--source", type=Path, default=Path.cwd(), help="the book's folder, built")
    arguments = parser.parse_args()
    if unknown := set(arguments.names) - set(MEASURES):
        parser.error(f"unknown measure {', '.join(sorted(unknown))}; there are: {', '.join(MEASURES)}")
    root = arguments.source.resolve()
    if not (root / "_build" / "html" / "index.html").is_file():
        parser.error("measure a built book: run `make book` first")
    results: dict[str, list[Row]] = {}
    for name in arguments.names or MEASURES:
        print(f"{name}", flush=True)
        results[name] = import_module(f"benchmarks.{name}").measure(root)
        print(*results[name], sep="\n", flush=True)
        write(results, environment(), root / "_build" / "bench.json")
    print(
        f"\n{over(results.values())} of {sum(map(len, results.values()))} numbers miss their limit;"
        " all stand in _build/bench.json"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""Lighthouse on each chapter page, as a phone sees it; without npx nothing is measured, and it says so.

Its score of performance jumps from run to run, so the median of three stands here, with the range beside it.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
from pathlib import Path

from benchmarks.report import Row
from benchmarks.site import pages, served
from bookkit.browser import find_browser

VERSION = "12.8.2"
RUNS = 3
LIMITS = {"performance": 95, "accessibility": 100, "best-practices": 100}


def scores(address: str) -> dict[str, float]:
    """Category -> score of 100."""
    command = [
        "npx",
        "--yes",
        f"lighthouse@{VERSION}",
        address,
        "--quiet",
        "--output=json",
        "--output-path=stdout",
        f"--only-categories={','.join(LIMITS)}",
        "--chrome-flags=--headless=new --no-sandbox",
    ]
    environment = os.environ | {"CHROME_PATH": str(find_browser())}
    done = subprocess.run(
        command,
        check=True,
        capture_output=True,
        text=True,
        env=environment,
        stdin=subprocess.DEVNULL,
        timeout=180,
    )
    categories = json.loads(done.stdout)["categories"]
    return {name: 100 * categories[name]["score"] for name in LIMITS}


def row(name: str, found: list[float], limit: float) -> Row:
    note = f"{min(found):.0f} to {max(found):.0f}"
    return Row(name, statistics.median(found), "", limit, note, least=True)


def measure(root: Path) -> list[Row]:
    if not shutil.which("npx"):
        print("  not measured: npx is not installed")
        return []
    site = root / "_build" / "html"
    rows = []
    with served(site) as address:
        for path in pages(site):
            if "/appendix/" in path:
                continue
            try:
                runs = [scores(f"{address}/{path}") for _ in range(RUNS)]
            except subprocess.CalledProcessError as error:
                print(f"  not measured: {error.stderr.strip().splitlines()[-1:]}")
                return rows
            rows += [
                row(f"{path.removesuffix('.html')} {name}", [run[name] for run in runs], limit)
                for name, limit in LIMITS.items()
            ]
    return rows

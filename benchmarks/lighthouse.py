"""Lighthouse on each chapter page, as a phone sees it; without npx nothing is measured, and it says so."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

from benchmarks.report import Row
from benchmarks.site import pages, served
from bookkit.browser import find_browser

VERSION = "12.8.2"
LIMITS = {"performance": 95, "accessibility": 100, "best-practices": 100}


def scores(address: str) -> dict[str, float]:
    """Category -> score of 100."""
    command = [
        "npx", "--yes", f"lighthouse@{VERSION}", address, "--quiet", "--output=json", "--output-path=stdout",
        f"--only-categories={','.join(LIMITS)}", "--chrome-flags=--headless=new --no-sandbox",
    ]
    environment = os.environ | {"CHROME_PATH": str(find_browser())}
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, env=environment,
        stdin=subprocess.DEVNULL, timeout=180,
    )
    categories = json.loads(done.stdout)["categories"]
    return {name: 100 * categories[name]["score"] for name in LIMITS}


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
                found = scores(f"{address}/{path}")
            except subprocess.CalledProcessError as error:
                print(f"  not measured: {error.stderr.strip().splitlines()[-1:]}")
                return rows
            rows += [Row(f"{path.removesuffix('.html')} {name}", found[name], "", limit, least=True)
                     for name, limit in LIMITS.items()]
    return rows

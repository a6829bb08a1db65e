"""Seconds to build the book from nothing, with nothing changed, and with one chapter edited."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.report import Row
from bookkit.execution.run import Book, read_manifest

EDITED = "chapters/foundations/cost-of-a-convolution"
CELL = "\n```{code-cell} ipython3\n1 + 1\n```\n"


def copy_sources(root: Path, target: Path) -> None:
    """What git tracks, as it stands in the working tree."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=root, check=True, capture_output=True, text=True)
    for name in filter(None, listing.stdout.split("\0")):
        if (root / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(root / name, target / name)


def build(root: Path) -> float:
    """Seconds of one whole build; raises RuntimeError with its last words when it fails."""
    started = time.perf_counter()
    command = [sys.executable, "-m", "bookkit.build", "--source", str(root)]
    done = subprocess.run(command, cwd=root, check=False, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"the build failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return time.perf_counter() - started


def measure(root: Path) -> list[Row]:
    with TemporaryDirectory() as folder:
        copy = Path(folder)
        copy_sources(root, copy)
        chapter = copy / f"{EDITED}.md"
        rows = [Row("from nothing (environment installed)", build(copy), "s", 360)]
        rows.append(Row("nothing changed", build(copy), "s", 15))
        chapter.write_text(chapter.read_text(encoding="utf8") + "\nOne sentence more.\n", encoding="utf8")
        rows.append(Row("one chapter's prose edited", build(copy), "s", 15))
        chapter.write_text(chapter.read_text(encoding="utf8") + CELL, encoding="utf8")
        assert [page.docname for page in Book(copy).chapters if not Book(copy).is_current(page)] == [EDITED]
        seconds = build(copy)
        run = read_manifest(copy)[EDITED]["seconds"]
        rows.append(Row("one chapter's code edited, its own run taken off", seconds - run, "s", 15))
    return rows

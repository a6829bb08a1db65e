"""Execute the chapters whose results are out of date: ``python -m bookkit.execution.run``.

Chapters run side by side, one kernel a core, and each result goes into the cache that the Sphinx build
reads. A chapter runs again when its key changes (see `bookkit.execution.keys`). A chapter that fails or warns
ends the run with its name, the cell and the traceback, and so does one that opens a file of the library which
its key does not cover; the chapters that had finished keep their results.
"""

from __future__ import annotations

import argparse
import asyncio
import copy
import json
import os
import re
import sys
import tempfile
import time
import weakref
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import nbformat
import yaml
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from myst_nb.core.read import is_myst_markdown_notebook, read_myst_markdown_notebook
from myst_parser.config.main import MdParserConfig
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from sphinx_external_toc.parsing import parse_toc_yaml

from bookkit.execution import opened
from bookkit.execution.environment import environment
from bookkit.execution.keys import environment_digest, execution_key, files_reached
from bookkit.execution.reach import Library

MANIFEST = Path("_build/execution.json")
ANSI = re.compile(r"\x1b\[[0-9;]*m")
WARNING = re.compile(r"^.*\b[A-Z]\w*Warning\b: .*$", re.MULTILINE)


class ChapterFailed(Exception):
    """A chapter that raised or warned; the message names chapter, cell and reason."""


@dataclass(frozen=True)
class Chapter:
    """One page of the book that holds code cells."""

    docname: str
    path: Path

    @cached_property
    def notebook(self) -> nbformat.NotebookNode:
        """The page as the Sphinx build reads it, without outputs."""
        text = self.path.read_text(encoding="utf8")
        return read_myst_markdown_notebook(text, config=MdParserConfig(), add_source_map=True, path=self.path)

    @property
    def cells(self) -> list[str]:
        return [cell.source for cell in self.notebook.cells if cell.cell_type == "code"]

    def describe(self, index: int) -> str:
        """Where the cell at `index` of the notebook stands, and its source."""
        lines = self.notebook.metadata.get("source_map", [])
        number = sum(cell.cell_type == "code" for cell in self.notebook.cells[: index + 1])
        line = f", line {lines[index] + 1}" if index < len(lines) else ""
        source = "\n".join(f"    {row}" for row in self.notebook.cells[index].source.splitlines())
        return f"{self.path}{line}: code cell {number} of {len(self.cells)}\n\n{source}\n"


@dataclass
class Book:
    """The book at `root`: its chapters, its cache and the record of what was executed."""

    root: Path
    package: str = "src/lightcnn"

    @cached_property
    def config(self) -> dict[str, Any]:
        return yaml.safe_load((self.root / "_config.yml").read_text(encoding="utf8")).get("execute", {})

    @cached_property
    def cache(self) -> Any:
        path = self.root / self.config.get("cache", "_build/.jupyter_cache")
        path.mkdir(parents=True, exist_ok=True)
        cache = get_cache(str(path))
        # The cache never closes its database, and Python 3.13 warns of a connection that nobody has closed.
        weakref.finalize(self, cache.db.dispose)
        return cache

    @cached_property
    def chapters(self) -> list[Chapter]:
        pages = [(name, self.root / f"{name}.md") for name in parse_toc_yaml(self.root / "_toc.yml")]
        return [
            Chapter(name, path)
            for name, path in pages
            if path.is_file() and is_myst_markdown_notebook(path.read_text(encoding="utf8"))
        ]

    @cached_property
    def library(self) -> Library:
        return Library(self.root / self.package)

    @cached_property
    def keys(self) -> dict[str, str]:
        environment = environment_digest(self.root)
        return {page.docname: execution_key(page.cells, self.library, environment) for page in self.chapters}

    @cached_property
    def record(self) -> dict[str, dict[str, Any]]:
        return read_manifest(self.root)

    def is_current(self, chapter: Chapter) -> bool:
        """Whether the cache holds this chapter's results, computed under its present key."""
        try:
            self.cache.match_cache_notebook(chapter.notebook)
        except KeyError:
            return False
        return self.record.get(chapter.docname, {}).get("key") == self.keys[chapter.docname]

    def keep(self, chapter: Chapter, executed: nbformat.NotebookNode, seconds: float) -> None:
        """Store results first and the record second, so that an interruption leaves nothing half true."""
        bundle = CacheBundleIn(executed, str(chapter.path), data={"execution_seconds": seconds})
        self.cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)
        self.record[chapter.docname] = {
            "key": self.keys[chapter.docname],
            "seconds": round(seconds, 2),
            "cells": len(chapter.cells),
            "run": time.time_ns(),
            **environment(),
        }
        written = (self.root / MANIFEST).with_suffix(".tmp")
        written.write_text(json.dumps(self.record, indent=1, sort_keys=True), encoding="utf8")
        written.replace(self.root / MANIFEST)


def read_manifest(root: Path) -> dict[str, dict[str, Any]]:
    """What was executed: docname -> key, seconds, cells, run (when, in ns since 1970), environment."""
    path = root / MANIFEST
    return json.loads(path.read_text(encoding="utf8")) if path.is_file() else {}


async def run_chapter(chapter: Chapter, library: Library, timeout: int) -> nbformat.NotebookNode:
    """Execute one chapter in a kernel of its own; raise `ChapterFailed` when it raises or warns, or opens a
    file of `library` that its key does not cover."""
    with tempfile.TemporaryDirectory() as folder:
        notes = Path(folder) / "opened.txt"
        notebook = await _run_cells(chapter, opened.watching(library.folder, notes), timeout)
        hidden = opened.data_opened(notes) - set(files_reached(chapter.cells, library))
    if hidden:
        names = ", ".join(sorted(path.relative_to(library.folder).as_posix() for path in hidden))
        raise ChapterFailed(
            f"{chapter.path} opens {names}, and no code that it reaches names it: an edit there would not "
            f"run the page again. Name the file or its folder where it is opened: see {Library.__module__}."
        )
    return notebook


async def _run_cells(chapter: Chapter, watching: dict[str, str], timeout: int) -> nbformat.NotebookNode:
    notebook = copy.deepcopy(chapter.notebook)
    at = [0]
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=timeout,
        store_widget_state=True,
        record_timing=False,
        extra_arguments=[
            "--IPKernelApp.log_level=ERROR",
            f"--IPKernelApp.exec_lines=import {opened.__name__}",
        ],
        resources={"metadata": {"path": str(chapter.path.parent)}},
        on_cell_start=lambda cell, cell_index: at.__setitem__(0, cell_index),
    )
    try:
        await client.async_execute(env=kernel_environment() | watching)
    except CellExecutionError as error:
        raised = [output for output in notebook.cells[at[0]].outputs if output.output_type == "error"]
        told = "\n".join(raised[-1].traceback) if raised else str(error)
        raise ChapterFailed(f"{chapter.describe(at[0])}\n{plain(told)}") from error
    except Exception as error:  # the kernel died, or a cell ran out of time
        raise ChapterFailed(f"{chapter.describe(at[0])}\n{type(error).__name__}: {error}") from error
    for index, cell in enumerate(notebook.cells):
        if complaint := warning_in(cell):
            raise ChapterFailed(f"{chapter.describe(index)}\nThe cell warns:\n{complaint}")
    return notebook


def kernel_environment() -> dict[str, str]:
    """One thread a kernel: results stay the same however many chapters run, or cores there are."""
    quiet = {"PYDEVD_DISABLE_FILE_VALIDATION": "1"}  # frozen modules are no news
    return os.environ | quiet | {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def warning_in(cell: nbformat.NotebookNode) -> str | None:
    """The first warning of a cell: anything on stderr, or a line such as ``UserWarning: ...``."""
    for output in cell.get("outputs", []):
        text = output.get("text") or output.get("data", {}).get("text/plain", "")
        if output.get("name") == "stderr" and text.strip():
            return plain(text)
        if found := WARNING.search(text):
            return plain(found[0])
    return None


def plain(text: str) -> str:
    """`text` with its colours when a person reads it at a terminal, without them in a log."""
    return text if sys.stdout.isatty() else ANSI.sub("", text)


async def execute_all(book: Book, waiting: list[Chapter], jobs: int) -> list[str]:
    """Execute `waiting`, `jobs` at a time; return the failures' messages."""
    seats, failures = asyncio.Semaphore(jobs), []
    timeout = book.config.get("timeout", 300)

    async def run(chapter: Chapter) -> None:
        async with seats:
            started = time.perf_counter()
            try:
                executed = await run_chapter(chapter, book.library, timeout)
            except ChapterFailed as failure:
                print(f"  {chapter.docname}: FAILED after {time.perf_counter() - started:.1f} s", flush=True)
                failures.append(str(failure))
                return
            seconds = time.perf_counter() - started
            book.keep(chapter, executed, seconds)
            print(f"  {chapter.docname}: {len(chapter.cells)} cells in {seconds:.1f} s", flush=True)

    await asyncio.gather(*map(run, waiting))
    return failures


def execute(book: Book, jobs: int | None = None, force: bool = False) -> int:
    """Bring every chapter of `book` up to date; return 0 when all succeeded."""
    waiting = [chapter for chapter in book.chapters if force or not book.is_current(chapter)]
    jobs = jobs or os.cpu_count() or 1
    print(f"Executing {len(waiting)} of {len(book.chapters)} chapters, {jobs} at a time", flush=True)
    # The longest first, by the last run's seconds, so that no core waits at the end.
    waiting.sort(key=lambda page: -book.record.get(page.docname, {}).get("seconds", float("inf")))
    failures = asyncio.run(execute_all(book, waiting, jobs))
    for failure in failures:
        print(f"\n{'-' * 80}\n{failure}", file=sys.stderr)
    return 1 if failures else 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bookkit.execution.run", description=__doc__)
    parser.add_argument("--source", type=Path, default=Path.cwd(), help="the book's folder")
    parser.add_argument("--jobs", type=int, help="chapters at a time (default: one a core)")
    parser.add_argument("--force", action="store_true", help="execute every chapter, current or not")
    arguments = parser.parse_args()
    try:
        return execute(Book(arguments.source.resolve()), arguments.jobs, arguments.force)
    except KeyboardInterrupt:
        print("\nInterrupted; the chapters that had finished keep their results.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    raise SystemExit(main())

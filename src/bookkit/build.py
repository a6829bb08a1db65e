"""Build the whole site: ``python -m bookkit.build``.

Executes what is out of date, then builds the pages, the lecture decks and the plain notebooks into
``_build/html``. A warning fails the build.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path
from subprocess import Popen

from bookkit.execution.run import Book, execute
from bookkit.notices import write_notices
from bookkit.sources import site_digest

EXTRAS = {"bookkit.deck": "decks", "bookkit.notebook": "notebooks"}


def build_pages(root: Path) -> int:
    """Build the pages as Jupyter Book does; warnings are errors, and all of them are shown."""
    from jupyter_book.sphinx import build_sphinx

    result = build_sphinx(
        root,
        root / "_build" / "html",
        noconfig=True,
        path_config=root / "_config.yml",
        confoverrides={"external_toc_path": str(root / "_toc.yml"), "latex_individualpages": False},
        warningiserror=True,
        keep_going=True,
        quiet=True,
    )
    return result if isinstance(result, int) else 1


def start_extras(root: Path, site: Path) -> dict[str, Popen]:
    """Start the builders that the book has beside that of the pages (``python -m module --source --out``)."""
    ending = "--source", str(root), "--out"
    return {
        folder: Popen([sys.executable, "-m", module, *ending, str(site / folder)], cwd=root)
        for module, folder in EXTRAS.items()
    }


def build(root: Path, jobs: int | None = None) -> int:
    """Build the site of the book at `root`; return 0 when everything succeeded.

    When the last build ended well and nothing it follows from has changed since, the site stands as it is.
    """
    site, stamp = root / "_build" / "html", root / "_build" / "built"
    if execute(Book(root), jobs):
        return 1
    digest = site_digest(root)
    if (site / "index.html").is_file() and stamp.is_file() and stamp.read_text(encoding="utf8") == digest:
        return 0
    stamp.unlink(missing_ok=True)
    extras = start_extras(root, site)  # at the same time: each has a place and a memory of its own
    print(f"Building {', '.join(['pages', *extras])}", flush=True)
    try:
        failed = build_pages(root)
    except BaseException:
        for process in extras.values():
            process.terminate()
        raise
    if failed | sum(process.wait() for process in extras.values()):
        return 1
    write_notices(root, site)
    stamp.write_text(digest, encoding="utf8")
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bookkit.build", description=__doc__)
    parser.add_argument("--source", type=Path, default=Path.cwd(), help="the book's folder")
    parser.add_argument("--jobs", type=int, help="chapters executed at a time (default: one a core)")
    arguments = parser.parse_args()
    started, root = time.perf_counter(), arguments.source.resolve()
    os.chdir(root)  # the execution cache's path is relative
    try:
        failed = build(root, arguments.jobs)
    except KeyboardInterrupt:
        print("\nInterrupted; the chapters that had finished keep their results.", file=sys.stderr)
        return 130
    seconds = time.perf_counter() - started
    if failed:
        print(f"\nThe book did not build ({seconds:.0f} s); the reason stands above.", file=sys.stderr)
        return 1
    index = root / "_build" / "html" / "index.html"
    opener = "open" if sys.platform == "darwin" else "xdg-open"
    print(f"\nThe book is built ({seconds:.0f} s): {index}\nOpen it with:  {opener} {index}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""Inside a page's kernel: note which files of the library the page opens.

`bookkit.execution.reach` reads off the sources which files a page depends on. Where code computes a name
that cannot be read off, this sees it, and the run fails instead of leaving a page that would go stale
unnoticed.

`watching` gives a kernel its environment; the kernel then imports this module first.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

FOLDER, NOTES = "BOOKKIT_WATCHED_FOLDER", "BOOKKIT_OPENED_FILES"


def watching(folder: Path, notes: Path) -> dict[str, str]:
    """The environment of a kernel that notes in the file `notes` what it opens below `folder`."""
    return {FOLDER: str(folder), NOTES: str(notes)}


def data_opened(notes: Path) -> set[Path]:
    """The files noted, Python's own sources left out: imports are read off the code."""
    lines = notes.read_text(encoding="utf8").splitlines()
    return {path for line in lines if (path := Path(line)).suffix not in {".py", ".pyc"}}


def _watch(folder: str, notes: str) -> None:
    known: set[str] = set()
    file = open(notes, "a", encoding="utf8", buffering=1)  # as long as the kernel lives

    def note(event: str, arguments: tuple[Any, ...]) -> None:
        if event != "open" or not isinstance(arguments[0], str | os.PathLike):
            return
        name = os.path.abspath(arguments[0])
        if name.startswith(folder) and name not in known and os.path.isfile(name):
            known.add(name)
            file.write(f"{name}\n")

    sys.addaudithook(note)


if FOLDER in os.environ:
    _watch(os.environ.pop(FOLDER) + os.sep, os.environ.pop(NOTES))

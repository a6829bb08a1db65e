"""The key under which a chapter's results stay true: its cells, the files they reach, the environment.

The stock cache compares code cells alone, so an edit of the library would leave old results on the page.
What a cell reaches, modules and the data they read, is `bookkit.execution.reach`'s to say; an edit changes
the keys of exactly the chapters that use what was edited.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable
from pathlib import Path

from bookkit.execution.reach import Library

ENVIRONMENT_FILES = ("requirements.txt", "constraints.txt")


def environment_digest(root: Path) -> str:
    """A digest of the pinned requirements and of Python's minor version."""
    pins = [path.read_text(encoding="utf8") for name in ENVIRONMENT_FILES if (path := root / name).is_file()]
    return _digest(json.dumps([pins, sys.version_info[:2]]).encode())


def execution_key(cells: Iterable[str], library: Library, environment: str) -> str:
    """The key under which a chapter's results stay true."""
    cells = list(cells)
    return key_of(files_reached(cells, library), library.folder.parent, *cells, environment)


def files_reached(cells: Iterable[str], library: Library) -> list[Path]:
    """The files of `library` that a chapter's cells reach, magics and all."""
    return library.used_by(map(plain_python, cells))


def key_of(files: Iterable[Path], root: Path, *words: str) -> str:
    """A digest of `files`, each under its path below `root`, and of `words`."""
    contents = {path.relative_to(root).as_posix(): _digest(path.read_bytes()) for path in files}
    return _digest(json.dumps([words, contents], sort_keys=True).encode())


def plain_python(cell: str) -> str:
    """A cell without IPython's magics, so that Python can parse it."""
    from IPython.core.inputtransformer2 import TransformerManager

    return TransformerManager().transform_cell(cell)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()

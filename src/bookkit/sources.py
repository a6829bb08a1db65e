"""The files that the built site follows from, and a digest of them."""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

from bookkit.execution.run import MANIFEST
from bookkit.repository import find_repository

NAMES = (
    "chapters", "images", "src", "_config.yml", "_toc.yml", "references.bib", "requirements.txt",
    "constraints.txt", "pyproject.toml", "LICENSE", "LICENSE-TEXT", "NOTICE",
)
IGNORED = {"__pycache__", ".ipynb_checkpoints"}


def source_files(root: Path) -> list[Path]:
    """Every source of the book at `root`, in a fixed order."""
    found: list[Path] = []
    for name in NAMES:
        path = root / name
        found += [path] if path.is_file() else sorted(file for file in path.rglob("*") if _is_source(file))
    return found


def _is_source(path: Path) -> bool:
    hidden = any(part in IGNORED or part.endswith(".egg-info") for part in path.parts)
    return not hidden and path.is_file()


def site_digest(root: Path) -> str:
    """A digest of the sources, the record of execution, the repository's address and Python's version."""
    manifest = root / MANIFEST
    parts = [
        [str(path.relative_to(root)), hashlib.sha256(path.read_bytes()).hexdigest()]
        for path in [*source_files(root), *([manifest] if manifest.is_file() else [])]
    ]
    content = json.dumps([parts, find_repository(root), sys.version])
    return hashlib.sha256(content.encode()).hexdigest()

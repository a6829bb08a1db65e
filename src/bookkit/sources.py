"""What the built book follows from: its files, and the digests that say whether they have changed."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable
from pathlib import Path

from bookkit.execution.run import MANIFEST
from bookkit.repository import find_repository

NAMES = (
    "chapters",
    "images",
    "src",
    "_config.yml",
    "_toc.yml",
    "references.bib",
    "requirements.txt",
    "constraints.txt",
    "pyproject.toml",
    "LICENSE",
    "LICENSE-TEXT",
    "NOTICE",
)
PACKAGES = Path(__file__).parents[1]
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


def digest(files: Iterable[Path], root: Path, *facts: object) -> str:
    """One word for the names below `root` and the contents of `files`, and for `facts` (JSON values)."""
    parts = [
        [path.relative_to(root).as_posix(), hashlib.sha256(path.read_bytes()).hexdigest()] for path in files
    ]
    return hashlib.sha256(json.dumps([parts, *facts]).encode()).hexdigest()


def builder_digest(packages: Path = PACKAGES) -> str:
    """What every page follows from beside its source: the build's own code, styles, scripts, templates and
    fonts, and the code that looks published figures up. A page notes the families that it prints by itself.
    When it changes, all pages are read again."""
    files = [path for path in (packages / "bookkit").rglob("*") if _is_source(path)]
    published = packages / "lightcnn" / "published"
    return digest(sorted([*files, *published.glob("*.py"), *published.glob("_*.toml")]), packages)


def site_digest(root: Path) -> str:
    """What the site follows from: sources, record of execution, the repository's address, Python's version.
    When it has not changed, the site stands as it is."""
    manifest = root / MANIFEST
    files = [*source_files(root), *([manifest] if manifest.is_file() else [])]
    return digest(files, root, find_repository(root), sys.version)

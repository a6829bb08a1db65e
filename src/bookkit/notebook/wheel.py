"""The library's wheel, which a notebook installs: built beside the site, from the library alone.

Its version ends in a digest of what it is made of, "0.1.0+h3f9c...". So a notebook can tell whether the
library that it finds is the one that it was written for, and pip replaces another one by it.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bookkit.repository import find_repository

PARTS = ("pyproject.toml", "src/README.md", "LICENSE")  # beside the library's own files


def library_version(source: Path) -> str:
    """The project's version, and after a plus sign what the library at `source` holds now."""
    told = re.search(r'^version = "(.+)"', (source / "pyproject.toml").read_text("utf8"), re.MULTILINE)
    digest = hashlib.sha256(_addresses(source).encode())
    for path in _made_of(source):
        digest.update(f"{path.relative_to(source).as_posix()}\0".encode() + path.read_bytes())
    return f"{told[1] if told else '0'}+h{digest.hexdigest()[:10]}"


def wheel_name(source: Path) -> str:
    """The file's name."""
    return f"lightcnn-{library_version(source)}-py3-none-any.whl"


def build_wheel(source: Path, out: Path) -> None:
    """Build the library's wheel into `out`, from a copy that holds the library alone; old wheels go.

    A wheel of the library as it is now stays.
    """
    out.mkdir(parents=True, exist_ok=True)
    wanted = wheel_name(source)
    for old in out.glob("lightcnn-*.whl"):
        if old.name != wanted:
            old.unlink()
    if (out / wanted).is_file():
        return
    with tempfile.TemporaryDirectory() as scratch:
        tree, made = Path(scratch) / "tree", Path(scratch) / "made"
        for path in _made_of(source):
            copy = tree / path.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, copy)
        _say_what_it_is(tree, source)
        quiet = ["--quiet", "--disable-pip-version-check", "--no-deps", "--no-build-isolation"]
        subprocess.run(
            [sys.executable, "-m", "pip", "wheel", *quiet, "--wheel-dir", str(made), str(tree)],
            check=True,
            env=os.environ | {"PYTHONWARNINGS": "ignore"},
        )
        for wheel in made.glob("*.whl"):
            shutil.copy(wheel, out / wheel.name)


def _made_of(source: Path) -> list[Path]:
    library = (path for path in (source / "src/lightcnn").rglob("*") if "__pycache__" not in path.parts)
    return sorted(path for path in (*library, *(source / part for part in PARTS)) if path.is_file())


def _addresses(source: Path) -> str:
    """The book's addresses for the wheel's metadata: they are known where it is built, in no source."""
    repository = find_repository(source)
    if repository is None:
        return ""
    return f'\n[project.urls]\nHomepage = "{repository.site}"\nRepository = "{repository.url}"\n'


def _say_what_it_is(tree: Path, source: Path) -> None:
    """Write version and addresses into the copy."""
    version, project = library_version(source), tree / "pyproject.toml"
    text = re.sub(r'^version = ".*"', f'version = "{version}"', project.read_text("utf8"), flags=re.MULTILINE)
    project.write_text(text + _addresses(source), encoding="utf8")
    if (package := tree / "src/lightcnn/__init__.py").is_file():
        text = package.read_text("utf8")
        text = re.sub(r'^__version__ = ".*"', f'__version__ = "{version}"', text, flags=re.MULTILINE)
        package.write_text(text, encoding="utf8")

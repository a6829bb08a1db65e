"""The library's wheel, which a notebook installs: built beside the site, from the library alone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bookkit.repository import Repository, find_repository


def build_wheel(source: Path, out: Path) -> None:
    """Build the library's wheel into `out`, from a copy that holds the library alone; old wheels go.

    A wheel younger than all it is made of stays.
    """
    out.mkdir(parents=True, exist_ok=True)
    # Folders count too: a file that was removed leaves no other trace.
    library = source / "src/lightcnn"
    made_of = [library, *library.rglob("*"), source / "pyproject.toml", source / "src/README.md"]
    newest = max(path.stat().st_mtime for path in made_of if "__pycache__" not in path.parts)
    if any(wheel.stat().st_mtime > newest for wheel in out.glob("lightcnn-*.whl")):
        return
    with tempfile.TemporaryDirectory() as scratch:
        tree, made = Path(scratch) / "tree", Path(scratch) / "made"
        shutil.copytree(
            source / "src/lightcnn", tree / "src/lightcnn", ignore=shutil.ignore_patterns("__pycache__")
        )
        for name in ("pyproject.toml", "src/README.md", "LICENSE"):
            if (source / name).is_file():
                shutil.copy(source / name, tree / name)
        _say_where_it_lives(tree / "pyproject.toml", find_repository(source))
        subprocess.run(
            [
                sys.executable,
                "-m",
                "pip",
                "wheel",
                "--quiet",
                "--disable-pip-version-check",
                "--no-deps",
                "--no-build-isolation",
                "--wheel-dir",
                str(made),
                str(tree),
            ],
            check=True,
            env=os.environ | {"PYTHONWARNINGS": "ignore"},
        )
        for old in out.glob("lightcnn-*.whl"):
            old.unlink()
        for wheel in made.glob("*.whl"):
            shutil.copy(wheel, out / wheel.name)


def _say_where_it_lives(project: Path, repository: Repository | None) -> None:
    """Add the book's addresses to the wheel's metadata: they are known where it is built, in no source."""
    if repository is not None and project.is_file():
        urls = f'\n[project.urls]\nHomepage = "{repository.site}"\nRepository = "{repository.url}"\n'
        project.write_text(project.read_text(encoding="utf8") + urls, encoding="utf8")

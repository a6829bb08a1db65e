"""Sphinx extension: read a page again when its code was executed again, or when the build's own code changed.

Sphinx compares a page's source alone. Results come from the execution cache, so a page is also out of date
when `bookkit.execute` ran its chapter since Sphinx last read it. Directives and roles of `bookkit`, and the
code that looks published figures up, decide what every page holds: when one changes, all pages are read
again. The figures themselves are noted by the role that prints them.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from bookkit.execute import read_manifest

SOURCES = Path(__file__).parent
READ_AT_BUILD = {".py", ".toml", ".html"}


def build_digest() -> str:
    """A digest of this package's code and of the one that roles look figures up with."""
    files = [path for path in sorted(SOURCES.rglob("*")) if path.suffix in READ_AT_BUILD]
    files += sorted((SOURCES.parent / "lightcnn" / "published").glob("*.py"))
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def runs(app: Sphinx) -> dict[str, int]:
    """The id of each chapter's last execution."""
    return {name: entry["run"] for name, entry in read_manifest(Path(app.srcdir)).items()}


def executed_since(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Pages to read again: those whose last execution is not the one they were read with."""
    read = getattr(env, "bookkit_runs", {})
    return [name for name, run in runs(app).items() if name in env.all_docs and read.get(name) != run]


def remember(app: Sphinx, env: BuildEnvironment) -> None:
    """Note the executions that the pages now show."""
    env.bookkit_runs = runs(app)  # type: ignore[attr-defined]


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_config_value("bookkit_build_digest", build_digest(), "env")
    app.connect("env-get-outdated", executed_since)
    app.connect("env-updated", remember)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

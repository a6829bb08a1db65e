"""Sphinx extension: read a page again when its code was executed again, or when the build's own code changed.

Sphinx compares a page's source alone. Results come from the execution cache, so a page is also out of date
when `bookkit.execution.run` ran its chapter since Sphinx last read it. The build's own code decides what all
pages hold: when it changes, Sphinx sees another `book_builder`, and reads all again. Published figures are
noted by the role that prints them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from bookkit.execution.run import read_manifest
from bookkit.frame import join
from bookkit.sources import builder_digest


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
    app.add_config_value("book_builder", builder_digest(), "env", str)
    return join(app, __name__)

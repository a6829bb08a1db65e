"""Which pages are read again: those that were executed since, and all when the build's own code changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from bookkit.execution import reread
from bookkit.execution.run import MANIFEST

Read = Callable[[], set[str]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Build the book of two pages once more; returns the pages that were read for it."""
    for name in ("index", "other"):
        (tmp_path / f"{name}.rst").write_text(":orphan:\n\nT\n=\n", encoding="utf8")

    def run() -> set[str]:
        found: set[str] = set()
        with patch_docutils(str(tmp_path)), docutils_namespace():
            app = Sphinx(str(tmp_path), None, str(tmp_path / "out"), str(tmp_path / "trees"), "html",
                         {"extensions": ["bookkit.execution.reread"]}, status=None, warning=None)
            app.connect("env-before-read-docs", lambda app, env, names: found.update(names))
            app.build()
        return found

    assert run() == {"index", "other"}
    assert run() == set()
    return run


def test_a_page_that_ran_again_is_read_again(read: Read, tmp_path: Path) -> None:
    (tmp_path / MANIFEST).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / MANIFEST).write_text(json.dumps({"other": {"run": 1}, "gone": {"run": 1}}), encoding="utf8")
    assert read() == {"other"}
    assert read() == set()
    (tmp_path / MANIFEST).write_text(json.dumps({"other": {"run": 2}}), encoding="utf8")
    assert read() == {"other"}


def test_another_builder_reads_every_page(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reread, "builder_digest", lambda: "another")
    assert read() == {"index", "other"}
    assert read() == set()

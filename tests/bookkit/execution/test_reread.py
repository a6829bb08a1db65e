"""A page is read again when its chapter was executed again, though its source stayed as it was."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tiny_book import build_book

from bookkit.execution import reread
from bookkit.execution.run import MANIFEST


@pytest.fixture
def record(tmp_path: Path) -> Path:
    path = tmp_path / "book" / MANIFEST
    path.parent.mkdir(parents=True)
    return path


def read_at(folder: Path) -> int:
    """Build the tiny book; return when its page was last read."""
    _, warnings = build_book(folder, "# Page\n\nText.\n", reread.__name__, fresh=False)
    assert not warnings
    return (folder / "doctrees/index.doctree").stat().st_mtime_ns


def test_a_chapter_that_ran_again_is_read_again(tmp_path: Path, record: Path) -> None:
    record.write_text(json.dumps({"index": {"run": 1}}), encoding="utf8")
    first = read_at(tmp_path)
    assert read_at(tmp_path) == first, "nothing ran: nothing is read"
    record.write_text(json.dumps({"index": {"run": 1}, "another": {"run": 2}}), encoding="utf8")
    assert read_at(tmp_path) == first, "another chapter ran"
    record.write_text(json.dumps({"index": {"run": 2}}), encoding="utf8")
    second = read_at(tmp_path)
    assert second > first
    assert read_at(tmp_path) == second, "the run that it shows is remembered"


def test_a_change_of_the_build_is_read_everywhere(
    tmp_path: Path, record: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record.write_text("{}", encoding="utf8")
    first = read_at(tmp_path)
    monkeypatch.setattr(reread, "builder_digest", lambda: "another")
    assert read_at(tmp_path) > first

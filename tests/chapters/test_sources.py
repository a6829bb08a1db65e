"""When the built site still stands, and when it must be built again."""

from __future__ import annotations

from pathlib import Path

import pytest

from bookkit import build as builder
from bookkit.execution.run import MANIFEST
from bookkit.sources import site_digest, source_files

FILES = ("chapters/a.md", "images/a/b.svg", "src/lib/c.py", "_toc.yml", "_config.yml", "LICENSE")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in (*FILES, "src/lib/__pycache__/c.pyc"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf8")
    return tmp_path


def test_sources_are_what_is_written_by_hand(root: Path) -> None:
    assert {str(path.relative_to(root)) for path in source_files(root)} == set(FILES)


@pytest.mark.parametrize("name", [*FILES, "chapters/new.md", str(MANIFEST)])
def test_every_edit_changes_the_digest(root: Path, name: str) -> None:
    before = site_digest(root)
    assert site_digest(root) == before
    (root / name).parent.mkdir(exist_ok=True)
    (root / name).write_text("y", encoding="utf8")
    assert site_digest(root) != before


class Ended:
    """A builder's process that has ended."""

    def __init__(self, code: int) -> None:
        self.code, self.stopped = code, False

    def wait(self) -> int:
        return self.code

    def terminate(self) -> None:
        self.stopped = True


def test_an_interrupted_build_stops_the_other_builders(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(root: Path) -> int:
        raise KeyboardInterrupt

    decks = Ended(0)
    monkeypatch.setattr(builder, "execute", lambda book, jobs: 0)
    monkeypatch.setattr(builder, "build_pages", interrupt)
    monkeypatch.setattr(builder, "start_extras", lambda root, site: {"decks": decks})
    with pytest.raises(KeyboardInterrupt):
        builder.build(root)
    assert decks.stopped
    assert not (root / "_build" / "built").exists()


def test_a_failed_build_is_not_left_alone(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first build fails in its last part, the second succeeds, the third finds nothing to do."""
    results, calls = [1, 0], []
    (root / "_build" / "html").mkdir(parents=True)
    (root / "_build" / "html" / "index.html").touch()
    monkeypatch.setattr(builder, "execute", lambda book, jobs: 0)
    monkeypatch.setattr(builder, "build_pages", lambda root: calls.append("pages") or 0)
    monkeypatch.setattr(builder, "write_notices", lambda root, site: None)
    monkeypatch.setattr(builder, "start_extras", lambda root, site: {"decks": Ended(results.pop(0))})
    assert [builder.build(root) for _ in range(3)] == [1, 0, 0]
    assert calls == ["pages", "pages"]

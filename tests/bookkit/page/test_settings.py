"""What has every page written again."""

from __future__ import annotations

from pathlib import Path

import pytest

from bookkit.page import settings as page


def test_a_change_of_what_builds_pages_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "HERE", tmp_path / "page")
    (tmp_path / "assets").mkdir()
    found = [page.package_digest()]
    for name in ("assets/book.css", "layout.html", "page.py"):
        for text in ("one", "two"):
            (tmp_path / name).write_text(text, encoding="utf8")
            found.append(page.package_digest())
    (tmp_path / "page.pyc").write_text("compiled", encoding="utf8")
    assert len(set(found)) == 7 and page.package_digest() == found[-1]

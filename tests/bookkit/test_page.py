"""What has every page written again."""

from __future__ import annotations

from pathlib import Path

import pytest

from bookkit import page


def test_a_changed_style_or_template_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "HERE", tmp_path)
    (tmp_path / "assets").mkdir()
    found = [page.assets_digest()]
    for name in ("assets/book.css", "layout.html", "host.js"):
        (tmp_path / name).write_text("one", encoding="utf8")
        found.append(page.assets_digest())
        (tmp_path / name).write_text("two", encoding="utf8")
        found.append(page.assets_digest())
    (tmp_path / "page.py").touch()
    assert len(set(found)) == 7 and page.assets_digest() == found[-1]

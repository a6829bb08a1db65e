"""What has every page read and written again."""

from __future__ import annotations

from pathlib import Path

from bookkit.sources import builder_digest

OURS = (
    "bookkit/page/assets/book.css",
    "bookkit/page/templates/layout.html",
    "bookkit/words/quiz.py",
    "lightcnn/published/__init__.py",
)


def test_a_change_of_what_builds_pages_is_noticed(tmp_path: Path) -> None:
    found = [builder_digest(tmp_path)]
    for name in OURS:
        for text in ("one", "two"):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf8")
            found.append(builder_digest(tmp_path))
    (tmp_path / "bookkit/page/__pycache__").mkdir()
    (tmp_path / "bookkit/page/__pycache__/head.pyc").write_text("compiled", encoding="utf8")
    (tmp_path / "lightcnn/module.py").write_text("what chapters run", encoding="utf8")
    (tmp_path / "lightcnn/published/family.toml").write_text("what its pages note", encoding="utf8")
    assert len(set(found)) == 9 and builder_digest(tmp_path) == found[-1]

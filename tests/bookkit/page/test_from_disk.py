"""A notebook's link on a page opened from disk saves the notebook; a browser left alone shows its text."""

from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import Page

from bookkit.page import settings

SCRIPT = Path(settings.__file__).parent / "assets" / "from_disk.js"


def test_the_notebook_is_saved_from_disk(browser_page: Page, tmp_path: Path) -> None:
    text = json.dumps({"cells": [], "note": "</script> ✓"})
    (tmp_path / "a-student.ipynb").write_text(text, encoding="utf8")
    (tmp_path / "a-student.ipynb.js").write_text(
        f"window.bookNotebook = {json.dumps(text)};", encoding="utf8"
    )
    link = '<title>T</title><a href="a-student.ipynb" download>Notebook</a>'
    page = f"{link}<script>{SCRIPT.read_text(encoding='utf8')}</script>"
    (tmp_path / "index.html").write_text(page, encoding="utf8")
    browser_page.goto((tmp_path / "index.html").as_uri())
    with browser_page.expect_download() as saved:
        browser_page.get_by_role("link").click()
    assert saved.value.suggested_filename == "a-student.ipynb"
    assert Path(saved.value.path()).read_text(encoding="utf8") == text
    assert browser_page.url.endswith("index.html")

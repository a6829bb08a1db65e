"""Tiny books: one page, built by the real Sphinx, for tests of the directives."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page, sync_playwright
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

Build = Callable[..., tuple[str, str]]


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """Return a function (page, *extensions, builder, **settings) -> (the built page, the warnings)."""

    def run(page: str, *extensions: str, builder: str = "html", **settings: object) -> tuple[str, str]:
        source, out = tmp_path / "book", tmp_path / builder
        source.mkdir(exist_ok=True)
        (source / "index.md").write_text(page, encoding="utf8")
        warnings = io.StringIO()
        confoverrides = {
            "extensions": [*(() if "myst_nb" in extensions else ("myst_parser",)), *extensions],
            "myst_enable_extensions": ["dollarmath", "attrs_block", "colon_fence"],
            "html_theme": "basic", **settings,
        }
        with patch_docutils(str(source)), docutils_namespace():
            app = Sphinx(str(source), None, str(out), str(tmp_path / "doctrees"), builder, confoverrides,
                         status=None, warning=warnings, freshenv=True)
            app.build()
        [built] = [path for suffix in ("html", "txt", "ipynb") for path in out.glob(f"index.{suffix}")]
        return built.read_text(encoding="utf8"), warnings.getvalue()

    return run


@pytest.fixture
def soup(build: Build) -> Callable[..., BeautifulSoup]:
    """Like `build`, but parsed, and any warning fails the test."""

    def run(page: str, *extensions: str, **settings: object) -> BeautifulSoup:
        html, warnings = build(page, *extensions, **settings)
        assert not warnings
        return BeautifulSoup(html, "html.parser")

    return run


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        path = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def browser_page(chromium: Browser) -> Iterator[Page]:
    """A fresh page of a real browser; an error in its console fails the test."""
    page = chromium.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
    yield page
    page.close()
    assert not problems

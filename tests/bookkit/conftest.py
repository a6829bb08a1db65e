"""Tiny books and a real browser for tests of the directives."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page, sync_playwright
from tiny_book import build_book

Build = Callable[..., tuple[str, str]]


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """`build_book` in the test's own folder."""
    return partial(build_book, tmp_path)


@pytest.fixture
def soup(build: Build) -> Callable[..., BeautifulSoup]:
    """Like `build`, but parsed, and any warning fails the test."""

    def run(page: str, *extensions: str, **settings: object) -> BeautifulSoup:
        html, warnings = build(page, *extensions, **settings)
        assert not warnings
        return BeautifulSoup(html, "html.parser")

    return run


# Closed with each module: while it is open, its event loop runs here and no other may start.
@pytest.fixture(scope="module")
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

"""Tiny books and a real browser for tests of the directives."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Page
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


@pytest.fixture
def browser_page(new_page: Callable[..., Page]) -> Iterator[Page]:
    """A fresh page of a real browser; a complaint in its console fails the test."""
    page = new_page()
    yield page
    assert page.watch.console == []

"""Settings of every test, the one browser, and which tests stay together when two processes share them.

The tests of a file stay together, because they share what it built; those that name a page, a widget or a
notebook of their own carry the mark `xdist_group` and go where there is room.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
import torch
from browsing import launched, open_page_of
from hypothesis import settings
from playwright.sync_api import Browser, Page

settings.register_profile("book", deadline=None, max_examples=40, derandomize=True, print_blob=True)
settings.register_profile("search", deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "book"))

torch.set_num_threads(1)


@pytest.hookimpl(tryfirst=True)  # before xdist reads the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
    # What takes long begins first, so that no process is alone at the end.
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(autouse=True)
def seed() -> None:
    torch.manual_seed(0)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of a process; its resolver knows this machine only.

    While it is open its event loop runs in this thread: who needs one of their own starts it in another.
    """
    with launched() as chromium:
        yield chromium


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """new_page(width=1280, theme="light", ...) -> an empty page; options as of `open_page_of`."""
    pages = []

    def open_one(*size: object, **options: object) -> Page:
        pages.append(open_page_of(browser, *size, **options))
        return pages[-1]

    yield open_one
    for page in pages:
        page.context.close()

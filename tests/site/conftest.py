"""A real browser on the built site: served over http or opened from disk, never with another network."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, sync_playwright
from widget_tools import settle

from bookkit.browser import find_browser

SITE = Path(os.environ.get("BOOK_SITE") or Path(__file__).resolve().parents[2] / "_build" / "html")
LOCAL = ("http://127.0.0.1:", "file://", "blob:", "data:")


@dataclass
class Watch:
    """What one page did: console errors and warnings, and every request it made or wished to make."""

    console: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    @property
    def external(self) -> list[str]:
        return [url for url in self.requests if not url.startswith(LOCAL)]

    def follow(self, page: Page) -> None:
        page.on("console", lambda one: one.type in ("error", "warning") and self.console.append(one.text))
        page.on("pageerror", lambda error: self.console.append(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("requestfailed", lambda request: self.failed.append(request.url))
        page.on("response", lambda got: got.status >= 400 and self.failed.append(f"{got.status} {got.url}"))


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="session")
def site() -> Path:
    """The built site's folder. A site that was not built is an error, never a skip."""
    if not (SITE / "index.html").is_file():
        pytest.fail(f"no built site in {SITE}: run `make book` first", pytrace=False)
    return SITE


@pytest.fixture(scope="session")
def served(site: Path) -> Iterator[str]:
    """The address of the site on this machine, ending in a slash."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for the tests of a module; its resolver knows this machine only."""
    arguments = ["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_browser(), args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Browser, served: str, site: Path) -> Iterator[Callable[..., Page]]:
    """open_page(path, width=1280, theme="light", ...) -> a loaded page; its `watch` is a Watch.

    Options: `height`; `disk=True` opens the file itself; `motion="reduce"`; `script=False`.
    """
    contexts = []

    def open_one(
        path: str, width: int = 1280, theme: str = "light", *, height: int = 900, disk: bool = False,
        motion: str = "no-preference", script: bool = True,
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=theme, reduced_motion=motion,
            java_script_enabled=script,
        )
        contexts.append(context)
        page = context.new_page()
        page.watch = Watch()
        page.watch.follow(page)
        page.goto(f"file://{site}/{path}" if disk else served + path, wait_until="load")
        if script:  # what runs late is there, and no section laid out late moves what a test is about to use
            page.wait_for_function("""() => !document.querySelector("script[type='text/late']")
              && [...document.querySelectorAll('.bd-article > section > section')]
                .every(section => section.style.contentVisibility === 'visible')""")
        return page

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def mounted() -> Callable[[Page, str], object]:
    """mounted(page, "convolution-explorer") -> the first mount of that widget, scrolled to and live."""

    def wait(page: Page, widget: str) -> object:
        mount = page.locator(f'.widget-mount[data-widget="{widget}"]').first
        mount.scroll_into_view_if_needed()
        page.locator(f'.widget-mount[data-widget="{widget}"][data-mounted="true"]').first.wait_for(timeout=15_000)
        return mount

    return wait


@pytest.fixture
def widget(
    open_page: Callable[..., Page], mounted: Callable, request: pytest.FixtureRequest
) -> Callable[..., Locator]:
    """widget(**options of open_page) -> the live view of the test module's WIDGET on its PAGE."""

    def open_widget(**options: object) -> Locator:
        page = open_page(request.module.PAGE, **options)
        view = mounted(page, request.module.WIDGET).locator(".widget-view")
        settle(view)
        return view

    return open_widget


@contextmanager
def no_errors(page: Page) -> Iterator[None]:
    """Fail if the page complains to the console or asks for anything that is not here."""
    yield
    assert page.watch.console == []
    assert page.watch.external == []
    assert page.watch.failed == []

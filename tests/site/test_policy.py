"""A server may say what a page may do: the README says what it must allow, a stricter one is told of."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser
README = Path(__file__).parents[2] / "README.md"
CHAPTER = "chapters/squeezenet/squeezenet.html"


@contextmanager
def served_under(policy: str, site: Path) -> Iterator[str]:
    class Strict(SimpleHTTPRequestHandler):
        def end_headers(self) -> None:
            self.send_header("Content-Security-Policy", policy)
            super().end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Strict, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


def open_graph(page: Page, address: str) -> None:
    page.goto(address + CHAPTER, wait_until="load")
    page.wait_for_function("""() => !document.querySelector("script[type='text/late']")""")
    page.locator(".netron-open").click()


def test_what_the_readme_allows_is_enough(new_page: Callable[..., Page], site: Path) -> None:
    policy = re.search(r"^default-src .*$", README.read_text(encoding="utf8"), re.MULTILINE)
    assert policy
    with served_under(policy[0], site) as address:
        page = new_page()
        open_graph(page, address)
        page.frame_locator(".netron-frame").locator("#target .node-item-type").first.wait_for(
            state="attached"
        )
        page.locator(".widget-mount").first.scroll_into_view_if_needed()
        page.locator(".widget-mount[data-mounted=true]").first.wait_for()
        assert page.locator(".netron-failure:visible").count() == 0
        assert page.watch.complaints == []


@pytest.mark.parametrize("inline", ["'unsafe-inline'", ""])
def test_a_stricter_server_is_told_of(new_page: Callable[..., Page], site: Path, inline: str) -> None:
    """Without blobs, or without a page's own scripts too: widget and graph say so, and the text is there."""
    policy = f"default-src 'self'; script-src 'self' {inline}; style-src 'self' 'unsafe-inline'"
    with served_under(policy, site) as address:
        page = new_page()
        page.goto(address + CHAPTER, wait_until="load")
        page.locator(".widget-mount").first.scroll_into_view_if_needed()
        page.locator(".widget-failure").first.wait_for()
        assert page.locator("article h1").first.is_visible()
        if inline:
            page.wait_for_function("""() => !document.querySelector("script[type='text/late']")""")
        page.locator(".netron-open").click()  # in the page, or else a link as any other
        shown = page.frame_locator(".netron-frame") if inline else page
        shown.get_by_text("The graph could not be drawn").wait_for()


def test_a_viewer_that_may_not_run_is_told_of(new_page: Callable[..., Page], site: Path, served: str) -> None:
    """The frame says nothing then; the page around it does."""
    page = new_page()
    page.route(
        "**/netron/index.html*", lambda route: route.fulfill(body="<p>refused</p>", content_type="text/html")
    )
    open_graph(page, served)
    page.locator(".netron-failure").get_by_text("forbids").wait_for()

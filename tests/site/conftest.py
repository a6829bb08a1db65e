"""The built site in a real browser: served over http or opened from disk, never with another network."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import chain
from pathlib import Path

import pytest
from anywidget import AnyWidget
from bare_page import widget_classes, write_page
from browsing import open_page_of
from built_site import SITE
from playwright.sync_api import Browser, Locator, Page
from widget_tools import settle


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


@pytest.fixture(scope="session")
def idle_pages(browser: Browser) -> Iterator[dict[str, list[Page]]]:
    """Pages that no test uses now, by their options: a new one costs more than all that a small test does."""
    pages: dict[str, list[Page]] = defaultdict(list)
    yield pages
    for page in chain.from_iterable(pages.values()):
        page.context.close()


@pytest.fixture
def used_page(browser: Browser, idle_pages: dict[str, list[Page]]) -> Iterator[Callable[..., Page]]:
    """Like `new_page`, but another test may have had the page before; it left nothing in it."""
    taken = []

    def take(*size: object, **options: object) -> Page:
        idle = idle_pages[repr((size, options))]
        page = idle.pop() if idle else open_page_of(browser, *size, **options)
        page.watch.clear()
        taken.append((page, idle))
        return page

    yield take
    for page, idle in taken:
        if page.url != "about:blank":
            page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
            page.goto("about:blank")
        page.emulate_media(**page.situation, media="null")
        idle.append(page)


@pytest.fixture
def open_page(used_page: Callable[..., Page], served: str, site: Path) -> Callable[..., Page]:
    """open_page(path, width=1280, theme="light", ...) -> a loaded page of the site.

    Options: those of `open_page_of`, and `disk=True` opens the file itself.
    """

    def open_one(path: str, *size: object, disk: bool = False, **options: object) -> Page:
        page = used_page(*size, **options)
        page.goto(f"file://{site}/{path}" if disk else served + path, wait_until="load")
        if options.get("script", True):
            # What runs late is there, and no section laid out late moves what a test is about to use.
            page.wait_for_function("""() => !document.querySelector("script[type='text/late']")
              && [...document.querySelectorAll('.bd-article > section > section')]
                .every(section => section.style.contentVisibility === 'visible')""")
        return page

    return open_one


@pytest.fixture
def mounted() -> Callable[[Page, str], Locator]:
    """mounted(page, "convolution-explorer") -> the first mount of that widget, scrolled to and live."""

    def wait(page: Page, widget: str) -> Locator:
        mount = page.locator(f'.widget-mount[data-widget="{widget}"]').first
        mount.scroll_into_view_if_needed()
        page.locator(f'.widget-mount[data-widget="{widget}"][data-mounted="true"]').first.wait_for(
            timeout=15_000
        )
        return mount

    return wait


@pytest.fixture(scope="session")
def bare_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bare")


@pytest.fixture
def bare(
    used_page: Callable[..., Page], mounted: Callable[[Page, str], Locator], bare_folder: Path
) -> Callable[..., Locator]:
    """bare("fire-flow", link="", **options) -> the live view of a widget, without a chapter.

    The widget is one of the library by its name, as its class makes it without arguments, or an instance.
    With `present=True` it stands as on a slide; `link` is what follows the page's address; the other options
    are those of `open_page_of`. Without a script it is the mount element.
    """

    def open_widget(
        widget: str | AnyWidget, link: str = "", *, present: bool = False, **options: object
    ) -> Locator:
        if isinstance(widget, str):
            name, shown = widget, widget_classes()[widget]()
        else:
            name, shown = "instance", widget
        path = write_page(bare_folder, shown, present=present, name=f"{name}-{present}")
        page = used_page(**options)
        page.goto(path.as_uri() + link)
        if not options.get("script", True):
            return page.locator(".widget-mount")
        kind = page.locator(".widget-mount").first.get_attribute("data-widget")
        view = mounted(page, kind).locator(".widget-view")
        settle(view)
        return view

    return open_widget


@pytest.fixture
def widget(bare: Callable[..., Locator], request: pytest.FixtureRequest) -> Callable[..., Locator]:
    """widget(**options of bare) -> the live view of the test module's WIDGET."""
    return partial(bare, request.module.WIDGET)

"""The built site in a real browser: served over http or opened from disk, never with another network."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import chain
from pathlib import Path

import pytest
from anywidget import AnyWidget
from bare_page import page_name, widget_classes, write_page
from browsing import open_page_of
from built_site import SITE
from playwright.sync_api import Browser, Locator, Page
from widget_tools import read, settle


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


def live(page: Page, widget: str) -> Locator:
    """The first mount of that widget, scrolled to and live."""
    mount = page.locator(f'.widget-mount[data-widget="{widget}"]').first
    mount.scroll_into_view_if_needed()
    page.locator(f'.widget-mount[data-widget="{widget}"][data-mounted="true"]').first.wait_for(timeout=15_000)
    return mount


@pytest.fixture
def mounted() -> Callable[[Page, str], Locator]:
    """mounted(page, "convolution-explorer") -> the first mount of that widget, scrolled to and live."""
    return live


@pytest.fixture(scope="session")
def bare_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bare")


def open_bare(
    page: Page, folder: Path, widget: str | AnyWidget, link: str = "", *, present: bool, script: bool
) -> Locator:
    """The live view of a widget on a bare page; without a script the mount element."""
    if isinstance(widget, str):
        name, shown = widget, widget_classes()[widget]()
    else:
        name, shown = "instance", widget
    path = write_page(folder, shown, present=present, name=f"{name}-{present}")
    page.goto(path.as_uri() + link)
    if not script:
        return page.locator(".widget-mount")
    view = live(page, page_name(type(shown))).locator(".widget-view")
    settle(view)
    return view


@pytest.fixture
def bare(used_page: Callable[..., Page], bare_folder: Path) -> Callable[..., Locator]:
    """bare("fire-flow", link="", **options) -> the live view of a widget, without a chapter.

    The widget is one of the library by its name, as its class makes it without arguments, or an instance.
    With `present=True` it stands as on a slide; `link` is what follows the page's address; the other options
    are those of `open_page_of`. Without a script it is the mount element.
    """

    def open_widget(
        widget: str | AnyWidget, link: str = "", *, present: bool = False, **options: object
    ) -> Locator:
        script = bool(options.get("script", True))
        return open_bare(used_page(**options), bare_folder, widget, link, present=present, script=script)

    return open_widget


@dataclass
class Shown:
    """A widget on a bare page that the next test may have."""

    name: str
    view: Locator
    given: dict  # the state that it came with


@pytest.fixture(scope="session")
def shelf() -> Iterator[dict[str, Shown]]:
    """The widget that was shown last in each situation."""
    kept: dict[str, Shown] = {}
    yield kept
    for one in kept.values():
        one.view.page.context.close()


ANEW = """async (mount, given) => {
  bookWidgets.unmount(mount);
  bookWidgets.models[mount.dataset.model].set(given);
  await bookWidgets.mount(mount);
  scrollTo(0, 0);
}"""


@pytest.fixture
def shown(browser: Browser, bare_folder: Path, shelf: dict[str, Shown]) -> Iterator[Callable[..., Locator]]:
    """shown("fire-flow", present=False, **options) -> what `bare` gives; for tests that touch no more.

    If the test before showed the same widget in the same situation, the page is still there, and only the
    widget is mounted anew, in the state that it came with.
    """
    taken = []

    def show(name: str, *, present: bool = False, **options: object) -> Locator:
        options = {"width": 1280, "theme": "light", "height": 900, "motion": "no-preference"} | options
        situation = repr((present, options))
        if (one := shelf.pop(situation, None)) and one.name == name:
            one.view.page.mouse.move(0, 0)
            one.view.page.locator(".widget-mount").evaluate(ANEW, one.given)
            settle(one.view)
        else:
            page = one.view.page if one else open_page_of(browser, **options)
            view = open_bare(page, bare_folder, name, present=present, script=True)
            one = Shown(name, view, read(view))
        one.view.page.watch.clear()
        taken.append((situation, one))
        return one.view

    yield show
    for situation, one in taken:
        if extra := shelf.pop(situation, None):
            extra.view.page.context.close()
        shelf[situation] = one


@pytest.fixture
def widget(shown: Callable[..., Locator], request: pytest.FixtureRequest) -> Callable[..., Locator]:
    """widget(**options of shown) -> the live view of the test module's WIDGET."""
    return partial(shown, request.module.WIDGET)

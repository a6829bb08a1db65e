"""Pages of a real browser that remember what they did."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Page, sync_playwright

from bookkit.browser import find_browser

HERE = ("http://127.0.0.1:", "file://", "blob:", "data:")


@dataclass
class Watch:
    """What one page did: console errors and warnings, and every request it made or wished to make."""

    console: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    @property
    def external(self) -> list[str]:
        return [url for url in self.requests if not url.startswith(HERE)]

    @property
    def complaints(self) -> list[str]:
        """All that a page of this book never does."""
        return [*self.console, *self.external, *self.failed]

    def clear(self) -> None:
        for kept in (self.console, self.requests, self.failed):
            kept.clear()

    def follow(self, page: Page) -> None:
        page.on("console", lambda one: one.type in ("error", "warning") and self.console.append(one.text))
        page.on("pageerror", lambda error: self.console.append(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("requestfailed", lambda request: self.failed.append(request.url))
        page.on("response", lambda got: got.status >= 400 and self.failed.append(f"{got.status} {got.url}"))


@contextmanager
def launched() -> Iterator[Browser]:
    """A Chromium whose resolver knows this machine only."""
    arguments = ["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_browser(), args=arguments)
        yield chromium
        chromium.close()


def open_page_of(
    browser: Browser,
    width: int = 1280,
    theme: str = "light",
    *,
    height: int = 900,
    motion: str = "no-preference",
    script: bool = True,
    offline: bool = False,
) -> Page:
    """An empty page in a context of its own; its `watch` is a Watch, its `situation` what it emulates."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=theme,
        reduced_motion=motion,
        java_script_enabled=script,
        offline=offline,
    )
    page = context.new_page()
    page.situation = {"color_scheme": theme, "reduced_motion": motion}
    page.watch = Watch()
    page.watch.follow(page)
    return page

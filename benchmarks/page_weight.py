"""What a first visit to each page transfers, in a real browser: gzip for text, fonts as they are.

Two rows a page: what comes before the reader has done anything, and what has come at the page's end.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser

from benchmarks.report import Row
from benchmarks.site import browser, pages, served

KIB = 1024
SETTLES = 1500  # milliseconds in which a page that is idle fetches what it puts off until then


class Moved(NamedTuple):
    kib: float
    requests: int

    @classmethod
    def of(cls, sizes: list[float]) -> Moved:
        return cls(sum(sizes) / KIB, len(sizes))


def weights(opened: Browser, address: str) -> tuple[Moved, Moved]:
    """What a first visit moves: until the page is quiet, and once it was scrolled through."""
    context = opened.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(address, wait_until="networkidle")
    page.wait_for_timeout(SETTLES)
    first = Moved.of(sizes)
    for _ in range(page.evaluate("Math.ceil(document.body.scrollHeight / innerHeight)")):
        page.evaluate("window.scrollBy({ top: innerHeight, behavior: 'instant' })")
        page.wait_for_timeout(50)
    page.wait_for_timeout(SETTLES)
    page.wait_for_load_state("networkidle")
    context.close()
    return first, Moved.of(sizes)


def measure(root: Path) -> list[Row]:
    site = root / "_build" / "html"
    rows = []
    with served(site) as address, browser() as opened:
        for path in pages(site):
            name = path.removesuffix(".html")
            first, whole = weights(opened, f"{address}/{path}")
            rows += [
                Row(f"{name}, first load", first.kib, "KiB", 220, f"{first.requests} requests"),
                Row(f"{name}, read to its end", whole.kib, "KiB", 450, f"{whole.requests} requests"),
            ]
    return rows + widget_code(site)


def widget_code(site: Path) -> list[Row]:
    """The gzipped text of each widget's module and style, and of what a reader's touch fetches for it."""
    from benchmarks.site import compressed

    texts = "".join((site / path).read_text(encoding="utf8") for path in pages(site))
    modules = set(re.findall(r'data-module="([^"]+)"', texts))
    return [
        Row(f"widget {file.stem}", size, "KiB", 25)
        if file.stem in modules
        else Row(f"at a touch: {file.stem}", size, "KiB")
        for file in sorted((site / "_static" / "widgets").glob("*-*.js"))
        for size in [len(compressed(file)) / KIB]
    ]

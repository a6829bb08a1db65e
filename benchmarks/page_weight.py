"""What a first visit to each page transfers, in a real browser: gzip for text, fonts as they are."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser

from benchmarks.report import Row
from benchmarks.site import browser, pages, served

KIB = 1024


def weight(opened: Browser, address: str) -> tuple[float, int]:
    """(KiB transferred, requests) for a first visit, scrolled to its end, with an empty cache."""
    context = opened.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(address, wait_until="networkidle")
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.wait_for_timeout(500)
    page.wait_for_load_state("networkidle")
    context.close()
    return sum(sizes) / KIB, len(sizes)


def measure(root: Path) -> list[Row]:
    site = root / "_build" / "html"
    rows = []
    with served(site) as address, browser() as opened:
        for path in pages(site):
            kib, requests = weight(opened, f"{address}/{path}")
            rows.append(Row(path.removesuffix(".html"), kib, "KiB", 450, f"{requests} requests"))
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

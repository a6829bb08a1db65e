"""From navigation to a live widget: pages of this book beside stock Jupyter Book pages, in one run.

Two pairs hold the same text: the chapter that opens the book, and a page of one cell. The reader follows a
link to the widget. The processor is throttled four times for all.
"""

from __future__ import annotations

import statistics
from pathlib import Path

from playwright.sync_api import Browser

from benchmarks.report import Row
from benchmarks.site import browser, served
from benchmarks.stock import CHAPTER, answer, node_modules, our_cell, stock_book

ANCHOR = "widget-convolution-explorer-1"
REPEATS = 5
THROTTLE = 4
PATIENCE = 60  # seconds
# A widget lives when its first control stands on the page: the time is taken in the page, frame by frame.
# Where no link leads to the widget, as on a stock page, the page goes there as soon as its place has arrived.
CLOCK = """(() => {
  let went = false;
  const look = () => {
    const place = document.querySelector(".widget-subarea");
    if (place && !went) { went = true; place.scrollIntoView({ behavior: "instant" }); }
    const control = document.querySelector(
      ":is(.widget-mount[data-mounted=true], .widget-subarea, .jupyter-widgets) :is(input, button, select)");
    if (control) window.liveAfter = performance.now(); else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})();"""


def live_after(opened: Browser, address: str, modules: Path) -> float:
    """Milliseconds from navigation to the first live control, in a fresh context."""
    context = opened.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.add_init_script(CLOCK)
    missing: list[str] = []
    page.route(lambda url: not url.startswith("http://127.0.0.1"), answer(modules, missing))
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": THROTTLE})
    page.goto(address, wait_until="commit")
    try:
        for _ in range(PATIENCE):  # seldom asked: each question costs the page time
            page.wait_for_timeout(1000)
            if (found := page.evaluate("window.liveAfter")) is not None:
                return found
        raise RuntimeError(f"no live widget on {address} after {PATIENCE} s; not served: {missing}")
    finally:
        context.close()


def measure(root: Path) -> list[Row]:
    work = root / "_build" / "stock"
    modules = node_modules(work)
    sites = root / "_build" / "html", our_cell(root, work / "ours"), stock_book(root, work / "book")
    with served(sites[0]) as ours, served(sites[1]) as cell, served(sites[2]) as stock, browser() as opened:
        addresses = {
            "our chapter": f"{ours}/{CHAPTER}.html#{ANCHOR}",
            "stock chapter": f"{stock}/{CHAPTER}.html",
            "our page of one cell": f"{cell}/cell.html#{ANCHOR}",
            "stock page of one cell": f"{stock}/cell.html",
        }
        times: dict[str, list[float]] = {name: [] for name in addresses}
        for _ in range(REPEATS):  # in turn, so that whatever the machine does meets all
            for name, address in addresses.items():
                times[name].append(live_after(opened, address, modules))
    middle = {name: statistics.median(kept) for name, kept in times.items()}
    rows = [
        Row(f"{name}, live widget after", milliseconds, "ms", note=f"CPU throttled {THROTTLE}x")
        for name, milliseconds in middle.items()
    ]
    pairs = {
        "the same chapter, ours / stock": ("our chapter", "stock chapter"),
        "the same page of one cell, ours / stock": ("our page of one cell", "stock page of one cell"),
    }
    return rows + [Row(name, middle[a] / middle[b], "x", 0.25) for name, (a, b) in pairs.items()]

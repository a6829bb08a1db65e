"""How far a reader scrolls at 1280 px without a picture or something to do, and without something to do.

A picture is a drawing, a plot or a photograph; something to do is a widget, awake or asleep, a question or a
box for an answer. What is folded stays folded, as a reader finds it.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser

from benchmarks.report import Row
from benchmarks.site import browser, pages, served

ACTION = ".widget-mount, .first-look, .book-quiz, .answer-box"
PICTURE = ".book-svg, .book-plot, article figure img, .cell_output img, .netron-frame"
# [top, bottom] of each element that is drawn, in pixels from the article's top, and the headings above it.
PLACES = """([action, picture]) => {
  const article = document.querySelector(".bd-article");
  const top = article.getBoundingClientRect().top;
  const spans = (selector) => [...article.querySelectorAll(selector)]
    .map((element) => element.getBoundingClientRect())
    .filter((box) => box.height > 24)
    .map((box) => [box.top - top, box.bottom - top]);
  const headings = [...article.querySelectorAll("h1, h2, h3")]
    .map((heading) => [heading.getBoundingClientRect().top - top, heading.innerText.replace("#", "").trim()]);
  return { height: article.scrollHeight, actions: spans(action), pictures: spans(picture), headings };
}"""


class Stretch(NamedTuple):
    """A piece of a page with nothing of a kind in it, in pixels."""

    length: float
    start: float


def longest(spans: list[tuple[float, float]], height: float) -> Stretch:
    """The longest stretch from 0 to `height` that no span (top, bottom) touches."""
    best, at = Stretch(0, 0), 0.0
    for top, bottom in sorted([*map(tuple, spans), (height, height)]):
        best = max(best, Stretch(top - at, at))
        at = max(at, bottom)
    return best


def heading_at(headings: list[tuple[float, str]], place: float) -> str:
    """The last heading at or above `place`, or the first on the page."""
    above = [words for top, words in headings if top <= place]
    return (above or [words for _, words in headings[:1]] or [""])[-1]


def measure_page(opened: Browser, address: str, name: str) -> list[Row]:
    context = opened.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(address, wait_until="load")
    page.add_style_tag(content=".bd-article section { content-visibility: visible !important; }")
    for mount in page.locator(".widget-mount").all():
        mount.scroll_into_view_if_needed()
        page.wait_for_function("mount => mount.dataset.mounted", arg=mount.element_handle())
    found = page.evaluate(PLACES, [ACTION, PICTURE])
    context.close()
    rows = []
    for what, spans, limit in (
        ("no picture, no action", found["actions"] + found["pictures"], 1800),
        ("no action", found["actions"], 4500),
    ):
        stretch = longest(spans, found["height"])
        where = heading_at(found["headings"], stretch.start)
        rows.append(Row(f"{name}: {what}", stretch.length, "px", limit, f"from “{where}”"))
    return rows


def measure(root: Path) -> list[Row]:
    site = root / "_build" / "html"
    with served(site) as address, browser() as opened:
        return [
            row
            for path in pages(site)
            if "/appendix/" not in path
            for row in measure_page(opened, f"{address}/{path}", Path(path).stem)
        ]

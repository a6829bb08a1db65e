"""Every page of the built site: quiet, self-contained, accessible, narrow enough, light enough."""

from __future__ import annotations

import gzip
import os
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from widget_tools import eventually

SITE = Path(os.environ.get("BOOK_SITE") or Path(__file__).resolve().parents[2] / "_build" / "html")
BUDGET = 450 * 1024  # bytes of a first load, gzip, fonts included
AXE = Axe()
PAGES = sorted(
    str(page.relative_to(SITE)) for page in SITE.rglob("*.html")
    if not {"_static", "decks", "_sources", "notebooks"} & set(page.relative_to(SITE).parts)
    and 'http-equiv="refresh"' not in page.read_text(encoding="utf8")  # the root's old address only leads on
)
CHAPTERS = [page for page in PAGES if page.startswith("chapters/")]
# A section stands at the top of the window, at most so many pixels below it, or the page ends.
AT_TOP = """([id, most]) => {
  const { top } = document.getElementById(id).getBoundingClientRect();
  return top >= 0 && top <= most || scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
}"""
LINK = re.compile(r"""(?:href|src)=["']([^"']+)["']""")

pytestmark = pytest.mark.browser


RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page, rules: list[str]) -> list[str]:
    # Without preload: axe would fetch the style sheets again, from addresses of its own making.
    # The enhanced contrast of level AAA is no part of the recommended set, though its category names it.
    more = {"label-content-name-mismatch": {"enabled": True}, "color-contrast-enhanced": {"enabled": False}}
    options = {"runOnly": rules, "preload": False, "rules": more}
    found = AXE.run(page, options=options).response["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]


def settle(page) -> None:
    """Lay out the whole page and scroll through it once, so that what waits to be seen has started.

    A section out of view clips what is too wide for it; laid out, it would make the page scroll sideways.
    """
    page.add_style_tag(content=".bd-article section { content-visibility: visible !important }")
    page.evaluate("""async () => {
      for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight) {
        scrollTo(0, y); await new Promise(requestAnimationFrame);
      }
      scrollTo(0, 0);
    }""")
    page.wait_for_function("""() => [...document.querySelectorAll('.widget-mount')]
      .every(mount => mount.dataset.mounted === 'true' || mount.dataset.mounted === 'failed')""")


def test_there_are_pages(site: Path) -> None:
    assert len(CHAPTERS) >= 3


@pytest.mark.parametrize("path", PAGES)
def test_page_is_accessible_and_quiet(open_page, path: str) -> None:
    page = open_page(path)
    settle(page)
    assert page.locator('[data-mounted="failed"]').count() == 0
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    assert violations(page, RULES) == []
    page.emulate_media(color_scheme="dark")  # the page follows the system until the reader chooses
    page.wait_for_function("document.documentElement.dataset.theme === 'dark'")
    assert violations(page, ["cat.color"]) == []  # all else is the same in the dark
    assert page.watch.failed == []
    assert page.watch.external == []
    assert page.watch.console == []


@pytest.mark.parametrize("path", PAGES)
def test_page_fits_a_phone(open_page, path: str) -> None:
    page = open_page(path, width=360, height=740)
    settle(page)
    wide = page.evaluate("""() => [...document.querySelectorAll('main *')]
      .filter(e => e.getBoundingClientRect().right > innerWidth + 1
        && getComputedStyle(e).position !== 'absolute' && !e.closest('.katex-mathml'))
      .map(e => e.tagName + '.' + e.className).slice(0, 5)""")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360, wide


@pytest.mark.parametrize("path", PAGES)
def test_page_works_from_disk(open_page, path: str) -> None:
    page = open_page(path, disk=True)
    settle(page)
    assert page.locator('[data-mounted="failed"]').count() == 0
    assert page.watch.console == []
    assert page.watch.external == []
    assert page.watch.failed == []


@pytest.mark.parametrize("path", CHAPTERS)
def test_first_load_is_within_budget(open_page, site: Path, served: str, path: str) -> None:
    page = open_page(path)
    page.wait_for_load_state("networkidle")
    files = {urlsplit(url).path for url in page.watch.requests if url.startswith(served)}
    weights = {name: weight(site / unquote(name).lstrip("/")) for name in files}
    total = sum(weights.values())
    heaviest = sorted(weights.items(), key=lambda item: -item[1])[:6]
    assert total <= BUDGET, f"{total / 1024:.0f} KiB, heaviest: {heaviest}"


def weight(file: Path) -> int:
    data = file.read_bytes()
    return len(data) if file.suffix in (".woff2", ".png", ".jpg", ".webp") else len(gzip.compress(data, 9))


@pytest.mark.parametrize("path", [path for path in CHAPTERS if "/appendix/" not in path])
@pytest.mark.parametrize("width", [1280, 360])
def test_a_link_leads_to_its_section(open_page, path: str, width: int) -> None:
    page = open_page(path, width=width)
    sections = "[...document.querySelectorAll('.bd-article > section > section')]"
    for link in page.evaluate(f"{sections}.map(e => e.id)"):
        page.evaluate("id => { location.hash = id; }", link)
        eventually(page, lambda: page.evaluate(AT_TOP, [link, 100]))  # noqa: B023 it is called at once


@pytest.mark.parametrize("path", [path for path in CHAPTERS if "/appendix/" not in path])
def test_a_link_from_outside_leads_to_its_section(open_page, site: Path, path: str) -> None:
    middle = re.findall(r'<section id="([^"]+)">', (site / path).read_text(encoding="utf8"))
    link = middle[len(middle) // 2]
    page = open_page(f"{path}#{link}")
    page.wait_for_timeout(500)  # what arrives late must not push it away again
    eventually(page, lambda: page.evaluate(AT_TOP, [link, 200]))


@pytest.mark.parametrize("disk", [False, True], ids=["http", "disk"])
def test_search_finds_a_chapter(open_page, disk: bool) -> None:
    page = open_page(CHAPTERS[0], disk=disk)
    assert page.locator("input[type=search]").count() == 1
    page.keyboard.press("Control+k")
    field = page.locator("dialog[open] input[type=search]")
    icon, box = page.locator("dialog[open] .bd-search i").bounding_box(), field.bounding_box()
    text_at = box["x"] + field.evaluate("field => parseFloat(getComputedStyle(field).paddingLeft)")
    assert text_at >= icon["x"] + icon["width"], "the icon does not cover what is typed"
    field.fill("convolution")
    field.press("Enter")
    page.wait_for_url("**/search.html?q=convolution*")
    # Results come in one by one.
    page.locator('#search-results li a[href*="cost-of-a-convolution"]').first.wait_for()
    assert page.watch.console == []


@pytest.mark.parametrize("disk", [False, True], ids=["http", "disk"])
def test_what_can_wait_runs_once_the_page_stands(open_page, disk: bool) -> None:
    page = open_page("chapters/shufflenet/shufflenet-v1.html", disk=disk)
    asked = page.evaluate("""performance.getEntriesByType('resource')
      .filter(({ name }) => /bootstrap|pydata|copybutton|doctools/.test(name)).map(one => one.startTime)""")
    stood = page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
    if not disk:  # files on disk have no times
        assert len(asked) == 4 and min(asked) > stood
    cells, buttons = page.locator("div.cell_input pre"), page.locator("div.cell_input .copybtn")
    assert buttons.count() == cells.count() > 10
    page.locator(".theme-switch-button").first.click()
    assert page.evaluate("document.documentElement.dataset.mode") != "auto"
    assert page.watch.console == []


@pytest.mark.parametrize("path", CHAPTERS)
def test_page_says_what_it_is(site: Path, path: str) -> None:
    text = (site / path).read_text(encoding="utf8")
    description = re.search(r'<meta name="description" content="([^"]*)">', text)
    assert description and 40 <= len(description[1]) <= 200
    assert (site / "_static" / "card.png").is_file()
    assert (site / "_static" / "favicon.svg").is_file()
    for name in ("og:title", "og:description", "og:image", "og:type"):
        assert text.count(f'property="{name}"') == 1, name


@pytest.mark.parametrize("path", PAGES)
def test_links_lead_to_files(site: Path, path: str) -> None:
    text = (site / path).read_text(encoding="utf8")
    text = re.sub(r'<script type="application/json".*?</script>', "", text, flags=re.DOTALL)
    dead = []
    for link in set(LINK.findall(text)):
        parts = urlsplit(link)
        if parts.scheme or parts.netloc or not parts.path:
            continue
        if not ((site / path).parent / unquote(parts.path)).exists():
            dead.append(link)
    assert dead == []


@pytest.mark.parametrize("path", CHAPTERS)
def test_ids_are_unique(open_page, path: str) -> None:
    page = open_page(path)
    settle(page)
    twice = page.evaluate("""() => { const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
      return [...new Set(ids.filter((id, i) => ids.indexOf(id) !== i))]; }""")
    assert twice == []


@pytest.mark.parametrize("path", CHAPTERS)
def test_page_reads_without_a_script(open_page, path: str) -> None:
    page = open_page(path, script=False)
    assert page.locator("article h1").first.is_visible()
    for mount in page.locator(".widget-mount").all():
        mount.scroll_into_view_if_needed()  # its section is laid out when it comes into view
        mount.locator(".widget-fallback").first.wait_for(state="visible")
        eventually(page, lambda: bool(mount.inner_text().strip()))  # noqa: B023 it is called at once


@pytest.mark.parametrize("path", CHAPTERS)
def test_formulas_are_typeset(site: Path, path: str) -> None:
    text = (site / path).read_text(encoding="utf8")
    assert "katex-error" not in text
    assert not re.search(r"<script[^>]*mathjax", text, re.IGNORECASE)
    assert text.count('<span class="math"') + text.count('<div class="math') <= text.count('class="katex"')


@pytest.mark.parametrize("path", CHAPTERS)
def test_folded_answers_open_by_keyboard(open_page, path: str) -> None:
    page = open_page(path)
    for folded in page.locator("details.folded").all():
        assert not folded.evaluate("e => e.open")
        folded.locator("> summary").focus()
        page.keyboard.press("Enter")
        assert folded.evaluate("e => e.open && e.querySelector('summary + *').offsetHeight > 0")

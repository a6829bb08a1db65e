"""Every page of the built site: quiet, self-contained, accessible, narrow enough, light enough.

A page is visited once in each situation (desk, phone, disk, without a script); what is seen there is kept,
and the tests say what it must be.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from built_site import CHAPTERS, DECKS, PAGES
from playwright.sync_api import Error, Locator, Page
from widget_tools import eventually

from lightcnn import blocks
from lightcnn.networks import NETWORKS

BUDGET = 450 * 1024  # bytes of a first load, gzip, fonts included
AXE = Axe()
TEXTS = [page for page in CHAPTERS if "/appendix/" not in page]
# A section stands at the top of the window, at most so many pixels below it, or the page ends.
AT_TOP = """([id, most]) => {
  const { top } = document.getElementById(id).getBoundingClientRect();
  return top >= 0 && top <= most || scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
}"""
LINK = re.compile(r"""(?:href|src)=["']([^"']+)["']""")

pytestmark = pytest.mark.browser


RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]


# Marks a text of each kind (same colours, size and weight, on the same grounds) and what it stands in.
ONE_OF_EACH_KIND = """() => {
  const seen = new Set(), grounds = new Map([[document.documentElement, ""]]);
  const ground = (node) => {
    if (!grounds.has(node)) {
      const { backgroundColor, backgroundImage, opacity, filter, mixBlendMode } = getComputedStyle(node);
      const own = [backgroundColor, backgroundImage, opacity, filter, mixBlendMode].join();
      const below = ground(node.parentElement);
      grounds.set(node, own === "rgba(0, 0, 0, 0),none,1,none,normal" ? below : `${below};${own}`);
    }
    return grounds.get(node);
  };
  const texts = [...document.querySelectorAll("body *")].filter((node) => node.checkVisibility()
    && [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim()));
  for (const node of texts) {
    const { color, fill, fontSize, fontWeight, textShadow } = getComputedStyle(node);
    const kind = [node.tagName, color, fill, fontSize, fontWeight, textShadow, ground(node)].join();
    if (!seen.has(kind))
      for (let up = node; up; up = up.parentElement) up.dataset.oneOfItsKind = "";
    seen.add(kind);
  }
}"""
# Axe reads the style of all that is there, so it is taken away. A widget stays whole, because its texts lie
# over its pictures.
NOTHING_ELSE = """() => document.querySelectorAll("body *:not([data-one-of-its-kind], .widget-mount *)")
  .forEach((node) => node.remove())"""


# Without the spans of code and of drawn formulas: they give pieces of a text colours and places, and take
# half of axe's time. Colours are asked for elsewhere.
FLAT = """() => {
  const more = ":not(span, svg, svg *), [role], [tabindex], [id], [aria-label]";
  const all = [...document.querySelectorAll(".highlight pre, .katex-html")];
  window.held = all.filter((node) => !node.querySelector(more)).map((node) => {
    const spans = document.createDocumentFragment(), { textContent } = node;
    spans.append(...node.childNodes);
    node.textContent = textContent;
    return [node, spans];
  });
}"""
WHOLE = "() => held.forEach(([node, spans]) => node.replaceChildren(spans))"


def faults(page: Page) -> list[str]:
    """What is wrong for those who do not see the page, or do not use a mouse."""
    page.evaluate(FLAT)
    found = violations(page, RULES, colours=False)
    page.evaluate(WHOLE)
    return found


def violations(page: Page, rules: list[str], *, colours: bool) -> list[str]:
    # Without preload: axe would fetch the style sheets again, from addresses of its own making.
    # The enhanced contrast of level AAA is no part of the recommended set, though its category names it.
    on = {"label-content-name-mismatch": True, "color-contrast": colours, "color-contrast-enhanced": False}
    more = {rule: {"enabled": enabled} for rule, enabled in on.items()}
    options = {"runOnly": rules, "preload": False, "rules": more, "resultTypes": ["violations"]}
    found = AXE.run(page, options=options).response["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]


def faint_texts(page: Page) -> list[str]:
    """What is hard to read by its colours, in the light and in the dark; leaves little of the page."""
    for theme in ("light", "dark"):
        turn(page, theme)
        page.evaluate(ONE_OF_EACH_KIND)
    page.evaluate(NOTHING_ELSE)
    dark = violations(page, ["cat.color"], colours=True)
    turn(page, "light")
    return [*dark, *violations(page, ["cat.color"], colours=True)]


def turn(page: Page, theme: str) -> None:
    """The page follows the system until the reader chooses."""
    page.emulate_media(color_scheme=theme)
    page.wait_for_function("theme => document.documentElement.dataset.theme === theme", arg=theme)


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


def each(paths: list[str]) -> pytest.MarkDecorator:
    """The test once a page; those of a page share its visits."""
    marked = [pytest.param(path, marks=pytest.mark.xdist_group(path)) for path in paths]
    return pytest.mark.parametrize("path", marked)


TWICE = """() => { const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
  return [...new Set(ids.filter((id, i) => ids.indexOf(id) !== i))]; }"""
WIDE = """() => [...document.querySelectorAll('main *')]
  .filter(e => e.getBoundingClientRect().right > innerWidth + 1
    && getComputedStyle(e).position !== 'absolute' && !e.closest('.katex-mathml'))
  .map(e => e.tagName + '.' + e.className).slice(0, 5)"""

# Selectors that ask with :has() what stands in an element that holds a widget: the browser asks again, and
# looks through all of the element, whenever the widget draws.
ASKED_AGAIN = """() => {
  const widgets = [...document.querySelectorAll(".widget-mount")], found = [];
  const look = (rules) => {
    for (const rule of rules) {
      for (const one of rule.selectorText?.split(/,(?![^(]*\\))/) ?? []) {
        const [before, inside] = one.split(/(?::(?:not|is|where)\\()?:has\\(/);
        const subject = before.replace(/[\\s>+~]*$/, "");
        const asked = before === subject ? subject : `${before}*`;
        if (inside && widgets.some((widget) => widget.parentElement.closest(asked || "*"))) found.push(one);
      }
      look(rule.cssRules ?? []);
    }
  };
  for (const sheet of document.styleSheets) look(sheet.cssRules);
  return found;
}"""


@dataclass
class Desk:
    """What a page was at 1280 pixels over http."""

    first_load: list[str]  # addresses
    failed_widgets: int
    violations: list[str]
    twice: list[str]  # ids
    asked_again: list[str]  # selectors, at each step of a widget
    unreached: list[str]  # sections that a link does not lead to
    left_open: list[str]  # answers that are no <details>, or open without being asked
    stuck: list[str]  # answers that the keyboard does not open
    faint_texts: list[str]
    cut: list[str]  # code, layers and formulas whose end lies behind the edge of their box
    complaints: list[str]


@dataclass
class Phone:
    """What a page was at 360 pixels."""

    width: int
    wide: list[str]  # elements
    parted: list[str]  # what is one word to a reader, on two lines
    unreached: list[str]
    complaints: list[str]


@pytest.fixture(scope="module")
def seen() -> dict[tuple[str, str], Desk | Phone]:
    """What was seen, by situation and page."""
    return {}


@pytest.fixture
def desk(open_page: Callable[..., Page], seen: dict, path: str) -> Desk:
    if ("desk", path) not in seen:
        page = open_page(path)
        page.wait_for_load_state("networkidle")
        first_load = list(page.watch.requests)
        settle(page)
        seen["desk", path] = Desk(
            first_load,
            failed_widgets=page.locator('[data-mounted="failed"]').count(),
            violations=faults(page),
            twice=page.evaluate(TWICE),
            asked_again=page.evaluate(ASKED_AGAIN),
            unreached=unreached(page),
            left_open=page.evaluate(LEFT_OPEN),
            stuck=stuck(page),
            cut=page.evaluate(CUT),  # with every answer open, as the next
            faint_texts=faint_texts(page),  # leaves little of the page
            complaints=page.watch.complaints,
        )
    return seen["desk", path]


@pytest.fixture
def phone(open_page: Callable[..., Page], seen: dict, path: str) -> Phone:
    if ("phone", path) not in seen:
        page = open_page(path, width=360, height=740)
        settle(page)
        width = page.evaluate("document.documentElement.scrollWidth")
        wide = page.evaluate(WIDE) if width > 360 else []
        parted = page.evaluate(PARTED)
        seen["phone", path] = Phone(width, wide, parted, unreached(page), page.watch.complaints)
    return seen["phone", path]


def unreached(page: Page) -> list[str]:
    """The sections of a chapter that a link on the page does not bring to the top of the window."""
    sections, missed = "[...document.querySelectorAll('.bd-article > section > section')]", []
    for section in page.evaluate(f"{sections}.map(e => e.id)"):
        page.evaluate("id => { location.hash = id; }", section)
        try:
            page.wait_for_function(AT_TOP, arg=[section, 100], timeout=15_000)
        except Error:
            missed.append(section)
    return missed


CUT = """() => [...document.querySelectorAll(
    ".bd-article :is(.cell_input pre, .highlight-python pre, .netron-layers, .katex-display)")]
  .filter((box) => box.checkVisibility() && box.scrollWidth > box.clientWidth + 1)
  .map((box) => `${box.scrollWidth - box.clientWidth} px: ${box.textContent.trim().slice(0, 80)}`)"""


PARTED = """() => [...document.querySelectorAll(".together:has(> .math)")].filter((whole) => {
  const formula = whole.querySelector(".katex-html").getBoundingClientRect(), range = document.createRange();
  const texts = [...whole.childNodes].filter(({ nodeType }) => nodeType === 3);
  return whole.checkVisibility() && texts.some((text) => {
    range.selectNodeContents(text);
    const { top, bottom } = range.getBoundingClientRect();
    return top > formula.bottom - 4 || bottom < formula.top + 4;
  });
}).map((whole) => whole.textContent.slice(-40))"""


LEFT_OPEN = """() => [...document.querySelectorAll(
    '.dropdown, .solution:not(details), div.admonition:has(> .toggle-button), details.folded[open]')]
  .map(e => e.outerHTML.slice(0, 160))"""


OPENED_YET_EMPTY = """() => {
  const all = [...document.querySelectorAll("details.folded")];
  for (const folded of all) folded.open = true;
  return all.filter((folded) => !folded.querySelector("summary + *")?.offsetHeight)
    .map((folded) => folded.outerHTML.slice(0, 160));
}"""


def stuck(page: Page) -> list[str]:
    """The folded answers that do not open, by Enter (one of each kind) or by a script; leaves all open."""
    found, tried = [], set()
    for folded in page.locator("details.folded").all():
        kind = folded.get_attribute("class")
        if kind in tried:
            continue
        tried.add(kind)
        folded.locator("> summary").focus()
        page.keyboard.press("Enter")
        if not folded.evaluate("e => e.open"):
            found.append(folded.inner_text())
    return found + page.evaluate(OPENED_YET_EMPTY)


@each(PAGES)
def test_page_is_quiet(desk: Desk) -> None:
    assert desk.complaints == []
    assert desk.failed_widgets == 0


@each(PAGES)
def test_page_is_accessible(desk: Desk) -> None:
    assert desk.violations == []
    assert desk.faint_texts == []


@each(PAGES)
def test_nothing_lies_behind_an_edge(desk: Desk) -> None:
    assert desk.cut == [], "72 characters fit a cell, 67 a box"


@each(PAGES)
def test_page_fits_a_phone(phone: Phone) -> None:
    assert phone.width <= 360, phone.wide
    assert phone.parted == []
    assert phone.complaints == []


@each(PAGES)
def test_page_works_from_disk(open_page: Callable[..., Page], path: str) -> None:
    page = open_page(path, disk=True)
    settle(page)
    assert page.locator('[data-mounted="failed"]').count() == 0
    assert page.watch.complaints == []


@each(CHAPTERS)
def test_first_load_is_within_budget(desk: Desk, site: Path, served: str) -> None:
    files = {urlsplit(url).path for url in desk.first_load if url.startswith(served)}
    weights = {name: weight(site / unquote(name).lstrip("/")) for name in files}
    total = sum(weights.values())
    heaviest = sorted(weights.items(), key=lambda item: -item[1])[:6]
    assert files and total <= BUDGET, f"{total / 1024:.0f} KiB, heaviest: {heaviest}"


def weight(file: Path) -> int:
    data = file.read_bytes()
    return len(data) if file.suffix in (".woff2", ".png", ".jpg", ".webp") else len(gzip.compress(data, 9))


@each(TEXTS)
def test_a_link_leads_to_its_section(desk: Desk, phone: Phone) -> None:
    assert desk.unreached == phone.unreached == []


@each(TEXTS)
def test_a_link_from_outside_leads_to_its_section(
    open_page: Callable[..., Page], site: Path, path: str
) -> None:
    middle = re.findall(r'<section id="([^"]+)">', (site / path).read_text(encoding="utf8"))
    link = middle[len(middle) // 2]
    page = open_page(f"{path}#{link}")
    page.wait_for_load_state("networkidle")  # what arrives late must not push it away again
    eventually(page, lambda: page.evaluate(AT_TOP, [link, 200]))
    keeps_the_place(page, 0.4 + 0.05 * (TEXTS.index(path) % 9))  # of the way down, another on every page


PLACE = """() => {
  const blocks = [...document.querySelectorAll(".bd-article section > :not(section)")];
  const first = blocks.find((block) => block.getBoundingClientRect().bottom > 80);
  return [blocks.indexOf(first), first.getBoundingClientRect().top];
}"""
REMEMBERED = """() => {
  const [block, top] = history.state?.bookPlace ?? [0, 1e6];
  const blocks = document.querySelectorAll(".bd-article section > :not(section)");
  return Math.abs(blocks[block].getBoundingClientRect().top - top) < 1;
}"""
LAID_OUT = """() => document.readyState === "complete"
  && [...document.querySelectorAll('.bd-article > section > section')]
    .every(section => section.style.contentVisibility === 'visible')"""


def keeps_the_place(page: Page, share: float) -> None:
    """The paragraph at the top stays there when the page is loaded again, and when the reader comes back."""
    page.evaluate("(share) => scrollTo(0, share * document.documentElement.scrollHeight)", share)
    page.wait_for_function(REMEMBERED)
    block, top = page.evaluate(PLACE)

    def there() -> bool:
        now, at = page.evaluate(PLACE)
        return now == block and abs(at - top) <= 3

    page.reload()
    page.wait_for_function(LAID_OUT)
    eventually(page, there)
    page.goto(page.url.split("chapters/")[0] + CHAPTERS[0])
    page.go_back()
    page.wait_for_function(LAID_OUT)
    eventually(page, there)


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
    page.get_by_text("Search finished").wait_for()
    assert page.watch.console == []


# Storage that is denied, as in a frame of another site or with cookies off: to ask for it is an error.
DENIED = """for (const name of ["localStorage", "sessionStorage"])
  Object.defineProperty(window, name,
    { configurable: true, get() { throw new DOMException("", "SecurityError"); } });"""


def test_a_page_without_storage_is_whole(new_page: Callable[..., Page], served: str) -> None:
    page = new_page()
    page.add_init_script(DENIED)
    page.goto(f"{served}search.html?q=convolution")
    page.locator('#search-results li a[href*="cost-of-a-convolution"]').first.wait_for()
    page.goto(served + CHAPTERS[0])
    page.wait_for_function("""() => !document.querySelector("script[type='text/late']")""")
    page.keyboard.press("Control+k")
    page.locator("dialog[open] input[type=search]").wait_for()
    page.keyboard.press("Escape")
    before = page.evaluate("document.documentElement.dataset.mode")
    page.locator(".theme-switch-button").first.click()
    assert page.evaluate("document.documentElement.dataset.mode") != before
    assert page.watch.console == []
    # A frame may have no origin at all: the page in it has no storage by the browser's own rule.
    page.evaluate(
        """(src) => document.body.replaceChildren(
          Object.assign(document.createElement("iframe"), { sandbox: "allow-scripts", src }))""",
        f"{served}search.html?q=convolution",
    )
    page.frame_locator("iframe").locator('#search-results li a[href*="convolution"]').first.wait_for()


# What a reader types -> a page that it leads to. Every spelling of a kernel and of a name.
TYPED = {
    "1x1": "foundations/cost-of-a-convolution",
    "1×1": "foundations/cost-of-a-convolution",
    "1 × 1": "squeezenet/squeezenet",
    "3x3": "squeezenet/squeezenet",
    "3 x 3": "squeezenet/squeezenet",
    "3 × 3 kernel": "squeezenet/squeezenet",
    "MobileNetV2": "mobilenet/mobilenet-v2",
    "mobilenet v2": "mobilenet/mobilenet-v2",
    "MobileNet-V3": "mobilenet/mobilenet-v3",
    "mobilenetv3 large": "mobilenet/mobilenet-v3",
    "ShuffleNet v1": "shufflenet/shufflenet-v1",
    "shufflenetv2": "shufflenet/shufflenet-v2",
    "SqueezeNext": "squeezenet/squeezenext",
    "SqueezeNet 1.1": "squeezenet/squeezenet",
    "SE": "mobilenet/mobilenet-v3",
    "squeeze-and-excite": "mobilenet/mobilenet-v3",
    "h-swish": "mobilenet/mobilenet-v3",
    "hswish": "mobilenet/mobilenet-v3",
    "hard swish": "mobilenet/mobilenet-v3",
    "fire module": "squeezenet/squeezenet",
    "inverted residual": "mobilenet/mobilenet-v2",
    "depthwise separable": "mobilenet/mobilenet-v1",
    "depthwise-separable": "mobilenet/mobilenet-v1",
    "g = 3": "shufflenet/shufflenet-v1",
}
FOUND = """(queries) => queries.map((typed) =>
  [typed, Search._performSearch(...Search._parseQuery(typed)).map(([page]) => page)])"""
TERM = re.compile(r"^([^\s:`{].*)$(?=\n  \S)", re.MULTILINE)


def test_search_finds_every_name(open_page: Callable[..., Page]) -> None:
    """Networks by their names in the library, blocks by their classes, terms, and what readers type."""
    page = open_page("search.html")
    page.wait_for_function("typeof Search === 'object' && Search.hasIndex()")
    glossary = (Path(__file__).parents[2] / "chapters/appendix/glossary.md").read_text(encoding="utf8")
    terms = TERM.findall(glossary.split("{glossary}")[1])
    names = [*NETWORKS, *(name for name in dir(blocks) if name[0].isupper()), *terms]
    assert len(terms) > 30
    found = dict(page.evaluate(FOUND, [*names, *TYPED]))
    assert [name for name in names if not found[name]] == []
    assert {
        typed: found[typed] for typed, chapter in TYPED.items() if f"chapters/{chapter}" not in found[typed]
    } == {}


COPIED = """() => {
  const range = document.createRange();
  range.selectNodeContents(document.querySelector("article"));
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  let text;
  addEventListener("copy", (event) => { text = event.clipboardData.getData("text/plain"); }, { once: true });
  document.execCommand("copy");
  return text;
}"""


def test_paper_and_clipboard_get_the_whole_text(new_page: Callable[..., Page], served: str) -> None:
    """From a dark page: the title with its number, code at once and in dark ink; formulas as TeX."""
    page = new_page(theme="dark")
    page.goto(f"{served}chapters/squeezenet/squeezenet.html", wait_until="load")
    page.wait_for_function("""() => !document.querySelector("script[type='text/late']")""")
    settle(page)
    text = page.evaluate(COPIED)
    formulas = page.locator("article .katex").count()
    assert formulas > 10 and page.locator("article [translate=no] .katex").count() == formulas
    assert len(re.findall(r"\$[^$]+\$", text)) >= formulas and "\\times" in text
    assert not re.search("[\U0001d400-\U0001d7ff]", text), "letters of a drawn formula"
    assert "\n\n" in text.strip(), "paragraphs stay apart"

    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    title = page.locator("article h1").first
    assert title.is_visible() and re.match(r"\d+\.\s", title.inner_text())
    code = page.locator("details.folded-code pre").first
    assert code.is_visible()
    assert (
        page.evaluate(
            "document.querySelector('details.folded-code').getAnimations({subtree: true})"
            ".filter((one) => one.effect.getKeyframes().some((frame) => 'opacity' in frame)).length"
        )
        == 0
    )
    page.evaluate(ONE_OF_EACH_KIND)
    page.evaluate(NOTHING_ELSE)
    assert violations(page, ["cat.color"], colours=True) == []
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


# Makes a formula wider than its box, as a font does that comes after the page was laid out.
WIDENED = """async () => {
  const formula = document.querySelector(".katex-display"), frames = async () => {
    for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame);
    return formula.tabIndex;
  };
  formula.scrollIntoView();
  const before = await frames();
  const wide = document.createElement("span");
  wide.style = "display: block; width: 3000px; height: 0";
  formula.append(wide);
  document.fonts.dispatchEvent(new Event("loadingdone"));
  return [before, await frames()];
}"""


def test_a_formula_that_a_late_font_makes_wide_can_be_reached_by_keyboard(
    open_page: Callable[..., Page],
) -> None:
    page = open_page("chapters/mobilenet/mobilenet-v3.html")
    settle(page)
    assert page.evaluate(WIDENED) == [-1, 0]


# What stands out beside the page's header while it scrolls below it, or shows through its ground.
BESIDE_HEADER = """() => {
  const header = document.querySelector(".bd-header-article"), found = [];
  const alpha = (part) => getComputedStyle(header, part).backgroundColor.match(/[\\d.]+/g)[3] ?? "1";
  if ([alpha(), alpha("::before"), getComputedStyle(header).opacity].some((part) => part !== "1"))
    found.push("seen through");
  for (const node of document.querySelectorAll(".widget-mount, .bd-article svg.book-svg, .bd-article pre")) {
    const { top, height } = node.getBoundingClientRect();
    scrollBy({ top: top + height / 2 - 20, behavior: "instant" });
    const { left, right } = node.getBoundingClientRect();
    for (const x of [Math.max(left, 0) + 1, (left + right) / 2, Math.min(right, innerWidth) - 2]) {
      const there = document.elementFromPoint(x, 20);
      if (there?.closest(".bd-header-article") !== header)
        found.push(`${node.getAttribute("class")}, ${x}: ${there?.outerHTML.slice(0, 80)}`);
    }
  }
  return [header.getBoundingClientRect().top, found];
}"""


# At another width the theme's sidebars glide out of the window; the next frame begins it.
GLIDED = """async () => {
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const glides = document.getAnimations().filter((one) => one instanceof CSSTransition);
  await Promise.allSettled(glides.map(({ finished }) => finished));
}"""


def test_nothing_shows_through_or_beside_the_header(open_page: Callable[..., Page]) -> None:
    page = open_page("chapters/squeezenet/squeezenet.html")
    settle(page)
    for width, colours in ((1280, "none"), (360, "none"), (1920, "none"), (1920, "active")):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(forced_colors=colours)
        page.evaluate(GLIDED)
        assert page.evaluate(BESIDE_HEADER) == [0, []], (width, colours)
    turn(page, "dark")
    assert page.evaluate(BESIDE_HEADER) == [0, []]
    page.emulate_media(forced_colors="none")
    page.set_viewport_size({"width": 1280, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") == 1280


@pytest.mark.parametrize("disk", [False, True], ids=["http", "disk"])
def test_what_can_wait_runs_once_the_page_stands(open_page, disk: bool) -> None:
    page = open_page("chapters/shufflenet/shufflenet-v1.html", disk=disk)
    asked = page.evaluate("""performance.getEntriesByType('resource')
      .filter(({ name }) => /pydata|book-theme|doctools/.test(name)).map(one => one.startTime)""")
    stood = page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
    if not disk:  # files on disk have no times
        assert len(asked) == 3 and min(asked) > stood
    cells, buttons = page.locator("div.cell_input pre"), page.locator("div.cell_input .copybtn")
    page.wait_for_timeout(200)
    assert buttons.count() == 0 and not any("clipboard" in url for url in page.watch.requests)
    cells.first.hover()
    eventually(page, lambda: buttons.count() == cells.count() > 10)
    assert page.evaluate("document.querySelector('.copybtn').checkVisibility({ checkOpacity: true })")
    page.locator(".theme-switch-button").first.click()
    assert page.evaluate("document.documentElement.dataset.mode") != "auto"
    assert page.watch.console == []


@each(PAGES)
def test_a_page_has_the_scripts_of_its_words_alone(site: Path, path: str) -> None:
    text = (site / path).read_text(encoding="utf8")
    for script, of in (
        ("netron.js", 'class="netron-view"'),
        ("answer.js", 'class="answer-box"'),
        ("quiz.js", 'class="book-quiz'),
        ("first_look.js", 'class="first-look"'),
        ("host.js", 'class="widget-mount"'),
    ):
        assert (f"/{script}?" in text) == (of in text), script


@each(CHAPTERS)
def test_page_says_what_it_is(site: Path, path: str) -> None:
    text = (site / path).read_text(encoding="utf8")
    description = re.search(r'<meta name="description" content="([^"]*)">', text)
    assert description and 40 <= len(description[1]) <= 200
    assert (site / "_static" / "card.png").is_file()
    assert (site / "_static" / "favicon.svg").is_file()
    for name in ("og:title", "og:description", "og:image", "og:type"):
        assert text.count(f'property="{name}"') == 1, name


@each(CHAPTERS)
def test_page_shows_its_doors(site: Path, path: str) -> None:
    """A notebook where it has code, slides where it has a deck; Colab depends on where the book is kept."""
    name = path.removesuffix(".html")
    text = (site / path).read_text(encoding="utf8")
    shown = set(re.findall(r'class="book-door".*?<span>(\w+)</span>', text))
    expected = {"Notebook"} if (site / f"notebooks/{name}.ipynb").is_file() else set()
    expected |= {"Slides"} if f"decks/{name}.html" in DECKS else set()
    assert shown - {"Colab"} == expected


@each(PAGES)
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


@each(CHAPTERS)
def test_ids_are_unique(desk: Desk) -> None:
    assert desk.twice == []


@each(CHAPTERS)
def test_a_step_of_a_widget_restyles_no_page(desk: Desk) -> None:
    """A rule of one page's look, asked of every page, once made each step twelve times as long."""
    assert desk.asked_again == []


# What cannot be read in a first frame: labels that are too small, that leave its box, or that lie on others.
# Lines may touch, because a font's box is higher than its letters.
UNREAD = """(frame) => {
  const [title, table] = ["p", "table"].map((part) => frame.querySelector(part).getBoundingClientRect());
  const { left, right } = frame.getBoundingClientRect();
  const labels = [...frame.querySelectorAll("svg text")].map((node) => ({
    words: node.textContent,
    high: parseFloat(getComputedStyle(node).fontSize) * node.getScreenCTM().a,
    box: node.getBoundingClientRect(),
  }));
  const met = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 0.35 * labels[0].high;
  return labels.flatMap(({ words, high, box }, i) => [
    ...(high < 10 ? [`${words}: ${high.toFixed(1)} pixels`] : []),
    ...(box.left < left - 1 || box.right > right + 1 ? [`${words}: cut`] : []),
    ...(box.top < title.bottom - 3 ? [`${words}: on the title`] : []),
    ...(box.bottom > table.top + 3 ? [`${words}: on the table`] : []),
    ...labels.slice(i + 1).filter((one) => met(box, one.box)).map((one) => `${words} on ${one.words}`),
  ]);
}"""


@each(CHAPTERS)
def test_page_reads_without_a_script_on_a_phone(open_page, path: str) -> None:
    page = open_page(path, script=False, width=360, height=740)
    assert page.locator("article h1").first.is_visible()

    def reads(mount: Locator) -> bool:
        # Its section is laid out when it comes into view, and may go out of it when those above are.
        # Playwright's own scrolling trusts the place that an unseen element had, so the browser is asked.
        mount.evaluate("(node) => node.scrollIntoView()")
        return bool(mount.inner_text().strip())

    for mount in page.locator(".widget-mount").all():
        eventually(page, partial(reads, mount))
        mount.locator(".widget-fallback").first.wait_for(state="visible")
        for frame in mount.locator(".bw-fallback").all():
            assert frame.evaluate(UNREAD) == [], mount.get_attribute("id")


@each(CHAPTERS)
def test_formulas_are_typeset(site: Path, path: str) -> None:
    text = (site / path).read_text(encoding="utf8")
    assert "katex-error" not in text
    assert not re.search(r"<script[^>]*mathjax", text, re.IGNORECASE)
    assert text.count('<span class="math"') + text.count('<div class="math') <= text.count('class="katex"')


@each(CHAPTERS)
def test_answers_are_folded_and_open_by_keyboard(desk: Desk) -> None:
    assert desk.left_open == []
    assert desk.stuck == []


def test_the_book_has_folded_answers(site: Path) -> None:
    """As many as its sources ask for: a page that loses them all would have none left open."""
    root = Path(__file__).parents[2]
    for path in TEXTS:
        source = (root / path).with_suffix(".md").read_text(encoding="utf8")
        asked = len(
            re.findall(r"^:class:.*\bdropdown\b|^[:`]{3,}\{(?:dropdown|netron)\}", source, re.MULTILINE)
        )
        folded = len(
            re.findall(r'<details class="folded(?! folded-code)\b', (site / path).read_text(encoding="utf8"))
        )
        assert folded == asked, path


@each(PAGES)
def test_every_plot_has_a_caption(site: Path, path: str) -> None:
    plots = BeautifulSoup((site / path).read_text(encoding="utf8"), "html.parser").select("svg.book-plot")
    bare = [plot for plot in plots if not (figure := plot.find_parent("figure")) or not figure.figcaption]
    assert [plot.get("aria-label") for plot in bare] == []

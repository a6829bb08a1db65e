"""Every lecture deck in a real browser: slides fit, widgets answer, nothing is fetched, it prints."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from built_site import DECKS
from playwright.sync_api import Locator, Page
from widget_tools import FRAMES, eventually

from bookkit.deck.__main__ import marked_chapters

ROOT = Path(__file__).parents[2]
SLIDES = range(15, 31)  # what a lecturer uses in one session

OVERFLOW = """() => {
  const slide = Reveal.getCurrentSlide(), body = slide.querySelector('.slide-body');
  const bottom = body.getBoundingClientRect().bottom - slide.getBoundingClientRect().top;
  return {
    title: slide.querySelector('h1, h2')?.textContent, scale: Number(slide.dataset.scale),
    over: body.scrollHeight - body.clientHeight, wide: body.scrollWidth - body.clientWidth,
    below: bottom / Reveal.getScale() - 720,
    scrolls: document.documentElement.scrollHeight > innerHeight,
  };
}"""


# What stands outside its page of paper, or in a box that cuts it off there.
CUT = """() => [...document.querySelectorAll(".pdf-page")].flatMap((page) => {
  const paper = page.getBoundingClientRect(), body = page.querySelector(".slide-body");
  const shown = [...page.querySelectorAll("section *")].filter((element) =>
    element.checkVisibility({ visibilityProperty: true })
    && !element.closest(".katex-mathml, .sr-only, .visually-hidden") && !element.ownerSVGElement);
  const outside = shown.filter((element) => {
    const box = element.getBoundingClientRect();
    return box.width && box.height && Math.max(box.bottom - paper.bottom, box.right - paper.right,
      paper.left - box.left, paper.top - box.top) > 1;
  });
  const cut = body.scrollHeight > body.clientHeight + 1 || body.scrollWidth > body.clientWidth + 1;
  const title = page.querySelector("h1, h2")?.textContent;
  return outside.length || cut ? [`${title}: ${outside[0]?.textContent.trim().slice(0, 60) ?? "cut"}`] : [];
})"""
SMALL = """() => [...Reveal.getCurrentSlide().querySelectorAll("svg.book-plot, svg.book-svg")]
  .filter((svg) => svg.getScreenCTM().a / Reveal.getScale() < 1)
  .map((svg) => `${svg.closest("section").querySelector("h1, h2")?.textContent}: ${svg.getScreenCTM().a}`)"""
# Texts of the picture that are cut off, or lie under something opaque (a control, a neighbour's box); and
# what is painted without any room.
HIDDEN_TEXTS = """(view) => {
  const stage = view.querySelector(".bw-stage"), room = stage.getBoundingClientRect(), found = [];
  const walk = document.createTreeWalker(stage, NodeFilter.SHOW_TEXT), range = document.createRange();
  const opaque = (node) => getComputedStyle(node).backgroundColor.match(/[\\d.]+/g)?.[3] !== "0";
  for (let node; (node = walk.nextNode()); ) {
    const owner = node.parentElement;
    if (!node.data.trim() || owner.closest("option, title, desc")) continue;
    if (!owner.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    range.selectNodeContents(node);
    const { left, right, top, bottom } = range.getBoundingClientRect(), y = (top + bottom) / 2;
    if (left < room.left - 5 || right > room.right + 5) found.push("cut: " + node.data);
    for (const x of [left + 2, (left + right) / 2, right - 2]) {
      const above = document.elementFromPoint(x, y);
      const own = !above || above.contains(owner) || owner.contains(above) || above instanceof SVGElement;
      if (!own && stage.contains(above) && opaque(above)) found.push("covered: " + node.data);
    }
  }
  for (const picture of stage.querySelectorAll("canvas, img"))
    if (picture.checkVisibility() && picture.getBoundingClientRect().width < 10)
      found.push("no room: a picture");
  return found;
}"""
# Turns to a slide, and looks at it once its widgets live and have their sizes. One that failed says so.
TURN = f"""async (index) => {{
  Reveal.slide(index);
  const mounts = [...Reveal.getCurrentSlide().querySelectorAll(".widget-mount")];
  const lives = ({{ dataset }}) => dataset.mounted === "true" || dataset.mounted === "failed";
  for (const begun = performance.now(); !mounts.every(lives); await new Promise(requestAnimationFrame))
    if (performance.now() - begun > 30_000) throw new Error("a widget does not come to life");
  await ({FRAMES})();
  return [({OVERFLOW})(), ({SMALL})(), mounts.length];
}}"""
FONTS = """() => [...document.fonts].filter((font) => font.status === "loaded")
  .map((font) => font.family.replaceAll('"', ""))"""

# The slides whose body is empty, or has nothing for its second column.
BARE = """() => [...document.querySelectorAll(".slide-body")]
  .filter((body) => body.children.length < (body.matches(".columns") ? 2 : 1))
  .map((body) => body.closest("section").querySelector("h1, h2").textContent)"""
FACES = """() => [...document.querySelectorAll(":is(.book-svg, .book-plot) text")]
  .map((text) => getComputedStyle(text).fontFamily.split(",")[0].replaceAll('"', ""))"""


@dataclass
class Talk:
    """What a deck was from its first slide to its last, from disk."""

    slides: int
    notes: int
    full: list[dict]  # slides that do not fit
    small: list[str]  # pictures drawn smaller than on the page
    steps: dict[str, int]  # widget -> its prepared states
    still: list[str]  # widgets that the key b does not step
    hidden: list[str]  # texts of their pictures that cannot be read
    shrunk: list[str]  # slides on which a widget is drawn smaller than it was made
    bare: list[str]  # slides that leave a room empty: no block, or one of two columns
    faces: set[str]  # what the words of drawings are set in
    turned: list[str]  # widgets over which a finger moves the deck, or that keep its keys after a click
    fonts: set[str]  # families that came with the deck and are drawn
    complaints: list[str]


@pytest.fixture(scope="module")
def given() -> dict[str, Talk]:
    """Deck -> what was seen when it was given."""
    return {}


def open_deck(page: Page, site: Path, deck: str) -> None:
    page.goto((site / deck).as_uri())
    page.wait_for_function("window.Reveal && Reveal.isReady()")


@pytest.fixture
def talk(new_page: Callable[..., Page], site: Path, given: dict[str, Talk], deck: str) -> Talk:
    """Every slide of the deck once, in their order; b pressed twice where a widget stands."""
    if deck not in given:
        page = new_page(height=720)
        open_deck(page, site, deck)
        slides = page.evaluate("Reveal.getTotalSlides()")
        notes = page.locator(".slides aside.notes").count()
        seen = given[deck] = Talk(
            slides, notes, [], [], {}, [], [], [], page.evaluate(BARE), set(), [], set(), []
        )
        for index in range(slides):
            found, small, widgets = page.evaluate(TURN, index)
            keep(found, seen)
            seen.small += small
            for answer in page.locator(".slides .present .book-quiz .quiz-choices button:visible").all():
                answer.click()
                keep(page.evaluate(OVERFLOW), seen)
            if widgets:
                step_widget(page, seen)
                if found["scale"] < 1:
                    seen.shrunk.append(f"{found['title']}: {found['scale']}")
        seen.fonts, seen.faces = set(page.evaluate(FONTS)), set(page.evaluate(FACES))
        seen.complaints = page.watch.complaints
    return given[deck]


def keep(found: dict, seen: Talk, most: float = 1) -> None:
    """Keep what was found on the present slide if something of it stands out by more than `most` pixels."""
    if found["scale"] < 0.6 or max(found["over"], found["wide"], found["below"]) > most or found["scrolls"]:
        seen.full.append(found)


def step_widget(page: Page, seen: Talk) -> None:
    """Step the widget of the present slide, if it has one, through all its states; touch and click it."""
    mount = page.locator(
        ".slides .present .present .widget-mount, .slides > section.present .widget-mount"
    ).first
    if not mount.count():
        return
    name, model = mount.get_attribute("data-widget"), mount.get_attribute("data-model")
    seen.steps[name] = len(page.evaluate("(id) => bookWidgets.models[id].get('beats')", model))
    before = mount.inner_text()
    seen.hidden += mount.evaluate(HIDDEN_TEXTS)
    page.keyboard.press("b")
    page.keyboard.press("b")
    try:
        eventually(page, lambda: mount.inner_text() != before)
    except AssertionError:
        seen.still.append(name)
    for _ in range(seen.steps[name]):
        page.keyboard.press("b")
        page.evaluate(FRAMES)
        # A picture's box lets the rim of what it draws stand out by 4.
        keep(page.evaluate(OVERFLOW), seen, most=5)
        seen.hidden += mount.evaluate(HIDDEN_TEXTS)
    move_over_widget(page, mount, name, seen)


def move_over_widget(page: Page, mount: Locator, name: str, seen: Talk) -> None:
    """A finger that moves sideways over the picture is the widget's; after a click the keys are a deck's."""
    here = page.evaluate("Reveal.getIndices().h")
    box = mount.locator(".bw-stage").bounding_box()
    y, touch = box["y"] + box["height"] / 2, page.context.new_cdp_session(page)
    for kind, share in (
        ("touchStart", 0.8),
        *(("touchMove", 0.8 - 0.1 * i) for i in range(1, 7)),
        ("touchEnd", 0),
    ):
        points = [] if kind == "touchEnd" else [{"x": box["x"] + share * box["width"], "y": y}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    if page.evaluate("Reveal.getIndices().h") != here:  # what a click is for is out of reach now
        seen.turned.append(f"{name}: a finger on it turns the slide")
        return
    mount.locator("button.bw-play:visible, .bw-transport button:visible").first.click()
    for key, there in (("ArrowRight", here + 1), ("ArrowLeft", here), (" ", here + 1)):
        page.keyboard.press(key)
        if page.evaluate("Reveal.getIndices().h") != there:
            seen.turned.append(f"{name}: after a click it keeps {key!r} from the deck")
            return


every = pytest.mark.parametrize(
    "deck", [pytest.param(deck, marks=pytest.mark.xdist_group(deck)) for deck in DECKS]
)


def test_every_marked_chapter_has_a_deck() -> None:
    marked = [path.relative_to(ROOT).with_suffix("") for path in marked_chapters(ROOT)]
    assert DECKS == sorted(f"decks/{name.as_posix()}.html" for name in marked)


@every
def test_a_lecturer_gets_the_right_number_of_slides(talk: Talk) -> None:
    assert talk.slides - 1 in SLIDES  # the opening is no slide of its own
    assert talk.notes == talk.slides


@every
def test_every_slide_fits_and_its_widgets_live(talk: Talk) -> None:
    assert talk.full == []
    assert talk.small == []
    assert "Book Sans" in talk.fonts, "another font may need more room"
    assert talk.complaints == []


@every
def test_every_slide_has_something_to_look_at(talk: Talk) -> None:
    assert talk.bare == []
    assert talk.shrunk == []


@every
def test_drawings_are_set_in_the_decks_own_font(talk: Talk) -> None:
    assert talk.faces <= {"Book Sans"}, "their labels were placed for its widths"


@every
def test_one_key_steps_the_widget_of_a_slide(talk: Talk) -> None:
    assert talk.steps, "a deck of this book has a live widget"
    assert min(talk.steps.values()) >= 2, "a widget in a lecture has named states"
    assert talk.still == []


@every
def test_no_text_of_a_widget_is_cut_or_covered(talk: Talk) -> None:
    """On a slide letters are twice as large as on a page, so this is where they meet first."""
    assert talk.hidden == []


@every
def test_a_widget_and_its_deck_leave_each_other_their_hands(talk: Talk) -> None:
    assert talk.turned == []


SMALLEST = """() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let least = 99;
  while (texts.nextNode()) {
    const parent = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || parent.closest("script, style, svg, .katex")
      || !parent.checkVisibility() || parent.getBoundingClientRect().width < 2) continue;
    least = Math.min(least, parseFloat(getComputedStyle(parent).fontSize));
  }
  return least;
}"""


@every
def test_on_a_phone_a_deck_is_read(new_page: Callable[..., Page], site: Path, deck: str) -> None:
    """Held upright it is a page of slides, in letters that can be read, which two fingers may enlarge."""
    page = new_page(width=360, height=740)
    page.goto((site / deck).as_uri())
    slides = page.locator("[id^=slide-]")
    assert slides.count() > 10 and slides.last.bounding_box()["y"] > 740
    for mount in page.locator(".widget-mount").all():
        mount.scroll_into_view_if_needed()
        mount.locator(".bw-stage").first.wait_for()
    assert page.locator("[data-mode=present]").count() == 0, "a widget is that of a page"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.evaluate(SMALLEST) >= 11
    for content in page.locator("meta[name=viewport]").evaluate_all("(all) => all.map((one) => one.content)"):
        assert "user-scalable" not in content and "maximum-scale" not in content
    assert page.watch.complaints == []


def test_the_root_of_the_decks_lists_them(site: Path) -> None:
    root = site / "decks/index.html"
    leads = re.search(r"url=([^\"]+)", root.read_text(encoding="utf8"))
    page = root.parent / leads[1] if leads else root
    links = re.findall(r'href="([^"#]+\.html)"', page.read_text(encoding="utf8").split("<body>")[1])
    assert [str((page.parent / link).resolve().relative_to(site.resolve())) for link in links] == order(DECKS)


def order(decks: list[str]) -> list[str]:
    """As the book has them."""
    contents = (ROOT / "_toc.yml").read_text(encoding="utf8")
    return sorted(decks, key=lambda deck: contents.index(deck.removeprefix("decks/").removesuffix(".html")))


@every
def test_the_deck_prints_as_a_handout(new_page: Callable[..., Page], site: Path, deck: str) -> None:
    page = new_page(height=720)
    page.goto((site / deck).as_uri() + "?print-pdf")
    page.wait_for_function("window.Reveal && Reveal.isReady()")
    page.wait_for_function("document.querySelectorAll('.pdf-page').length > 0")
    page.wait_for_function("document.querySelectorAll('.pdf-page').length === Reveal.getTotalSlides()")
    pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == page.evaluate("Reveal.getTotalSlides()")
    page.wait_for_function("""() => [...document.querySelectorAll('.widget-mount')]
      .every(mount => mount.dataset.mounted === 'true')""")
    page.emulate_media(media="print")
    page.evaluate(FRAMES)
    assert page.evaluate(CUT) == []
    assert page.watch.complaints == []

"""Every lecture deck in a real browser: slides fit, widgets answer, nothing is fetched, it prints."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from built_site import DECKS
from playwright.sync_api import Page
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
FONTS = """() => [...document.fonts].filter((font) => font.status === "loaded")
  .map((font) => font.family.replaceAll('"', ""))"""


@dataclass
class Talk:
    """What a deck was from its first slide to its last, from disk."""

    slides: int
    notes: int
    full: list[dict]  # slides that do not fit
    small: list[str]  # pictures drawn smaller than on the page
    steps: dict[str, int]  # widget -> its prepared states
    still: list[str]  # widgets that the key b does not step
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
        seen = given[deck] = Talk(slides, notes, [], [], {}, [], set(), [])
        for index in range(slides):
            page.evaluate("(index) => Reveal.slide(index)", index)
            page.wait_for_function(
                """() => [...Reveal.getCurrentSlide().querySelectorAll('.widget-mount')]
                         .every((mount) => mount.dataset.mounted === 'true')"""
            )
            page.evaluate(FRAMES)  # for the fit after a widget was drawn
            found = page.evaluate(OVERFLOW)
            over = max(found["over"], found["wide"], found["below"])
            if found["scale"] < 0.6 or over > 1 or found["scrolls"]:
                seen.full.append(found)
            seen.small += page.evaluate(SMALL)
            step_widget(page, seen)
        seen.fonts = set(page.evaluate(FONTS))
        seen.complaints = page.watch.complaints
    return given[deck]


def step_widget(page: Page, seen: Talk) -> None:
    """Step the widget of the present slide, if it has one."""
    mount = page.locator(
        ".slides .present .present .widget-mount, .slides > section.present .widget-mount"
    ).first
    if not mount.count():
        return
    name, model = mount.get_attribute("data-widget"), mount.get_attribute("data-model")
    seen.steps[name] = len(page.evaluate("(id) => bookWidgets.models[id].get('beats')", model))
    before = mount.inner_text()
    page.keyboard.press("b")
    page.keyboard.press("b")
    try:
        eventually(page, lambda: mount.inner_text() != before)
    except AssertionError:
        seen.still.append(name)


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
def test_one_key_steps_the_widget_of_a_slide(talk: Talk) -> None:
    assert talk.steps, "a deck of this book has a live widget"
    assert min(talk.steps.values()) >= 2, "a widget in a lecture has named states"
    assert talk.still == []


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

"""Every lecture deck in a real browser: slides fit, widgets answer, nothing is fetched, it prints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from widget_tools import FRAMES, eventually

from bookkit.deck.__main__ import marked_chapters

ROOT = Path(__file__).parents[2]
DECKS = ROOT / "_build" / "html" / "decks"
CHAPTERS = [path.relative_to(ROOT).with_suffix("").as_posix() for path in marked_chapters(ROOT)]
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


@pytest.fixture
def deck(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The deck of chapter `request.param`, from disk; a console error or an outside request fails."""
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
    outside = lambda url: not url.startswith(("file:", "data:", "blob:"))  # noqa: E731
    page.on("request", lambda sent: problems.append(sent.url) if outside(sent.url) else None)
    page.goto((DECKS / f"{request.param}.html").as_uri())
    page.wait_for_function("window.Reveal && Reveal.isReady()")
    yield page
    page.close()
    assert not problems


def total(page: Page) -> int:
    return page.evaluate("Reveal.getTotalSlides()")


@pytest.mark.parametrize("deck", CHAPTERS, indirect=True)
def test_a_lecturer_gets_the_right_number_of_slides(deck: Page) -> None:
    assert total(deck) - 1 in SLIDES  # the opening is no slide of its own
    assert deck.locator(".slides aside.notes").count() == total(deck)


@pytest.mark.parametrize("deck", CHAPTERS, indirect=True)
def test_every_slide_fits_and_its_widgets_live(deck: Page) -> None:
    for index in range(total(deck)):
        deck.evaluate("(index) => Reveal.slide(index)", index)
        deck.wait_for_function(
            """() => [...Reveal.getCurrentSlide().querySelectorAll('.widget-mount')]
                     .every((mount) => mount.dataset.mounted === 'true')"""
        )
        deck.evaluate(FRAMES)  # for the fit after a widget was drawn
        found = deck.evaluate(OVERFLOW)
        assert found["scale"] >= 0.6, f"too full: {found}"
        assert max(found["over"], found["wide"], found["below"]) <= 1 and not found["scrolls"], found


@pytest.mark.parametrize("deck", CHAPTERS, indirect=True)
def test_one_key_steps_the_widget_of_a_slide(deck: Page) -> None:
    stepped = 0
    for index in range(total(deck)):
        deck.evaluate(f"Reveal.slide({index})")
        mount = deck.locator(
            ".slides .present .present .widget-mount, .slides > section.present .widget-mount"
        ).first
        if not mount.count():
            continue
        deck.wait_for_function("(m) => m.dataset.mounted === 'true'", arg=mount.element_handle())
        model = mount.get_attribute("data-model")
        beats = deck.evaluate("(id) => bookWidgets.models[id].get('beats')", model)
        assert len(beats) >= 2, "a widget in a lecture has named states"
        before = mount.inner_text()
        deck.keyboard.press("b")
        deck.keyboard.press("b")
        eventually(deck, lambda: mount.inner_text() != before)  # noqa: B023 it is called at once
        stepped += 1
    assert stepped, "a deck of this book has a live widget"


@pytest.mark.parametrize("deck", CHAPTERS, indirect=True)
def test_the_deck_prints_as_a_handout(deck: Page) -> None:
    slides = total(deck)
    deck.goto(deck.url.split("#")[0] + "?print-pdf")
    deck.wait_for_function("document.querySelectorAll('.pdf-page').length > 0")
    deck.wait_for_function("document.querySelectorAll('.pdf-page').length === Reveal.getTotalSlides()")
    pdf = deck.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == slides

"""Every widget where chapters show it: a link leads to it, its slide is read from the last row."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from bare_page import widget_classes
from browsing import open_page_of
from built_site import CHAPTERS, DECKS, homes
from playwright.sync_api import Browser, Locator, Page
from widget_tools import eventually, extremes, kind, press, read, seen_in, settle

pytestmark = pytest.mark.browser
ON_PAGES, ON_SLIDES = homes(CHAPTERS), homes(DECKS)


def every(names: dict[str, str], **options: object) -> pytest.MarkDecorator:
    """The test once a widget; those of a widget share what they opened."""
    marked = [pytest.param(name, marks=pytest.mark.xdist_group(f"{name} in its chapter")) for name in names]
    return pytest.mark.parametrize("name", marked, **options)


def test_every_widget_stands_in_a_chapter_and_no_other_does() -> None:
    assert ON_PAGES.keys() == widget_classes().keys()


@every(ON_PAGES)
@pytest.mark.parametrize("width", [1280, 360])
def test_a_link_leads_to_the_widget_and_its_state(
    open_page: Callable[..., Page], name: str, width: int
) -> None:
    page = open_page(f"{ON_PAGES[name]}#widget-{name}-1", width=width)
    mount = page.locator(f'#widget-{name}-1[data-mounted="true"]')
    mount.wait_for()
    eventually(page, lambda: 0 <= mount.bounding_box()["y"] <= 100)
    assert page.watch.complaints == []
    # A step paints the widget's block, and not the text around it.
    block = "(node) => getComputedStyle(node.closest('section > *')).isolation"
    assert mount.evaluate(block) == "isolate"


# The smallest text and target that a lecture hall sees, in pixels of a slide of 1280 x 720. A slide that is
# too full is shrunk: here it is not, and must fit.
ON_A_SLIDE = """(mount) => {
  const body = mount.closest(".slide-body"), widget = mount.querySelector(".bw"), texts = [], targets = [];
  body.style.zoom = 1;
  body.style.height = `${720 - body.offsetTop - 12}px`;
  const scale = Reveal.getScale();
  const seen = (node) => node.checkVisibility() && node.getBoundingClientRect().width > 1;
  const walker = document.createTreeWalker(widget, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim(), node = walker.currentNode.parentElement;
    if (!text || !seen(node) || node.closest(".bw-say")) continue;
    const grown = node.closest("svg") ? Math.hypot(node.getScreenCTM().a, node.getScreenCTM().b) / scale : 1;
    texts.push([parseFloat(getComputedStyle(node).fontSize) * grown, text]);
  }
  for (const node of widget.querySelectorAll("button, select, input")) {
    const { width, height } = node.getBoundingClientRect();
    if (seen(node)) targets.push([Math.min(width, height) / scale, node.outerHTML]);
  }
  const least = (list) => list.sort((a, b) => a[0] - b[0])[0];
  return { text: least(texts), target: least(targets), over: body.scrollHeight - body.clientHeight };
}"""


@pytest.fixture(scope="module")
def slides(browser: Browser, site: object) -> Iterator[dict[str, Locator]]:
    """Widget -> its mount, once its deck was opened at its slide."""
    opened: dict[str, Locator] = {}
    yield opened
    for mount in opened.values():
        mount.page.context.close()


@pytest.fixture
def slide(browser: Browser, served: str, slides: dict[str, Locator], name: str) -> Locator:
    """The widget on its slide."""
    if name not in slides:
        page = open_page_of(browser, 1280, height=720, motion="reduce")
        page.goto(f"{served}{ON_SLIDES[name]}")
        page.wait_for_function("window.Reveal && Reveal.isReady()")
        mount = page.locator(f'.widget-mount[data-widget="{name}"]').first
        mount.evaluate("""(mount) => {
          const { h, v } = Reveal.getIndices(mount.closest("section"));
          Reveal.slide(h, v);
        }""")
        page.locator(f'.widget-mount[data-widget="{name}"][data-mounted="true"]').first.wait_for()
        settle(mount)
        slides[name] = mount
    return slides[name]


def unshrink(mount: Locator) -> None:
    mount.evaluate(ON_A_SLIDE)
    settle(mount)  # it may draw itself once more


@every(ON_SLIDES)
def test_a_question_can_be_asked_on_a_slide(slide: Locator, name: str) -> None:
    question = slide.locator(".bw-ask")
    assert not question.is_visible()
    slide.locator(".bw").focus()
    press(slide, "p")
    unshrink(slide)
    assert question.is_visible() and slide.evaluate(ON_A_SLIDE)["text"][0] > 23.9
    press(slide, "Escape")
    assert not question.is_visible()


@every(ON_SLIDES)
def test_a_slide_is_readable_from_the_last_row(slide: Locator, name: str) -> None:
    beats = [beat["state"] for beat in read(slide)["beats"]]
    states = [{}, *beats, *({**beats[0], **most} for most in extremes(kind(slide)))]
    unshrink(slide)
    for state, found in zip(states, seen_in(slide, states, ON_A_SLIDE), strict=True):
        assert found["text"][0] > 23.9, (state, found)
        assert found["target"] is None or found["target"][0] > 43.9, (state, found)
        assert found["over"] <= 1, (state, found)

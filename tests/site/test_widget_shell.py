"""What the frame promises for every widget: fit, accessibility, keys, a link to a state, a slide."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, Page
from widget_tools import assert_accessible, eventually, press, put, read, settle

pytestmark = pytest.mark.browser
PAGES = {
    "convolution-explorer": "chapters/foundations/cost-of-a-convolution",
    "fire-flow": "chapters/squeezenet/squeezenet",
    "group-shuffle": "chapters/shufflenet/shufflenet-v1",
    "low-rank": "chapters/squeezenet/squeezenext",
    "shuffle-units": "chapters/shufflenet/shufflenet-v1",
}
# Beside the first frame: the states that need most room, on a page and on a slide.
FULL = {
    "convolution-explorer": [
        {"mode": "standard", "other": "separable"},
        {"c_in": 8, "c_out": 16, "kernel": 5, "padding": 2},
        {"mode": "separable", "c_in": 8, "c_out": 16},
    ],
    "fire-flow": [{"c_in": 512, "squeeze": 64, "expand1": 256, "expand3": 256, "side": 13}],
    "group-shuffle": [
        {"channels": 24, "groups": groups, "layers": layers, "column": layers}
        for groups, layers in ((3, 2), (8, 4), (24, 3))
    ],
    "low-rank": [
        {"kernel": [-9, 8, -7, 6, -5, 4, -3, 2, -8], "rank": 3, "frame": 5},
        {"tab": "block", "channels": 256, "frame": 5},
    ],
    "shuffle-units": [
        {"left": "shufflenet_v1", "channels": 960, "middle": 480, "groups": 8, "stride": 2, "step": 7}
    ],
}
PICTURE = "svg:visible:not([aria-hidden])"
every = pytest.mark.parametrize("name", PAGES)


@pytest.fixture
def live(open_page: Callable[..., Page], mounted: Callable) -> Callable[..., Locator]:
    """live(name, hash="", **options of open_page) -> the widget's view on its page."""

    def open_widget(name: str, link: str = "", **options: object) -> Locator:
        view = mounted(open_page(f"{PAGES[name]}.html{link}", **options), name).locator(".widget-view")
        settle(view)
        return view

    return open_widget


@every
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_it_fits_and_axe_is_content(live: Callable, name: str, width: int, theme: str) -> None:
    view = live(name, width=width, theme=theme)
    view.locator(".bw-data summary").click()
    for state in ({}, *FULL[name]):
        put(view, **state)
        box = view.bounding_box()
        assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= width
        assert view.evaluate("(view) => view.scrollWidth - view.clientWidth") <= 0
        assert view.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        if state in ({}, FULL[name][0]):
            assert_accessible(view)
    colours = "(bw) => (({ color, backgroundColor }) => [color, backgroundColor])(getComputedStyle(bw))"
    style = view.locator(".bw").evaluate(colours)
    ink, paper = (sum(map(int, re.findall(r"\d+", colour)[:3])) for colour in style)
    assert (ink > paper) == (theme == "dark")


@every
def test_small_targets_are_none(live: Callable, name: str) -> None:
    view = live(name, width=360)
    small = """(view) => {
      const side = (node) => Math.min(node.offsetHeight, node.offsetWidth);
      return [...view.querySelectorAll("button, select, input")]
        .filter((node) => node.offsetHeight && side(node) < (node.type === "checkbox" ? 18 : 24))
        .map((node) => node.outerHTML);
    }"""
    assert view.evaluate(small) == []


@every
def test_without_script_the_first_frame_stands(open_page: Callable[..., Page], name: str) -> None:
    mount = open_page(f"{PAGES[name]}.html", script=False).locator(f'[data-widget="{name}"]').first
    box = mount.locator("svg").bounding_box()
    assert box is not None and box["width"] > 200
    assert mount.locator("tbody tr").count() >= 5


@every
def test_the_keys_of_the_frame(live: Callable, name: str) -> None:
    view = live(name)
    page, root, start = view.page, view.locator(".bw"), read(view)
    page.evaluate("() => { window.heard = []; addEventListener('keydown', (e) => heard.push(e.key)); }")
    root.focus()
    press(view, "?")
    assert "R resets" in view.locator(".bw-beat").inner_text()
    for beat in start["beats"]:
        press(view, "b")
        assert view.locator(".bw-beat").inner_text() == beat["label"]
        assert read(view) | beat["state"] == read(view)
    press(view, "r")
    assert read(view) == start and view.locator(".bw-beat").inner_text() == ""
    page.keyboard.press("p")
    assert page.evaluate("document.activeElement.closest('.bw-predict') !== null")
    assert page.evaluate("heard") == [], "what the widget understands does not reach the page"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('.bw')"), "the question leads back to the widget"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement === document.body")
    root.focus()
    page.keyboard.press("PageDown")
    assert page.evaluate("heard") == ["Escape", "PageDown"]


@every
def test_what_the_frame_says_stands_under_its_buttons_above_the_picture(live: Callable, name: str) -> None:
    view = live(name)
    for button in ("Next step of the tour", "Keys", "Link to this state"):
        tool = view.get_by_role("button", name=button)
        tool.click()
        places = [view.locator(part).first.bounding_box() for part in (".bw-beat", PICTURE)]
        assert view.locator(".bw-beat").inner_text() and places[0] and places[1]
        assert tool.bounding_box()["y"] < places[0]["y"] < places[1]["y"]
        assert places[0]["y"] - tool.bounding_box()["y"] < 60


@every
def test_a_link_brings_its_state_back(live: Callable, name: str) -> None:
    view = live(name)
    put(view, **read(view)["beats"][-1]["state"])
    shared = read(view)
    view.get_by_role("button", name="Link to this state").click()
    link = view.page.evaluate("location.hash")
    assert link.startswith(f"#widget-{name}-1~")
    assert read(live(name, link)) == shared
    view.get_by_role("button", name="Keys").focus()
    press(view, "r")
    assert read(view) != shared
    view.page.evaluate("() => { location.hash = ''; }")
    view.page.evaluate("link => { location.hash = link; }", link)  # a link on the same page
    settle(view)
    assert read(view) == shared
    assert read(live(name, f"#widget-{name}-1~%7Bnonsense"))["beats"] == shared["beats"]


@every
@pytest.mark.parametrize("width", [1280, 360])
def test_a_link_leads_to_the_widget(open_page: Callable[..., Page], name: str, width: int) -> None:
    page = open_page(f"{PAGES[name]}.html#widget-{name}-1", width=width)
    mount = page.locator(f'#widget-{name}-1[data-mounted="true"]')
    mount.wait_for()
    eventually(page, lambda: 0 <= mount.bounding_box()["y"] <= 100)


@every
def test_a_step_keeps_the_page_still(live: Callable, name: str) -> None:
    """A step changes what it must: the nodes of numbers, table and controls stay."""
    view = live(name, motion="reduce")
    view.locator(".bw-first").click()
    settle(view)
    marked = "[...view.querySelectorAll('.bw-data *, .bw-numbers *, input, button')]"
    view.evaluate(f"(view) => {{ view.marked = {marked}; }}")
    before = read(view)
    view.locator(".bw-next").click()
    settle(view)
    assert read(view) != before
    assert view.evaluate("(view) => view.marked.length > 20 && view.marked.every((node) => node.isConnected)")


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


@pytest.fixture
def slide(browser: Browser, served: str) -> Callable[[str], Locator]:
    def open_slide(name: str) -> Locator:
        page = browser.new_page(viewport={"width": 1280, "height": 720}, reduced_motion="reduce")
        page.goto(f"{served}decks/{PAGES[name]}.html")
        page.wait_for_function("window.Reveal && Reveal.isReady()")
        mount = page.locator(f'.widget-mount[data-widget="{name}"]').first
        mount.evaluate("""(mount) => {
          const { h, v } = Reveal.getIndices(mount.closest("section"));
          Reveal.slide(h, v);
        }""")
        page.locator(f'.widget-mount[data-widget="{name}"][data-mounted="true"]').first.wait_for()
        settle(mount)
        return mount

    return open_slide


def measure(mount: Locator) -> dict:
    mount.evaluate(ON_A_SLIDE)  # unshrunk, the widget may draw itself once more
    settle(mount)
    return mount.evaluate(ON_A_SLIDE)


@every
def test_a_slide_is_readable_from_the_last_row(slide: Callable[[str], Locator], name: str) -> None:
    mount = slide(name)
    beats = [beat["state"] for beat in read(mount)["beats"]]
    for state in ({}, *beats, *({**beats[0], **full} for full in FULL[name])):
        put(mount, **state)
        found = measure(mount)
        assert found["text"][0] > 23.9, (state, found)
        assert found["target"] is None or found["target"][0] > 43.9, (state, found)
        assert found["over"] <= 1, (state, found)
    mount.page.close()


@every
def test_a_question_can_be_asked_on_a_slide(slide: Callable[[str], Locator], name: str) -> None:
    mount = slide(name)
    question = mount.locator(".bw-predict")
    assert not question.is_visible()
    mount.locator(".bw").focus()
    press(mount, "p")
    assert question.is_visible() and measure(mount)["text"][0] > 23.9
    press(mount, "Escape")
    assert not question.is_visible()
    mount.page.close()

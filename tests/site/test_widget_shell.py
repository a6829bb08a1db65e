"""What the frame promises for every widget: fit, accessibility, keys, a link, an end without a trace.

Widgets are found by their place, those to come included; each stands on a bare page.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from bare_page import widget_classes
from playwright.sync_api import Locator
from widget_tools import assert_accessible, extremes, press, put, read, settle

pytestmark = pytest.mark.browser
PICTURE = "svg:visible:not([aria-hidden])"
every = pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in widget_classes()]
)


@every
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_it_fits_and_axe_is_content(bare: Callable, name: str, width: int, theme: str) -> None:
    view = bare(name, width=width, theme=theme)
    view.locator(".bw-data summary").click()
    for number, state in enumerate([{}, *extremes(widget_classes()[name])]):
        put(view, **state)
        box = view.bounding_box()
        assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= width, state
        assert view.evaluate("(view) => view.scrollWidth - view.clientWidth") <= 0, state
        assert view.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), state
        if number == 0 or (number == 2 and (width, theme) == (360, "light")):
            assert_accessible(view)
    colours = "(bw) => (({ color, backgroundColor }) => [color, backgroundColor])(getComputedStyle(bw))"
    style = view.locator(".bw").evaluate(colours)
    ink, paper = (sum(map(int, re.findall(r"\d+", colour)[:3])) for colour in style)
    assert (ink > paper) == (theme == "dark")


@every
def test_small_targets_are_none(bare: Callable, name: str) -> None:
    view = bare(name, width=360)
    small = """(view) => {
      const side = (node) => Math.min(node.offsetHeight, node.offsetWidth);
      return [...view.querySelectorAll("button, select, input")]
        .filter((node) => node.offsetHeight && side(node) < (node.type === "checkbox" ? 18 : 24))
        .map((node) => node.outerHTML);
    }"""
    assert view.evaluate(small) == []


@every
def test_without_script_the_first_frame_stands(bare: Callable[..., Locator], name: str) -> None:
    mount = bare(name, script=False)
    box = mount.locator("svg").bounding_box()
    assert box is not None and box["width"] > 200
    assert mount.locator("tbody tr").count() >= 5


@every
def test_the_keys_of_the_frame(bare: Callable, name: str) -> None:
    view = bare(name)
    page, root, start = view.page, view.locator(".bw"), read(view)
    assert root.get_attribute("data-lm-suppress-shortcuts") == "true", "JupyterLab leaves the keys to it"
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
def test_what_the_frame_says_stands_under_its_buttons_above_the_picture(bare: Callable, name: str) -> None:
    view = bare(name)
    for button in ("Next step of the tour", "Keys", "Link to this state"):
        tool = view.get_by_role("button", name=button)
        tool.click()
        places = [view.locator(part).first.bounding_box() for part in (".bw-beat", PICTURE)]
        assert view.locator(".bw-beat").inner_text() and places[0] and places[1]
        assert tool.bounding_box()["y"] < places[0]["y"] < places[1]["y"]
        assert places[0]["y"] - tool.bounding_box()["y"] < 60


@every
def test_a_link_brings_its_state_back(bare: Callable, name: str) -> None:
    view = bare(name)
    put(view, **read(view)["beats"][-1]["state"])
    shared = read(view)
    view.get_by_role("button", name="Link to this state").click()
    link = view.page.evaluate("location.hash")
    assert link.startswith(f"#widget-{name}-1~")
    assert read(bare(name, link)) == shared
    view.get_by_role("button", name="Keys").focus()
    press(view, "r")
    assert read(view) != shared
    view.page.evaluate("() => { location.hash = ''; }")
    view.page.evaluate("link => { location.hash = link; }", link)  # a link on the same page
    settle(view)
    assert read(view) == shared
    assert read(bare(name, f"#widget-{name}-1~%7Bnonsense"))["beats"] == shared["beats"]


@every
def test_a_step_keeps_the_page_still(bare: Callable, name: str) -> None:
    """A step changes what it must: the nodes of numbers, table and controls stay."""
    view = bare(name, motion="reduce")
    view.locator(".bw-first").click()
    settle(view)
    marked = "[...view.querySelectorAll('.bw-data *, .bw-numbers *, input, button')]"
    view.evaluate(f"(view) => {{ view.marked = {marked}; }}")
    before = read(view)
    view.locator(".bw-next").click()
    settle(view)
    assert read(view) != before
    assert view.evaluate("(view) => view.marked.length > 20 && view.marked.every((node) => node.isConnected)")


# What a page holds that it did not before: who listens to the window or to a trait, watches a size, waits.
LEDGER = """(mount) => {
  const held = (window.held = new Map());
  const take = (key, what) => held.set(key, what), give = (key) => held.delete(key);
  const wrap = (owner, name, also) => {
    const own = owner[name];
    owner[name] = function (...values) { return also(own.bind(this), this, ...values); };
  };
  const outside = (node) => node === window || node === document || node === document.body
    || node === document.documentElement || node instanceof MediaQueryList;
  const marks = new Map(); // one mark a function
  const mark = (f) => { if (!marks.has(f)) marks.set(f, marks.size); return marks.get(f); };
  wrap(EventTarget.prototype, "addEventListener", (own, node, type, f, ...more) => {
    if (outside(node)) take(`on ${type} ${mark(f)}`, type);
    return own(type, f, ...more);
  });
  wrap(EventTarget.prototype, "removeEventListener", (own, node, type, f, ...more) => {
    if (outside(node)) give(`on ${type} ${mark(f)}`);
    return own(type, f, ...more);
  });
  for (const kind of [ResizeObserver, IntersectionObserver, MutationObserver]) {
    wrap(kind.prototype, "observe", (own, one, ...v) => { take(one, kind.name); return own(...v); });
    wrap(kind.prototype, "disconnect", (own, one) => { give(one); return own(); });
  }
  for (const [start, stop] of [["setTimeout", "clearTimeout"], ["setInterval", "clearInterval"],
      ["requestAnimationFrame", "cancelAnimationFrame"]]) {
    wrap(window, start, (own, _, f, ...more) => {
      const id = own((...v) => { if (start !== "setInterval") give(`${start} ${id}`); f(...v); }, ...more);
      take(`${start} ${id}`, start);
      return id;
    });
    wrap(window, stop, (own, _, id) => { give(`${start} ${id}`); return own(id); });
  }
  const model = bookWidgets.models[mount.dataset.model];
  wrap(model, "on", (own, _, events, f) => {
    for (const event of events.split(" ")) take(`model ${event} ${mark(f)}`, event);
    return own(events, f);
  });
  wrap(model, "off", (own, _, events, f) => {
    for (const event of events.split(" ")) give(`model ${event} ${mark(f)}`);
    return own(events, f);
  });
}"""


@every
def test_a_widget_that_goes_leaves_nothing_behind(bare: Callable[..., Locator], name: str) -> None:
    """Unmounted while it plays, it listens to nothing, watches nothing and waits for nothing."""
    page = bare(name).page
    mount = page.locator(".widget-mount")
    mount.evaluate("(mount) => bookWidgets.unmount(mount)")
    mount.evaluate(LEDGER)
    mount.evaluate("(mount) => bookWidgets.mount(mount)")
    settle(mount)
    mount.locator(".bw-play").first.click()
    put(mount, **read(mount)["beats"][-1]["state"])
    assert page.evaluate("held.size") > 2, "the ledger sees what a living widget holds"
    mount.evaluate("(mount) => bookWidgets.unmount(mount)")
    assert page.evaluate("[...held.values()]") == []
    assert mount.locator(".widget-fallback").is_visible()
    assert page.watch.complaints == []

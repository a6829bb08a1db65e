"""What the frame promises for every widget: one screen, one height, a hidden answer, keys, touch, a link.

Widgets are found by their place, those to come included; each stands on a bare page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from urllib.parse import unquote

import pytest
from bare_page import widget_classes
from playwright.sync_api import CDPSession, Locator
from widget_tools import (
    AT_ONCE,
    assert_accessible,
    eventually,
    extremes,
    kind,
    press,
    put,
    read,
    seen_after_keys,
    seen_at_frames,
    seen_in,
    settle,
)

pytestmark = pytest.mark.browser
every = pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in widget_classes()]
)
desk_and_phone = pytest.mark.parametrize(
    ("width", "height", "most"), [(1280, 800, 640), (360, 740, 600)], ids=["desk", "phone"]
)

# Where everything stands that a reader sees before More, whose top is where it ends.
PLACES = """(view) => [".bw", ".bw-title", ".bw-stage", ".bw-transport", ".bw-count", ".bw-ask", ".bw-more"]
  .map((part) => view.querySelector(part)?.getBoundingClientRect())
  .map((box, i) => box && (i ? [box.x, box.y, box.width, i < 6 ? box.height : 0] : [box.x, box.y, box.width])
    .map((x) => Math.round(x) + 0))"""
CONTROLS = """(view) => [...view.querySelectorAll("button, input, select, summary, a")]
  .filter((node) => !node.closest(".bw-stage") && node.checkVisibility()).map((node) => node.outerHTML)"""
# What is pressed and looks like what is not: by its frame, because backgrounds and shadows may be gone.
CHOSEN_ALIKE = """(view) => [...view.querySelectorAll("[aria-pressed=true]")]
  .filter((node) => node.checkVisibility() && matchMedia("(forced-colors: active)").matches)
  .filter((node) => getComputedStyle(node).outlineStyle === "none").map((node) => node.outerHTML)"""
# What has the focus and a frame that a neighbour paints over, at the middle of one of its four sides.
PAINTED_OVER = """(view) => [...view.querySelectorAll("button, input, select, summary, [tabindex='0']")]
  .filter((node) => {
    node.focus({ preventScroll: true });
    const { outlineStyle, outlineOffset, outlineWidth } = getComputedStyle(node);
    if (document.activeElement !== node || outlineStyle === "none") return false;
    node.scrollIntoView({ block: "center", behavior: "instant" });
    const { left, right, top, bottom } = node.getBoundingClientRect();
    const out = parseFloat(outlineOffset) + parseFloat(outlineWidth) / 2;
    const [x, y] = [left + right, top + bottom];
    const places = [[left - out, y / 2], [right + out, y / 2], [x / 2, top - out], [x / 2, bottom + out]];
    return places.some(([x, y]) => {
      const there = document.elementFromPoint(x, y);
      if (!there || there === node || there.contains(node) || node.contains(there)) return false;
      if (!(node.compareDocumentPosition(there) & Node.DOCUMENT_POSITION_FOLLOWING)) return false;
      const placed = getComputedStyle(node).position !== "static";
      const raised = placed || /flex|grid/.test(getComputedStyle(node.parentElement).display);
      if (raised && getComputedStyle(node).zIndex !== "auto") return false;
      return !/[(, ]0\\)$/.test(getComputedStyle(there).backgroundColor);
    });
  }).map((node) => node.outerHTML)"""
# Texts that are cut: those of the number's line, and those that stick out of the picture.
CUT = """(view) => {
  const stage = view.querySelector(".bw-stage").getBoundingClientRect(), cut = [];
  for (const node of view.querySelectorAll(".bw-number, .bw-note, .bw-title"))
    if (node.scrollWidth > node.clientWidth + 1) cut.push(node.textContent);
  for (const node of view.querySelectorAll(".bw-stage svg text")) {
    const box = node.getBoundingClientRect();
    if (!node.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || !box.width) continue;
    if (box.left < stage.left - 3 || box.right > stage.right + 3 || box.top < stage.top - 3
      || box.bottom > stage.bottom + 4) cut.push(node.textContent);
  }
  return cut;
}"""
# At another width of the column: the sizes that the frame takes in four frames, texts of the picture that lie
# on one another, and what stands below the picture's box.
CROWDED = """async (view, wide) => {
  const column = document.querySelector("main"), root = view.querySelector(".bw");
  const stage = root.querySelector(".bw-stage"), frame = () => new Promise(requestAnimationFrame);
  column.style.cssText = `width: ${wide + 32}px; max-width: none`;
  for (let i = 0; i < 6; i += 1) await frame();
  const sizes = new Set(), texts = [], crowded = [];
  for (let i = 0; i < 4; i += 1) {
    await frame();
    sizes.add(root.dataset.size);
  }
  const walk = document.createTreeWalker(stage, NodeFilter.SHOW_TEXT), range = document.createRange();
  for (let node; (node = walk.nextNode()); ) {
    const owner = node.parentElement;
    const seen = owner.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    if (!seen || !node.data.trim() || owner.closest("option")) continue;
    range.selectNodeContents(node);
    texts.push([node.data, range.getBoundingClientRect(), owner.closest("text") ?? owner]);
  }
  texts.forEach(([one, p, from], i) => texts.slice(i + 1).forEach(([other, q, to]) => {
    const x = Math.min(p.right, q.right) - Math.max(p.left, q.left);
    const y = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
    if (from !== to && x > 0 && y > Math.min(p.height, q.height) / 3) crowded.push(`${one} | ${other}`);
  }));
  const floor = stage.getBoundingClientRect().bottom + 6;
  const below = [...stage.querySelectorAll("button, svg text, canvas")]
    .filter((node) => node.checkVisibility() && node.getBoundingClientRect().bottom > floor);
  return [root.offsetWidth, [...sizes], crowded, below.map((node) => node.outerHTML)];
}"""
LOOK = f"(view) => [({PLACES})(view), ({CUT})(view)]"
# What the styles of other widgets change in this one, on a desk, a phone and a slide, once nothing moves: of
# the properties that they set, since a change begins with one of these. Of neighbours that are alike, two are
# looked at.
CHANGED = """(view, styles) => {
  const root = view.querySelector(".bw"), seen = new Map(), kind = (node) => node.localName + node.className;
  const nodes = [root, ...root.querySelectorAll("*")].filter((node) => {
    const kinds = seen.get(node.parentNode) ?? seen.set(node.parentNode, {}).get(node.parentNode);
    return (kinds[kind(node)] = (kinds[kind(node)] ?? 0) + 1) <= 2;
  });
  const sheets = styles.map((textContent) => {
    const style = Object.assign(document.createElement("style"), { textContent, media: "not all" });
    document.head.append(style);
    return style;
  });
  const rules = (list) => [...list].flatMap((rule) => [rule, ...rules(rule.cssRules ?? [])]);
  const set = rules(sheets.flatMap(({ sheet }) => [...sheet.cssRules]));
  const properties = [...new Set(set.flatMap(({ style }) => [...(style ?? [])]))];
  const look = () => [{ size: "wide" }, { size: "narrow" }, { mode: "present" }].flatMap((form) => {
    Object.assign(root.dataset, form);
    document.getAnimations().forEach((motion) => motion.finish());
    return nodes.map((node) => {
      const style = getComputedStyle(node);
      return properties.map((property) => style.getPropertyValue(property));
    });
  });
  const alone = look();
  delete root.dataset.mode;
  for (const style of sheets) style.media = "all";
  return look().flatMap((now, i) => {
    const other = properties.flatMap((name, at) => now[at] === alone[i][at] ? [] : [`${name}: ${now[at]}`]);
    return other.length ? [[nodes[i % nodes.length].outerHTML.slice(0, 80), ...other]] : [];
  });
}"""
AT = "(view) => view.querySelector('input[name=frame]').value"
BAR = """(view) => [...view.querySelectorAll(".bw-part")]
  .reduce((sum, part) => sum + parseFloat(part.style.width), 0)"""


def answers(view: Locator) -> Iterator[str]:
    """Give each answer in turn, and say which: each choice, or numbers that are wrong, odd, or none."""
    choices = view.locator(".bw-ask button.bw-choice[aria-pressed]")
    for choice in choices.all():
        choice.click()
        settle(view)
        yield choice.inner_text()
    field = view.locator(".bw-ask input[name='prediction']")
    for number in ("", "-1", "0", "1", "2", "5", "1000") if field.count() else ():
        field.fill(number)
        field.press("Enter")
        settle(view)
        yield number


@every
@desk_and_phone
def test_the_first_sight_is_one_screen(
    shown: Callable, name: str, width: int, height: int, most: int
) -> None:
    view = shown(name, width=width, height=height)
    box = view.locator(".bw").bounding_box()
    assert box["height"] <= most
    assert box["width"] == {1280: 712, 360: 328}[width]
    controls = view.evaluate(CONTROLS)
    assert len(controls) <= 8, controls
    for part in (".bw-stage", ".bw-play", ".bw-value", ".bw-ask", ".bw-more > summary"):
        assert view.locator(part).first.is_visible(), part
    assert view.locator(".bw-play").get_attribute("aria-label") == "Play", "it waits for the reader"


@every
def test_every_width_between_a_phone_and_a_desk_is_one_size_and_nothing_is_crowded(
    bare: Callable, name: str
) -> None:
    """A notebook, a tablet, half a window: where the frame was measured with its padding, it flickered."""
    view = bare(name, width=1280, motion="reduce")
    for wide in (330, 420, 500, 542, 548, 555, 580, 599, 604, 640, 700):
        frame, sizes, crowded, below = view.evaluate(CROWDED, wide)
        assert (sizes, crowded, below) == (["narrow" if frame < 600 else "wide"], [], []), wide


def test_what_is_raised_is_seen_on_the_white_of_a_notebook(bare: Callable) -> None:
    """JupyterLab's page and its raised surfaces are the same white: buttons and empty bars would be gone."""
    view = bare("fire-flow", width=1280)
    view.page.add_style_tag(content=kind(view)._css)  # a page's own copy has forgotten JupyterLab
    grounds = view.evaluate("""(view) => {
      const style = document.documentElement.style;
      for (const name of ["ink", "paper", "raised"]) style.setProperty(`--book-${name}`, "initial");
      for (const layer of [0, 1]) style.setProperty(`--jp-layout-color${layer}`, "white");
      return [".bw", ".bw-choice", ".bw-meter"]
        .map((part) => getComputedStyle(view.querySelector(part)).backgroundColor);
    }""")
    assert grounds[0] == "rgb(255, 255, 255)" and grounds[0] not in grounds[1:], grounds


@every
@desk_and_phone
def test_nothing_that_a_reader_does_moves_anything(
    shown: Callable, name: str, width: int, height: int, most: int
) -> None:
    view = shown(name, width=width, height=height, motion="reduce")
    still = [view.evaluate(PLACES), []]
    assert view.evaluate(LOOK) == still
    for answer in answers(view):
        assert view.evaluate(LOOK) == still, answer
    for beat in read(view)["beats"]:
        assert seen_after_keys(view, "b", LOOK) == [still], beat
        for frame, now in enumerate(seen_at_frames(view, LOOK)):
            assert now == still, (beat, frame)
    for key, now in zip("r123456789r", seen_after_keys(view, "r123456789r", LOOK), strict=True):
        assert now == still, key
    view.locator(".bw").focus()
    press(view, "p")
    assert view.evaluate(LOOK) == still, "the question"
    ends = extremes(kind(view))
    for state, now in zip(ends, seen_in(view, ends, LOOK), strict=True):
        assert now == still, state


@every
@desk_and_phone
def test_more_opens_below_and_moves_nothing(
    shown: Callable, name: str, width: int, height: int, most: int
) -> None:
    view = shown(name, width=width, height=height)
    places = view.evaluate(PLACES)
    view.locator(".bw-more > summary").click()
    assert view.evaluate(PLACES) == places
    for part in (".bw-tools", ".bw-table table", "select[name='speed']"):
        assert view.locator(f".bw-more {part}").first.is_visible(), part


@every
def test_play_fills_what_was_empty(shown: Callable, name: str) -> None:
    view = shown(name, width=1280, height=800, motion="reduce")
    view.locator(".bw").focus()
    press(view, "b", "r")
    list(answers(view))
    shares = seen_at_frames(view, BAR)
    assert shares[0] == 0 and shares[-1] > 0 and shares == sorted(shares)
    play = f"(view) => ({AT_ONCE})(view, [() => view.querySelector('.bw-play').click()], () => ({AT})(view))"
    assert view.evaluate(play) == ["0"], "from the end it plays from the start"


@every
def test_the_answer_is_hidden_until_the_reader_commits(shown: Callable, name: str) -> None:
    """What the question asks for is a "?", unless the widget declares that nothing it shows gives it away."""
    view = shown(name, width=1280, height=800, motion="reduce")
    root = view.locator(".bw")
    hides = root.get_attribute("data-hidden") is not None
    secrets = """(view) => [...view.querySelectorAll(".bw-value, .bw-stage *")]
      .filter((node) => !node.childElementCount && node.textContent.trim() === "?").length"""
    assert (view.evaluate(secrets) > 0) == hides
    question = view.locator(".bw-live").first.inner_text()
    for answer in answers(view):
        if root.get_attribute("data-hidden") is None and answer:
            break
    assert root.get_attribute("data-hidden") is None and view.evaluate(secrets) == 0
    assert view.locator(".bw-live").first.inner_text() != question
    root.focus()
    press(view, "r")
    assert (root.get_attribute("data-hidden") is not None) == hides, "reset asks again"
    assert view.locator(".bw-live").first.inner_text() == question
    press(view, "b")
    assert root.get_attribute("data-hidden") is None, "the tour shows"


# How far it sticks out: to the left, to the right, out of its own view, out of the page.
OUTSIDE = """(view) => {
  const box = view.getBoundingClientRect(), page = document.documentElement;
  const wide = page.scrollWidth - innerWidth;
  return [-box.left, box.right - innerWidth, view.scrollWidth - view.clientWidth, wide];
}"""


@every
@pytest.mark.parametrize("width", [1920, 1280, 360])
def test_it_fits(shown: Callable, name: str, width: int) -> None:
    view = shown(name, width=width, height=740 if width == 360 else 800, motion="reduce")
    view.locator(".bw-more > summary").click()
    ends = [{}, *extremes(widget_classes()[name])]
    for state, outside in zip(ends, seen_in(view, ends, OUTSIDE), strict=True):
        assert max(outside) <= 0, state


@every
@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (360, "dark")])
def test_axe_is_content(shown: Callable, name: str, width: int, theme: str) -> None:
    """At first sight on a phone, with everything as large as it can be at a desk; in the page's theme."""
    view = shown(name, width=width, theme=theme, height=740 if width == 360 else 800, motion="reduce")
    view.locator(".bw-more > summary").click()
    put(view, **(extremes(widget_classes()[name])[-1] if width == 1280 else {}))
    assert_accessible(view)
    colours = "(bw) => (({ color, backgroundColor }) => [color, backgroundColor])(getComputedStyle(bw))"
    style = view.locator(".bw").evaluate(colours)
    ink, paper = (sum(map(int, re.findall(r"\d+", colour)[:3])) for colour in style)
    assert (ink > paper) == (theme == "dark")


@every
def test_another_widget_on_the_page_changes_nothing(bare: Callable[..., Locator], name: str) -> None:
    """Every widget brings a style, the shared part included: none of them reaches into another."""
    others = [str(cls._css) for other, cls in widget_classes().items() if other != name]
    assert bare(name).evaluate(CHANGED, others) == []


@every
def test_small_targets_are_none(shown: Callable, name: str) -> None:
    view = shown(name, width=360, height=740)
    view.locator(".bw-more > summary").click()
    small = """(view) => {
      const side = (node) => Math.min(node.offsetHeight, node.offsetWidth);
      return [...view.querySelectorAll("button, select, input, summary, [role=slider]")]
        .filter((node) => node.offsetHeight && side(node) < (node.type === "checkbox" ? 18 : 24))
        .map((node) => node.outerHTML);
    }"""
    assert view.evaluate(small) == []
    view.page.keyboard.press("Tab")
    assert view.evaluate(PAINTED_OVER) == []
    # In a reader's own colours no background is left: what is chosen has another frame than its neighbours.
    view.page.emulate_media(forced_colors="active")
    assert view.evaluate(CHOSEN_ALIKE) == []
    view.page.emulate_media(forced_colors="none")


@every
def test_without_script_the_first_frame_stands(bare: Callable[..., Locator], name: str) -> None:
    mount = bare(name, script=False)
    box = mount.locator("svg").bounding_box()
    assert box is not None and box["width"] > 200
    assert mount.locator("tbody tr").count() >= 5
    assert mount.bounding_box()["height"] <= 1500, "a picture and its table, no appendix"


HEARD = "() => { window.heard = []; addEventListener('keydown', (e) => heard.push(e.key)); }"


@every
def test_the_keys_of_the_frame(shown: Callable, name: str) -> None:
    view = shown(name, width=1280, height=800, motion="reduce")
    page, root, start = view.page, view.locator(".bw"), read(view)
    words, question = view.locator(".bw-live").first, view.locator(".bw-live").first.inner_text()
    page.evaluate(HEARD)
    root.focus()
    press(view, "?")
    assert "R resets" in view.locator(".bw-keys").inner_text()
    press(view, "?")
    assert not view.locator(".bw-keys").is_visible() and view.locator(".bw-more[open]").count() == 0
    for beat in start["beats"]:
        press(view, "b")
        assert words.inner_text() == beat["label"]
        assert read(view) | beat["state"] == read(view)
    press(view, "R")  # large letters too
    assert read(view) == start and words.inner_text() == question
    press(view, "Home")
    assert view.locator("input[name='frame']").input_value() == "0"
    press(view, ".", ".", ",")
    assert view.locator("input[name='frame']").input_value() == "1"
    page.keyboard.press("p")
    assert page.evaluate("document.activeElement.closest('.bw-ask') !== null")
    assert page.evaluate("heard") == [], "what the widget understands does not reach the page"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('.bw')"), "the question leads back to the widget"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement === document.body")
    root.focus()
    page.keyboard.press("PageDown")
    assert page.evaluate("heard") == ["Escape", "PageDown"]


# Room to scroll, up and down, and an ear for what the browser takes away from the widget.
TALL = """() => {
  document.body.style.padding = "600px 0 3000px";
  window.cancelled = 0;
  addEventListener("pointercancel", () => { cancelled += 1; }, true);
}"""
# What else follows a pointer, of HTML or SVG; and the plots that a finger taps, so that it may scroll there.
MARK_AREAS = """for (const node of document.querySelectorAll(".bw, .bw :not([data-handle])"))
  if (getEventListeners(node).pointermove) node.dataset.follows = "";"""
PASSED_BY = ("mc-field", "rl-plane")


def finger(view: Locator, session: CDPSession, one: Locator, by: tuple[float, float]) -> bool:
    """Drag the middle of `one` with a finger; whether the page took the movement and scrolled."""
    box, before = one.bounding_box(), view.page.evaluate("[scrollY, cancelled]")
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    track = [(x + by[0] * part / 6, y + by[1] * part / 6) for part in range(7)]
    for kind_, point in zip(["touchStart", *["touchMove"] * 6], track, strict=True):
        points = [{"x": point[0], "y": point[1]}]
        session.send("Input.dispatchTouchEvent", {"type": kind_, "touchPoints": points})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    settle(view)
    return view.page.evaluate("[scrollY, cancelled]") != before


def handles(view: Locator) -> list[Locator]:
    return [one for one in view.locator("[data-handle]").all() if one.is_visible()]


@every
def test_what_is_dragged_answers_to_the_arrows_too(shown: Callable, name: str) -> None:
    view = shown(name, width=1280, height=800, motion="reduce")
    for one in handles(view):
        one.focus()
        before, most = (float(one.get_attribute(f"aria-value{end}")) for end in ("now", "max"))
        up = before < most
        press(view, "ArrowUp" if up else "ArrowDown")
        more = float(one.get_attribute("aria-valuenow")) - before
        # Up is more, but where the window goes row by row.
        assert (more > 0) == (up and name != "convolution-explorer"), one.get_attribute("aria-label")
        assert more
        assert one.evaluate("(node) => node === document.activeElement")
        press(view, "r")


# Where nothing is dragged, or what is dragged is only looked at: a key that changes what is drawn.
CHANGING_KEY = {"group-shuffle": "s", "low-rank": "2", "channel-gates": "2"}


@every
def test_a_hand_in_the_picture_stops_what_plays(shown: Callable, name: str) -> None:
    view = shown(name, width=1280, height=800, motion="reduce")
    play = view.locator(".bw-play")
    play.click()
    assert play.get_attribute("aria-label") == "Pause"
    if name == "net-adapt-steps":
        view.locator(".na-card").first.click()
    elif name in CHANGING_KEY:
        view.locator(".bw").focus()
        press(view, CHANGING_KEY[name])
    else:
        view.locator(".bw-stage [role=slider]").first.focus()
        press(view, "ArrowRight")
    assert play.get_attribute("aria-label") == "Play"


@every
def test_a_finger_drags_what_a_mouse_drags(bare: Callable, name: str) -> None:
    """A touch on a handle moves it; neither there nor on what else is dragged does it scroll the page."""
    view = bare(name, width=360, height=500, motion="reduce")
    session = view.page.context.new_cdp_session(view.page)
    view.page.evaluate(TALL)
    for one in handles(view):
        name_ = one.get_attribute("data-handle")
        one.evaluate("(node) => node.scrollIntoView({ block: 'center' })")
        before = one.get_attribute("aria-valuenow")
        along = "is-x" in one.get_attribute("class")
        for way in (60, -60):
            assert not finger(view, session, one, (way * along, way * (not along))), name_
            if one.get_attribute("aria-valuenow") != before:
                break
        assert one.get_attribute("aria-valuenow") != before, name_
        view.locator(".bw").focus()
        press(view, "r")
    session.send("Runtime.evaluate", {"expression": MARK_AREAS, "includeCommandLineAPI": True})
    for one in view.locator("[data-follows]").all():
        if one.is_visible():
            one.evaluate("(node) => node.scrollIntoView({ block: 'center' })")
            area = one.get_attribute("class")
            assert finger(view, session, one, (0, -60)) == any(each in area for each in PASSED_BY), area
    session.detach()


# Whether the picture is the same some frames later, and how many animations run.
LATER = """async (view) => {
  const drawn = () => [...view.querySelectorAll(".bw-stage, .bw-count")].map((node) => node.innerHTML).join();
  const before = drawn();
  for (let i = 0; i < 6; i += 1) await new Promise(requestAnimationFrame);
  return [drawn() === before, document.getAnimations().length];
}"""


@every
def test_without_motion_a_picture_is_there_at_once(shown: Callable, name: str) -> None:
    view = shown(name, width=1280, height=800, motion="reduce")
    view.locator(".bw").focus()
    for _ in read(view)["beats"]:
        press(view, "b")
        assert view.evaluate(LATER) == [True, 0]


@every
def test_a_link_carries_what_differs_and_brings_it_back(bare: Callable, name: str) -> None:
    view = bare(name, motion="reduce")
    page, start = view.page, read(view)
    page.evaluate("""() => Object.defineProperty(navigator, "clipboard", { configurable: true,
      value: { writeText: async (text) => { window.copied = text; } } })""")
    view.locator(".bw-more > summary").click()
    tool = view.get_by_role("button", name="Copy link")
    tool.click()
    view.get_by_text("Copied", exact=True).wait_for()
    assert page.evaluate("location.hash") == f"#widget-{name}-1", "the first sight needs no state"
    put(view, **start["beats"][-1]["state"])
    shared = read(view)
    tool.click()
    eventually(page, lambda: page.evaluate("copied === location.href"))
    link = page.evaluate("location.hash")
    assert link.startswith(f"#widget-{name}-1~")
    carried = json.loads(unquote(link.partition("~")[2]))
    assert carried == {key: value for key, value in shared.items() if value != start[key]}
    assert read(bare(name, link, motion="reduce")) == shared
    view.locator(".bw").focus()
    press(view, "r")
    assert read(view) == start
    view.page.evaluate("() => { location.hash = ''; }")
    view.page.evaluate("link => { location.hash = link; }", link)  # a link on the same page
    settle(view)
    assert read(view) == shared
    assert read(bare(name, f"#widget-{name}-1~%7Bnonsense", motion="reduce")) == start


@every
def test_where_the_clipboard_is_closed_the_link_can_be_copied_by_hand(bare: Callable, name: str) -> None:
    view = bare(name, motion="reduce")
    view.page.evaluate("""() => {
      Object.defineProperty(navigator, "clipboard", { configurable: true, value: null });
      document.execCommand = () => false;
    }""")
    view.locator(".bw-more > summary").click()
    view.get_by_role("button", name="Copy link").click()
    field = view.get_by_label("Link to copy")
    field.wait_for()
    assert field.input_value() == view.page.url
    assert view.page.evaluate("getSelection().toString()") == view.page.url


@every
def test_a_step_keeps_the_page_still(shown: Callable, name: str) -> None:
    """A step changes what it must: the nodes of numbers, table and controls stay, and most of the picture's.

    Its SVG is not told its own size again, because the browser would lay out all that stands in it.
    """
    view = shown(name, width=1280, height=800, motion="reduce")
    view.locator(".bw").focus()
    press(view, "Home")
    marked = "[...view.querySelectorAll('.bw-table *, .bw-numbers *, .bw-count *, input, button')]"
    view.evaluate(f"(view) => {{ view.marked = {marked}; }}")
    view.evaluate("""(view) => {
      view.drawn = [...view.querySelectorAll(".bw-picture *")];
      view.sized = 0;
      const observer = new MutationObserver((all) => { view.sized += all.length; });
      for (const node of view.querySelectorAll(".bw-picture"))
        observer.observe(node, { attributeFilter: ["viewBox"] });
    }""")
    before = read(view)
    view.locator(".bw-next").click()
    settle(view)
    assert read(view) != before
    assert view.evaluate("(view) => view.marked.length > 20 && view.marked.every((node) => node.isConnected)")
    gone = view.evaluate(
        "({ drawn }) => drawn.filter((node) => !node.isConnected).length / (drawn.length || 1)"
    )
    assert gone < 0.5 and view.evaluate("({ sized }) => sized") == 0


@every
def test_on_a_slide_the_deck_keeps_its_keys(shown: Callable, name: str) -> None:
    """After a click on Play the arrows and Space turn the slide; what is dragged keeps them."""
    view = shown(name, present=True, motion="reduce")
    page = view.page
    assert view.locator(".bw[data-prevent-swipe]").count() == 1 and view.locator(".bw-more").is_hidden()
    page.evaluate(HEARD)
    view.locator(".bw-play").click()
    press(view, "ArrowRight", "ArrowLeft", " ", "b")
    assert page.evaluate("heard") == ["ArrowRight", "ArrowLeft", " "]
    for one in handles(view)[:1]:
        one.focus()
        press(view, "ArrowUp")
        assert "ArrowUp" not in page.evaluate("heard")


@every
def test_on_a_slide_an_answer_closes_the_question_over_the_number(shown: Callable, name: str) -> None:
    view = shown(name, present=True, motion="reduce")
    question = view.locator(".bw-ask")
    view.locator(".bw").focus()
    for _ in range(2):
        assert not question.is_visible()
        press(view, "p")
        assert question.is_visible()
        press(view, "Escape")
    press(view, "p")
    for _ in answers(view):
        if not question.is_visible():
            break
    assert not question.is_visible() and view.locator(".bw > .bw-line .bw-live").inner_text()
    assert view.locator(".bw").get_attribute("data-hidden") is None


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


# From each state a step sets the picture in motion; the next state comes while it moves.
HASTE = """async (view, states) => {
  const model = bookWidgets.models[view.closest(".widget-mount").dataset.model];
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  for (const state of states) {
    model.set(state);
    await frame();
    const step = new KeyboardEvent("keydown", { key: model.get("frame") ? "," : ".", bubbles: true });
    view.querySelector(".bw").dispatchEvent(step);
    await frame();
    await frame();
  }
}"""


@every
def test_what_changes_on_the_way_is_drawn_whole(bare: Callable[..., Locator], name: str) -> None:
    """A change may come at any frame of a motion: no frame mixes its state with numbers of the one before."""
    view = bare(name)
    view.locator(".bw").focus()
    press(view, "b")
    beats = [beat["state"] for beat in read(view)["beats"]]
    few, *_, most = extremes(widget_classes()[name])
    view.evaluate(HASTE, [few, most, few, *beats, *reversed(beats)])
    assert view.page.watch.complaints == []


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

"""What the tests of every widget need: wait for a drawing, read and set traits, read a number, press keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import traitlets
from anywidget import AnyWidget
from axe_playwright_python.sync_playwright import Axe
from bare_page import page_name, widget_classes
from playwright.sync_api import Locator, Page

MODEL = "bookWidgets.models[view.closest('.widget-mount').dataset.model]"
# Two frames, and those until what a widget computes elsewhere is there.
FRAMES = """async (view) => {
  const frame = () => new Promise(requestAnimationFrame);
  await frame();
  do await frame(); while ((view ?? document).querySelector("[data-busy]"));
}"""

# Takes a widget without motion through `steps` and looks after each: what would wait for a frame is drawn at
# once, so that the browser does not paint what nobody sees, and one call does the work of hundreds.
AT_ONCE = """async (view, steps, look) => {
  const { requestAnimationFrame: ask, cancelAnimationFrame: cancel } = window;
  const waiting = new Map(), found = [];
  let last = 0;
  window.requestAnimationFrame = (f) => waiting.set(--last, f) && last;
  window.cancelAnimationFrame = (id) => waiting.delete(id) || cancel.call(window, id);
  const draw = () => {
    const all = [...waiting.values()];
    waiting.clear();
    for (const f of all) f(performance.now());
  };
  try {
    for (const step of steps) {
      step();
      for (let round = 0; round < 2 || view.querySelector("[data-busy]"); round += 1) {
        if (round > 1) await new Promise((done) => ask.call(window, done));
        draw();
      }
      found.push(look());
    }
  } finally {
    Object.assign(window, { requestAnimationFrame: ask, cancelAnimationFrame: cancel });
    for (const f of waiting.values()) requestAnimationFrame(f);
  }
  return found;
}"""

# `working` holds the page's workers from now on, each until it is ended.
WORKERS = """() => {
  window.working = new Set();
  window.Worker = class extends Worker {
    constructor(...values) { super(...values); working.add(this); }
    terminate() { working.delete(this); super.terminate(); }
  };
}"""


def settle(view: Locator) -> None:
    """Wait until the widget has drawn what was set: it draws once a frame, and may compute before."""
    view.evaluate(FRAMES)


def eventually(page: Page, holds: Callable[[], bool], seconds: float = 15) -> None:
    """Wait until `holds()`: what takes a second on a quiet machine may take more on a busy one."""
    for _ in range(round(10 * seconds)):
        if holds():
            return
        page.wait_for_timeout(100)
    assert holds()


def at_rest(view: Locator, script: str) -> Any:
    """What `script` finds in the widget, once it has not changed for half a second."""
    last = view.evaluate(script)
    for _ in range(30):
        view.page.wait_for_timeout(500)
        if (now := view.evaluate(script)) == last:
            return now
        last = now
    raise AssertionError("the widget never comes to rest")


def kind(view: Locator) -> type[AnyWidget]:
    """The Python class of the widget."""
    return widget_classes()[view.evaluate("(view) => view.closest('.widget-mount').dataset.widget")]


@cache
def traits(cls: type[AnyWidget]) -> dict[str, traitlets.TraitType]:
    """What a widget's own class gives to its picture; bytes, the fallback and what comes late left out."""
    return {
        name: trait
        for name, trait in cls.class_traits(sync=True).items()
        if name not in {*AnyWidget.class_traits(), "fallback", "_late"}
        and not isinstance(trait, traitlets.Bytes)
        and not trait.metadata.get("late")
    }


@cache
def names_of_traits() -> dict[str, list[str]]:
    return {name: sorted(traits(cls)) for name, cls in widget_classes().items()}


def read(view: Locator) -> dict:
    """The traits of the widget's own class, as they are on the page."""
    names = "names[view.closest('.widget-mount').dataset.widget]"
    read_all = f"(view, names) => Object.fromEntries({names}.map((name) => [name, {MODEL}.get(name)]))"
    return view.evaluate(read_all, names_of_traits())


@cache
def extremes(cls: type[AnyWidget]) -> list[dict[str, Any]]:
    """States at the ends of the widget's ranges, where the picture needs least and most room.

    One with everything as small as it can be, and for every choice of words one with the rest as large as it
    can be; each as far as Python accepts its values together.
    """
    ranges = {name: list(getattr(trait, "choices", ())) for name, trait in traits(cls).items()}
    choices = {name: values for name, values in ranges.items() if len(values) > 1}
    words = [(name, each) for name, all_ in choices.items() if isinstance(all_[0], str) for each in all_]
    states = [_pushed(cls, {}, choices, 0)]
    largest = [{name: each} for name, each in words] or [{}]
    states += [_pushed(cls, state, choices, -1) for state in largest]
    return [state for number, state in enumerate(states) if state not in states[:number]]


def _pushed(cls: type[AnyWidget], state: dict, choices: dict[str, list], end: int) -> dict[str, Any]:
    """`state` with each number at this end of its range, one after the other, where Python accepts it."""
    for name, values in choices.items():
        if name in state or isinstance(values[0], str):
            continue
        try:
            cls(**state, **{name: values[end]})
        except (traitlets.TraitError, ValueError, TypeError):
            continue
        state = {**state, name: values[end]}
    return state


def put(view: Locator, **values: object) -> None:
    """Set traits as Python would, and wait for the drawing."""
    view.evaluate(f"(view, values) => {MODEL}.set(values)", values)
    settle(view)


def seen_in(view: Locator, states: Iterable[dict[str, Any]], script: str, arg: object = None) -> list[Any]:
    """What `script` finds in each of these states, which are set one after the other; see AT_ONCE."""
    assert view.page.situation["reduced_motion"] == "reduce"
    steps = f"states.map((state) => () => {MODEL}.set(state))"
    go = f"(view, [states, arg]) => ({AT_ONCE})(view, {steps}, () => ({script})(view, arg))"
    return view.evaluate(go, [list(states), arg])


def seen_after_keys(view: Locator, keys: str, script: str) -> list[Any]:
    """What `script` finds after each of these keys in the widget, one letter each."""
    assert view.page.situation["reduced_motion"] == "reduce"
    key = "new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })"
    steps = f"[...keys].map((key) => () => view.querySelector('.bw').dispatchEvent({key}))"
    return view.evaluate(f"(view, keys) => ({AT_ONCE})(view, {steps}, () => ({script})(view))", keys)


def seen_at_frames(view: Locator, script: str, arg: object = None) -> list[Any]:
    """What `script` finds at each step, as a reader drags the scrub range from the first to the last."""
    assert view.page.situation["reduced_motion"] == "reduce"
    drag = "range.value = frame; range.dispatchEvent(new Event('input'));"
    steps = f"[...Array(+range.max + 1).keys()].map((frame) => () => {{ {drag} }})"
    go = f"""(view, arg) => {{
      const range = view.querySelector("input[name='frame']");
      return ({AT_ONCE})(view, {steps}, () => ({script})(view, arg));
    }}"""
    return view.evaluate(go, arg)


def number(view: Locator, key: str) -> str:
    """One entry of the number strip."""
    return view.locator(f'[data-number="{key}"] dd').inner_text()


def press(view: Locator, *keys: str) -> None:
    """Press keys where the focus is, and wait for the drawing after each."""
    for key in keys:
        view.page.keyboard.press(key)
        settle(view)


# Marks the rows of a table in which only the words differ from those of another: axe takes its time for each.
ROWS_LIKE_OTHERS = """(view) => {
  const seen = new Set();
  for (const row of view.querySelectorAll("tr")) {
    const kind = row.outerHTML.replace(/>[^<]*/g, ">");
    if (seen.has(kind)) row.dataset.again = "";
    seen.add(kind);
  }
}"""


def assert_accessible(view: Locator) -> None:
    """axe-core finds nothing in the widget."""
    view.evaluate(ROWS_LIKE_OTHERS)
    context = {
        "include": [[f'.widget-mount[data-widget="{page_name(kind(view))}"]']],
        "exclude": [["[data-again]"]],
    }
    options = {"preload": False, "resultTypes": ["violations"]}
    found = Axe().run(view.page, context=context, options=options)
    assert found.response["violations"] == [], found.generate_report()

"""What the tests of every widget need: wait for a drawing, read and set traits, read a number, press keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from anywidget import AnyWidget
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page

from lightcnn import widgets

MODEL = "bookWidgets.models[view.closest('.widget-mount').dataset.model]"
FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def settle(view: Locator) -> None:
    """Wait until the widget has drawn what was set: it draws once a frame."""
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


def read(view: Locator) -> dict:
    """The traits of the widget's own class, as they are on the page; bytes are left out."""
    name = view.evaluate("(view) => view.closest('.widget-mount').dataset.widget")
    cls = getattr(widgets, name.title().replace("-", ""))
    traits = set(cls.class_trait_names(sync=True)) - {*AnyWidget.class_traits(), "fallback", "photo"}
    read_all = f"(view, names) => Object.fromEntries(names.map((name) => [name, {MODEL}.get(name)]))"
    return view.evaluate(read_all, sorted(traits))


def put(view: Locator, **values: object) -> None:
    """Set traits as Python would, and wait for the drawing."""
    view.evaluate(f"(view, values) => {MODEL}.set(values)", values)
    settle(view)


def number(view: Locator, key: str) -> str:
    """One entry of the number strip."""
    return view.locator(f'[data-number="{key}"] dd').inner_text()


def press(view: Locator, *keys: str) -> None:
    """Press keys where the focus is, and wait for the drawing after each."""
    for key in keys:
        view.page.keyboard.press(key)
        settle(view)


def assert_accessible(view: Locator) -> None:
    """axe-core finds nothing in the widget."""
    name = view.evaluate("(view) => view.closest('.widget-mount').dataset.widget")
    found = Axe().run(view.page, context=f'.widget-mount[data-widget="{name}"]')
    assert found.response["violations"] == [], found.generate_report()

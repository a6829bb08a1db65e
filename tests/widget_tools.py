"""What the tests of every widget need: wait for a drawing, read and set traits, read a number, press keys."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator

MODEL = "bookWidgets.models[view.closest('.widget-mount').dataset.model]"
FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def settle(view: Locator) -> None:
    """Wait until the widget has drawn what was set: it draws once a frame."""
    view.evaluate(FRAMES)


def read(view: Locator) -> dict:
    """All traits that the page has saved for the widget, as they are now."""
    saved = "JSON.parse(document.getElementById('book-widgets').textContent).models"
    names = f"Object.keys({saved}[view.closest('.widget-mount').dataset.model].state)"
    return view.evaluate(f"(view) => Object.fromEntries({names}.map((name) => [name, {MODEL}.get(name)]))")


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

"""LowPrecision: its decibels and points beside Python's; dragged, stepped and answered."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator
from widget_tools import eventually, number, press, put, read, settle

from lightcnn.widgets import LowPrecision
from lightcnn.widgets.low_precision.grids import best, enough, errors, points

pytestmark = pytest.mark.browser
WIDGET = "low-precision"
USED = "(view) => [...view.querySelectorAll('[data-used]')].map((one) => +one.dataset.used)"


def commit(view: Locator, answer: str = "below 6") -> None:
    view.locator(".bw-ask").get_by_role("button", name=answer).click()
    settle(view)


def test_the_errors_are_what_python_computes(widget: Callable[..., Locator]) -> None:
    view, known = widget(motion="reduce"), LowPrecision()
    commit(view)
    view.locator(".bw-more > summary").click()
    for index, record in enumerate(known.activations):
        for bits, bound in ((1, 0.25), (2, 3.0), (3, 6.0), (5, 9.25), (8, 12.0)):
            put(view, record=index, bits=bits, bound=bound)
            found = errors(record, bits, bound)
            assert view.locator(".bw-value").inner_text() == f"{found.decibel:.1f}"
            share = 100 * found.clipping / found.signal
            shown = number(view, "clipping").removesuffix(" %").removeprefix("< ")
            assert float(shown) == pytest.approx(share, abs=0.51 if share >= 10 else 0.1)
            assert number(view, "best") == f"{best(record, bits):g}"
    put(view, bits=0)
    assert view.locator(".bw-value").inner_text() == "0.0"


@pytest.mark.parametrize("stored", ["layer", "channel"])
def test_every_channel_shows_the_points_it_uses(widget: Callable[..., Locator], stored: str) -> None:
    view, weights, own = widget(motion="reduce"), LowPrecision().weights, stored == "channel"
    loudest = sorted(
        range(32), key=lambda i: -max(abs(weights["low"][i]), abs(weights["high"][i]))
    )  # the picture's order
    for bits in (0, 1, 2, 4, 6, 8):
        put(view, stored=stored, bits=bits)
        used = points(weights, bits, per_channel=own)
        assert view.evaluate(USED) == [used[i] for i in loudest]
        assert view.locator(".bw-value").inner_text() == str(enough(weights, bits, per_channel=own))


def test_the_answer_plays(widget: Callable[..., Locator]) -> None:
    known = LowPrecision()
    end = best(known.activations[known.record], 3)
    view = widget()
    assert view.locator(".bw-value").inner_text() == "?" and view.locator(".lp-dot").count() == 0
    commit(view, "at 6")
    assert read(view).items() >= {"bits": 3, "bound": end}.items()
    at_end = f"{errors(known.activations[known.record], 3, end).decibel:.1f}"
    eventually(view.page, lambda: view.locator(".bw-value").inner_text() == at_end)
    assert view.locator(".lp-dot").count() == 1
    assert f"at {end:g} it is {at_end} dB" in view.locator(".bw-live").first.inner_text()


def test_the_end_of_the_grid_is_dragged(widget: Callable[..., Locator]) -> None:
    view = widget(motion="reduce")
    handle = view.locator("[data-handle='bound']")
    box = handle.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    view.page.mouse.move(x, y)
    view.page.mouse.down()
    view.page.mouse.move(x - 80, y, steps=4)
    view.page.mouse.up()
    settle(view)
    dragged = read(view)["bound"]
    assert dragged < 6 and (4 * dragged).is_integer()
    handle.focus()
    press(view, "ArrowRight")
    assert read(view)["bound"] == dragged + 0.25


def test_bits_and_views_are_buttons_and_keys(widget: Callable[..., Locator]) -> None:
    view = widget(motion="reduce")
    view.get_by_role("button", name="One bit more", exact=True).click()
    settle(view)
    assert read(view)["bits"] == 4
    assert view.locator("[data-points]").get_attribute("data-points") == "16"
    view.locator(".bw").focus()
    for digit, name in (("2", "layer"), ("3", "channel"), ("1", "activations")):
        press(view, digit)
        assert read(view)["stored"] == name
        assert view.locator(f"[data-stored='{name}']").get_attribute("aria-pressed") == "true"
        assert view.locator("[data-handle='bound']").is_visible() == (name == "activations")

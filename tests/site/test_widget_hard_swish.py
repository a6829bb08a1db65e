"""HardSwish: what it compares beside torch; dragged, swept and answered; how deep h-swish begins."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from playwright.sync_api import Locator
from torch.nn import functional as F
from widget_tools import MODEL, eventually, number, press, put, read, settle

from lightcnn.widgets.hard_swish import curves, depth

pytestmark = pytest.mark.browser
WIDGET = "hard-swish"
BOXES = "(view) => [...view.querySelectorAll('.hs-number')].map((one) => one.textContent)"
PARTS = "(view) => [...view.querySelectorAll('.bw-part')].map((part) => parseFloat(part.style.width))"
BARS = (
    "(view) => [...view.querySelectorAll('.hs-bar')].map((bar) => [+bar.dataset.values, bar.matches('.t1')])"
)


def commit(view: Locator, answer: str = "at ±3") -> None:
    """Answer, and stop what plays."""
    view.locator(".bw-ask").get_by_role("button", name=answer).click()
    settle(view)
    view.locator(".bw-play").click()
    settle(view)


def plain(text: str) -> float:
    return float(text.replace("−", "-"))


def value(view: Locator) -> float:
    return plain(view.locator(".bw-value").inner_text())


def here(x: float) -> tuple[float, float]:
    """Swish and h-swish of torch."""
    at = torch.tensor(x, dtype=torch.float64)
    return float(F.silu(at)), float(F.hardswish(at))


@pytest.mark.parametrize("x", [-6.0, -3.0625, -3.0, -1.5, 0.0, 1.6875, 3.0, 6.0])
def test_what_is_shown_is_what_torch_computes(widget: Callable[..., Locator], x: float) -> None:
    view = widget(motion="reduce")
    commit(view)
    put(view, scene="functions", x=x)
    soft, hard = here(x)
    assert value(view) == pytest.approx(abs(soft - hard), abs=5.1e-5)
    at, gate, six, product, swish = map(plain, view.evaluate(BOXES))
    assert (at, gate, six) == (
        pytest.approx(x, abs=5.1e-3),
        pytest.approx(min(max(x + 3, 0), 6), abs=5.1e-3),
        6,
    )
    assert (product, swish) == (pytest.approx(hard, abs=5.1e-5), pytest.approx(soft, abs=5.1e-5))
    put(view, scene="slopes")
    slopes = curves.swish_slope(x) - curves.hard_swish_slope(x)
    assert value(view) == pytest.approx(abs(slopes), abs=5.1e-4)


@pytest.mark.parametrize("bits", [4, 5, 6, 8])
def test_the_boxes_count_in_integers_on_a_grid(widget: Callable[..., Locator], bits: int) -> None:
    view, step = widget(motion="reduce"), curves.step_of(bits)
    commit(view)
    for x in (-6, -4, -3, -2, -1, 0, 1, 3, 5):
        put(view, scene="grid", bits=bits, x=x)
        soft, hard = (curves.level(one, bits) for one in here(x))
        q, gate, six, product, swish = map(plain, view.evaluate(BOXES))
        assert (q, gate, six) == (x / step, min(max(x + 3, 0), 6) / step, 6 / step)
        assert (product, swish, value(view)) == (hard, soft, abs(hard - soft))


def test_the_answer_is_swept(widget: Callable[..., Locator]) -> None:
    view = widget()
    assert view.locator(".bw-value").inner_text() == "?"
    assert view.locator("[data-curve='hard'], [data-gap], .hs-error").count() == 0
    view.evaluate(
        f"(view) => {{ window.went = []; {MODEL}.on('change:x', () => went.push({MODEL}.get('x'))); }}"
    )
    view.locator(".bw-ask").get_by_role("button", name="near −1.5").click()
    settle(view)
    assert f"{curves.gap(1.5):.3f}" in view.locator(".bw-live").first.inner_text()
    eventually(view.page, lambda: view.page.evaluate("went.length > 2"))
    went = view.page.evaluate("went")
    assert went == list(range(-6, -6 + len(went)))
    view.locator(".bw").focus()
    press(view, "End")
    eventually(view.page, lambda: "0.1423, at −3 and 3" in view.locator(".bw-note").inner_text())
    eventually(view.page, lambda: view.locator(".hs-peak").all_text_contents() == ["0.142", "0.142"])


def test_the_largest_gap_is_that_of_what_was_swept(widget: Callable[..., Locator]) -> None:
    view = widget(motion="reduce")
    commit(view)
    for x in (-6.0, -4.5, -3.0, -1.5, 2.0, 3.0, 6.0):
        put(view, scene="functions", x=x)
        most = max((curves.gap(at) for at in curves.AXIS if -6 < at <= x), default=0)
        note = view.locator(".bw-note").inner_text()
        assert f"{most:.4f}" in note if most else note == "nothing compared yet"
        shares = [100 * one / (1.06 * curves.WORST) for one in (min(most, curves.gap(x)), most)]
        now, rest = view.evaluate(PARTS)
        assert [now, now + rest] == pytest.approx(shares, abs=0.13)


def test_x_is_dragged_and_stepped(widget: Callable[..., Locator]) -> None:
    view = widget(motion="reduce")
    commit(view)
    put(view, x=1)
    handle = view.locator("[data-handle='x']")
    box = handle.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    view.page.mouse.move(x, y)
    view.page.mouse.down()
    view.page.mouse.move(x - 100, y, steps=4)
    view.page.mouse.up()
    settle(view)
    dragged = read(view)["x"]
    assert dragged < 0 and (16 * dragged).is_integer()
    handle.focus()
    press(view, "ArrowRight")
    assert read(view)["x"] == dragged + 1 / 16
    assert value(view) == pytest.approx(curves.gap(dragged + 1 / 16), abs=5.1e-5)


def test_digits_and_buttons_change_the_picture(widget: Callable[..., Locator]) -> None:
    view = widget(motion="reduce")
    view.locator(".bw").focus()
    for digit, name in zip("4321", ("depth", "grid", "slopes", "functions"), strict=True):
        press(view, digit)
        assert read(view)["scene"] == name
        assert (view.locator(".hs-bar").count() > 0) == (name == "depth")
    view.locator(".bw-more > summary").click()
    view.get_by_role("button", name="bits: less").click()
    settle(view)
    assert read(view).items() >= {"scene": "grid", "bits": 7}.items()
    view.get_by_role("button", name="slopes", exact=True).click()
    settle(view)
    assert read(view)["scene"] == "slopes"


def test_h_swish_begins_where_the_reader_drags_it(widget: Callable[..., Locator]) -> None:
    view = widget(motion="reduce")
    put(view, scene="depth")
    view.locator(".bw-more > summary").click()
    for deep in (0, 1, depth.DEEP, 32):
        put(view, deep=deep)
        hard = [i >= 32 - deep for i in range(32)]
        assert view.evaluate(BARS) == [
            [one.values, taken] for one, taken in zip(depth.LAYERS, hard, strict=True)
        ]
        assert view.locator(".bw-value").inner_text() == f"{100 * depth.share(deep):.1f} %"
    assert number(view, "values") == f"{depth.VALUES:,} of {depth.VALUES:,}"
    put(view, deep=depth.DEEP)
    handle = view.locator("[data-handle='deep']")
    box = handle.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    view.page.mouse.move(x, y)
    view.page.mouse.down()
    view.page.mouse.move(x - 60, y, steps=3)
    view.page.mouse.up()
    settle(view)
    assert depth.DEEP < (dragged := read(view)["deep"]) < 32
    handle.focus()
    press(view, "ArrowRight")
    assert read(view)["deep"] == dragged - 1

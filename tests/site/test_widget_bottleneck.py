"""BottleneckShapes: every moment's memory beside the library; turned, dragged and run through."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator
from widget_tools import number, press, put, read, settle

from lightcnn.widgets.bottleneck_shapes.blocks import BYTES, Held, held, layers, peak

pytestmark = pytest.mark.browser
WIDGET = "bottleneck-shapes"
HELD = """(view) => [...view.querySelectorAll("[data-held]")]
  .map((bar) => [bar.dataset.held, +bar.getAttribute("height")])"""
TALL = """(view) => [...view.querySelectorAll("[data-tensor]")].map((bar) => +bar.getAttribute("height"))"""


def commit(view: Locator) -> None:
    view.locator(".bw-ask").get_by_role("button", name="the same").click()
    settle(view)
    view.locator(".bw-play").click()
    settle(view)


def held_in_the_picture(view: Locator) -> list[dict[str, float]]:
    """One moment after the other: pixels by kind."""
    bars = view.evaluate(HELD)
    return [dict(bars[i : i + 4]) for i in range(0, len(bars), 4)]


@pytest.mark.parametrize("shape", ["inverted", "classic"])
@pytest.mark.parametrize(
    ("thin", "expansion", "stride", "side", "parts"),
    [(24, 6, 1, 56, 1), (24, 6, 1, 56, 8), (24, 6, 2, 7, 1), (16, 1, 1, 112, 2), (64, 10, 2, 14, 4)],
)
def test_every_moment_is_what_the_library_counts(
    widget: Callable[..., Locator], shape: str, thin: int, expansion: int, stride: int, side: int, parts: int
) -> None:
    view = widget(motion="reduce")
    commit(view)
    moments = held(shape, thin, expansion, stride, side, parts)
    put(
        view,
        shape=shape,
        thin=thin,
        expansion=expansion,
        stride=stride,
        side=side,
        parts=parts,
        step=len(moments),
    )
    drawn = held_in_the_picture(view)
    assert len(drawn) == len(moments)
    scale = sum(drawn[0].values()) / sum(moments[0])
    for found, moment in zip(drawn, moments, strict=True):
        assert Held(**found) == pytest.approx(tuple(scale * n for n in moment), abs=0.01)
    view.locator(".bw-more > summary").click()
    assert (
        number(view, "macs")
        == f"{sum(layer.macs for layer in layers(shape, thin, expansion, stride, side)):,}"
    )
    assert number(view, "peak") == f"{peak(shape, thin, expansion, stride, side, parts) / 1e6:.2f} MB"


def test_the_body_is_turned_inside_out(widget: Callable[..., Locator]) -> None:
    view = widget(motion="reduce")
    thin, thick, *_ = view.evaluate(TALL)
    assert thick / thin == pytest.approx(6)
    assert view.evaluate(TALL) == pytest.approx([thin, thick, thick, thin])
    view.locator("[data-shape='classic']").click()
    settle(view)
    assert view.evaluate(TALL) == pytest.approx([thick, thin, thin, thick])
    view.locator(".bw").focus()
    press(view, "1")
    assert read(view)["shape"] == "inverted"


def test_both_edges_are_dragged(widget: Callable[..., Locator]) -> None:
    view = widget(motion="reduce")
    for name, before in (("expansion", 6), ("thin", 24)):
        box = view.locator(f"[data-handle='{name}']").bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        view.page.mouse.move(x, y)
        view.page.mouse.down()
        view.page.mouse.move(x, y - 14, steps=3)
        view.page.mouse.up()
        settle(view)
        assert read(view)[name] > before, name


def test_the_memory_is_hidden_until_the_reader_answers(widget: Callable[..., Locator]) -> None:
    view = widget(motion="reduce")
    assert view.locator("[data-held]").count() == 0
    assert view.locator(".bw-note").inner_text() == "holds ? at most"
    commit(view)
    put(view, step=4)
    assert view.locator(".bw-note").inner_text() == "holds 3.91 MB at most"


def test_parts_are_run_through_one_after_the_other(widget: Callable[..., Locator]) -> None:
    view = widget(motion="reduce")
    commit(view)
    view.locator("[data-shape='parts']").click()
    settle(view)
    assert read(view).items() >= {"parts": 8, "step": 9}.items()
    view.locator(".bw").focus()
    press(view, "Home")
    total = sum(layer.macs for layer in layers("inverted"))
    for part in range(1, 9):
        press(view, ".")
        assert view.locator(".bw-value").inner_text() == f"{total * part / 8 / 1e6:.1f} M"
        assert view.locator("[data-tensor].t2").count() == 2
    assert f"holds {BYTES * 84 * 56**2 / 1e6:.2f} MB" in view.locator(".bw-note").inner_text()
    press(view, "3")
    assert read(view).items() >= {"parts": 1, "step": 4}.items()

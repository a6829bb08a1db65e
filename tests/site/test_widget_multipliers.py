"""MultiplierCalculator: bars, numbers and marked pairs beside the library; by mouse, by keys and by play."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator
from widget_tools import number, press, put, read, settle

from lightcnn.widgets.multiplier_calculator import layers

pytestmark = pytest.mark.browser
WIDGET = "multiplier-calculator"
AREAS = """(view) => [...view.querySelectorAll("[data-layer]")]
  .map((bar) => bar.getAttribute("width") * bar.getAttribute("height"))"""
DEPTHS = """(view) => [...view.querySelectorAll("[data-root]")].map((bar) => +bar.getAttribute("height"))"""


def value(view: Locator) -> str:
    return view.locator(".bw-value").inner_text()


def note(view: Locator) -> str:
    return view.locator(".bw-note").inner_text()


def commit(view: Locator) -> None:
    view.get_by_role("button", name="side", exact=True).click()
    settle(view)


@pytest.mark.parametrize(("width", "side"), [(1.0, 224), (0.5, 224), (1.0, 112), (0.25, 128), (0.35, 176)])
def test_area_is_multiply_adds_and_depth_is_parameters(
    widget: Callable[..., Locator], width: float, side: int
) -> None:
    view = widget(motion="reduce")
    commit(view)
    put(view, width=1.0, side=224)
    area, depth = sum(view.evaluate(AREAS)), sum(view.evaluate(DEPTHS))
    put(view, width=width, side=side)
    assert sum(view.evaluate(AREAS)) / area == pytest.approx(
        layers.macs(width, side) / layers.macs(1.0, 224), rel=1e-3
    )
    assert sum(view.evaluate(DEPTHS)) / depth == pytest.approx(
        sum(layers.weights(width)) / sum(layers.weights(1.0)), rel=1e-3
    )
    assert f"{float(value(view).removesuffix(' M')):.1f}" == f"{layers.macs(width, side) / 1e6:.1f}"
    view.locator(".bw-more > summary").click()
    assert number(view, "macs") == f"{layers.macs(width, side):,}"
    assert number(view, "weights") == f"{sum(layers.weights(width)):,}"
    assert number(view, "held") == f"{layers.most_held(width, side) / 1e6:.2f} MB"


def test_the_resolution_narrows_the_bars_and_the_width_lowers_them(widget: Callable[..., Locator]) -> None:
    view = widget(motion="reduce")
    commit(view)
    bar = view.locator("[data-layer='2']")  # a 1×1 layer

    def size() -> tuple[float, float]:
        return float(bar.get_attribute("width")), float(bar.get_attribute("height"))

    put(view, width=1.0, side=224)
    whole = size()
    put(view, side=112)
    assert size() == pytest.approx((whole[0] / 4, whole[1]))
    put(view, width=0.5, side=224)
    assert size() == pytest.approx((whole[0], whole[1] / 4))


def test_the_parameters_are_hidden_until_the_reader_answers(widget: Callable[..., Locator]) -> None:
    view = widget(motion="reduce")
    assert view.locator("[data-root]").count() == 0 and note(view).startswith("? parameters")
    commit(view)
    assert read(view).items() >= {"width": 1, "side": 112, "budget": 150_000_000}.items()
    assert value(view) == "148.9 M" and note(view) == "4.21 M parameters"


def test_the_marker_is_dragged_tapped_and_moved_by_arrows(widget: Callable[..., Locator]) -> None:
    view = widget(motion="reduce")
    marker, page = view.locator("[data-handle='marker']"), view.page
    box = marker.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 60, y + 100, steps=4)
    page.mouse.up()
    settle(view)
    after = marker.bounding_box()
    cell = view.locator(".mc-cell").first.bounding_box()
    assert (
        abs(after["x"] - box["x"] + 60) < cell["width"] and abs(after["y"] - box["y"] - 100) < cell["height"]
    )
    moved = read(view)
    press(view, "ArrowUp", "ArrowRight")
    assert (
        read(view)["width"] == pytest.approx(moved["width"] + 0.05)
        and read(view)["side"] == moved["side"] + 16
    )
    field = view.locator(".mc-field").bounding_box()
    page.mouse.click(field["x"] + 2, field["y"] + field["height"] - 2)
    settle(view)
    assert (read(view)["width"], read(view)["side"]) == (0.25, 96)


def test_a_budget_marks_every_pair_on_its_curve(widget: Callable[..., Locator]) -> None:
    view = widget(motion="reduce")
    for budget in layers.BUDGETS:
        view.locator(f"[data-budget='{budget}']").click()
        settle(view)
        found = [one.get_attribute("data-pair") for one in view.locator(".mc-pair").all()]
        assert found == [f"{width:g} {side}" for width, side in layers.pairs(budget)]
    view.locator(f"[data-budget='{budget}']").click()
    settle(view)
    assert read(view)["budget"] == 0 and view.locator(".mc-pair").count() == 0
    view.locator(".bw").focus()
    press(view, "3")
    assert read(view)["budget"] == 150_000_000


def test_a_published_pair_tells_its_accuracy(widget: Callable[..., Locator]) -> None:
    view = widget(motion="reduce")
    for one in layers.published():
        put(view, width=one.width, side=one.side)
        assert note(view).endswith(f"{one.top1} % top-1"), one
    put(view, width=0.3)
    assert "top-1" not in note(view)


def test_play_adds_block_after_block(widget: Callable[..., Locator]) -> None:
    view = widget(motion="reduce")
    commit(view)
    put(view, width=0.5, side=192)
    view.locator(".bw").focus()
    press(view, "Home")
    counts, out = layers.weights(0.5), layers.sides(192)
    assert value(view) == "0"
    for block in range(15):
        press(view, ".")
        so_far = [k for k, layer in enumerate(layers.LAYERS) if layer.block <= block]
        macs = sum(counts[k] * out[k] ** 2 for k in so_far)
        assert float(value(view).removesuffix(" M")) == pytest.approx(macs / 1e6, abs=0.06)

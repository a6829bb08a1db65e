"""GuidelineExplorer: bars, number and dots beside the library; by mouse, by keys and by play."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator
from widget_tools import press, put, read, settle

from lightcnn.widgets import GuidelineExplorer
from lightcnn.widgets.guideline_explorer.costs import CASES, times_the_least

pytestmark = pytest.mark.browser
WIDGET = "guideline-explorer"
PARTS = ("read", "weights", "written", "copied", "relu", "added")


def value(view: Locator) -> str:
    return view.locator(".bw-value").inner_text()


def width(view: Locator, bar: str) -> float:
    return float(view.locator(f'[data-bar="{bar}"]').get_attribute("width"))


def commit(view: Locator) -> None:
    view.get_by_role("button", name="nearly twice").click()
    settle(view)


@pytest.mark.parametrize("side", [56, 7])
def test_every_design_moves_what_the_library_counts(widget: Callable[..., Locator], side: int) -> None:
    """The bar of multiply-adds stays; that of the values is in its scale."""
    view = widget(motion="reduce")
    commit(view)
    locked = width(view, "work")
    for case in CASES:
        put(view, guideline=case.guideline, side=side, **case.state)
        times = times_the_least(case, side)
        assert value(view) == f"{times:.2f}×", case
        assert width(view, "work") == locked
        assert sum(width(view, part) for part in PARTS) == pytest.approx(times * locked, rel=1e-3)


def test_the_corner_is_dragged_along_one_area(widget: Callable[..., Locator]) -> None:
    view = widget(motion="reduce")
    commit(view)
    box = view.locator("[data-handle='outputs']").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    view.page.mouse.move(x, y)
    view.page.mouse.down()
    view.page.mouse.move(x - 100, y, steps=4)
    after = view.locator("[data-handle='outputs']").bounding_box()
    view.page.mouse.up()
    assert after["x"] == pytest.approx(box["x"] - 100, abs=1.5), "the corner stays under the pointer"
    rect = view.locator(".ge-weights")
    best = view.locator(".ge-best")
    area = [float(one.get_attribute("width")) * float(one.get_attribute("height")) for one in (rect, best)]
    assert area[0] == pytest.approx(area[1])
    assert read(view)["outputs"] < 443


def test_play_goes_through_the_designs_of_each_guideline(widget: Callable[..., Locator]) -> None:
    view = widget(motion="reduce")
    commit(view)
    for digit, guideline in enumerate(("G1", "G2", "G3", "G4"), 1):
        view.locator(".bw").focus()
        press(view, str(digit), "Home")
        assert value(view) == "0.00×"
        for case in [case for case in CASES if case.guideline == guideline]:
            press(view, ".")
            assert value(view) == f"{times_the_least(case):.2f}×"
            assert read(view).items() >= case.state.items()


def test_the_times_are_shown_after_the_answer_where_there_was_a_run(bare: Callable[..., Locator]) -> None:
    view = bare(GuidelineExplorer([("G1", "1:12", "a device", 1.58)]), motion="reduce")
    assert view.locator(".ge-dot").count() == 0 and "1.58" not in view.locator(".bw").text_content()
    commit(view)
    assert "1.58×" in view.locator(".bw-stage").text_content()
    put(view, outputs=300)
    assert view.locator(".ge-dot").count() == 0
    assert "no run of this one" in view.locator(".bw-stage").text_content()

"""ReluCollapse: sectors, folds and read-out beside numpy; units added, the fold turned, the ReLU flipped."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import Locator
from widget_tools import number, press, put, read, settle

from lightcnn.widgets.relu_collapse import plane

pytestmark = pytest.mark.browser
WIDGET = "relu-collapse"
# The curve on either side, in radii of its disc.
CURVE = """(view, kind) => {
  const [left, right] = view.querySelectorAll(".rc-rim"), rim = kind === "back" ? right : left;
  const [x, y, r] = ["cx", "cy", "r"].map((name) => +rim.getAttribute(name));
  const found = [];
  for (const path of view.querySelectorAll(`[data-${kind}]`)) {
    const dots = path.getAttribute("d").match(/[\\d.]+ [\\d.]+/g) ?? [];
    path.dataset[kind].split(" ").filter(Boolean).forEach((i, k) => {
      const [left, top] = dots[k].split(" ");
      found[i] = [(left - x) / r, (y - top) / r];
    });
  }
  return found;
}"""
BARS = """(view) => [...view.querySelectorAll(".bw-part")].map((part) => parseFloat(part.style.width))"""
# Of every point of the plane, whether it is drawn as lost.
LOST = """(view) => {
  const lost = [];
  for (const path of view.querySelectorAll("[data-point]"))
    for (const i of path.dataset.point.split(" ").filter(Boolean)) lost[i] = path.matches(".is-lost");
  return lost;
}"""


def commit(view: Locator) -> None:
    """Answer, and stop what plays."""
    view.locator(".bw-ask").get_by_role("button", name="8", exact=True).click()
    settle(view)
    view.locator(".bw-play").click()
    settle(view)


def percent(text: str) -> float:
    return float(text.removesuffix(" %"))


def value(view: Locator) -> float:
    return percent(view.locator(".bw-value").inner_text())


@pytest.mark.parametrize(
    ("units", "angle", "draw", "relu"),
    [
        *((n, 290, 0, True) for n in (0, 1, 2, 3, 5, 8, 15, 30)),
        (3, 290, 0, False),
        (30, 290, 0, False),
        (4, 17, 7, True),
        (30, 123, 11, True),
    ],
)
def test_what_is_drawn_is_what_numpy_computes(
    widget: Callable[..., Locator], units: int, angle: int, draw: int, relu: bool
) -> None:
    view = widget(motion="reduce")
    commit(view)
    put(view, units=units, angle=angle, draw=draw, relu=relu)
    directions = plane.units_of(angle, draw, units)
    folds = [float(one.get_attribute("data-fold")) for one in view.locator("[data-fold]").all()]
    assert folds == list(directions)
    points, back = np.array(plane.CURVE), plane.read_back(directions, relu=relu)
    assert np.array(view.evaluate(CURVE, "point")) == pytest.approx(points, abs=1e-3)
    assert np.array(view.evaluate(CURVE, "back")) == pytest.approx(back, abs=1e-3)
    axes = np.stack((np.cos(np.radians(directions)), np.sin(np.radians(directions))))
    still = ((points @ axes > 0) | (not relu)).sum(axis=1)
    assert view.evaluate(LOST) == (still < 2).tolist()
    lost = plane.collapsed(directions, relu=relu)
    assert value(view) == pytest.approx(100 * lost, abs=0.051)
    view.locator(".bw-more > summary").click()
    assert percent(number(view, "lost")) == pytest.approx(100 * lost, abs=0.051)
    whole = percent(number(view, "lines")) + percent(number(view, "point"))
    assert whole == pytest.approx(100 * lost, abs=0.11)
    unread = ((points - back) ** 2).sum() / (points**2).sum()
    assert percent(number(view, "unread").removeprefix("< ")) == pytest.approx(100 * unread, abs=0.051)


def test_the_law_stands_beside_what_these_units_lose(widget: Callable[..., Locator]) -> None:
    view = widget(motion="reduce")
    commit(view)
    for units, law in ((2, "75.0 %"), (3, "50.0 %"), (5, "18.8 %"), (8, "3.5 %"), (15, "0.05 %")):
        put(view, units=units)
        assert view.locator(".bw-note").inner_text() == f"on average {law}"
        own, average = view.evaluate(BARS)
        assert own == pytest.approx(100 * (1 - plane.collapsed(plane.units_of(290, 0, units))), abs=1e-2)
        assert average == pytest.approx(100 * (1 - plane.LAW[units]), abs=1e-2)


def test_beyond_three_units_all_is_hidden_until_the_reader_answers(widget: Callable[..., Locator]) -> None:
    view = widget(motion="reduce")
    view.locator(".bw-more > summary").click()
    assert view.locator("[data-lost]").count() == 3
    for units in (5, 8, 20):
        put(view, units=units)
        text = view.locator(".bw").inner_text()
        assert "18.8" not in text and "3.5 %" not in text
        assert view.locator("[data-back], [data-lost], .rc-dot.is-lost").count() == 0
    commit(view)
    put(view, units=20)
    assert len(view.evaluate(CURVE, "back")) == plane.POINTS


def test_an_answer_plays_the_curves_return(widget: Callable[..., Locator]) -> None:
    view = widget(motion="reduce")
    put(view, units=8, relu=False)
    view.locator(".bw-ask").get_by_role("button", name="5", exact=True).click()
    settle(view)
    assert read(view)["relu"] and read(view)["units"] < 8
    assert view.locator(".bw-play").get_attribute("aria-label") == "Pause"


def test_the_fold_is_dragged_round_and_turned_by_keys(widget: Callable[..., Locator]) -> None:
    view = widget(motion="reduce")
    commit(view)
    put(view, units=3)
    knob, mouse = view.locator("[data-handle='line']"), view.page.mouse
    box, rim = knob.bounding_box(), view.locator(".rc-rim").first.bounding_box()
    x, y, r = rim["x"] + rim["width"] / 2, rim["y"] + rim["height"] / 2, rim["width"] / 2
    mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    mouse.down()
    for turn, angle in ((45, 315), (100, 10), (200, 110)):
        mouse.move(x + r * np.cos(np.radians(turn)), y - r * np.sin(np.radians(turn)))
        settle(view)
        assert abs(read(view)["angle"] - angle) <= 1
    mouse.up()
    put(view, angle=355)
    knob.focus()
    for key, angle in (("ArrowUp", 0), ("ArrowLeft", 5), ("ArrowRight", 0), ("ArrowDown", 355)):
        press(view, key)
        assert read(view)["angle"] == angle and knob.get_attribute("aria-valuenow") == str(angle)
        assert value(view) == pytest.approx(100 * plane.collapsed(plane.units_of(angle, 0, 3)), abs=0.051)


def test_units_are_drawn_out_and_the_relu_is_flipped(widget: Callable[..., Locator]) -> None:
    view = widget(motion="reduce")
    commit(view)
    put(view, units=3)
    box, mouse = view.locator("[data-handle='units']").bounding_box(), view.page.mouse
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + 30, y, steps=3)
    mouse.up()
    settle(view)
    assert read(view)["units"] > 5
    for digit, units in enumerate((2, 3, 5, 8, 15), 1):
        view.locator(".bw").focus()
        press(view, str(digit))
        assert read(view)["units"] == units
    press(view, "2")
    view.locator(".rc-relu").click()
    settle(view)
    assert not read(view)["relu"] and value(view) == 0
    view.locator(".bw").focus()
    press(view, "6")
    assert read(view)["relu"] and value(view) > 40

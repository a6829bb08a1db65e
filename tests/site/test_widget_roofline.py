"""Roofline: number, roof and dots beside the library; by mouse, by keys, by play and by finger."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator
from widget_tools import press, put, read, settle

from lightcnn.guidelines.roof import recorded_roof
from lightcnn.widgets import Roofline
from lightcnn.widgets.roofline.frame import duration
from lightcnn.widgets.roofline.layers import FACTORS, LAYERS, NAMES, Machine, best_seconds, limited_by

pytestmark = pytest.mark.browser
MACHINE = Machine(40e9, 16e9, "a machine")


@pytest.fixture
def view(bare: Callable[..., Locator]) -> Locator:
    limits, rows, where = recorded_roof()
    machine = Machine(limits.multiply_adds_per_s, limits.bytes_per_s, where["cpu"])
    timed = [(row.label, row.timing.median_ms / 1e3) for row in rows]
    return bare(Roofline(machine, timed), motion="reduce")


def commit(view: Locator) -> None:
    view.get_by_role("button", name="those under the slope").click()
    settle(view)


def value(view: Locator) -> str:
    return view.locator(".bw-value").inner_text()


def machine_of(view: Locator) -> Machine:
    """The machine as the reader has dragged it."""
    st = read(view)
    peak, bandwidth = (st["machine"][name] for name in ("peak", "bandwidth"))
    return Machine(peak * st["arithmetic"], bandwidth * st["memory"])


def check(view: Locator) -> None:
    """Number, words and both counts are the library's for the present state."""
    machine = machine_of(view)
    layer = LAYERS[NAMES.index(read(view)["layer"])]
    limits = [limited_by(one, machine) for one in LAYERS]
    assert value(view) == duration(best_seconds(layer, machine))
    assert view.locator(".bw-unit").inner_text() == f"at best: {limited_by(layer, machine)} sets it"
    for name in ("memory", "arithmetic"):
        assert view.locator(f'[data-count="{name}"]').text_content() == str(limits.count(name))


def place(view: Locator, dot: str) -> tuple[float, float]:
    node = view.locator(dot)
    return float(node.get_attribute("cx")), float(node.get_attribute("cy"))


def test_every_layer_takes_what_the_library_says(view: Locator) -> None:
    commit(view)
    for memory, arithmetic in ((1, 1), (4, 0.25), (0.25, 4), (2, 1.41)):
        for name in NAMES:
            put(view, layer=name, memory=memory, arithmetic=arithmetic, empty=False)
            check(view)


def test_the_dots_stand_where_the_axes_say(view: Locator) -> None:
    """Two marks of an axis give its scale; every dot is read on it."""
    commit(view)
    put(view, memory=1)
    machine = machine_of(view)
    seconds = read(view)["measured"]
    (x0, y0), (x1, y1) = (place(view, f'[data-best="{name}"]') for name in ("addition", "depthwise"))
    (first, second) = (LAYERS[NAMES.index(name)] for name in ("addition", "depthwise"))
    across = (x1 - x0) / math.log10(second.per_byte / first.per_byte)
    # On the slope the rate is the intensity times the bandwidth.
    up = (y0 - y1) / math.log10(second.per_byte / first.per_byte)
    for layer in LAYERS:
        x, y = place(view, f'[data-best="{layer.name}"]')
        assert x == pytest.approx(x0 + across * math.log10(layer.per_byte / first.per_byte), abs=0.1)
        rate = layer.operations / best_seconds(layer, machine)
        lowest = first.operations / best_seconds(first, machine)
        assert y == pytest.approx(y0 - up * math.log10(rate / lowest), abs=0.1)
        _, below = place(view, f'[data-measured="{layer.name}"]')
        assert below - y == pytest.approx(
            up * math.log10(rate * seconds[layer.name] / layer.operations), abs=0.1
        )
        assert below > y, "nothing was faster than possible"


def drag(view: Locator, name: str, x: float, y: float) -> None:
    box = view.locator(f"[data-handle='{name}']").bounding_box()
    start = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    view.page.mouse.move(*start)
    view.page.mouse.down()
    view.page.mouse.move(start[0] + x, start[1] + y, steps=6)
    settle(view)
    view.page.mouse.up()


@pytest.mark.parametrize("name", ["memory", "arithmetic"])
def test_the_roof_is_dragged_and_follows_the_pointer(view: Locator, name: str) -> None:
    commit(view)
    put(view, memory=1)
    handle = view.locator(f"[data-handle='{name}']")
    for way in (-30, 50):
        before = handle.bounding_box()["y"]
        drag(view, name, 0, way)
        # Speeds come in quarters of an octave.
        assert handle.bounding_box()["y"] == pytest.approx(before + way, abs=4)
        check(view)
    handle.focus()
    at = FACTORS.index(read(view)[name])
    press(view, "ArrowUp")
    assert read(view)[name] == FACTORS[at + 1]
    check(view)


def test_a_layer_is_clicked_dragged_and_stepped_to(view: Locator) -> None:
    commit(view)
    stage = view.locator(".bw-stage").bounding_box()
    for name in ("1 × 1", "ReLU"):
        x, y = place(view, f'[data-measured="{name}"]')
        view.page.mouse.click(stage["x"] + x, stage["y"] + y)
        settle(view)
        assert read(view)["layer"] == name
        check(view)
    start, end = (place(view, f'[data-best="{name}"]')[0] for name in ("ReLU", "4 groups"))
    drag(view, "layer", end - start, 0)
    assert read(view)["layer"] == "4 groups"
    view.locator("[data-handle='layer']").focus()
    press(view, "ArrowLeft")
    assert read(view)["layer"] == "8 groups", "to the left there is less to do with each byte"
    check(view)


def test_play_walks_down_the_roof(view: Locator) -> None:
    commit(view)
    view.locator(".bw").focus()
    press(view, "Home")
    assert view.locator("[data-best]").count() == 0 and value(view) == "0 µs"
    at = []
    for name in NAMES:
        press(view, ".")
        assert read(view)["layer"] == name
        check(view)
        at.append(place(view, ".rl-knob")[0])
    assert at == sorted(at, reverse=True)


def test_a_faster_memory_tells_nothing_before_the_answer(view: Locator) -> None:
    put(view, memory=2)
    assert value(view) == "?" and view.locator("[data-best]").count() == 0
    assert view.locator("[data-count]").all_text_contents() == ["?", "?"]
    assert "memory sets" not in view.locator(".bw-count").inner_text()
    view.locator("summary").click()
    cells = view.locator(".bw-table tbody tr").first.locator("td").all_text_contents()
    assert cells[3:5] == ["?", "?"]


def test_the_answer_doubles_the_memory(view: Locator) -> None:
    before = place(view, '[data-best="depthwise"]'), place(view, '[data-best="3 × 3"]')
    commit(view)
    assert read(view)["memory"] == 2
    after = place(view, '[data-best="depthwise"]'), place(view, '[data-best="3 × 3"]')
    assert after[0][1] < before[0][1] and after[1] == before[1]
    check(view)
    assert re.match(r".* as the machine is$", view.locator(".bw-note").inner_text())


def test_a_finger_drags_sideways_and_scrolls_upwards(view: Locator) -> None:
    assert view.locator(".rl-plane").evaluate("(node) => getComputedStyle(node).touchAction") == "pan-y"

"""ConvolutionExplorer: what is drawn beside torch and the library, by mouse, by finger and by keys."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import torch
from playwright.sync_api import Locator
from torch.nn.functional import conv2d
from widget_tools import eventually, press, put, read, settle

from lightcnn.arithmetic import conv_macs, output_side
from lightcnn.widgets.convolution_explorer.kinds import MODES, groups_in_effect, layers

pytestmark = pytest.mark.browser
WIDGET = "convolution-explorer"
WINDOW = "[data-handle='window']"


def maps(state: dict, mode: str) -> torch.Tensor:
    """The kind's output maps, from torch and the widget's integers: (channels, side, side)."""
    x = torch.tensor(state["image"]).double()[None, : state["c_in"]]
    for number, (c_in, c_out, k, groups) in enumerate(shapes(state, mode)):
        point = mode == "pointwise" or number == 1
        weights = torch.zeros(c_out, c_in // groups, k, k).double()
        for o in range(c_out):
            for j in range(c_in // groups):
                i = o * groups // c_out * (c_in // groups) + j
                flat = [state["points"][o][i]] if point else state["weights"][o][i]
                weights[o, j] = torch.tensor(flat).reshape(*([1, 1] if point else [5, 5]))[:k, :k]
        space = {} if point else {"padding": state["padding"], "dilation": state["dilation"]}
        x = conv2d(x, weights, groups=groups, stride=1 if number else state["stride"], **space)
    return x[0].long()


def shapes(state: dict, mode: str) -> list[tuple[int, int, int, int]]:
    groups = groups_in_effect(state["groups"], state["c_in"], state["c_out"])
    return layers(mode, state["c_in"], state["c_out"], state["kernel"], groups)


def total(state: dict, mode: str) -> int:
    """The multiply-adds of a kind, from the library."""
    point = mode == "pointwise"
    padding, dilation = (0, 1) if point else (state["padding"], state["dilation"])
    kernel = 1 if point else state["kernel"]
    side = output_side(len(state["image"][0]), kernel, state["stride"], padding, dilation)
    return sum(conv_macs(c_in, c_out, k, side, side, g) for c_in, c_out, k, g in shapes(state, mode))


def numbers(texts: list[str]) -> list[int]:
    return [int(text.replace("−", "-").replace(" ", "").replace(",", "")) for text in texts]


def value(view: Locator) -> str:
    return view.locator(".bw-value").inner_text()


def bars(view: Locator) -> list[float]:
    """How much of each bar is filled, in percent of its length."""
    sums = "(bars) => bars.map((bar) => [...bar.querySelectorAll('.bw-part')].reduce((sum, part) => "
    return view.locator(".bw-meter:visible").evaluate_all(f"{sums}sum + parseFloat(part.style.width), 0))")


# All that `check` compares, in one call.
SHOWN = f"""(view) => {{
  const all = (query) => [...view.querySelectorAll(query)];
  const texts = (query) => all(query).map((one) => one.textContent);
  const shape = view.querySelector("clipPath path");
  const open = ({{ x, y, width }}, side) => [...Array(side * side).keys()].filter((k) => {{
    const at = (i) => ((i + 0.5) * width.baseVal.value) / side;
    const middle = {{ x: x.baseVal.value + at(k % side), y: y.baseVal.value + at(Math.floor(k / side)) }};
    return shape.isPointInFill(Object.assign(view.querySelector("svg").createSVGPoint(), middle));
  }});
  const [meter] = all(".bw-meter").filter((one) => one.getClientRects().length);
  return {{
    hidden: view.querySelector(".bw").matches("[data-hidden]"),
    value: view.querySelector(".bw-value").innerText,
    bar: [...meter.querySelectorAll(".bw-part")].reduce((sum, part) => sum + parseFloat(part.style.width), 0),
    filled: all("[data-done]").map((map) => map.dataset.done),
    open: [1, 2, 3, 4, 5, 6, 7, 8].map((side) => open(all("[data-done]")[0], side)),
    windows: all("[data-window]").length,
    line: view.querySelector(".cx-line").innerText,
    numbers: texts(".cx-numbers text"),
    last: texts(".cx-line strong"),
    terms: texts(".cx-line .cx-term"),
    at: view.querySelector("{WINDOW}").ariaValueText,
  }};
}}"""


def check(view: Locator) -> dict:
    """Number and bar, the window, the filled cells and the value under the window, in the present state."""
    settle(view)
    state, seen = read(view), view.evaluate(SHOWN)
    mode, done = state["mode"], state["done"]
    out = maps(state, mode)
    side, channel = out.shape[-1], min(state["channel"], len(out) - 1)
    done = min(done, side**2)
    macs, full = total(state, mode), total(state, "standard")
    if not seen["hidden"] or mode != "separable":
        assert seen["value"] == f"{macs * done // side**2:,}"
        assert seen["bar"] == pytest.approx(100 * macs * done / side**2 / max(macs, full), abs=0.05)
    assert set(seen["filled"]) == {str(done)}
    assert seen["open"][side - 1] == list(range(done)), "the pixels of a map that are shown"
    assert seen["windows"] == (state["c_in"] if done else 0)
    if not done:
        assert seen["line"] == "Nothing is computed yet"
        return state
    row, column = divmod(done - 1, side)
    if state["other"] in ("", mode):
        want = out[channel].flatten()[:done].tolist()
        assert numbers(seen["numbers"]) in ([], want), "one that has no room is left out with all of them"
        assert numbers(seen["last"]) == want[-1:]
        terms = numbers(seen["terms"])
        assert terms == [] or sum(terms) == want[-1]
    assert seen["at"] == f"row {row}, column {column}"
    return state


def commit(view: Locator) -> None:
    """The tour shows what the question hides."""
    view.locator(".bw").focus()
    press(view, "b")


def spot(view: Locator, channel: int, row: float, column: float) -> tuple[float, float]:
    """Where a pixel of an input map is on the screen, its padding counted."""
    box = view.locator(f"[data-map='{channel}'] .cx-pad").bounding_box()
    cells = 6 + 2 * read(view)["padding"]
    return box["x"] + (column + 0.5) * box["width"] / cells, box["y"] + (row + 0.5) * box["height"] / cells


def at(view: Locator) -> tuple[int, int]:
    """Row and column of the window on a map of 6 x 6 outputs."""
    return divmod(check(view)["done"] - 1, 6)


def test_the_first_sight_is_a_first_row_of_the_standard_kind(widget: Callable[..., Locator]) -> None:
    view = widget()
    assert check(view)["done"] == 7
    assert value(view) == "2,016" and view.locator(".bw-note").inner_text() == "of 6² · 288 = 10,368"
    assert len(numbers(view.locator(".cx-numbers text").all_text_contents())) == 7
    assert view.locator("[data-map]").count() == 4 and view.locator("[data-done]").count() == 9
    tiles = view.locator(".bw-picture [data-input]")
    assert [tile.get_attribute("class").split()[0] for tile in tiles.all()] == ["t0", "t1", "t2", "t3"]
    for tile in tiles.all():
        assert tile.get_attribute("d").count("M") == 8 * 9, "a square for each weight of eight kernels"


@pytest.mark.parametrize("width", [1280, 1920])
def test_padding_is_shown_as_zeros(widget: Callable[..., Locator], width: int) -> None:
    view = widget(width=width)
    digits = view.locator("[data-map='2'] .cx-digit").all_text_contents()
    plane = torch.nn.functional.pad(torch.tensor(read(view)["image"][2]), (1, 1, 1, 1))
    assert numbers(digits) == plane.flatten().tolist()


@pytest.mark.parametrize("mode", MODES)
def test_random_integers_at_every_setting(widget: Callable[..., Locator], mode: str) -> None:
    view = widget()
    generator = torch.Generator().manual_seed(MODES.index(mode))

    def draw(low: int, high: int, *shape: int) -> list:
        return torch.randint(low, high + 1, shape, generator=generator).tolist()

    commit(view)
    for kernel, stride, padding, dilation, c_in, c_out, groups, done in (
        (3, 1, 1, 1, 4, 8, 2, 36),
        (3, 2, 0, 1, 6, 9, 3, 3),
        (5, 1, 2, 1, 8, 16, 4, 20),
        (3, 1, 2, 2, 3, 5, 1, 0),
        (1, 3, 1, 1, 2, 2, 2, 99),
    ):
        put(
            view,
            mode=mode,
            kernel=kernel,
            stride=stride,
            padding=padding,
            dilation=dilation,
            c_in=c_in,
            c_out=c_out,
            groups=groups,
            channel=1,
            done=done,
            image=draw(-9, 9, 8, 6, 6),
            weights=draw(-3, 3, 16, 8, 25),
            points=draw(-3, 3, 16, 8),
        )
        check(view)
        assert view.locator("svg *").count() <= 2000


def test_a_kind_is_chosen_by_its_picture(widget: Callable[..., Locator]) -> None:
    view = widget()
    for mode in (*MODES[1:], MODES[0]):
        button = view.locator(f".cx-kind[data-value='{mode}']")
        button.click()
        assert check(view)["mode"] == mode and button.get_attribute("aria-pressed") == "true"
        assert view.locator(".cx-kind[aria-pressed='true']").count() == 1
        tiles = view.locator(".bw-picture [data-input]").all()
        weights = sum(tile.get_attribute("d").count("M") for tile in tiles)
        assert weights == dict(zip(MODES, (288, 144, 36, 32, 68), strict=True))[mode]


def test_the_window_follows_the_pointer_and_outputs_fill_behind_it(widget: Callable[..., Locator]) -> None:
    view = widget()
    mouse = view.page.mouse
    mouse.move(*spot(view, 3, 2, 2))
    mouse.down()
    assert at(view) == (1, 1), "the middle of the window goes where the pointer is"
    for row, column in ((4, 3), (5, 6), (1, 2)):
        mouse.move(*spot(view, 3, row, column))
        assert at(view) == (row - 1, column - 1)
    mouse.move(*spot(view, 3, 30, 30))
    assert at(view) == (5, 5), "outside of the map it stays on it"
    mouse.up()
    mouse.move(*spot(view, 3, 1, 1))
    assert at(view) == (5, 5)
    press(view, "ArrowUp", "ArrowLeft")
    assert at(view) == (4, 4), "the arrow keys go on from there"


def test_a_cell_of_the_output_is_picked(widget: Callable[..., Locator]) -> None:
    view = widget()
    board = view.locator(".cx-handle").nth(1).bounding_box()
    cell = board["width"] / 6
    view.page.mouse.click(board["x"] + 2.5 * cell, board["y"] + 4.5 * cell)
    assert at(view) == (4, 2)
    press(view, "ArrowRight", "ArrowDown")
    assert at(view) == (5, 3)


def test_a_finger_moves_the_window_in_both_places(widget: Callable[..., Locator]) -> None:
    view = widget(width=360)
    view.locator(".bw-stage").scroll_into_view_if_needed()
    touch = view.page.context.new_cdp_session(view.page)
    board = view.locator(".cx-handle").nth(1).bounding_box()
    cell = board["width"] / 6
    for track, want in (
        ([spot(view, 1, 1, 1), spot(view, 1, 3, 4), spot(view, 1, 5, 2)], (4, 1)),
        ([(board["x"] + x * cell, board["y"] + y * cell) for x, y in ((1, 1), (2, 2), (3.5, 2.5))], (2, 3)),
    ):
        for kind, (x, y) in zip(("touchStart", "touchMove", "touchMove"), track, strict=True):
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        assert at(view) == want
    touch.detach()


@pytest.mark.parametrize("width", [1280, 360])
def test_a_row_of_the_kernel_matrix_chooses_the_output_channel(
    widget: Callable[..., Locator], width: int
) -> None:
    view = widget(width=width)
    for mode in MODES:
        view.locator(f".cx-kind[data-value='{mode}']").click()
        settle(view)  # until then the rows are another kind's
        rows = view.locator("[data-channel]")
        for channel in (3, 0):
            rows.nth(channel).click()
            assert check(view)["channel"] == channel
    assert view.locator(".bw-picture").get_by_text("output 0", exact=True).is_visible()


def test_the_keys_do_all_of_it(widget: Callable[..., Locator]) -> None:
    view = widget()
    view.locator(WINDOW).focus()
    press(view, "ArrowRight", "ArrowDown")
    assert at(view) == (2, 1)
    press(view, "ArrowLeft", "ArrowUp", "ArrowUp", "ArrowUp")
    assert at(view) == (0, 0)
    press(view, "]", "]", "[")
    assert check(view)["channel"] == 2
    for key, mode in zip("23451", [*MODES[1:], MODES[0]], strict=True):
        press(view, key)
        assert check(view)["mode"] == mode
    press(view, "m")
    assert check(view)["mode"] == "grouped"
    press(view, "Home", "ArrowDown")
    assert at(view) == (0, 0), "from nothing it begins at the first position"
    press(view, "End")
    assert check(view)["done"] == 36
    press(view, "r")
    assert check(view)["done"] == 7
    for beat in read(view)["beats"]:
        press(view, "b")
        check(view)
        assert view.locator(".bw-live").first.inner_text() == beat["label"]


def test_the_answer_plays_beside_the_standard_kind(widget: Callable[..., Locator]) -> None:
    view = widget(motion="reduce")
    put(view, mode="separable", c_out=3)
    assert value(view) == "?" and bars(view) == [0] and view.locator(".bw-note").inner_text() == ""
    assert set(view.locator(".cx-total").all_text_contents()[1:]) == {"?"}
    view.locator(".bw-more > summary").click()
    row = view.locator(".bw-table").first.get_by_role("row", name="depthwise + pointwise")
    assert "2,448" not in row.inner_text() and "?" in row.inner_text()
    for answer, words in (("1,152", "1,296 more"), ("5,184", "half"), ("2,448", "4.24 times fewer")):
        view.get_by_role("button", name=answer, exact=True).click()
        assert words in view.locator(".bw-live").first.inner_text()
        state = read(view)
        assert (state["mode"], state["other"], state["c_out"]) == ("separable", "standard", 8)
        assert state["done"] < 36
    eventually(view.page, lambda: value(view) == "2,448")
    assert total(read(view), "separable") == 2448 and total(read(view), "standard") == 10_368
    assert bars(view) == [pytest.approx(100 * 2448 / 10_368, abs=0.05), pytest.approx(100, abs=0.05)]
    assert view.locator(".bw-note").inner_text() == "standard: 10,368, 4.24× as many"
    totals = view.locator(".cx-total").all_text_contents()
    assert totals == [f"{total(read(view), mode):,}" for mode in MODES]
    check(view)


@pytest.mark.parametrize("width", [1920, 1280, 360])
def test_two_kinds_stand_on_one_line(widget: Callable[..., Locator], width: int) -> None:
    view = widget(width=width)
    commit(view)
    for mode, other in (("separable", "standard"), ("standard", "grouped"), ("pointwise", "depthwise")):
        put(view, mode=mode, other=other, done=20)
        check(view)
        stage = view.locator(".bw-stage").bounding_box()
        matrices = {}
        for rect in view.locator("[data-channel='0']").all():
            box = rect.bounding_box()
            matrices[box["x"]] = box
        assert len(matrices) == 2
        left, right = (matrices[x] for x in sorted(matrices))
        assert left["x"] + left["width"] < right["x"]
        assert right["x"] + right["width"] <= stage["x"] + stage["width"]
        names = ["depthwise" if mode == "separable" else mode, other]
        labels = [view.locator(".bw-picture").get_by_text(name, exact=True).bounding_box() for name in names]
        assert labels[0]["y"] == pytest.approx(labels[1]["y"], abs=1)
        both = [maps(read(view), one) for one in (mode, other)]
        values = [int(out[min(1, len(out) - 1)].flatten()[19]) for out in both]
        assert numbers(view.locator(".cx-line").inner_text().split(": ")[1].split(" and ")) == values


def control(view: Locator, name: str) -> tuple[str, bool]:
    """What a control shows, and whether it can be moved."""
    node = view.locator(f".bw-more .bw-control [name='{name}']")
    return node.evaluate("(node) => node.selectedOptions?.[0].textContent ?? node.value"), node.is_enabled()


def test_every_setting_under_more_is_moved_by_the_mouse(widget: Callable[..., Locator]) -> None:
    view = widget()
    view.locator(".bw-more > summary").click()
    moves = (("kernel", "5"), ("padding", "2"), ("dilation", "2"), ("stride", "2"), ("stride", "1"))
    for name, chosen in moves:
        view.locator(f"select[name='{name}']").select_option(chosen)
        assert check(view)[name] == int(chosen)
    view.locator(".cx-kind[data-value='grouped']").click()
    view.locator("select[name='groups']").select_option("4")
    assert check(view)["groups"] == 4
    for label, name in (("C in", "c_in"), ("C out", "c_out"), ("Output channel", "channel")):
        before = read(view)[name]
        view.get_by_role("button", name=f"{label}: more").click()
        assert check(view)[name] == before + 1
    view.locator("select[name='other']").select_option('"depthwise"')
    assert check(view)["other"] == "depthwise" and len(bars(view)) == 2
    view.locator(".cx-kind[data-value='standard']").click()
    assert check(view)["other"] == "" and len(bars(view)) == 1


# What each kind leaves without effect at 4 -> 8 channels, and what is shown there.
FIXED = {
    "standard": {"groups": "1"},
    "grouped": {},
    "depthwise": {"groups": "4", "c_out": "4"},
    "pointwise": {"kernel": "1", "padding": "0", "dilation": "1", "groups": "1"},
    "separable": {"groups": "4"},
}


@pytest.mark.parametrize("mode", MODES)
def test_a_control_without_effect_says_what_is_in_effect(widget: Callable[..., Locator], mode: str) -> None:
    view = widget()
    put(view, mode=mode, padding=2, dilation=2)
    names = ("kernel", "stride", "padding", "dilation", "groups", "c_in", "c_out", "channel")
    shown = {name: control(view, name) for name in names}
    assert {name: text for name, (text, live) in shown.items() if not live} == FIXED[mode]


def test_a_larger_kernel_lowers_the_dilation_only_while_it_is_there(widget: Callable[..., Locator]) -> None:
    view = widget()
    view.locator(".bw-more > summary").click()
    for name, chosen, drawn in (("dilation", "3", "3"), ("kernel", "5", "1"), ("kernel", "3", "3")):
        view.locator(f"select[name='{name}']").select_option(chosen)
        settle(view)
        assert control(view, "dilation")[0] == drawn and read(view)["dilation"] == 3
        cells = view.locator("[data-window='0']").get_attribute("d")
        corners = sorted({float(x) for x in re.findall(r"M([-\d.]+) ", cells)})
        cell = float(re.search(r"h([\d.]+)", cells)[1])
        assert (corners[1] - corners[0]) / cell == pytest.approx(int(drawn), abs=0.01)


def test_groups_come_back_when_they_divide_again(widget: Callable[..., Locator]) -> None:
    view = widget()
    view.locator(".bw-more > summary").click()
    put(view, mode="grouped")
    hint, more = view.locator(".cx-hint"), view.get_by_role("button", name="C out: more")
    assert control(view, "groups") == ("2", True) and not hint.is_visible()
    more.click()
    check(view)
    assert control(view, "groups") == ("1", False)
    assert "2 groups do not divide 4 input and 9 output channels" in hint.inner_text()
    more.click()
    check(view)
    assert control(view, "groups") == ("2", True) and not hint.is_visible()


def test_a_stride_that_does_not_divide_hatches_what_is_not_read(widget: Callable[..., Locator]) -> None:
    view = widget()
    put(view, stride=2, padding=0)
    # 6 pixels, kernel 3, stride 2: the last row and column, 11 cells, are never read.
    assert view.locator("[data-map='0'] .cx-hatch").get_attribute("data-unread") == "11"
    put(view, padding=1, stride=1)
    assert view.locator("[data-map='0'] .cx-hatch").get_attribute("data-unread") == "0"


def test_under_more_stand_all_costs_the_sum_and_the_code(widget: Callable[..., Locator]) -> None:
    view = widget()
    commit(view)
    view.locator(".bw-more > summary").click()
    costs, products = view.locator(".bw-table").all()
    rows = [row.inner_text().split("\t") for row in costs.locator("tbody tr").all()]
    assert [row[2] for row in rows] == [f"{total(read(view), mode):,}" for mode in MODES]
    assert rows[0][5] == "462.4 M"
    assert rows[4][1:4] == ["68", "2,448", "4.24×"] and rows[4][5:] == ["52.3 M", "8.84×"]
    sums = numbers(products.locator("tbody td:last-child").all_text_contents())
    assert sum(sums) == int(maps(read(view), "standard")[1, 5, 5])
    put(view, mode="separable", stride=2)
    assert view.locator(".bw-code").inner_text() == (
        "nn.Sequential(nn.Conv2d(4, 4, 3, stride=2, padding=1, groups=4, bias=False), "
        "nn.Conv2d(4, 8, 1, bias=False))"
    )


TEXTS = """(view) => [...view.querySelectorAll(".bw-stage :is(text, span, p), .bw-count *, .bw-line p")]
  .filter((node) => node.textContent.trim() && node.checkVisibility({ visibilityProperty: true }))
  .map((node) => [parseFloat(getComputedStyle(node).fontSize), node.textContent])"""


def test_every_text_can_be_read(widget: Callable[..., Locator]) -> None:
    for options, least in (({"width": 360}, 11), ({}, 11), ({"present": True, "height": 720}, 24)):
        view = widget(**options)
        for beat in read(view)["beats"]:
            put(view, **beat["state"])
            small = [text for size, text in view.evaluate(TEXTS) if size < least - 0.01]
            assert small == [], (options, beat["label"])
            if "present" in options:
                assert view.locator(".bw").bounding_box()["height"] <= 600

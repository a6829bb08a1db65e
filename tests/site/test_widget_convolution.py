"""ConvolutionExplorer: torch's values, the library's numbers, every control and key."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from playwright.sync_api import Locator
from torch.nn.functional import conv2d
from widget_tools import eventually, press, put, read, settle

from lightcnn.arithmetic import conv_macs, conv_params, conv_traffic
from lightcnn.widgets.convolution_explorer import MODES, groups_in_effect, layers

pytestmark = pytest.mark.browser
WIDGET = "convolution-explorer"


def torchs(state: dict, mode: str) -> torch.Tensor:
    """What torch makes of the widget's integers: (channels, side, side)."""
    k, c_in = state["kernel"], state["c_in"]
    weights = torch.tensor(state["weights"]).reshape(16, 8, 5, 5)[:, :, :k, :k].double()
    points = torch.tensor(state["points"]).double()[: state["c_out"], :c_in, None, None]
    x = torch.tensor(state["image"]).double()[None, :c_in]
    space = {name: state[name] for name in ("stride", "padding", "dilation")}
    deep = torch.stack([weights[c, c] for c in range(c_in)])[:, None]
    if mode == "pointwise":
        return conv2d(x, points, stride=state["stride"])[0]
    if mode in ("depthwise", "separable"):
        x = conv2d(x, deep, groups=c_in, **space)
        return conv2d(x, points)[0] if mode == "separable" else x[0]
    groups = groups_in_effect(state["groups"], c_in, state["c_out"]) if mode == "grouped" else 1
    into, out = c_in // groups, state["c_out"] // groups
    full = torch.stack([weights[o, o // out * into: o // out * into + into] for o in range(state["c_out"])])
    return conv2d(x, full, groups=groups, **space)[0]


def shown(mount: Locator) -> list[list[int]]:
    texts = "[...row.querySelectorAll('text')].map((text) => text.textContent)"
    rows = mount.locator(".cx-grid").first.evaluate(
        f"(grid) => [...grid.querySelectorAll('[role=row]')].map((row) => {texts})")
    return [[int(text.replace("−", "-")) for text in row] for row in rows]


def check(mount: Locator) -> None:
    """The output map, the written-out sum and the numbers of the present state."""
    state = read(mount)
    want = torchs(state, state["mode"])
    assert shown(mount) == want[state["channel"]].long().tolist()
    cell = mount.locator(".is-cursor[role=gridcell]").first
    assert (int(cell.get_attribute("data-row")), int(cell.get_attribute("data-column"))) == (
        state["row"], state["column"])
    value = int(want[state["channel"], state["row"], state["column"]])
    assert mount.locator(".cx-total strong").first.get_attribute("data-value") == str(value)
    parts = mount.locator(".cx-panel").first.locator(".cx-sum li > b:last-child").all_inner_texts()
    assert sum(int(part.replace("=", "").replace("−", "-")) for part in parts) == value
    check_costs(mount, state, state["mode"], want.shape[-1])


def check_costs(mount: Locator, state: dict, mode: str, side: int, column: int = 0) -> None:
    params, macs, moved = costs(state, mode)
    done = min(state["row"], side - 1) * side + min(state["column"], side - 1) + 1
    assert cell(mount, "params", column).endswith(f" = {params:,}")
    assert cell(mount, "macs", column) == f"{side}²·{params:,} = {macs:,}"
    assert cell(mount, "done", column) == f"{done}·{params:,} = {macs * done // side**2:,}"
    assert cell(mount, "bytes", column) == f"{moved:,}"


def cell(mount: Locator, key: str, column: int = 0) -> str:
    """A number of the table of costs; every kind has its column."""
    return mount.locator(f'.cx-costs [data-number="{key}"] td').nth(column).inner_text()


def pick(mount: Locator, mode: str) -> None:
    mount.locator(f'.bw-choice[data-value="{mode}"]').click()
    settle(mount)


def slide_by(mount: Locator, label: str, times: int) -> None:
    """Press the button beside a slider."""
    for _ in range(abs(times)):
        mount.get_by_role("button", name=f"{label}: {'more' if times > 0 else 'less'}").click()
    settle(mount)


def control(mount: Locator, name: str) -> tuple[str, bool]:
    """What a control shows, and whether it can be moved."""
    node = mount.locator(f'.bw-control [name="{name}"]')
    words = "(node) => node.selectedOptions?.[0].textContent ?? node.value"
    return node.evaluate(words), node.is_enabled()


def costs(state: dict, mode: str) -> tuple[int, int, int]:
    side, stride, params, macs, moved = len(state["image"][0]), state["stride"], 0, 0, 0
    groups = groups_in_effect(state["groups"], state["c_in"], state["c_out"])
    shapes = layers(mode, state["c_in"], state["c_out"], state["kernel"], groups)
    for index, (c_in, c_out, kernel, groups) in enumerate(shapes):
        point = mode == "pointwise" or index == 1
        reach = kernel if point else state["dilation"] * (kernel - 1) + 1
        out = (side + (0 if point else 2 * state["padding"]) - reach) // stride + 1
        params += conv_params(c_in, c_out, kernel, groups)
        macs += conv_macs(c_in, c_out, kernel, out, out, groups)
        moved += conv_traffic(c_in, c_out, kernel, side, side, out, out, groups).total
        side, stride = out, 1
    return params, macs, moved


def test_the_first_frame_is_drawn(widget: Callable[..., Locator]) -> None:
    mount = widget()
    settle(mount)
    check(mount)
    assert cell(mount, "params") == "8·4·3² = 288" and cell(mount, "macs") == "6²·288 = 10,368"
    assert mount.locator(".cx-overview .cx-tile").count() >= 3
    assert mount.locator(".cx-grid [role=gridcell]").count() == 36
    bars = mount.locator("[data-real]").all_inner_texts()
    assert "462.4 M" in bars[0] and "52.3 M" in bars[4] and "8.84×" in bars[4]
    assert "grouped, g = 2" in bars[1]


@pytest.mark.parametrize("mode", MODES)
def test_random_integers_give_torchs_values(widget: Callable[..., Locator], mode: str) -> None:
    mount = widget()
    generator = torch.Generator().manual_seed(MODES.index(mode))

    def draw(low: int, high: int, *shape: int) -> list:
        return torch.randint(low, high + 1, shape, generator=generator).tolist()

    for kernel, stride, padding, dilation, c_in, c_out, groups in (
        (3, 1, 1, 1, 4, 8, 2), (3, 2, 0, 1, 6, 9, 3), (5, 1, 2, 1, 8, 16, 4), (3, 1, 2, 2, 3, 5, 1),
        (1, 3, 1, 1, 2, 2, 2),
    ):
        put(mount, mode=mode, kernel=kernel, stride=stride, padding=padding, dilation=dilation, c_in=c_in,
            c_out=c_out, groups=groups, row=0, column=1, channel=1, tap=0, image=draw(-9, 9, 8, 6, 6),
            weights=draw(-3, 3, 16, 8, 25), points=draw(-3, 3, 16, 8))
        check(mount)
        assert mount.locator("svg *").count() <= 2000


def test_the_mouse_moves_every_control(widget: Callable[..., Locator]) -> None:
    mount = widget()
    for mode in (*MODES[1:], MODES[0]):
        mount.locator(f'.bw-choice[data-value="{mode}"]').click()
        settle(mount)
        assert read(mount)["mode"] == mode
        check(mount)
    moves = (("kernel", "5"), ("padding", "2"), ("dilation", "2"), ("stride", "2"), ("stride", "1"),
             ("dilation", "1"))
    for name, value in moves:
        mount.locator(f'select[name="{name}"]').select_option(value)
        settle(mount)
        assert read(mount)[name] == int(value)
        check(mount)
    mount.locator('.bw-choice[data-value="grouped"]').click()
    mount.locator('select[name="groups"]').select_option("4")
    settle(mount)
    check(mount)
    for label, name in (
        ("C in", "c_in"), ("C out", "c_out"), ("Output channel", "channel"), ("Input channel shown", "tap"),
    ):
        before = read(mount)[name]
        mount.get_by_role("button", name=f"{label}: more").click()
        settle(mount)
        assert read(mount)[name] == before + 1
        check(mount)
    mount.locator(".cx-grid [data-row='0'][data-column='2']").click()
    settle(mount)
    assert (read(mount)["row"], read(mount)["column"]) == (0, 2)
    check(mount)


def test_two_kinds_share_the_cell(widget: Callable[..., Locator]) -> None:
    mount = widget()
    mount.locator('select[name="other"]').select_option('"separable"')
    settle(mount)
    check(mount)
    state = read(mount)
    want = int(torchs(state, "separable")[state["channel"], state["row"], state["column"]])
    assert mount.locator(".cx-total strong").nth(1).get_attribute("data-value") == str(want)
    assert mount.locator('[data-number="ratio"]').inner_text().split("\n") == [
        "Multiply-adds of depthwise-separable", "10,368 / 2,448 = 4.24× fewer"]
    assert mount.locator(".cx-costs thead th").all_inner_texts() == ["standard", "depthwise-separable"]
    check_costs(mount, state, "separable", 6, column=1)
    assert mount.locator("svg *").count() <= 2000
    put(mount, mode="pointwise", other="standard", padding=0, row=5, column=5)  # maps of 6 x 6 beside 4 x 4
    state = read(mount)
    check(mount)
    check_costs(mount, state, "standard", 4, column=1)
    assert mount.locator('[data-number="ratio"] dd').inner_text() == "4,608 / 1,152 = 4.00× more"


def test_the_keys_do_all_of_it(widget: Callable[..., Locator]) -> None:
    mount = widget()
    page, grid = mount.page, mount.locator(".cx-grid [tabindex='0']")

    def press(key: str) -> dict:
        page.keyboard.press(key)
        settle(mount)
        check(mount)
        return read(mount)

    grid.focus()
    assert press("ArrowRight")["column"] == 4 and press("ArrowDown")["row"] == 3
    assert press("ArrowLeft")["column"] == 3 and press("ArrowUp")["row"] == 2
    assert page.evaluate("document.activeElement.dataset.row") == "2", "the cursor's cell keeps the focus"
    assert press(".")["column"] == 4 and press(",")["column"] == 3
    assert press("Home")["row"] == 0 and press("End")["row"] == 5
    assert press("]")["channel"] == 2 and press("[")["channel"] == 1
    assert [press(key)["mode"] for key in "23451"] == [*MODES[1:], MODES[0]]
    assert press("m")["mode"] == "grouped"
    assert press("r")["mode"] == "standard"
    for _ in read(mount)["beats"]:
        press("b")
    page.keyboard.press("p")
    assert page.evaluate("document.activeElement.closest('.bw-predict') !== null")
    page.keyboard.press("Enter")
    quarter = conv_macs(4, 8, 3, 3, 3)
    assert 4 * quarter == conv_macs(4, 8, 3, 6, 6)
    assert f"{quarter:,}" in mount.locator(".bw-answer").inner_text()
    assert mount.locator(".bw-predict").get_attribute("data-right") == "true"
    put(mount, stride=2, padding=1)
    assert cell(mount, "macs") == f"3²·288 = {quarter:,}"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('.bw')"), "the question leads back to the widget"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement === document.body")


def test_play_moves_and_stops(widget: Callable[..., Locator]) -> None:
    mount = widget(motion="reduce")
    mount.locator('select[name="speed"]').select_option("8")
    mount.locator(".bw-play").click()
    eventually(mount.page, lambda: (read(mount)["row"], read(mount)["column"]) != (2, 3))
    mount.locator(".bw-play").click()
    settle(mount)
    moved = read(mount)
    check(mount)
    mount.page.wait_for_timeout(400)
    assert read(mount) == moved


def test_a_stride_that_does_not_divide_hatches_what_is_not_read(widget: Callable[..., Locator]) -> None:
    mount = widget()
    put(mount, stride=2, padding=0, row=0, column=0)
    # 6 pixels, kernel 3, stride 2: the last row and column, 11 cells, are never read.
    assert mount.locator(".cx-detail .is-floored").count() == 11
    put(mount, padding=1, stride=1)
    assert mount.locator(".cx-detail .is-floored").count() == 0


def test_the_table_says_what_the_picture_shows(widget: Callable[..., Locator]) -> None:
    mount = widget()
    mount.locator(".bw-data summary").click()
    assert mount.locator(".bw-table tbody tr").count() == 4
    last = mount.locator(".bw-table tbody td:last-child").all_inner_texts()
    sums = [int(text.replace("−", "-")) for text in last]
    state = read(mount)
    assert sum(sums) == int(torchs(state, "standard")[state["channel"], state["row"], state["column"]])


def test_groups_come_back_when_they_divide_again(widget: Callable[..., Locator]) -> None:
    mount = widget()
    pick(mount, "grouped")
    assert cell(mount, "params") == "8·2·3² = 144"
    slide_by(mount, "C out", 1)
    assert cell(mount, "params") == "9·4·3² = 324" and control(mount, "groups") == ("1", False)
    assert "2 groups do not divide 4 input and 9 output channels" in mount.locator(".cx-hint").inner_text()
    slide_by(mount, "C out", -1)
    assert cell(mount, "params") == "8·2·3² = 144" and control(mount, "groups") == ("2", True)
    assert mount.locator(".cx-hint").inner_text() == ""
    slide_by(mount, "C out", 8)
    assert cell(mount, "params") == "16·2·3² = 288" and control(mount, "groups") == ("2", True)
    check(mount)


# What each kind leaves open at 4 -> 8 channels; the rest shows what is in effect and cannot be moved.
FIXED = {
    "standard": {"groups": "1"},
    "grouped": {},
    "depthwise": {"groups": "4", "c_out": "4", "tap": "1"},
    "pointwise": {"kernel": "1×1", "padding": "0", "dilation": "1", "groups": "1"},
    "separable": {"groups": "4, 1"},
}


@pytest.mark.parametrize("mode", MODES)
def test_a_control_without_effect_says_what_is_in_effect(widget: Callable[..., Locator], mode: str) -> None:
    mount = widget()
    put(mount, padding=2, dilation=2)
    pick(mount, mode)
    names = ("kernel", "stride", "padding", "dilation", "groups", "c_in", "c_out", "channel", "tap")
    shown_now = {name: control(mount, name) for name in names}
    assert {name: text for name, (text, live) in shown_now.items() if not live} == FIXED[mode]
    for name in names:  # what can be moved moves something
        if not shown_now[name][1]:
            continue
        look = "(mount) => mount.querySelector('.cx-stage').innerHTML"
        before, state = mount.evaluate(look), read(mount)
        node = mount.locator(f'.bw-control [name="{name}"]')
        if node.evaluate("(node) => node.matches('select')"):
            texts = node.locator("option").all_inner_texts()
            node.select_option(next(text for text in texts if text != shown_now[name][0]))
        else:
            mount.locator(f'.bw-control:has([name="{name}"]) .bw-nudge:enabled').last.click()
        settle(mount)
        assert mount.evaluate(look) != before, name
        check(mount)
        put(mount, **{trait: state[trait] for trait in (*names, "row", "column")})


def test_a_single_sum_is_written_once(widget: Callable[..., Locator]) -> None:
    mount = widget()
    pick(mount, "depthwise")
    value = mount.locator(".cx-total strong").inner_text()
    assert mount.locator(".cx-total").inner_text() == f"output 1 (2, 3) = {value}"


def click_at(mount: Locator, row: int, column: int, layer: int = 0) -> None:
    """Click a tile of the kernel matrix; the marks that frame a row of each layer say where it is."""
    put(mount, channel=0, tap=0)
    mark = mount.locator(".cx-overview .cx-mark").nth(layer).bounding_box()
    next_row = read(mount)["c_out"] - 1 if layer else 1
    put(mount, channel=next_row, tap=0 if layer else read(mount)["tap"])
    step = (mount.locator(".cx-overview .cx-mark").nth(layer).bounding_box()["y"] - mark["y"]) / next_row
    columns = read(mount)["c_in"]
    wide = (mark["width"] - mark["height"] - 4) / columns
    mount.page.mouse.click(mark["x"] + 2 + (column + 0.5) * wide, mark["y"] + mark["height"] / 2 + row * step)
    settle(mount)


def test_a_row_of_the_kernel_matrix_chooses_the_output_channel(widget: Callable[..., Locator]) -> None:
    mount = widget()
    for row, column in ((5, 2), (0, 3), (7, 0)):
        click_at(mount, row, column)
        assert (read(mount)["channel"], read(mount)["tap"]) == (row, column)
        check(mount)
    pick(mount, "separable")
    click_at(mount, 6, 3, layer=1)
    assert (read(mount)["channel"], read(mount)["tap"]) == (6, 3)
    check(mount)
    pick(mount, "grouped")
    click_at(mount, 6, 0)  # nothing stands there: the row counts
    assert (read(mount)["channel"], read(mount)["tap"]) == (6, 2)
    check(mount)


def test_arrow_keys_move_the_cell_after_a_click_in_the_picture(widget: Callable[..., Locator]) -> None:
    mount = widget()
    mount.locator(".cx-overview").click(position={"x": 4, "y": 4})
    scrolled = mount.page.evaluate("scrollY")
    press(mount, "ArrowDown", "ArrowDown", "ArrowRight")
    assert (read(mount)["row"], read(mount)["column"]) == (4, 4)
    assert mount.page.evaluate("scrollY") == scrolled
    check(mount)
    put(mount, c_in=8, kernel=5, padding=2)
    mount.locator(".cx-scroll").focus()
    press(mount, "ArrowDown")
    assert read(mount)["row"] == 4, "a list that scrolls keeps its arrow keys"


def test_the_tour_stands_above_the_picture(widget: Callable[..., Locator]) -> None:
    mount = widget(height=900)
    mount.evaluate("(view) => view.scrollIntoView()")
    tour, beats = mount.get_by_role("button", name="Next step of the tour"), read(mount)["beats"]
    for beat in beats:
        tour.click()
        settle(mount)
        assert mount.locator(".bw-beat").inner_text() == beat["label"]
        check(mount)
        boxes = [mount.locator(part).first.bounding_box() for part in (".bw-beat", ".cx-overview")]
        assert boxes[0]["y"] > 0 and boxes[0]["y"] + boxes[0]["height"] < boxes[1]["y"]
        assert boxes[1]["y"] + boxes[1]["height"] < 900


def test_two_kinds_on_a_phone_take_turns(widget: Callable[..., Locator]) -> None:
    mount = widget(width=360)
    alone = mount.bounding_box()["height"]
    mount.locator('select[name="other"]').select_option('"separable"')
    settle(mount)
    assert mount.bounding_box()["height"] < min(2500, alone + 300)
    ratio, compare = mount.locator('[data-number="ratio"]'), mount.locator('select[name="other"]')
    assert ratio.bounding_box()["y"] - compare.bounding_box()["y"] < 300
    assert mount.locator(".cx-panel").count() == 1 and shown(mount) == grid_of(mount, "standard")
    for column, mode in enumerate(("standard", "separable")):
        check_costs(mount, read(mount), mode, 6, column)
    tabs = mount.locator(".cx-faces button")
    assert tabs.all_inner_texts() == ["standard", "depthwise-separable"]
    tabs.nth(1).focus()
    press(mount, "Enter")
    assert tabs.nth(1).get_attribute("aria-pressed") == "true"
    assert shown(mount) == grid_of(mount, "separable")
    press(mount, "]")
    assert read(mount)["channel"] == 2 and shown(mount) == grid_of(mount, "separable")


def grid_of(mount: Locator, mode: str) -> list:
    state = read(mount)
    return torchs(state, mode)[state["channel"]].long().tolist()

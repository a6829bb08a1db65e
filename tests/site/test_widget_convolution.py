"""ConvolutionExplorer on the built page: torch's values, the library's numbers, every control and key."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from playwright.sync_api import Locator
from torch.nn.functional import conv2d
from widget_tools import number, put, read, settle

from lightcnn.arithmetic import conv_macs, conv_params, conv_traffic
from lightcnn.widgets.convolution_explorer import MODES, layers

pytestmark = pytest.mark.browser
WIDGET = "convolution-explorer"
PAGE = "chapters/foundations/cost-of-a-convolution.html"


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
    groups = state["groups"] if mode == "grouped" else 1
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
    params, macs, moved = costs(state, state["mode"])
    side = want.shape[-1]
    done = state["row"] * side + state["column"] + 1
    assert number(mount, "params").endswith(f"= {params:,}")
    assert number(mount, "macs").startswith(f"{macs * done // side**2:,} of {macs:,} = ")
    assert number(mount, "bytes") == f"{moved:,} bytes"


def costs(state: dict, mode: str) -> tuple[int, int, int]:
    side, stride, params, macs, moved = len(state["image"][0]), state["stride"], 0, 0, 0
    shapes = layers(mode, state["c_in"], state["c_out"], state["kernel"], state["groups"])
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
    assert number(mount, "params") == "8·4·3² = 288" and "of 10,368" in number(mount, "macs")
    assert mount.locator(".cx-overview .cx-tile").count() >= 3
    assert mount.locator(".cx-grid [role=gridcell]").count() == 36
    bars = mount.locator("[data-real]").all_inner_texts()
    assert "462.4 M" in bars[0] and "52.3 M" in bars[4] and "8.84×" in bars[4]


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
    assert "10,368 / 2,448 = 4.24×" in number(mount, "ratio")
    assert "of 2,448" in number(mount, "macs-other")
    assert mount.locator("svg *").count() <= 2000


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
    assert "Right. 10,368 / 2,448" in mount.locator(".bw-answer").inner_text()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement === document.body")


def test_play_moves_and_stops(widget: Callable[..., Locator]) -> None:
    mount = widget(motion="reduce")
    mount.locator('select[name="speed"]').select_option("8")
    mount.locator(".bw-play").click()
    mount.page.wait_for_timeout(900)
    mount.locator(".bw-play").click()
    settle(mount)
    moved = read(mount)
    assert (moved["row"], moved["column"]) != (2, 3)
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

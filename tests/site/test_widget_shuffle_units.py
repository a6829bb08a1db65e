"""ShuffleUnits on the built page: every control by mouse and by keyboard, every price checked."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator
from widget_tools import put, read, settle

from lightcnn.widgets.shuffle_units_ops import UNITS, symbols, unit_costs, unit_total

pytestmark = pytest.mark.browser
WIDGET = "shuffle-units"
PAGE = "chapters/shufflenet/shufflenet-v1.html"


def shown(mount: Locator, key: str) -> list[int]:
    """Whole numbers of one entry of the number strip; of a formula, its result."""
    text = mount.locator(f'[data-number="{key}"] dd').text_content().split("=")[-1]
    return [int(number.replace(",", "")) for number in text.split("|")]


def check(mount: Locator) -> None:
    """Totals, the table's rows and what is drawn, for the present state."""
    now = read(mount)
    sizes = [now[key] for key in ("side", "channels", "middle", "groups", "stride")]
    totals = [unit_total(now[lane], *sizes) for lane in ("left", "right")]
    assert [shown(mount, f"{lane}-macs")[0] for lane in ("left", "right")] == [total.macs for total in totals]
    for key in ("params", "elementwise", "accesses"):
        assert shown(mount, key) == [getattr(total, key) for total in totals]
    rows = mount.locator(".bw-table tbody tr").evaluate_all(
        "(rows) => rows.map((r) => [...r.cells].map((c) => c.textContent))"
    )
    expected = []
    for lane, total in zip(("left", "right"), totals, strict=True):
        expected += [list(cost) for cost in unit_costs(now[lane], *sizes)] + [list(total)]
    assert [[int(cell.replace(",", "")) for cell in row[4:]] for row in rows] == expected
    for lane, picture in zip(("left", "right"), mount.locator(".su-picture").all(), strict=True):
        check_picture(picture, now, lane)


def check_picture(picture: Locator, now: dict, lane: str) -> None:
    """One drawing an operation; bars as wide as channels and as long as multiply-adds."""
    ops = UNITS[now[lane]][str(now["stride"])]
    assert picture.locator(".su-op").count() == len(ops)
    value = symbols(now["channels"], now["middle"], now["groups"], now["stride"])
    spine = [op for op in ops if op.lane != "shortcut"]
    channels = [value[spine[0].c_in], *(value[op.c_out] for op in spine)]
    widths = picture.locator(".su-tensor").evaluate_all(
        "(bars) => bars.map((bar) => bar.width.baseVal.value)"
    )
    scale = max(max(channels), now["channels"] * now["stride"], now["middle"])
    assert widths == pytest.approx([max(6, 144 * c / scale) for c in channels])


def test_it_is_drawn_with_the_chapters_numbers(widget: Callable[..., Locator]) -> None:
    mount = widget()
    assert mount.locator(".su-total").all_inner_texts() == ["48.0 M multiply-adds", "7.95 M multiply-adds"]
    assert (
        "28² · (2 · 240 · 60 / 3 + 9 · 60) = 7,949,760"
        in mount.locator('[data-number="right-macs"]').inner_text()
    )
    assert mount.locator(".su-thread").count() == 3 and mount.locator(".su-packet").count() == 2
    assert mount.locator(".su-block").count() == 3 + (
        3 + 12 + 3
    )  # one funnel a group; depthwise as 12 threads
    box = mount.locator(".su-picture").first.bounding_box()
    assert box and box["width"] > 250 and box["height"] > 300
    assert mount.evaluate("(m) => m.querySelectorAll('svg *').length") < 2000
    check(mount)
    put(mount, right="resnext")
    assert mount.locator(".su-total").all_inner_texts() == ["48.0 M multiply-adds", "31.0 M multiply-adds"]
    assert mount.page.watch.console == [] and mount.page.watch.external == []


def test_selects_by_mouse(widget: Callable[..., Locator]) -> None:
    mount = widget()
    for name, values in {
        "left": ['"resnext"', '"shufflenet_v1"'],
        "right": ['"resnet"', '"resnext"', '"shufflenet_v1"'],
        "stride": ["2"],
        "groups": ["1", "2", "4", "8", "3"],
        "side": ["7", "14", "56"],
    }.items():
        for value in values:
            mount.locator(f'select[name="{name}"]').select_option(value)
            settle(mount)
            assert str(read(mount)[name]) == value.strip('"')
            check(mount)


def test_sliders_and_their_buttons_by_mouse(widget: Callable[..., Locator]) -> None:
    mount = widget()
    for name in ("channels", "middle"):
        slider = mount.locator(f'input[name="{name}"]')
        slider.scroll_into_view_if_needed()
        before, box = read(mount)[name], slider.bounding_box()
        mount.page.mouse.click(box["x"] + 0.7 * box["width"], box["y"] + box["height"] / 2)
        settle(mount)
        far = read(mount)[name]
        assert far > before
        check(mount)
        mount.locator(f'.bw-control:has(input[name="{name}"]) .bw-nudge').first.click()
        settle(mount)
        assert read(mount)[name] < far
        check(mount)


def test_random_settings_agree_with_the_library(widget: Callable[..., Locator]) -> None:
    mount = widget(motion="reduce")
    choice = mount.evaluate("(m) => bookWidgets.models[m.parentElement.dataset.model].get('choices')")
    for k in range(24):
        groups = choice["groups"][k % 5]
        middles = [m for m in choice["middle"] if m % groups == 0]
        put(
            mount,
            groups=groups,
            middle=middles[7 * k % len(middles)],
            channels=choice["channels"][5 * k % 20],
            side=choice["side"][k % 4],
            stride=1 + k // 2 % 2,
            left=list(UNITS)[k % 3],
            right=list(UNITS)[k // 3 % 3],
            step=0,
        )
        check(mount)


def test_the_packets_move_in_step(widget: Callable[..., Locator]) -> None:
    mount = widget()
    heights = "(m) => [...m.querySelectorAll('.su-packet')].map((p) => p.y.baseVal.value)"
    start = mount.evaluate(heights)
    assert start[0] == start[1]
    mount.locator(".bw-next").click()
    mount.page.wait_for_timeout(1200)
    after = mount.evaluate(heights)
    assert read(mount)["step"] == 1 and after[0] == after[1] > start[0]
    assert mount.locator(".su-op.is-now .su-name").all_text_contents() == ["1×1", "1×1, 3 groups"]
    widths = mount.locator(".su-packet").evaluate_all("(bars) => bars.map((b) => b.width.baseVal.value)")
    assert widths == pytest.approx([144 * 60 / 240 + 4] * 2)
    mount.locator(".bw-last").click()
    mount.page.wait_for_timeout(4500)
    assert read(mount)["step"] == 7 and mount.evaluate(heights)[0] > after[0]
    mount.locator(".bw-back").click()
    settle(mount)
    assert read(mount)["step"] == 6


def test_play_and_pause(widget: Callable[..., Locator]) -> None:
    mount = widget()
    mount.locator(".bw-play").click()
    mount.page.wait_for_timeout(1300)
    mount.locator(".bw-play").click()
    step = read(mount)["step"]
    assert 0 < step < 7
    mount.page.wait_for_timeout(900)
    assert read(mount)["step"] == step


def test_keyboard_alone(widget: Callable[..., Locator]) -> None:
    mount = widget()
    keys = mount.page.keyboard
    mount.locator('select[name="left"]').focus()
    keys.press("ArrowDown")
    for _ in range(3):
        keys.press("Tab")
    keys.press("ArrowDown")  # groups 3 -> 4
    settle(mount)
    assert (read(mount)["left"], read(mount)["groups"]) == ("resnext", 4)
    check(mount)
    mount.locator('input[name="channels"]').focus()
    keys.press("ArrowRight")
    settle(mount)
    assert read(mount)["channels"] == 288
    check(mount)
    mount.locator(".su-stage").focus()
    keys.press("2")
    settle(mount)
    assert read(mount)["stride"] == 2
    check(mount)
    keys.press("1")
    keys.press("End")
    settle(mount)
    assert read(mount)["step"] == 7
    keys.press(",")
    settle(mount)
    assert read(mount)["step"] == 6
    keys.press("Home")
    keys.press(".")
    settle(mount)
    assert read(mount)["step"] == 1
    keys.press("r")
    settle(mount)
    assert (read(mount)["left"], read(mount)["groups"], read(mount)["step"]) == ("resnet", 3, 0)
    for _ in range(4):
        keys.press("b")
        settle(mount)
    assert read(mount)["stride"] == 2 and "concatenate" in mount.locator(".bw-beat").inner_text()
    check(mount)


@pytest.mark.parametrize(
    ("guess", "right", "words"), [("6", "true", "6.04"), ("3", "false", "More"), ("40", "false", "Less")]
)
def test_a_prediction_is_answered(widget: Callable[..., Locator], guess: str, right: str, words: str) -> None:
    mount = widget()
    mount.locator(".su-stage").focus()
    mount.page.keyboard.press("p")
    mount.page.keyboard.type(guess)
    mount.page.keyboard.press("Enter")
    settle(mount)
    answer = mount.locator(".bw-answer").inner_text()
    assert words in answer and re.search(r"6\.04 times", answer)
    assert mount.locator("form.bw-predict").get_attribute("data-right") == right


def test_reduced_motion_jumps(widget: Callable[..., Locator]) -> None:
    mount = widget(motion="reduce")
    mount.locator(".bw-last").click()
    settle(mount)
    packet, last = (
        mount.locator(f".su-picture >> nth=0 >> {name}").last.bounding_box()
        for name in (".su-packet", ".su-tensor")
    )
    assert packet["y"] == pytest.approx(last["y"], abs=4)


def test_narrow_screen_fits(widget: Callable[..., Locator]) -> None:
    mount = widget(width=360)
    assert mount.evaluate(
        "(m) => m.scrollWidth <= m.clientWidth && document.documentElement.scrollWidth <= innerWidth"
    )
    left, right = (picture.bounding_box() for picture in mount.locator(".su-picture").all())
    assert right["y"] > left["y"] + left["height"] and left["width"] > 250
    put(mount, channels=960, middle=480, stride=2)
    check(mount)

"""ShuffleUnits: every control by mouse and by keyboard, every price checked."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator
from widget_tools import at_rest, eventually, put, read, settle

from lightcnn.blocks import ShuffleUnitV1
from lightcnn.profiling import profile
from lightcnn.widgets.shuffle_units_ops import UNITS, symbols, unit_costs, unit_total

pytestmark = pytest.mark.browser
WIDGET = "shuffle-units"


def shown(mount: Locator, key: str) -> list[int]:
    """Whole numbers of one entry of the number strip; of a formula, its result."""
    text = mount.locator(f'[data-number="{key}"] dd').text_content().split("=")[-1]
    return [int(number.replace(",", "")) for number in text.split("|")]


def short(n: int) -> str:
    """Three figures, as the page writes them."""
    if n < 1e4:
        return f"{n:,}"
    digits, unit = (n / 1e6, "M") if n >= 999_500 else (n / 1e3, "k")
    places = 2 if digits < 9.995 else 1 if digits < 99.95 else 0
    return f"{digits:,.{places}f} {unit}"


def sizes_of(now: dict) -> list[int]:
    return [now[key] for key in ("side", "channels", "middle", "groups", "stride")]


def check(mount: Locator) -> None:
    """Totals, the table's rows and what is drawn, for the present state."""
    now = read(mount)
    sizes = sizes_of(now)
    totals = [unit_total(now[lane], *sizes) for lane in ("left", "right")]
    assert [shown(mount, f"{lane}-macs")[0] for lane in ("left", "right")] == [total.macs for total in totals]
    for key in ("params", "elementwise", "accesses"):
        assert shown(mount, key) == [getattr(total, key) for total in totals]
    assert mount.locator(".su-total").all_text_contents() == [
        f"{short(t.macs)} multiply-adds" for t in totals
    ]
    rows = mount.locator(".bw-table tbody tr").evaluate_all(
        "(rows) => rows.map((r) => [...r.cells].map((c) => c.textContent))"
    )
    expected = []
    for lane, total in zip(("left", "right"), totals, strict=True):
        expected += [list(cost) for cost in unit_costs(now[lane], *sizes)] + [list(total)]
    assert [[int(cell.replace(",", "")) for cell in row[4:]] for row in rows] == expected
    assert [row[2] for row in rows if row[1] == "concatenate"] == [
        f"{now['channels']} + {now['channels']} → {2 * now['channels']}"
        for lane in ("left", "right")
        if now[lane] == "shufflenet_v1" and now["stride"] == 2
    ]
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
    full = max(widths)
    assert full > 100 and widths == pytest.approx([max(6, full * c / scale) for c in channels])
    check_prices(picture, list(zip(ops, unit_costs(now[lane], *sizes_of(now)), strict=True)))


def check_prices(picture: Locator, rows: list) -> None:
    """Every operation says its price, the one on the shortcut too: what is drawn adds up to the unit."""
    drawn = picture.locator(".su-op").evaluate_all("""(ops) => ops.map((op) => [
        Number(op.dataset.op), op.querySelector('.su-figure:last-of-type').textContent,
        op.querySelector('.su-price')?.width.baseVal.value ?? 0])""")
    assert sorted(at for at, _, _ in drawn) == list(range(len(rows)))
    for at, text, _ in drawn:
        op, cost = rows[at]
        work = f"{short(cost.elementwise)} element-wise" if cost.elementwise else "moves data only"
        assert text == (f"{short(cost.macs)} multiply-adds" if op.kind == "conv" else work)
    per_pixel = [rows[at][1].macs / bar for at, _, bar in drawn if bar > 2]
    assert per_pixel == pytest.approx(per_pixel[:1] * len(per_pixel))


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


def middle_slider(mount: Locator, steps: int) -> None:
    for _ in range(abs(steps)):
        mount.get_by_role("button", name=f"Bottleneck m: {'more' if steps > 0 else 'less'}").click()
    settle(mount)


def test_the_bottleneck_comes_back_to_what_was_asked_for(widget: Callable[..., Locator]) -> None:
    mount = widget()
    hint, groups, stride = (mount.locator(s) for s in (".su-hint", "[name=groups]", "[name=stride]"))
    assert hint.inner_text() == "m = 240 / 4, as in the network."
    for choice, middle in (("8", 48), ("4", 60), ("8", 48), ("3", 60)):
        groups.select_option(choice)
        settle(mount)
        assert read(mount)["middle"] == middle
        assert (hint.inner_text() == "8 groups do not divide 60: m is 48.") == (choice == "8")
        check(mount)
    stride.select_option("2")
    settle(mount)
    assert read(mount)["middle"] == 120 and hint.inner_text() == "m = 480 / 4, as in the network."
    check(mount)
    middle_slider(mount, 1)
    assert read(mount)["middle"] == 132 and hint.inner_text() == ""
    groups.select_option("8")
    settle(mount)
    assert hint.inner_text() == "8 groups do not divide 132: m is 120."
    groups.select_option("3")
    stride.select_option("1")
    settle(mount)
    assert read(mount)["middle"] == 66 - 66 % 12  # half of 132 is no choice; the nearest is
    put(mount, channels=240, middle=72)  # as a link or the tour sets it
    groups.select_option("8")
    settle(mount)
    assert read(mount)["middle"] == 72


def test_stride_two_is_the_unit_of_the_network(widget: Callable[..., Locator]) -> None:
    mount = widget()
    mount.locator('select[name="stride"]').select_option("2")
    settle(mount)
    unit = ShuffleUnitV1(240, 480, groups=3, stride=2)
    assert shown(mount, "right-macs") == [profile(unit, side=28, channels=240).macs]
    assert mount.locator(".su-picture").first.locator(
        ".su-op:has(.su-side) .su-figure"
    ).all_text_contents() == [
        "on the shortcut:",
        f"{short(240 * 480 * 14 * 14)} multiply-adds",
    ]
    check(mount)


def test_numbers_are_explained(widget: Callable[..., Locator]) -> None:
    note = widget().locator(".su-note").inner_text()
    for words in ("batch norms are left out", "outside the convolutions", "read and written"):
        assert words in note


@pytest.mark.parametrize("width", [1280, 800, 360])
def test_labels_keep_their_size_and_lanes_their_line(widget: Callable[..., Locator], width: int) -> None:
    mount = widget(width=width)
    for state in ({}, {"stride": 2, "middle": 120}, {"right": "resnext", "groups": 8, "middle": 48}):
        put(mount, **state)
        scales = mount.locator(".su-picture").evaluate_all("(all) => all.map((svg) => svg.getScreenCTM().a)")
        assert scales == pytest.approx([1, 1], abs=0.02)
        sizes = mount.locator(".su-picture text").evaluate_all(
            "(all) => all.map((text) => parseFloat(getComputedStyle(text).fontSize))"
        )
        assert min(sizes) >= 11.5
        outside = mount.locator(".su-picture").evaluate_all("""(all) => all.flatMap((svg) => {
          const frame = svg.getBoundingClientRect();
          return [...svg.querySelectorAll('text')].filter((text) => {
            const box = text.getBoundingClientRect();
            return box.right > frame.right + 1 || box.left < frame.left - 1;
          }).map((text) => text.textContent);
        })""")
        assert outside == []
        left, right = (picture.bounding_box() for picture in mount.locator(".su-picture").all())
        assert left["y"] == right["y"] or width == 360


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
    packets = """(m) => [...m.querySelectorAll('.su-packet')]
      .map((p) => [p.y.baseVal.value, p.width.baseVal.value])"""
    start = mount.evaluate(packets)
    assert start[0][0] == start[1][0]
    mount.locator(".bw-next").click()
    after = at_rest(mount, packets)
    assert read(mount)["step"] == 1 and after[0][0] == after[1][0] > start[0][0]
    assert mount.locator(".su-op.is-now .su-name").all_text_contents() == ["1×1", "1×1, 3 groups"]
    full = mount.locator(".su-tensor").first.evaluate("(bar) => bar.width.baseVal.value")
    assert full > 100 and [width for _, width in after] == pytest.approx([full * 60 / 240 + 4] * 2)
    mount.locator(".bw-last").click()
    assert at_rest(mount, packets)[0][0] > after[0][0] and read(mount)["step"] == 7
    mount.locator(".bw-back").click()
    settle(mount)
    assert read(mount)["step"] == 6


def test_play_and_pause(widget: Callable[..., Locator]) -> None:
    mount = widget()
    mount.locator(".bw-play").click()
    eventually(mount.page, lambda: read(mount)["step"] > 0)
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
    assert (read(mount)["stride"], read(mount)["middle"]) == (2, 120)
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
    ("guess", "right", "words"),
    [
        ("6", "true", "Yes: 6.04 times fewer. The 1×1 layers shrink by g = 3, and the 3×3 by m = 60"),
        ("3", "false", "More"),
        ("40", "false", "Less"),
    ],
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


@pytest.mark.parametrize(
    ("left", "right", "sides", "why"),
    [
        ("resnet", "resnext", "right unit (ResNeXt) need than the left (ResNet bottleneck)", "Only the 3×3"),
        ("shufflenet_v1", "resnext", "left unit (ShuffleNet V1) need than the right (ResNeXt)", "m / g = 20"),
        ("resnext", "resnext", "ResNeXt stands on both sides", "Choose two different units"),
    ],
)
@pytest.mark.parametrize("stride", [1, 2])
def test_the_question_is_about_what_stands_there(
    widget: Callable[..., Locator], left: str, right: str, sides: str, why: str, stride: int
) -> None:
    mount = widget()
    put(mount, left=left, right=right, stride=stride)
    assert sides in mount.locator(".bw-predict").inner_text()
    totals = [unit_total(unit, *sizes_of(read(mount))).macs for unit in (left, right)]
    ratio = max(totals) / min(totals)
    mount.locator('input[name="prediction"]').fill(f"{ratio:.2f}")
    mount.locator(".bw-predict button").click()
    settle(mount)
    answer = mount.locator(".bw-answer").inner_text()
    assert why in answer
    if left != right:
        assert f"Yes: {ratio:.2f} times fewer" in answer
        assert ("240 channels instead of 480" in answer) == (stride == 2 and left == "shufflenet_v1")


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

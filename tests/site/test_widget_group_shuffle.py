"""GroupShuffle: every control by mouse and by keyboard, every number checked."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from playwright.sync_api import Locator
from torch import nn
from widget_tools import at_rest, eventually, number, put, read, settle

from lightcnn.arithmetic import conv_params, reach, shuffle_permutation
from lightcnn.blocks import channel_shuffle
from lightcnn.widgets.group_shuffle import CHANNELS, divisors

pytestmark = pytest.mark.browser
WIDGET = "group-shuffle"
# Where the tokens that fly through the table are: channel -> [x, y], in the picture's own units.
FLIERS = """(root) => [...root.querySelectorAll('.gs-flying .gs-token')].map((node) => {
  const { e, f } = node.transform.baseVal.consolidate().matrix; return [e, f];
})"""


# What a phone must show: how far the picture is wider than its frame; captions outside it, or on one another.
CAPTIONS = """(root) => {
  const stage = root.querySelector('.bw-stage'), frame = stage.getBoundingClientRect();
  const boxes = [...root.querySelectorAll('.gs-picture > * .gs-caption, .gs-count')]
    .filter((node) => !node.closest('.gs-table'))
    .map((node) => [node.textContent, node.getBoundingClientRect()]);
  const meet = (a, b) => a.left < b.right && b.left < a.right && a.top + 2 < b.bottom && b.top + 2 < a.bottom;
  return {
    over: stage.scrollWidth - stage.clientWidth,
    outside: boxes.filter(([, box]) => box.left < frame.left || box.right > frame.right).map(([it]) => it),
    crossing: boxes.filter(([, a], i) => boxes.slice(i + 1).some(([, b]) => meet(a, b))).map(([it]) => it),
  };
}"""


def shuffled(channels: int, groups: int, times: int) -> list[int]:
    """Position -> channel after so many shuffles, by torch."""
    x = torch.arange(channels).reshape(1, channels, 1, 1)
    for _ in range(times):
        x = channel_shuffle(x, groups)
    return x.flatten().tolist()


def seen_by(now: dict, layers: int) -> list[set[int]]:
    """Inputs that each output of so many layers depends on: one image for each input, all-ones kernels."""
    c, g = now["channels"], now["groups"]
    x = torch.eye(c, dtype=torch.float64).reshape(c, c, 1, 1)
    layer = nn.Conv2d(c, c, 1, groups=g, bias=False, dtype=torch.float64)
    nn.init.ones_(layer.weight)
    with torch.no_grad():
        for k in range(layers):
            for _ in range(now["times"] if k and now["shuffle"] else 0):
                x = channel_shuffle(x, g)
            x = layer(x)
    met = x.reshape(c, c).T
    return [set(row.nonzero().flatten().tolist()) for row in met]


def check_numbers(mount: Locator) -> None:
    """All that is shown for the present state is what the library and torch compute."""
    now = read(mount)
    c, g, layers, chosen, column = (now[k] for k in ("channels", "groups", "layers", "chosen", "column"))
    assert number(mount, "params") == f"{c}² / {g} = {conv_params(c, c, 1, g):,}"
    order = shuffled(c, g, now["times"])
    shown = number(mount, "order")
    if not now["shuffle"]:
        assert shown == "no shuffle"
    elif shown == "predict first, below":
        assert now["times"] == 1
    else:
        assert shown == (f"{order}: all are home" if order == list(range(c)) else str(order))
    if now["times"] == 1:
        assert seen_by(now, layers) == list(map(set, reach(c, g, layers, now["shuffle"])))
    met = seen_by(now, column)[chosen] if column else set()
    if not column:
        met = {i for i, seen in enumerate(seen_by(now, layers)) if chosen in seen}
    assert number(mount, "reach") == f"{len(met)} / {c}"
    bright = mount.evaluate(
        """(root) => [...root.querySelectorAll('.gs-token')].filter((n) => !n.closest('.gs-flying'))
             .map((n, i) => [i, n.classList.contains('is-off')])""")  # fmt: skip
    inputs = {i for i, off in bright[:c] if not off}
    assert inputs == (met if column else {chosen})
    assert {i - c for i, off in bright[c : 2 * c] if not off} == first_layer(now)
    assert mount.locator(".gs-matrix").count() == layers
    counts = mount.locator(".gs-count").all_text_contents()
    assert counts == [f"sees {min(map(len, seen_by(now, k)))}/{c}" for k in range(1, layers + 1)]
    heads = [text for text in mount.locator(".gs-caption").all_text_contents() if "shuffle" in text]
    times = now["times"]
    head = "no shuffle" if not now["shuffle"] else "shuffled" if times == 1 else f"shuffled ×{times}"
    assert heads == [head] * max(1, layers - 1) or mount.page.viewport_size["width"] < 400


def first_layer(now: dict) -> set[int]:
    """Channels of the first layer on the way between the followed token and the inputs, or the outputs."""
    c, g, chosen, column = (now[k] for k in ("channels", "groups", "chosen", "column"))
    if column < 2:
        return seen_by(now, 1)[chosen] if column == 0 else {chosen}
    positions = seen_by(now, column - 1)[chosen]
    order = shuffled(c, g, now["times"] if now["shuffle"] else 0)
    return {order[i] for i in positions}


def test_it_is_drawn(widget: Callable[..., Locator]) -> None:
    mount = widget()
    assert mount.locator(".gs-token").count() == 36 and mount.locator(".gs-matrix").count() == 2
    assert mount.locator(".gs-wire").count() == 3 and mount.locator(".gs-thread").count() == 3
    assert mount.locator(".gs-bar").count() >= 6
    box = mount.locator(".gs-picture").bounding_box()
    assert box and box["width"] > 300 and box["height"] > 300
    labels = mount.locator(".gs-token text").all_text_contents()
    assert labels[:6] == ["A0", "A1", "A2", "A3", "B4", "B5"]
    assert mount.evaluate("(root) => root.querySelectorAll('svg *').length") < 2000
    check_numbers(mount)
    assert mount.page.watch.console == [] and mount.page.watch.external == []


@pytest.mark.parametrize("channels", CHANNELS)
def test_channels_and_groups_by_mouse(widget: Callable[..., Locator], channels: int) -> None:
    mount = widget()
    mount.locator('select[name="channels"]').select_option(str(channels))
    settle(mount)
    for groups in divisors(channels):
        mount.locator('select[name="groups"]').select_option(str(groups))
        settle(mount)
        assert (read(mount)["channels"], read(mount)["groups"]) == (channels, groups)
        check_numbers(mount)


def test_layers_shuffle_column_and_channel_by_mouse(widget: Callable[..., Locator]) -> None:
    mount = widget()
    mount.locator('select[name="groups"]').select_option("4")
    for layers in (1, 2, 3, 4):
        mount.locator('select[name="layers"]').select_option(str(layers))
        settle(mount)
        assert read(mount)["layers"] == read(mount)["column"] == layers
        for _ in range(2):
            check_numbers(mount)
            mount.locator('input[name="shuffle"]').click()
            settle(mount)
    for column in (0, 1, 4):
        mount.locator('select[name="column"]').select_option(str(column))
        mount.locator(".bw-nudge").last.click()
        settle(mount)
        assert read(mount)["column"] == column
        check_numbers(mount)


def test_a_tap_follows_a_token(widget: Callable[..., Locator]) -> None:
    mount = widget()
    mount.locator(".gs-token text", has_text="C9").first.click(force=True)
    settle(mount)
    assert (read(mount)["column"], read(mount)["chosen"]) == (0, 9)
    check_numbers(mount)
    # Channel 4 where the shuffle put it: it is followed from its layer, and marked where it was tapped.
    mount.locator(".gs-flying .gs-token").nth(4).click(force=True)
    settle(mount)
    assert (read(mount)["column"], read(mount)["chosen"]) == (1, 4)
    assert mount.locator(".gs-flying .is-marked text").all_text_contents() == ["B4"]
    assert mount.locator(".gs-flying .gs-token:not(.is-off) text").all_text_contents() == ["B4"]
    check_numbers(mount)


def test_the_story_says_where_the_shuffle_takes_a_channel_once_it_was_predicted(
    widget: Callable[..., Locator],
) -> None:
    mount = widget(motion="reduce")
    said = mount.locator(".bw-say")  # one sentence a second
    for column in (0, 1, 2):
        put(mount, layers=3, column=column, chosen=5)
        eventually(mount.page, lambda: "Where does the shuffle take it? Predict below." in said.inner_text())
        assert number(mount, "order") == "predict first, below"
    mount.locator('input[name="prediction"]').fill("3")
    mount.locator(".bw-predict button").click()
    settle(mount)
    assert number(mount, "order") == str(shuffle_permutation(12, 3))
    for column, layer in ((0, 1), (1, 1), (2, 2)):
        put(mount, layers=3, column=column)
        answer = f"The shuffle takes channel 5 of layer {layer} to position 4."
        eventually(mount.page, lambda: answer in said.inner_text())  # noqa: B023 it is called at once
    put(mount, column=3)
    eventually(mount.page, lambda: "position" not in said.inner_text())
    put(mount, column=1, chosen=6)
    eventually(mount.page, lambda: "Predict below" in said.inner_text())


@pytest.mark.parametrize(("channels", "groups", "period"), [(12, 3, 5), (16, 4, 2), (12, 4, 5)])
def test_shuffles_in_a_row_come_home(
    widget: Callable[..., Locator], channels: int, groups: int, period: int
) -> None:
    mount = widget(motion="reduce")
    put(mount, channels=channels, groups=groups, column=1)
    for times in range(2, period + 2):
        mount.get_by_role("button", name="Shuffles in a row: more").click()
        settle(mount)
        assert (read(mount)["times"], read(mount)["phase"]) == (times, 3 * times)
        check_numbers(mount)
        assert ("all are home" in number(mount, "order")) == (times == period)
        assert read_order(mount.evaluate(FLIERS)) == shuffled(channels, groups, times)
    mount.get_by_role("button", name="Shuffles in a row: less").click()
    settle(mount)
    check_numbers(mount)


def test_every_shuffle_in_a_row_goes_through_its_table(widget: Callable[..., Locator]) -> None:
    mount = widget(motion="reduce")
    put(mount, channels=12, groups=3, times=2, phase=0)
    for phase in range(7):
        put(mount, phase=phase)
        at = mount.evaluate(FLIERS)
        rows, columns = len({round(y) for _, y in at}), len({round(x) for x, _ in at})
        assert (rows, columns) == [(12, 1), (3, 4), (4, 3)][phase % 3]
        done = phase // 3 + (phase % 3 == 2)  # the transpose has the new order, row by row
        assert read_order(at) == shuffled(12, 3, done)
    label = mount.locator('input[name="frame"]').get_attribute("aria-valuetext")
    assert label == "flatten, shuffle 2 of 2"


def test_without_a_shuffle_its_control_is_off(widget: Callable[..., Locator]) -> None:
    mount = widget()
    mount.locator('input[name="shuffle"]').click()
    settle(mount)
    parts = mount.locator('.bw-control:has(input[name="times"]) :is(input, button)')
    assert parts.count() == 3 and all(part.is_disabled() for part in parts.all())
    mount.locator('input[name="shuffle"]').click()
    settle(mount)
    assert [part.is_disabled() for part in parts.all()] == [False, True, False]


def test_one_group_is_singular(widget: Callable[..., Locator]) -> None:
    mount = widget()
    put(mount, groups=1)
    eventually(mount.page, lambda: "1 group" in mount.locator(".bw-say").inner_text())
    assert "1 groups" not in mount.inner_text() + str(mount.locator("svg").first.get_attribute("aria-label"))
    assert "12 channels, 1 group." in mount.locator(".bw-predict").inner_text()


def test_the_shuffle_flies_through_the_table(widget: Callable[..., Locator]) -> None:
    mount = widget()
    line = mount.locator(".bw-code")
    pieces = [
        ("x", "12"),
        (".view(N, 3, 4, H, W)", "3, 4"),
        (".transpose(1, 2)", "4, 3"),
        (".reshape(N, 12, H, W)", "12"),
    ]
    mount.locator(".bw-first").click()
    for phase, (piece, shape) in enumerate(pieces):
        if phase:
            mount.locator(".bw-next").click()
        at = at_rest(mount, FLIERS)
        assert read(mount)["phase"] == phase
        assert line.locator(".bw-now").inner_text() == piece
        assert f"(N, {shape}, H, W)" in line.inner_text()
        assert read_order(at) == (list(range(12)) if phase < 2 else shuffle_permutation(12, 3))
        rows, columns = len({round(y) for _, y in at}), len({round(x) for x, _ in at})
        assert (rows, columns) == [(12, 1), (3, 4), (4, 3), (12, 1)][phase]


def read_order(at: list[list[float]]) -> list[int]:
    """Channels in reading order: down, then right."""
    return sorted(range(len(at)), key=lambda i: (round(at[i][1]), round(at[i][0])))


def test_play_runs_to_the_end_and_pauses(widget: Callable[..., Locator]) -> None:
    mount = widget()
    mount.locator(".bw-play").click()
    mount.page.wait_for_timeout(300)
    middle = mount.evaluate(FLIERS)
    play = mount.locator(".bw-play")
    eventually(mount.page, lambda: play.get_attribute("aria-label") == "Play")
    assert read(mount)["phase"] == 3 and at_rest(mount, FLIERS) != middle


def test_keyboard_alone(widget: Callable[..., Locator]) -> None:
    mount = widget()
    keys = mount.page.keyboard
    mount.locator('select[name="channels"]').focus()
    keys.press("ArrowDown")  # 16
    keys.press("Tab")
    keys.press("ArrowDown")
    settle(mount)
    assert read(mount)["channels"] == 16
    check_numbers(mount)
    mount.locator(".bw-stage").focus()
    before = read(mount)
    keys.press("ArrowDown")
    keys.press("ArrowLeft")
    settle(mount)
    assert read(mount)["chosen"] == before["chosen"] + 1 and read(mount)["column"] == before["column"] - 1
    check_numbers(mount)
    keys.press("s")
    settle(mount)
    assert read(mount)["shuffle"] is False
    check_numbers(mount)
    keys.press("s")
    keys.press("Home")
    settle(mount)
    assert read(mount)["phase"] == 0
    keys.press(".")
    settle(mount)
    assert read(mount)["phase"] == 1
    keys.press(",")
    keys.press("End")
    settle(mount)
    assert read(mount)["phase"] == 3
    keys.press("r")
    settle(mount)
    assert read(mount)["channels"] == 12
    for _ in range(3):
        keys.press("b")
        settle(mount)
    assert "Reshape" in mount.locator(".bw-beat").inner_text() and read(mount)["phase"] == 1
    mount.locator('input[name="chosen"]').focus()
    keys.press("Home")
    settle(mount)
    assert read(mount)["chosen"] == 0
    mount.locator('input[name="times"]').focus()
    keys.press("ArrowRight")
    settle(mount)
    assert (read(mount)["times"], read(mount)["phase"]) == (2, 6)
    check_numbers(mount)


@pytest.mark.parametrize(
    ("guess", "right", "words"),
    [
        (4, "true", "1 · 3 + 1 = 4"),
        (5, "false", "before the shuffle"),
        (7, "false", "row ⌊5 / 4⌋ = 1"),
        (99, None, "0 to 11"),
    ],
)
def test_a_prediction_is_answered(
    widget: Callable[..., Locator], guess: int, right: str | None, words: str
) -> None:
    mount = widget(motion="reduce")
    put(mount, channels=12, groups=3, chosen=5, phase=3)
    mount.locator(".bw-stage").focus()
    mount.page.keyboard.press("p")
    mount.page.keyboard.type(str(guess))
    mount.locator("form.bw-predict").evaluate("(form) => { form.noValidate = true; }")
    mount.page.keyboard.press("Enter")
    settle(mount)
    assert words in mount.locator(".bw-answer").inner_text()
    assert mount.locator("form.bw-predict").get_attribute("data-right") == right


def test_reduced_motion_jumps(widget: Callable[..., Locator]) -> None:
    mount = widget(motion="reduce")
    mount.locator(".bw-first").click()
    settle(mount)
    at = mount.evaluate(FLIERS)
    assert len({round(x) for x, _ in at}) == 1 and [round(y) for _, y in at] == sorted(
        round(y) for _, y in at
    )


def test_narrow_screen_fits(widget: Callable[..., Locator]) -> None:
    mount = widget(width=360)
    assert mount.evaluate("(m) => m.scrollWidth <= m.clientWidth && m.clientWidth <= innerWidth")
    put(mount, channels=24, groups=6, layers=4, column=4)
    check_numbers(mount)
    assert mount.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    # The result, the last column, is seen without scrolling in every state, and no caption lies on another.
    for channels, groups, layers in ((12, 3, 2), (24, 6, 3), (24, 24, 4), (6, 2, 1)):
        for times in (1, 12):
            put(mount, channels=channels, groups=groups, layers=layers, column=layers, chosen=0, times=times)
            check_numbers(mount)
            found = mount.evaluate(CAPTIONS)
            assert found["over"] <= 0 and found["outside"] == [] and found["crossing"] == []
    small = mount.evaluate("""(m) => [...m.querySelectorAll(':is(button, select, input)')]
        .filter((n) => n.offsetHeight && (n.offsetHeight < 18 || n.offsetWidth < 18)).length""")
    assert small == 0


def test_the_table_has_every_channel(widget: Callable[..., Locator]) -> None:
    mount = widget()
    mount.locator(".bw-data summary").click()
    rows = [row.split("\t") for row in mount.locator(".bw-table tbody tr").all_inner_texts()]
    order = shuffle_permutation(12, 3)
    assert [(int(row[0]), row[1], int(row[3])) for row in rows] == [
        (i, "ABC"[i // 4], order.index(i)) for i in range(12)
    ]

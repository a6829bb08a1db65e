"""GroupShuffle on the built page: every control by mouse and by keyboard, every number checked."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator
from widget_tools import number, put, read, settle

from lightcnn.arithmetic import conv_params, reach, shuffle_permutation
from lightcnn.widgets.group_shuffle import CHANNELS, divisors, shuffles_until_identity

pytestmark = pytest.mark.browser
WIDGET = "group-shuffle"
PAGE = "chapters/shufflenet/shufflenet-v1.html"
# Where the tokens that fly through the table are: channel -> [x, y], in the picture's own units.
FLIERS = """(root) => [...root.querySelectorAll('.gs-flying .gs-token')].map((node) => {
  const { e, f } = node.transform.baseVal.consolidate().matrix; return [e, f];
})"""


def at_rest(mount: Locator) -> list[list[float]]:
    """Where the flying tokens are, once half a second has not moved them: a busy machine flies slowly."""
    last: list[list[float]] = []
    for _ in range(30):
        mount.page.wait_for_timeout(500)
        at = mount.evaluate(FLIERS)
        if at == last:
            return at
        last = at
    raise AssertionError("the tokens never come to rest")


def check_numbers(mount: Locator) -> None:
    """All that is shown for the present state is what the library computes."""
    now = read(mount)
    c, g, layers, chosen, column = (now[k] for k in ("channels", "groups", "layers", "chosen", "column"))
    assert number(mount, "params") == f"{c}² · 3² / {g} = {conv_params(c, c, 3, g):,}"
    order = shuffle_permutation(c, g)
    assert number(mount, "order") == (str(order) if now["shuffle"] else "off")
    if now["shuffle"]:
        assert number(mount, "period").split(":")[0] == str(shuffles_until_identity(c, g))
    if column:
        met = set(reach(c, g, column, now["shuffle"])[chosen])
    else:
        met = {i for i, seen in enumerate(reach(c, g, layers, now["shuffle"])) if chosen in seen}
    assert number(mount, "reach") == f"{len(met)} / {c}"
    bright = mount.evaluate(
        """(root) => [...root.querySelectorAll('.gs-token')].filter((n) => !n.closest('.gs-flying'))
             .map((n, i) => [i, n.classList.contains('is-off')])""")  # fmt: skip
    inputs = {i for i, off in bright[:c] if not off}
    assert inputs == (met if column else {chosen})
    assert {i - c for i, off in bright[c : 2 * c] if not off} == first_layer(now)
    assert mount.locator(".gs-matrix").count() == layers
    counts = mount.locator(".gs-count").all_text_contents()
    least = [min(len(seen) for seen in reach(c, g, k, now["shuffle"])) for k in range(1, layers + 1)]
    assert counts == [f"sees {k}/{c}" for k in least]


def first_layer(now: dict) -> set[int]:
    """Channels of the first layer on the way between the followed token and the inputs, or the outputs."""
    c, g, chosen, column = (now[k] for k in ("channels", "groups", "chosen", "column"))
    if column < 2:
        return set(reach(c, g, 1, False)[chosen]) if column == 0 else {chosen}
    positions = reach(c, g, column - 1, now["shuffle"])[chosen]
    return {shuffle_permutation(c, g)[i] for i in positions} if now["shuffle"] else set(positions)


def test_it_is_drawn(widget: Callable[..., Locator]) -> None:
    mount = widget()
    assert mount.locator(".gs-token").count() == 36 and mount.locator(".gs-matrix").count() == 2
    assert mount.locator(".gs-wire").count() == 3 and mount.locator(".gs-bar").count() >= 6
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
    mount.locator(".gs-flying .gs-token").nth(4).click(force=True)  # channel 4, where the shuffle put it
    settle(mount)
    assert (read(mount)["column"], read(mount)["chosen"]) == (1, 4)
    check_numbers(mount)


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
        at = at_rest(mount)
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
    mount.page.wait_for_timeout(4500)
    assert read(mount)["phase"] == 3 and mount.evaluate(FLIERS) != middle
    assert mount.locator(".bw-play").get_attribute("aria-label") == "Play"


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

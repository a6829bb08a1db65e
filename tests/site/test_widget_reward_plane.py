"""RewardPlane: rewards, winner, front and price beside the library; by mouse, keys, play and finger."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator
from widget_tools import press, put, read, settle

from lightcnn.search import Choice, Search, Space, Trial, pareto_front, reward
from lightcnn.widgets import RewardPlane
from lightcnn.widgets.reward_plane.points import FOUR, RULES

pytestmark = pytest.mark.browser
# Accuracy, latency and parent: each rule has another winner, and the front grows, and loses what it had.
TRIED = (
    (0.78, 5.0, None), (0.80, 8.4, None), (0.81, 12.5, None), (0.815, 5.9, 0), (0.79, 7.1, 0),
    (0.84, 7.3, 3), (0.824, 6.0, 5), (0.85, 9.6, 5), (0.8, 5.2, 3),
)  # fmt: skip
TARGET = 6.0


def searched() -> Search:
    trials = [
        Trial(i, (Choice(3, 2 + i % 2, i % 3 == 0, 1),), parent, accuracy, ms, 0.0, 60.0)
        for i, (accuracy, ms, parent) in enumerate(TRIED)
    ]
    about = {"data": "told", "epochs": 2, "timed_batch": 32}
    return Search({"cpu": "a machine"}, {"target": TARGET, "about": about}, Space(((16, 1),)), tuple(trials))


@pytest.fixture
def view(bare: Callable[..., Locator]) -> Locator:
    return bare(RewardPlane(searched()), motion="reduce")


def commit(view: Locator) -> None:
    view.get_by_role("button", name="5 % more").click()
    settle(view)


def value(view: Locator) -> str:
    return view.locator(".bw-value").inner_text()


def pairs(view: Locator) -> list[tuple[float, float]]:
    """(accuracy, latency) of what has been tried, and of the reader's own."""
    st = read(view)
    rows = TRIED if st["data"] == "search" else FOUR
    own = [tuple(st["candidate"])] if st["candidate"] else []
    return [(row[0], row[1]) for row in rows[: st["step"]]] + own


def check(view: Locator) -> None:
    """Number, ring, table and price are the library's for the present state."""
    st, here = read(view), pairs(view)
    w = RULES[st["rule"]]
    worth = [reward(accuracy, ms, st["target"], w) for accuracy, ms in here]
    best = here[worth.index(max(worth))]
    assert float(value(view)) == pytest.approx(max(worth), abs=5.1e-5)
    name = f"{100 * best[0]:.1f} % in {best[1]:.3g} ms"
    assert name in view.locator(".bw-note").inner_text()
    rows = view.locator(".bw-table tbody tr").evaluate_all(
        "(rows) => rows.map((row) => row.cells[4].textContent)"
    )
    tried = len(here) - bool(st["candidate"])
    assert [float(text) for text in rows[:tried]] == pytest.approx(worth[:tried], abs=5.1e-5)
    assert not any(rows[tried:]), "what is not tried yet has no reward"
    x, y = place(view, ".rp-ring")
    if best in here[:tried]:
        assert (x, y) == pytest.approx(place(view, f'[data-point="{here.index(best)}"]'), abs=0.01)


def place(view: Locator, dot: str) -> tuple[float, float]:
    node = view.locator(dot)
    return float(node.get_attribute("cx")), float(node.get_attribute("cy"))


def corners(view: Locator, path: str) -> list[list[float]]:
    """The points of a path of M, L, H and V, in pixels of the stage."""
    found: list[list[float]] = []
    for letter, numbers in re.findall(r"([MLHV])([^MLHV]*)", view.locator(path).get_attribute("d")):
        at = [float(n) for n in numbers.split()]
        x, y = found[-1] if found else (0.0, 0.0)
        found.append(at if letter in "ML" else [at[0], y] if letter == "H" else [x, at[0]])
    return found


def test_every_rule_and_target_gives_the_librarys_rewards(view: Locator) -> None:
    commit(view)
    for data, targets in (("search", (5.0, 6.0, 9.3, 12.5)), ("four", (60, 78, 80, 101.0))):
        for target in targets:
            for rule in RULES:
                put(view, data=data, step=len(TRIED if data == "search" else FOUR), target=target, rule=rule)
                check(view)


def test_the_curves_are_where_the_reward_is_the_same(view: Locator) -> None:
    """Two dots give the scale of the plane; every corner of the thick curve is read on it."""
    commit(view)
    (x0, y0), (x1, y1) = (place(view, f'[data-point="{i}"]') for i in (0, 7))
    across, up = (x1 - x0) / (TRIED[7][1] - TRIED[0][1]), (y0 - y1) / (TRIED[7][0] - TRIED[0][0])
    for rule, target in (("-0.07", 6.0), ("-0.15", 9.3), ("hard", 6.0), ("hard", 9.3)):
        put(view, rule=rule, target=target)
        line = corners(view, ".rp-worth")
        assert len(line) > 40
        worth = [
            reward(min(1, TRIED[0][0] + (y0 - y) / up), TRIED[0][1] + (x - x0) / across, target, RULES[rule])
            for x, y in line
            if TRIED[0][0] + (y0 - y) / up <= 1
        ]
        assert worth == pytest.approx([float(value(view))] * len(worth), abs=3e-4)


def test_play_brings_dots_parents_and_the_front(view: Locator) -> None:
    commit(view)
    view.locator(".bw").focus()
    press(view, "Home")
    assert view.locator("[data-point], .rp-ring, .rp-front").count() == 0 and value(view) == "–"
    for step in range(1, len(TRIED) + 1):
        press(view, ".")
        assert view.locator("[data-point]").count() == step
        assert view.locator(".rp-line").count() == sum(row[2] is not None for row in TRIED[:step])
        check(view)
        front = pareto_front([(accuracy, ms) for accuracy, ms, _ in TRIED[:step]])
        line = corners(view, ".rp-front")
        for i in front:
            assert any(spot == pytest.approx(place(view, f'[data-point="{i}"]'), abs=0.01) for spot in line)
        assert len(line) == 2 * len(front) - 1
    assert view.locator(".rp-dot.is-random").count() == 3


def test_the_rules_are_switched_in_the_picture_and_by_digits(view: Locator) -> None:
    commit(view)
    winners = []
    for digit, text in enumerate(("w = −0.07", "−0.15", "hard: 0, then −1"), 1):
        button = view.get_by_role("button", name=text, exact=True)
        button.click()
        settle(view)
        assert button.get_attribute("aria-pressed") == "true" and read(view)["rule"] == list(RULES)[digit - 1]
        check(view)
        winners.append(view.locator(".bw-note").inner_text())
        put(view, rule="-0.07")
        view.locator(".bw").focus()
        press(view, str(digit))
        assert view.locator(".bw-note").inner_text() == winners[-1]
    assert winners[0] != winners[2], "a hard target chooses another network"


def drag(view: Locator, name: str, x: float, y: float) -> None:
    box = view.locator(f"[data-handle='{name}']").bounding_box()
    start = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    view.page.mouse.move(*start)
    view.page.mouse.down()
    view.page.mouse.move(start[0] + x, start[1] + y, steps=6)
    settle(view)
    view.page.mouse.up()


def test_the_target_is_dragged_and_follows_the_pointer(view: Locator) -> None:
    commit(view)
    press(view, "3")
    handle = view.locator("[data-handle='target']")
    for way in (120, -60):
        before, target = handle.bounding_box()["x"], read(view)["target"]
        drag(view, "target", way, 0)
        assert handle.bounding_box()["x"] == pytest.approx(before + way, abs=5)
        assert (read(view)["target"] > target) == (way > 0)
        check(view)
    target = read(view)["target"]
    handle.focus()
    press(view, "ArrowRight", "ArrowRight", "ArrowLeft")
    assert read(view)["target"] == pytest.approx(target + read(view)["sets"]["search"]["grain"])
    check(view)


def test_a_network_of_ones_own_is_dragged_above_the_curve(view: Locator) -> None:
    commit(view)
    view.locator("summary").click()
    view.get_by_label("a network of your own").check()
    settle(view)
    assert len(read(view)["candidate"]) == 2
    check(view)
    drag(view, "own", -150, -60)
    check(view)
    assert view.locator(".bw-note").inner_text().startswith("yours")
    before = read(view)["candidate"]
    view.locator("[data-handle='own']").focus()
    press(view, "ArrowDown", "ArrowRight")
    after = read(view)["candidate"]
    assert after[0] < before[0] and after[1] > before[1]
    check(view)
    view.get_by_label("a network of your own").uncheck()
    settle(view)
    assert read(view)["candidate"] == [] and not view.locator("[data-handle='own']").is_visible()
    check(view)


def test_other_networks_come_whole_with_their_own_target(view: Locator) -> None:
    commit(view)
    view.locator("summary").click()
    view.locator("select[name='data']").select_option(label="a textbook's four")
    settle(view)
    assert (read(view)["step"], read(view)["target"]) == (4, 80)
    check(view)
    assert "74.0 % in 60 ms" in view.locator(".bw-note").inner_text()
    view.get_by_role("button", name="hard").click()
    settle(view)
    check(view)
    assert "75.2 % in 78 ms" in view.locator(".bw-note").inner_text()


def test_the_price_of_twice_the_time_is_asked_and_then_drawn(view: Locator) -> None:
    gain, thick = view.locator("[data-gain]"), ".rp-worth"
    aim = float(view.locator(".rp-aim").get_attribute("d").split("V")[0].split()[0][1:])
    assert gain.text_content() == "twice the time: ?" and folded(view, "gain") == "?"
    assert max(x for x, _ in corners(view, thick)) == pytest.approx(aim, abs=0.06), "curves end at the target"
    view.get_by_role("button", name="7 % more").click()
    settle(view)
    assert "read off the exponent" in view.locator(".bw-live").first.inner_text()
    assert gain.text_content() == f"twice the time: +{100 * (2**0.07 - 1):.1f} %" == "twice the time: +5.0 %"
    assert max(x for x, _ in corners(view, thick)) > aim + 200
    view.get_by_role("button", name="5 points more").click()
    settle(view)
    best = max(reward(accuracy, ms, TARGET, -0.07) for accuracy, ms, _ in TRIED)
    points = f"{100 * best * (2**0.07 - 1):.1f} points"
    assert points in view.locator(".bw-live").first.inner_text()
    for rule, told in (("-0.15", 2**0.15 - 1), ("hard", 1)):
        put(view, rule=rule)
        assert gain.text_content() == f"twice the time: +{100 * told:.1f} %"
        assert folded(view, "gain") == f"+{100 * told:.1f} % of the accuracy"


def folded(view: Locator, key: str) -> str | None:
    """A number under More, which is closed."""
    return view.locator(f'[data-number="{key}"] dd').text_content()


def test_a_finger_moves_the_target(bare: Callable[..., Locator]) -> None:
    view = bare(RewardPlane(searched()), width=360, motion="reduce")
    commit(view)
    box = view.locator("[data-handle='target']").bounding_box()
    assert min(box["width"], box["height"]) >= 24
    assert view.locator("[data-handle='target']").evaluate("(n) => getComputedStyle(n).touchAction") == "none"
    check(view)

"""NetAdaptSteps: a row is taken by touch and by keys, against the run or with it; rules, tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator
from widget_tools import press, put, read, settle

from lightcnn.widgets import NetAdaptSteps

pytestmark = pytest.mark.browser
WIDGET = "net-adapt-steps"
NAMES = ("stage1.0.expansion", "stage2.0.bottleneck", "stage2.1.expansion")


def offer(row: int, before: int, channels: int, latency: float, accuracy: float) -> dict[str, Any]:
    return {
        "width": NAMES[row], "kind": NAMES[row].split(".")[-1], "before": before, "channels": channels,
        "latency": latency, "accuracy": accuracy,
    }  # fmt: skip


def by_hand(rule: str = "ratio") -> dict[str, Any]:
    """Two steps. The most accurate of the first is the last row; in the second two are equally accurate."""
    first = [offer(0, 64, 32, 8.0, 0.79), offer(1, 24, 16, 8.8, 0.70), offer(2, 48, 40, 8.9, 0.792)]
    second = [offer(0, 32, 16, 7.0, 0.70), offer(1, 24, 16, 6.5, 0.75), offer(2, 48, 24, 7.0, 0.75)]
    space = {
        "stages": [[16, 1], [24, 2]], "stem": 16, "stem_stride": 2, "side": 14, "channels": 1, "classes": 10,
    }  # fmt: skip
    about = {"space": space, "candidate": [[3, 4, False, 1], [3, 2, False, 2]], "timed_batch": 32}
    return {
        "settings": {"target": 6.8, "rule": rule, "about": about},
        "start": {"latency": 10.0, "accuracy": 0.8},
        "steps": [
            {"latency": 10.0, "accuracy": 0.8, "budget": 9.0, "proposals": first, "chosen": 0},
            {"latency": 8.0, "accuracy": 0.79, "budget": 7.0, "proposals": second, "chosen": 1},
        ],
    }


def card(view: Locator, row: int) -> Locator:
    return view.locator(f'[data-card="{row}"]')


def words(view: Locator) -> str:
    return view.locator(".bw-live").first.inner_text()


def channels(view: Locator) -> list[float]:
    """Channels of each row, from the lengths of its bars."""
    bars = (
        "(view, name) => [...view.querySelectorAll(`.na-${name}`)].map((bar) => +bar.getAttribute('width'))"
    )
    whole, now = view.evaluate(bars, "begun"), view.evaluate(bars, "stays")
    begun = (64, 24, 48)
    return [round(n * stays / start, 3) for n, stays, start in zip(begun, now, whole, strict=True)]


def winners(view: Locator) -> list[str]:
    return view.locator(".na-best").all_text_contents()


def ribbon(view: Locator) -> list[str]:
    return view.evaluate("""(view) => [...view.querySelectorAll(".na-block")]
      .map((block) => block.parentNode.textContent)""")


def test_who_takes_another_row_sees_what_the_run_took(bare: Callable[..., Locator]) -> None:
    view = bare(NetAdaptSteps(by_hand()), motion="reduce")
    assert channels(view) == [64, 24, 48] and view.locator(".bw-value").inner_text() == "10.00"
    assert winners(view) == [] and view.locator(".na-taken").count() == 0 and ribbon(view) == ["?", ""]
    card(view, 2).click()
    settle(view)
    assert "Step 1 took stage1.0 expansion: −1.0 points / 2.00 ms = −0.50 per ms." in words(view)
    assert "Yours: −0.8 / 1.10 = −0.73." in words(view) and "was not run" in words(view)
    assert card(view, 2).get_attribute("aria-pressed") == "true"
    assert read(view)["frame"] == 1 and view.locator(".bw-value").inner_text() == "8.00"
    assert "79.0 %" in view.locator(".bw-note").inner_text()
    assert channels(view) == [32, 24, 48] and ribbon(view)[0].startswith("1.0 exp.")
    assert view.locator(".na-taken").count() == 1 and winners(view) == ["−0.50"]


def test_who_takes_the_runs_row_is_told_so_by_keys_too(bare: Callable[..., Locator]) -> None:
    view = bare(NetAdaptSteps(by_hand()), motion="reduce")
    card(view, 0).focus()
    press(view, "Enter")
    assert words(view).startswith("Step 1 took it too.") and read(view)["frame"] == 1
    view.locator(".bw").focus()
    press(view, ".")
    assert "Step 2 of 2: at least 1.00 ms" in words(view) and ribbon(view)[1] == "?"
    assert card(view, 0).get_attribute("aria-pressed") == "false" and winners(view) == []
    view.get_by_role("button", name="Show what was taken").click()
    settle(view)
    assert words(view).startswith("Step 2 took stage2.0 bottleneck") and channels(view) == [32, 16, 48]


def test_a_step_that_is_played_says_what_it_took(bare: Callable[..., Locator]) -> None:
    view = bare(NetAdaptSteps(by_hand()), motion="reduce")
    view.locator(".bw").focus()
    press(view, ".")
    assert words(view).startswith("Step 1 took stage1.0 expansion") and winners(view) == ["−0.50"]
    press(view, ".", ".")
    assert words(view).startswith("Step 2 took stage2.0 bottleneck")
    assert view.locator(".bw-value").inner_text() == "6.50"


def test_the_heads_of_the_columns_choose_the_rule(bare: Callable[..., Locator]) -> None:
    view = bare(NetAdaptSteps(by_hand()), motion="reduce")
    card(view, 0).click()
    view.locator('[data-rule="accuracy"]').click()
    settle(view)
    assert winners(view) == ["79.2"] and channels(view) == [32, 24, 48], "the run stays what it was"
    view.locator(".bw").focus()
    press(view, "2")
    assert winners(view) == ["−0.50"] and read(view)["rule"] == "ratio"
    press(view, "1")
    assert winners(view) == ["79.2"]


def test_a_run_by_accuracy_is_judged_by_accuracy(bare: Callable[..., Locator]) -> None:
    view = bare(NetAdaptSteps(by_hand("accuracy"), frame=2), motion="reduce")
    assert read(view)["rule"] == "accuracy"
    card(view, 2).click()
    settle(view)
    assert words(view) == (
        "Step 2 took stage2.0 bottleneck: 75.0 %. Yours is as good; the run took the first."
    )
    card(view, 0).click()
    settle(view)
    assert "Yours: 70.0 %." in words(view)


def test_a_width_that_cannot_save_enough_alone_is_no_card(bare: Callable[..., Locator]) -> None:
    run = by_hand()
    del run["steps"][1]["proposals"][2]
    view = bare(NetAdaptSteps(run), motion="reduce")
    put(view, frame=2)
    assert [card(view, row).is_visible() for row in range(3)] == [True, True, False]


def test_the_tables_say_what_was_taken_and_not_more(bare: Callable[..., Locator]) -> None:
    """What is to come is "?"; the multiply-adds are the library's; both ends stand side by side."""
    widget = NetAdaptSteps(by_hand(), by_hand("accuracy"))
    view = bare(widget, motion="reduce")
    view.locator(".bw-more > summary").click()
    cards, ends, steps = view.locator(".bw-table").all()
    assert "?" in cards.inner_text() and "answer first" in view.locator(".na-note").first.inner_text()
    assert steps.locator("tr").nth(2).inner_text().split() == ["1", *"?????"]
    card(view, 1).click()
    settle(view)
    first = widget.run["steps"][0]
    for row, one in enumerate(first["proposals"]):
        found = cards.locator("tr").nth(row + 1).inner_text()
        assert f"{(first['macs'] - one['macs']) / 1e6:.3f}" in found
        assert f"{abs(100 * one['ratio']):.2f}" in found and f"{abs(100 * one['counted']):.1f}" in found
    best = widget.run["widths"][first["proposals"][first["best"]["counted"]]["row"]]["name"]
    assert best.replace(".e", " e") in view.locator(".na-note").first.inner_text()
    assert "stage1.0 expansion" in steps.locator("tr").nth(2).inner_text() and "?" in steps.inner_text()
    put(view, frame=3)
    assert "?" not in steps.inner_text()
    assert ends.locator("tr").nth(1).inner_text().split() == ["ms", "10.00", "6.50", "6.50"]
    assert ends.locator("tr").last.inner_text().split() == ["stage2.1", "expansion", "48", "48", "48"]


def test_every_step_of_the_recorded_run(widget: Callable[..., Locator]) -> None:
    view = widget(motion="reduce")
    run = NetAdaptSteps().run
    view.locator(".bw").focus()
    press(view, "Home")
    for number, step in enumerate(run["steps"], 1):
        assert view.locator(".bw-value").inner_text() == f"{step['latency']:.2f}"
        assert f"budget {step['budget']:.2f}" in (view.locator(".bw-stage").text_content() or "")
        press(view, ".")
        taken = step["proposals"][step["chosen"]]
        assert view.locator(".bw-value").inner_text() == f"{taken['latency']:.2f}"
        assert f"{100 * taken['accuracy']:.1f} %" in view.locator(".bw-note").inner_text()
        assert view.locator(".na-block.is-done").count() == number
        assert view.locator(".na-best").count() == 1
        press(view, ".")

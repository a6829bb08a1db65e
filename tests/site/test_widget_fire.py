"""FireFlow: bands, areas and numbers beside the library, by mouse and by keys."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator
from widget_tools import number, read, settle

from lightcnn.widgets.fire_flow import PRESETS, fire_costs

pytestmark = pytest.mark.browser
WIDGET = "fire-flow"
WIDTHS = ("c_in", "squeeze", "expand1", "expand3", "side")


def check(mount: Locator) -> dict:
    """Numbers, areas and token rows of the present state."""
    settle(mount)
    state = read(mount)
    costs = fire_costs(*(state[name] for name in WIDTHS))
    for part in ("squeeze", "expand1", "expand3"):
        assert f"= {costs[part]:,} (" in number(mount, part)
    assert number(mount, "total") == f"{costs['total']:,}"
    assert number(mount, "direct").endswith(f"= {costs['direct']:,}")
    # One scale: every rectangle has the same area for a weight.
    scales = []
    for key in ("direct", "squeeze", "expand1", "expand3"):
        box = mount.locator(f'[data-area="{key}"]')
        area = float(box.get_attribute("width")) * float(box.get_attribute("height"))
        if costs[key]:
            scales.append(area / costs[key])
    assert max(scales) == pytest.approx(min(scales), rel=1e-6)
    tokens = sum(int(row.get_attribute("data-tokens")) for row in mount.locator("[data-tokens]").all())
    assert tokens == -(-state["expand1"] // 8) + -(-state["expand3"] // 8)
    return state


def test_the_first_frame_is_fire2(widget: Callable[..., Locator]) -> None:
    mount = widget()
    check(mount)
    assert number(mount, "total") == "11,776" and number(mount, "ratio") == "9.39× fewer"
    assert mount.locator(".ff-band").count() == 5 and mount.locator("[data-block]").count() == 4


@pytest.mark.parametrize("name", PRESETS)
def test_presets_by_mouse_and_by_digit(widget: Callable[..., Locator], name: str) -> None:
    mount = widget()
    mount.locator("[data-block='c_in']").focus()
    mount.page.keyboard.press(str(list(PRESETS).index(name) + 1))
    assert tuple(check(mount)[key] for key in WIDTHS) == PRESETS[name]
    mount.page.keyboard.press("r")
    mount.locator("select[name='preset']").select_option(f'"{name}"')
    assert tuple(check(mount)[key] for key in WIDTHS) == PRESETS[name]


def test_sliders_and_buttons_move_eight_channels(widget: Callable[..., Locator]) -> None:
    mount = widget()
    labels = {"Input": "c_in", "Squeeze": "squeeze", "Expand 1×1": "expand1", "Expand 3×3": "expand3"}
    for label, key in labels.items():
        before = check(mount)[key]
        mount.get_by_role("button", name=f"{label}: more").click()
        assert check(mount)[key] == before + 8
        mount.locator(f"input[name='{key}']").focus()
        mount.page.keyboard.press("ArrowLeft")
        assert check(mount)[key] == before


def test_a_focused_block_answers_to_the_arrows_and_keeps_the_focus(widget: Callable[..., Locator]) -> None:
    mount = widget()
    mount.locator("[data-block='squeeze']").focus()
    mount.page.keyboard.press("ArrowUp")
    assert check(mount)["squeeze"] == 24
    mount.page.keyboard.press("ArrowUp")
    mount.page.keyboard.press("ArrowDown")
    assert check(mount)["squeeze"] == 24


def test_a_locked_sum_stays(widget: Callable[..., Locator]) -> None:
    mount = widget()
    mount.locator("input[name='lock']").check()
    mount.locator("input[name='expand3']").focus()
    mount.page.keyboard.press("Home")
    state = check(mount)
    assert (state["expand1"], state["expand3"]) == (128, 0)
    assert mount.locator(".ff-band").count() == 3, "no band leads to an empty branch"


def test_one_expansion_always_stays(widget: Callable[..., Locator]) -> None:
    mount = widget()
    for name in ("expand3", "expand1"):
        mount.locator(f"input[name='{name}']").focus()
        mount.page.keyboard.press("Home")
    state = check(mount)
    assert (state["expand1"], state["expand3"]) == (8, 0)


def test_a_squeeze_above_150_channels_saves_nothing(widget: Callable[..., Locator]) -> None:
    mount = widget()
    mount.locator("input[name='squeeze']").fill("152")
    assert check(mount)["squeeze"] == 152 and "more" in number(mount, "ratio")


def test_steps_walk_through_the_code(widget: Callable[..., Locator]) -> None:
    mount = widget(motion="reduce")
    mount.locator("[data-block='c_in']").focus()
    mount.page.keyboard.press("Home")
    check(mount)
    assert mount.locator(".bw-now").count() == 0
    for line in ("Conv2d(96, 16, 1)", "Conv2d(16, 64, 1)", "Conv2d(16, 64, 3, padding=1)", "torch.cat"):
        mount.locator(".bw-next").click()
        check(mount)
        assert line in mount.locator(".bw-now").inner_text()
    mount.page.keyboard.press("b")
    check(mount)
    assert "fire2" in mount.locator(".bw-beat").inner_text()

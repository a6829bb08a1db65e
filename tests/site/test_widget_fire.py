"""FireFlow: bands, areas and the number beside the library, by mouse, by finger and by keys."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator
from widget_tools import eventually, number, press, put, read, settle

from lightcnn.widgets.fire_flow.costs import PRESETS, fire_costs

pytestmark = pytest.mark.browser
WIDGET = "fire-flow"
WIDTHS = ("c_in", "squeeze", "expand1", "expand3", "side")
PARTS = ("squeeze", "expand1", "expand3")
# All that `check` compares, in one call.
SHOWN = """(view) => {
  const all = (query) => [...view.querySelectorAll(query)];
  const entries = all("[data-number] dd").map((dd) => [dd.parentElement.dataset.number, dd.textContent]);
  return {
    value: view.querySelector(".bw-value").innerText,
    bar: all(".bw-part").map((part) => parseFloat(part.style.width)),
    numbers: Object.fromEntries(entries),
    areas: all("[data-area]").map((one) =>
      [one.dataset.area, one.getAttribute("width"), one.getAttribute("height")]),
    drawn: all("[data-area]:not(.is-later)").length,
  };
}"""


def value(view: Locator) -> str:
    return view.locator(".bw-value").inner_text()


def check(view: Locator) -> dict:
    """The number, its bar, the areas and the number strip of the present state."""
    settle(view)
    state = read(view)
    costs = fire_costs(*(state[name] for name in WIDTHS))
    so_far = [costs[part] for part in PARTS[: state["frame"]]]
    shown = view.evaluate(SHOWN)
    assert shown["value"] == f"{sum(so_far):,}"
    most = max(costs["direct"], costs["total"])
    shares = [100 * weights / most for weights in so_far] + [0] * (3 - len(so_far))
    assert shown["bar"] == pytest.approx(shares, abs=2e-3)
    for part in PARTS:
        assert f"= {costs[part]:,} (" in shown["numbers"][part]
    # One scale: every rectangle has the same area for a weight.
    areas = {key: float(wide) * float(high) for key, wide, high in shown["areas"]}
    assert areas.keys() == {"direct", *PARTS}
    scales = [area / costs[key] for key, area in areas.items() if costs[key]]
    assert max(scales) == pytest.approx(min(scales), rel=1e-6)
    assert shown["drawn"] == 1 + min(state["frame"], 3)
    return state


def middle(one: Locator) -> tuple[float, float]:
    box = one.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_the_first_frame_is_fire2(widget: Callable[..., Locator]) -> None:
    view = widget()
    check(view)
    assert value(view) == "11,776"
    assert view.locator(".bw-note").inner_text() == "9.39× fewer than a direct 3×3"
    assert view.locator(".ff-band").count() == 5 and view.locator("[data-handle]").count() == 4


def test_the_bands_are_dragged(widget: Callable[..., Locator]) -> None:
    """Up makes a band wider; the lowest one is held at its lower edge."""
    view = widget(motion="reduce")
    mouse = view.page.mouse
    for key, way in {"squeeze": -1, "c_in": 1, "expand1": -1, "expand3": 1}.items():
        before = check(view)[key]
        x, y = middle(view.locator(f"[data-handle='{key}']"))
        mouse.move(x, y)
        mouse.down()
        mouse.move(x, y + 20 * way, steps=4)
        mouse.up()
        after = check(view)[key]
        assert (after > before) == (key != "c_in") and after % 8 == 0 and after != before, key


def test_a_drag_follows_the_finger_on_a_scaled_slide(widget: Callable[..., Locator]) -> None:
    """The edge of the band stays under the pointer, however large the slide is shown."""
    view = widget(present=True, motion="reduce")
    view.evaluate("(view) => { view.style.zoom = 0.5; }")
    settle(view)
    x, y = middle(view.locator("[data-handle='squeeze']"))
    top = "(view) => view.querySelector('[data-block=squeeze] rect').getBoundingClientRect().top"
    start = view.evaluate(top)
    view.page.mouse.move(x, y)
    view.page.mouse.down()
    view.page.mouse.move(x, y - 30, steps=3)
    assert start - view.evaluate(top) == pytest.approx(30, abs=7)
    view.page.mouse.up()


def test_presets_by_mouse_and_by_digit(widget: Callable[..., Locator]) -> None:
    view = widget(motion="reduce")
    view.locator(".bw-more > summary").click()
    for digit, (name, widths) in enumerate(PRESETS.items(), start=1):
        view.locator("[data-handle='c_in']").focus()
        press(view, str(digit))
        assert tuple(check(view)[key] for key in WIDTHS) == widths
        press(view, "r")
        view.locator("select[name='preset']").select_option(f'"{name}"')
        assert tuple(check(view)[key] for key in WIDTHS) == widths


def test_sliders_buttons_and_arrows_move_eight_channels(widget: Callable[..., Locator]) -> None:
    view = widget(motion="reduce")
    view.locator(".bw-more > summary").click()
    labels = {"input": "c_in", "squeeze 1×1": "squeeze", "expand 1×1": "expand1", "expand 3×3": "expand3"}
    for label, key in labels.items():
        before = check(view)[key]
        view.get_by_role("button", name=f"{label}: more").click()
        assert check(view)[key] == before + 8
        view.locator(f"input[name='{key}']").focus()
        press(view, "ArrowLeft")
        assert check(view)[key] == before
        handle = view.locator(f"[data-handle='{key}']")
        handle.focus()
        press(view, "ArrowUp", "ArrowUp", "ArrowDown")
        assert check(view)[key] == before + 8
        assert handle.get_attribute("aria-valuetext") == f"{before + 8} channels"
        press(view, "ArrowDown")


def test_a_locked_sum_stays(widget: Callable[..., Locator]) -> None:
    view = widget(motion="reduce")
    view.locator(".bw-more > summary").click()
    view.locator("input[name='lock']").check()
    view.locator("input[name='expand3']").focus()
    press(view, "Home")
    state = check(view)
    assert (state["expand1"], state["expand3"]) == (128, 0)
    assert view.locator(".ff-band").count() == 3, "no band leads to an empty branch"


def test_one_expansion_always_stays(widget: Callable[..., Locator]) -> None:
    view = widget(motion="reduce")
    view.locator(".bw-more > summary").click()
    for name in ("expand3", "expand1"):
        view.locator(f"input[name='{name}']").focus()
        press(view, "Home")
    state = check(view)
    assert (state["expand1"], state["expand3"]) == (8, 0)


def test_a_squeeze_above_150_channels_saves_nothing(widget: Callable[..., Locator]) -> None:
    view = widget(motion="reduce")
    put(view, squeeze=152)
    assert check(view)["squeeze"] == 152
    assert view.locator(".bw-note").inner_text() == "1.01× more than a direct 3×3"


def test_play_counts_the_weights_of_each_layer(widget: Callable[..., Locator]) -> None:
    view = widget(motion="reduce")
    view.locator("[data-handle='c_in']").focus()
    press(view, "Home")
    check(view)
    assert value(view) == "0" and view.locator(".bw-now").count() == 0
    lines = ("Conv2d(96, 16, 1)", "Conv2d(16, 64, 1)", "Conv2d(16, 64, 3, padding=1)", "torch.cat")
    for line, count in zip(lines, ("1,536", "2,560", "11,776", "11,776"), strict=True):
        view.locator(".bw-next").click()
        check(view)
        assert value(view) == count
        assert line in view.locator(".bw-now").text_content()


def test_the_doubled_module_is_seen_after_the_answer_only(widget: Callable[..., Locator]) -> None:
    """The squeeze glides to 32 channels, through numbers between, and the weights come to their double."""
    view = widget()
    assert "23,552" not in view.locator(".bw").text_content()
    view.evaluate("""(view) => {
      view.seen = [];
      new MutationObserver(() => view.seen.push(view.querySelector(".bw-value").textContent))
        .observe(view.querySelector(".bw-value"), { childList: true, characterData: true, subtree: true });
    }""")
    view.get_by_role("button", name="4×", exact=True).click()
    assert "layer with the squeeze on both" in view.locator(".bw-live").inner_text()
    eventually(view.page, lambda: value(view) == "23,552")
    seen = [int(text.replace(",", "")) for text in view.evaluate("(view) => view.seen")]
    assert seen == sorted(seen) and len(set(seen)) > 3 and 11_776 <= seen[0] < 23_552
    assert check(view)["squeeze"] == 32
    view.locator(".bw").focus()
    press(view, "r")
    view.get_by_role("button", name="exactly 2×").click()
    eventually(view.page, lambda: value(view) == "23,552")
    assert view.locator(".bw-ask").get_attribute("data-right") == "true"


def test_the_table_names_what_the_reader_made(widget: Callable[..., Locator]) -> None:
    view = widget(motion="reduce")
    put(view, squeeze=24)
    view.locator(".bw-more > summary").click()
    last = view.locator(".bw-table tr").last.locator("td").all_inner_texts()
    assert last[:6] == ["96", "24", "64", "64", "17,664", "110,592"]
    assert number(view, "direct").endswith("= 110,592")

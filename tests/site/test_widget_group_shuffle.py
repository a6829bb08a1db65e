"""GroupShuffle: the switch, the picked output and every number beside torch, by mouse, finger and keys."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
import torch
from playwright.sync_api import Locator
from torch import nn
from widget_tools import AT_ONCE, MODEL, eventually, press, put, read, seen_in, settle

from lightcnn.arithmetic import conv_params, shuffle_permutation
from lightcnn.blocks import channel_shuffle
from lightcnn.widgets.group_shuffle import CHANNELS, divisors

pytestmark = pytest.mark.browser
WIDGET = "group-shuffle"
# The rows of the picture: [[the x of every token, its name, whether it is lit], ...].
ROWS = """(view) => [...view.querySelectorAll(".gs-row")].map((row) =>
  [...row.querySelectorAll(".gs-token")].map((node) => {
    const box = node.querySelector(".gs-face")?.getBoundingClientRect();
    const name = [...node.querySelectorAll("text")].map((text) => text.textContent).join("");
    return [box && box.x + box.width / 2, name, !node.classList.contains("is-off")];
  }))"""


def shuffled(channels: int, groups: int, times: int) -> list[int]:
    """Position -> channel after so many shuffles, by torch."""
    x = torch.arange(channels).reshape(1, channels, 1, 1)
    for _ in range(times):
        x = channel_shuffle(x, groups)
    return x.flatten().tolist()


def seen_by(state: dict, row: int) -> list[set[int]]:
    """Inputs that each position of a row depends on: one image for each input, all-ones kernels."""
    c, g = state["channels"], state["groups"]
    x = torch.eye(c, dtype=torch.float64).reshape(c, c, 1, 1)
    layer = nn.Conv2d(c, c, 1, groups=g, bias=False, dtype=torch.float64)
    nn.init.ones_(layer.weight)
    with torch.no_grad():
        for r in range(1, row + 1):
            if r % 2:
                x = layer(x)
            elif state["shuffle"]:
                for _ in range(state["times"]):
                    x = channel_shuffle(x, g)
    return [set(met.nonzero().flatten().tolist()) for met in x.reshape(c, c).T]


def value(view: Locator) -> str:
    return view.locator(".bw-value").inner_text()


def strip(view: Locator, key: str) -> str:
    """One entry of the number strip, also while More is closed."""
    return view.locator(f'[data-number="{key}"] dd').text_content() or ""


# All that `check` compares, in one call.
SHOWN = f"""(view) => {{
  const all = (query) => [...view.querySelectorAll(query)];
  const entry = (key) => view.querySelector(`[data-number="${{key}}"] dd`).textContent;
  return {{
    value: view.querySelector(".bw-value").innerText,
    bar: all(".bw-part").reduce((sum, part) => sum + parseFloat(part.style.width), 0),
    rows: ({ROWS})(view),
    halves: all(".gs-half b").map((half) => half.innerText),
    on: view.querySelector(".gs-switch").ariaChecked,
    params: entry("params"),
    order: entry("order"),
    cells: all(".bw-table tbody tr").map((row) => [...row.cells].map((cell) => cell.textContent)),
  }};
}}"""


def check(view: Locator) -> dict:
    """Number, bar, lit inputs, switch, strip and table of the present state, once the reader has answered."""
    settle(view)
    return judged(read(view), view.evaluate(SHOWN))


def judged(state: dict, shown: dict) -> dict:
    """`shown` is what torch makes of `state`."""
    c, g, last = state["channels"], state["groups"], 2 * state["layers"] - 1
    seen = seen_by(state, state["frame"])[state["chosen"]] if state["frame"] else set()
    assert shown["value"] == str(len(seen))
    assert shown["bar"] == pytest.approx(100 * len(seen) / c, abs=0.1)
    rows = shown["rows"]
    assert [len(row) for row in rows] == [c] * (state["frame"] + 1), "rows to come are empty"
    if state["frame"]:
        assert {i for i, (_, _, lit) in enumerate(rows[0]) if lit} == seen
    ends = [len(seen_by(state | {"shuffle": on}, last)[state["chosen"]]) for on in (False, True)]
    assert shown["halves"] == [f"{end} of {c}" for end in ends]
    assert shown["on"] == str(state["shuffle"]).lower()
    assert shown["params"].endswith(f"= {conv_params(c, c, 1, g):,}")
    order = shuffled(c, g, state["times"])
    assert shown["order"] == f"{order}{': all are home' if order == list(range(c)) else ''}"
    outputs = seen_by(state, last)
    assert [(int(row[0]), int(row[3]), row[4]) for row in shown["cells"]] == [
        (i, order.index(i), f"{len(outputs[i])} / {c}") for i in range(c)
    ]
    return state


def answered(view: Locator, guess: object = 1) -> Locator:
    """Commit to an answer, and stand at the end of what it plays."""
    view.locator("input[name='prediction']").fill(str(guess))
    view.locator("input[name='prediction']").press("Enter")
    view.locator(".bw").focus()
    press(view, "End")
    return view


def more(view: Locator) -> Locator:
    view.locator(".bw-more > summary").click()
    return view


def test_the_first_frame_has_no_shuffle_and_no_answer(widget: Callable[..., Locator]) -> None:
    view = widget(motion="reduce")
    assert value(view) == "4" and view.locator(".bw-unit").inner_text() == "of 12 input channels"
    rows = view.evaluate(ROWS)
    assert [name for _, name, _ in rows[2]] == [*(f"A{i}" for i in range(4)), *(f"B{i}" for i in range(4, 8)),
                                                *(f"C{i}" for i in range(8, 12))]  # fmt: skip
    assert [i for i, (_, _, lit) in enumerate(rows[0]) if lit] == [4, 5, 6, 7]
    assert view.locator(".gs-half b").all_inner_texts() == ["4 of 12", "?"]
    assert view.evaluate("(view) => view.querySelectorAll('svg *').length") < 2000


def test_the_answer_is_not_drawn_before_it_is_given(widget: Callable[..., Locator]) -> None:
    """A reader who turns the switch first sees where the channels go, and no wire of the output."""
    view = widget(motion="reduce")
    view.locator(".gs-switch").click()
    settle(view)
    assert value(view) == "?" and view.locator(".gs-wire").count() == 0
    rows = view.evaluate(ROWS)
    assert [name[1:] for _, name, _ in rows[2]] == [str(i) for i in shuffle_permutation(12, 3)]
    assert {name for _, name, _ in rows[3]} == {"?"}
    cells = view.locator(".bw-table tbody td:last-child").all_text_contents()
    assert cells == ["?"] * 12
    answered(view)
    check(view)
    assert value(view) == "12" and view.locator(".gs-wire").count() > 0


# Chooses a number of channels and one of groups, answers, goes to the end, and turns the switch on and off.
SETTING = f"""(view, [channels, groups]) => {{
  const one = (query) => view.querySelector(query), model = {MODEL};
  const pick = (name, value) => () => {{
    one(`select[name="${{name}}"]`).value = value;
    one(`select[name="${{name}}"]`).dispatchEvent(new Event("change"));
  }};
  const answer = () => {{
    one("input[name='prediction']").value = 1;
    one(".bw-ask form").requestSubmit();
  }};
  const end = () => one(".bw").dispatchEvent(new KeyboardEvent("keydown", {{ key: "End", bubbles: true }}));
  const steps = [pick("channels", channels), pick("groups", groups), answer, end,
    () => model.set("shuffle", true), () => one(".gs-switch").click()];
  const names = ["channels", "groups", "layers", "times", "chosen", "frame", "shuffle"];
  const state = () => Object.fromEntries(names.map((name) => [name, model.get(name)]));
  return ({AT_ONCE})(view, steps, () => [state(), ({SHOWN})(view)]);
}}"""


def test_channels_and_groups(widget: Callable[..., Locator]) -> None:
    view = more(widget(motion="reduce"))
    for channels in CHANNELS:
        for groups in divisors(channels):
            *_, (on, shown), (off, shown_off) = view.evaluate(SETTING, [channels, groups])
            for state, there in ((on, shown), (off, shown_off)):
                assert (state["channels"], state["groups"]) == (channels, groups)
                judged(state, there)
            assert (on["shuffle"], off["shuffle"]) == (True, False)


def test_layers_and_every_step(widget: Callable[..., Locator]) -> None:
    view = more(widget(motion="reduce"))
    view.locator("select[name='groups']").select_option("4")
    answered(view)
    for layers in (1, 2, 3, 4):
        view.locator("select[name='layers']").select_option(str(layers))
        settle(view)
        answered(view)
        put(view, shuffle=True, frame=0)
        view.locator(".bw").focus()
        counts = []
        for frame in range(2 * layers):
            assert check(view)["frame"] == frame
            counts.append(int(value(view)))
            press(view, ".")
        assert counts == [0, *(min(12, 3 ** (1 + r // 2)) for r in range(2 * layers - 1))]


def test_the_switch_by_mouse_by_key_and_back(widget: Callable[..., Locator]) -> None:
    view = answered(widget(motion="reduce"))
    assert check(view)["shuffle"] is True and value(view) == "12"
    view.locator(".gs-switch").click()
    assert check(view)["shuffle"] is False and value(view) == "4"
    view.locator(".bw").focus()
    press(view, "s")
    assert check(view)["shuffle"] is True
    view.locator(".gs-switch").focus()
    press(view, " ")
    assert check(view)["shuffle"] is False


def test_the_tokens_glide_to_their_places(widget: Callable[..., Locator]) -> None:
    """Every token of the shuffled row passes between its two places, and ends where the permutation says."""
    view = widget()
    view.evaluate("""(view) => {
      view.seen = new Set();
      new MutationObserver(() => {
        const row = view.querySelectorAll(".gs-row")[2];
        const box = row?.querySelectorAll(".gs-face")[3]?.getBoundingClientRect();
        if (box) view.seen.add(Math.round(box.x));
      }).observe(view.querySelector(".bw-picture"), { childList: true, subtree: true, attributes: true });
    }""")
    start = sorted(x for x, _, _ in view.evaluate(ROWS)[2])
    view.locator(".gs-switch").click()

    def home() -> bool:
        now = [x for x, _, _ in view.evaluate(ROWS)[2]]
        return now == pytest.approx(start, abs=0.5)

    eventually(view.page, lambda: view.evaluate("(view) => view.seen.size") > 3 and home())


@pytest.mark.parametrize("finger", [False, True], ids=["mouse", "finger"])
def test_a_tap_picks_the_output_under_it(widget: Callable[..., Locator], finger: bool) -> None:
    view = answered(widget(motion="reduce", width=360 if finger else 1280))
    for i in (0, 7, 11):
        box = view.locator(".gs-row").last.locator(".gs-face").nth(i).bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        if finger:
            session = view.page.context.new_cdp_session(view.page)
            session.send(
                "Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]}
            )
            session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        else:
            view.page.mouse.click(x, y)
        eventually(view.page, lambda: read(view)["chosen"] == i)  # noqa: B023 it is called at once
        check(view)


def test_keyboard_alone(widget: Callable[..., Locator]) -> None:
    view = answered(widget(motion="reduce"))
    handle = view.locator("[data-handle='chosen']")
    handle.focus()
    press(view, "ArrowRight", "ArrowRight", "ArrowLeft")
    assert check(view)["chosen"] == 6
    assert handle.get_attribute("aria-valuetext") == "channel 6 of 12"
    press(view, *["ArrowRight"] * 9)
    assert check(view)["chosen"] == 11
    view.locator(".bw").focus()
    press(view, "ArrowLeft", "4")
    assert (read(view)["chosen"], read(view)["groups"]) == (10, 4)
    press(view, "5")
    assert read(view)["groups"] == 4, "5 groups do not divide 12 channels"
    press(view, "Home", ".")
    assert read(view)["frame"] == 1
    press(view, "r")
    assert (read(view)["groups"], read(view)["shuffle"], value(view)) == (3, False, "4")


@pytest.mark.parametrize(("channels", "groups", "period"), [(12, 3, 5), (16, 4, 2), (12, 4, 5)])
def test_shuffles_in_a_row_come_home(
    widget: Callable[..., Locator], channels: int, groups: int, period: int
) -> None:
    view = more(widget(motion="reduce"))
    put(view, channels=channels, groups=groups)
    answered(view)
    for times in range(2, period + 1):
        view.get_by_role("button", name="Shuffles in a row: more").click()
        assert check(view)["times"] == times
        assert ("all are home" in strip(view, "order")) == (times == period)
    assert value(view) == str(channels // groups), "nothing has met"
    view.get_by_role("button", name="Shuffles in a row: less").click()
    check(view)


@pytest.mark.parametrize(
    ("groups", "guess", "right", "words"),
    [
        (3, 12, "true", "4 · 4 is enough for all 12"),
        (3, 4, "false", "what one group holds"),
        (3, 7, "false", "How many inputs has each of these seen?"),
        (4, 9, "true", "3 · 3 = 9"),
        (4, 12, "false", "each of the 4 groups"),
        (3, 99, None, "at most all"),
    ],
)
def test_an_answer_is_judged_and_played(
    widget: Callable[..., Locator], groups: int, guess: int, right: str | None, words: str
) -> None:
    view = widget(motion="reduce")
    view.locator(".bw").focus()
    press(view, str(groups), "p")
    view.page.keyboard.type(str(guess))
    press(view, "Enter")
    assert words in view.locator(".bw-live").first.inner_text()
    assert view.locator(".bw-ask").get_attribute("data-right") == right
    if right is None:
        assert view.locator(".bw[data-hidden]").count() == 1
        return
    assert read(view)["shuffle"] is True
    eventually(view.page, lambda: read(view)["frame"] == 3)
    check(view)
    assert value(view) == str(min(12, (12 // groups) ** 2))


def test_the_question_is_asked_for_every_setting(widget: Callable[..., Locator]) -> None:
    """After an answer on 3 groups the number of 4 groups is hidden again; one layer asks for two."""
    view = answered(widget(motion="reduce"))
    assert value(view) == "12"
    press(view, "4")
    assert value(view) == "?" and "4 groups, 2 layers" in view.locator(".bw-live").first.inner_text()
    press(view, "3")
    put(view, layers=1, frame=1)
    assert "3 groups, 2 layers" in view.locator(".bw-live").first.inner_text()
    put(view, groups=1)
    assert "1 group, 2 layers" in view.locator(".bw-live").first.inner_text()


def test_the_code_line_is_the_row_that_the_signal_reached(widget: Callable[..., Locator]) -> None:
    view = answered(widget(motion="reduce"))
    lines = (
        "Conv2d(12, 12, 1, groups=3)",
        "x.view(N, 3, 4, H, W).transpose(1, 2).reshape(N, 12, H, W)",
        "Conv2d(12, 12, 1, groups=3)",
    )
    press(view, "Home")
    for line in lines:
        press(view, ".")
        assert line in view.locator(".bw-now").text_content()
    view.locator(".gs-switch").click()
    settle(view)
    assert "transpose" not in view.locator(".bw-code").text_content()


@pytest.mark.parametrize("width", [360, 1280])
def test_no_label_crosses_the_edge_of_its_token(widget: Callable[..., Locator], width: int) -> None:
    crossing = """(view) => [...view.querySelectorAll(".gs-token")].filter((node) => {
      const face = node.querySelector(".gs-face, .gs-slot").getBoundingClientRect();
      return [...node.querySelectorAll("text")].some((text) => {
        const box = text.getBoundingClientRect();
        return box.left < face.left - 0.5 || box.right > face.right + 0.5;
      });
    }).map((node) => node.textContent)"""
    small = """(view) => Math.min(...[...view.querySelectorAll(".gs-token text")]
      .map((text) => parseFloat(getComputedStyle(text).fontSize)))"""
    view = answered(widget(motion="reduce", width=width))
    states = [
        {"channels": channels, "groups": groups, "layers": layers, "frame": 2 * layers - 1, "shuffle": True}
        for channels in CHANNELS
        for groups in divisors(channels)
        for layers in (2, 4)
    ]
    look = f"(view) => [({crossing})(view), ({small})(view)]"
    for state, (crossed, size) in zip(states, seen_in(view, states, look), strict=True):
        assert crossed == [] and math.floor(size) >= 11, state

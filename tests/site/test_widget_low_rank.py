"""LowRank: number, bar, tiles and photographs beside numpy, by mouse, by finger and by keys."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import Locator
from widget_tools import eventually, number, press, put, read, settle

from lightcnn.widgets.low_rank.terms import PRESETS, filtered, terms

pytestmark = pytest.mark.browser
WIDGET = "low-rank"
# The red of every pixel. As one text: a list of thousands of numbers takes long to leave the browser.
PIXELS = """(canvas) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return btoa(data.reduce((text, value, i) => i % 4 ? text : text + String.fromCharCode(value), ""));
}"""
TONES = """(view) => [...view.querySelectorAll(".lr-result rect")].map((cell) => {
  const [, sign, share] = cell.style.fill.match(/--g(.)\\) (\\d+)%/);
  return (sign === "1" ? -1 : 1) * share / 64;
})"""
BAR = "(view) => [...view.querySelectorAll('.bw-part')].map((part) => parseFloat(part.style.width))"
# Number, note, bar, which terms are pressed, which kernels are.
SHOWN = f"""(view) => [
  view.querySelector(".bw-value").innerText,
  view.querySelector(".bw-note").innerText,
  ({BAR})(view),
  [...view.querySelectorAll(".lr-term")].map((term) => term.ariaPressed === "true"),
  [...view.querySelectorAll(".lr-kernel[aria-pressed=true]")].map((one) => one.dataset.kernel),
]"""


def pixels(view: Locator, name: str) -> np.ndarray:
    bytes_ = b64decode(view.locator(f'[data-photo="{name}"] canvas').evaluate(PIXELS))
    return np.frombuffer(bytes_, dtype=np.uint8).astype(float).reshape(96, 96)


def value(view: Locator) -> str:
    return view.locator(".bw-value").inner_text()


def check(view: Locator) -> dict:
    """Everything that is drawn of the present state; the question is answered."""
    settle(view)
    state = read(view)
    number, note, bar, pressed, names = view.evaluate(SHOWN)
    parts, rank = terms(state["kernel"]), state["rank"]
    shares = parts.shares()
    kept = 100 * shares[:rank].sum()
    assert float(number.removesuffix(" %")) == pytest.approx(kept, abs=0.051)
    assert (number == "100 %") == (parts.error(rank) < 1e-4)
    assert note.endswith(f"{6 * rank} weights for 9")
    assert float(note.split()[2]) == pytest.approx(parts.error(rank), abs=6e-4)
    lit = [*100 * shares[:rank], 0, 0, 0][:3]
    assert bar == pytest.approx(lit, abs=2e-3)
    assert pressed == [k < rank for k in range(3)]
    assert names == [name for name, kernel in PRESETS.items() if list(kernel) == state["kernel"]]
    # Equal singular values leave the choice of the terms open.
    if rank in (0, 3) or parts.sigmas[rank - 1] - parts.sigmas[rank] > 1e-6:
        kernel = parts.kernel(rank)
        most = np.abs(state["kernel"]).max()
        tones = np.clip(kernel.ravel() / most, -1, 1)
        np.testing.assert_allclose(view.evaluate(TONES), tones, atol=0.02)
        photo = pixels(view, "photo")
        white = np.sort(np.abs(filtered(photo, parts.kernel(3))).ravel())[int(96 * 96 * 0.99)]
        want = 255 * np.abs(filtered(photo, kernel)).clip(0, white) / white
        assert np.abs(pixels(view, "result") - want).max() <= 1
    return state


@pytest.fixture
def answered(widget: Callable[..., Locator]) -> Callable[..., Locator]:
    """The widget without motion, its question answered; on Sobel again."""

    def open_one(**options: object) -> Locator:
        view = widget(motion="reduce", **options)
        view.get_by_role("button", name="all", exact=True).click()
        view.locator("[data-kernel=Sobel]").click()
        settle(view)
        return view

    return open_one


def test_it_opens_on_sobel_which_one_term_holds(widget: Callable[..., Locator]) -> None:
    view = widget()
    state = check(view)
    assert (tuple(state["kernel"]), state["rank"], value(view)) == (PRESETS["Sobel"], 1, "100 %")
    assert pixels(view, "photo").std() > 10 and pixels(view, "result").max() == 255


def test_kernels_by_mouse_and_by_digit_and_their_ranks(answered: Callable[..., Locator]) -> None:
    view = answered()
    for digit, name in enumerate(PRESETS, start=1):
        view.locator(f"[data-kernel={name}]").click()
        assert tuple(check(view)["kernel"]) == PRESETS[name]
        for rank in (2, 3, 1):
            view.locator(f"[data-term='{rank}']").click()
            assert check(view)["rank"] == rank
        view.locator("[data-term='1']").click()
        assert check(view)["rank"] == 0, "the last lit term goes out"
        assert pixels(view, "result").max() == 0
        view.locator(".bw").focus()
        press(view, str(digit))
        state = check(view)
        assert tuple(state["kernel"]) == PRESETS[name] and state["rank"] == 1


def test_tiles_and_terms_by_key_and_by_finger(answered: Callable[..., Locator]) -> None:
    view = answered(width=360)
    view.locator("[data-kernel=Gauss]").focus()
    press(view, "Enter")
    assert tuple(check(view)["kernel"]) == PRESETS["Gauss"]
    view.locator("[data-term='2']").focus()
    press(view, " ")
    assert check(view)["rank"] == 2
    session = view.page.context.new_cdp_session(view.page)
    for target in ("[data-kernel=Laplace]", "[data-term='1']"):
        box = view.locator(target).bounding_box()
        point = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
        session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
        session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        settle(view)
    session.detach()
    state = check(view)
    assert tuple(state["kernel"]) == PRESETS["Laplace"] and state["rank"] == 1


def test_whole_numbers_stand_in_the_sum_decimals_do_not(answered: Callable[..., Locator]) -> None:
    view = answered()
    digits = view.locator(".lr-result .lr-digit")
    assert digits.all_text_contents() == "1 0 −1 2 0 −2 1 0 −1".split()
    view.locator("[data-kernel=Laplace]").click()
    settle(view)
    assert set(digits.all_text_contents()) == {""}
    view.locator("[data-term='2']").click()
    settle(view)
    assert digits.all_text_contents() == "0 1 0 1 −4 1 0 1 0".split()


def test_play_stops_where_the_kernel_is_whole(widget: Callable[..., Locator]) -> None:
    """Sobel is whole with one term: play begins with nothing and ends there."""
    view = widget(motion="reduce")
    view.locator(".bw-play").click()
    assert read(view)["rank"] == 0
    eventually(view.page, lambda: view.locator(".bw-play").get_attribute("aria-label") == "Play")
    assert check(view)["rank"] == 1
    put(view, kernel=list(PRESETS["Laplace"]))
    view.locator(".bw-play").click()
    eventually(view.page, lambda: view.locator(".bw-play").get_attribute("aria-label") == "Play")
    assert check(view)["rank"] == 2
    view.locator(".bw").focus()
    press(view, "End")
    assert check(view)["rank"] == 3, "further steps are the reader's"


def test_the_diagonal_is_secret_until_the_guess(widget: Callable[..., Locator]) -> None:
    """Neither picture nor number, bar, terms or More say what one term of it keeps."""
    view = widget()
    assert view.locator("[data-kernel=diagonal] .lr-secret.is-small").text_content() == "?"
    view.locator("[data-kernel=diagonal]").click()
    view.locator(".bw-more > summary").click()
    for rank in (1, 2, 3):
        put(view, rank=rank)
        eventually(view.page, lambda: value(view) == "?")
        assert pixels(view, "result").max() == 0
        assert sum(view.evaluate(BAR)) == 0
        shown = view.inner_text().replace("33", "")
        assert "0.816" not in shown and "0.577" not in shown
        assert [cell.inner_text() for cell in view.locator(".bw-table td").all()] == ["?"] * 12
    assert "33.3" not in view.locator(".bw").text_content()
    view.get_by_role("button", name="two thirds").click()
    assert "one term of the diagonal loses" in view.locator(".bw-live").inner_text()
    eventually(view.page, lambda: value(view) == "33.3 %")
    assert (read(view)["kernel"], read(view)["rank"]) == (list(PRESETS["diagonal"]), 1)
    eventually(view.page, lambda: pixels(view, "result").max() > 60)
    check(view)


def test_the_answer_plays_from_nothing(widget: Callable[..., Locator]) -> None:
    view = widget()
    view.evaluate("""(view) => {
      view.seen = [];
      const bar = view.querySelector(".bw-value");
      new MutationObserver(() => view.seen.push(parseFloat(bar.textContent)))
        .observe(bar, { childList: true, characterData: true, subtree: true });
    }""")
    view.get_by_role("button", name="a third").click()
    eventually(view.page, lambda: value(view) == "33.3 %")
    seen = view.evaluate("(view) => view.seen")
    assert seen == sorted(seen) and len(seen) > 3 and seen[0] < 10
    assert view.locator(".bw-ask").get_attribute("data-right") == "true"


def test_nine_typed_integers(answered: Callable[..., Locator]) -> None:
    view = answered()
    view.locator(".bw-more > summary").click()
    for i, typed in enumerate((2, -1, 3, 0, 4, -5, 6, 1, -9)):
        box = view.locator(f"input[name='k{i}']")
        box.fill(str(typed))
        box.press("Tab")
        assert check(view)["kernel"][i] == typed
    assert view.locator(".lr-name").text_content() == "your own"


def test_a_number_that_a_cell_cannot_hold_is_told(answered: Callable[..., Locator]) -> None:
    view = answered()
    view.locator(".bw-more > summary").click()
    note, box = view.locator(".lr-note"), view.locator("input[name='k8']")
    for typed, words, kept in (("12", "set to 9", 9), ("1.5", "rounded to 2", 2), ("3", "", 3)):
        box.fill(typed)
        box.press("Tab")
        assert check(view)["kernel"][8] == kept and words in note.inner_text()
    assert note.inner_text() == ""
    for i in range(9):
        box = view.locator(f"input[name='k{i}']")
        box.fill("0")
        box.press("Tab")
        settle(view)
    assert check(view)["kernel"] == [0] * 8 + [3] and "Nine zeros" in note.inner_text()
    assert box.input_value() == "3"


def test_more_counts_weights_and_shows_the_passes(answered: Callable[..., Locator]) -> None:
    view = answered()
    view.locator(".bw-more > summary").click()
    assert np.abs(pixels(view, "full") - pixels(view, "row")).max() <= 1
    assert pixels(view, "wrong").max() <= 1 and number(view, "pixels") == "0"
    view.locator("[data-kernel=Laplace]").click()
    settle(view)
    sigmas = [float(text) for text in number(view, "sigmas").split(", ")]
    np.testing.assert_allclose(sigmas, terms(PRESETS["Laplace"]).sigmas, atol=6e-4)
    assert number(view, "error") == "0.101" and number(view, "weights") == "1 · (3 + 3) = 6 for 9"
    assert number(view, "flat") == "0 by the kernel, −1.22 at this rank"
    assert float(number(view, "pixels")) > 1 and pixels(view, "wrong").max() > 50
    view.locator("[data-term='2']").click()
    settle(view)
    assert "Conv2d(1, 2, (3, 1)" in view.locator(".bw-code").inner_text()
    rows = view.locator(".bw-table tbody tr")
    assert rows.count() == 3
    # A term of size 0 has directions too: no row of the table has a vector of zeros.
    assert rows.all_inner_texts() and "(0, 0, 0)" not in " ".join(rows.all_inner_texts())

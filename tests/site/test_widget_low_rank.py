"""LowRank: singular values beside numpy's, pictures that are drawn, the block's weights."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import Locator
from widget_tools import number, read, settle

from lightcnn.widgets.low_rank import PRESETS, block_layers

pytestmark = pytest.mark.browser
WIDGET = "low-rank"
PIXELS = """(canvas) => [...canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data]
  .filter((_, i) => i % 4 === 0)"""


def pixels(mount: Locator, name: str) -> np.ndarray:
    return np.array(mount.locator(f'[data-photo="{name}"] canvas').evaluate(PIXELS))


def check(mount: Locator) -> dict:
    settle(mount)
    state = read(mount)
    u, sigma, vt = np.linalg.svd(np.array(state["kernel"], float).reshape(3, 3))
    shown = [float(text) for text in number(mount, "sigmas").split(", ")]
    np.testing.assert_allclose(shown, sigma, atol=6e-4)
    rank = state["rank"]
    error = np.sqrt((sigma[rank:] ** 2).sum() / (sigma**2).sum())
    assert float(number(mount, "error")) == pytest.approx(error, abs=6e-4)
    tiles = mount.locator(".lr-result [data-value]").all()
    got = [float(tile.get_attribute("data-value")) for tile in tiles]
    if rank == 3 or sigma[rank - 1] - sigma[rank] > 1e-6:  # equal singular values leave the choice open
        np.testing.assert_allclose(got, ((u[:, :rank] * sigma[:rank]) @ vt[:rank]).ravel(), atol=1e-6)
    assert number(mount, "weights") == f"{rank} · (3 + 3) = {6 * rank} for 9"
    return state


def test_presets_and_ranks(widget: Callable[..., Locator]) -> None:
    mount = widget()
    for name, kernel in PRESETS.items():
        mount.locator("select[name='preset']").select_option(f'"{name}"')
        for rank in (1, 2, 3):
            mount.get_by_role("button", name=f"rank {rank}", exact=True).click()
            state = check(mount)
            assert (tuple(state["kernel"]), state["rank"]) == (kernel, rank)


def test_the_photograph_is_drawn_and_the_difference_goes(widget: Callable[..., Locator]) -> None:
    mount = widget()
    mount.locator("select[name='preset']").select_option('"diagonal"')
    check(mount)
    assert pixels(mount, "photo").std() > 10 and pixels(mount, "difference").max() > 50
    mount.get_by_role("button", name="rank 3", exact=True).click()
    check(mount)
    assert pixels(mount, "difference").max() <= 1
    assert np.abs(pixels(mount, "full") - pixels(mount, "step")).max() <= 1
    assert number(mount, "pixels") == "0"


def test_nine_typed_integers(widget: Callable[..., Locator]) -> None:
    mount = widget()
    for i, value in enumerate((2, -1, 3, 0, 4, -5, 6, 1, -9)):
        box = mount.locator(f"input[name='k{i}']")
        box.fill(str(value))
        box.press("Tab")
        assert check(mount)["kernel"][i] == value
    box.fill("12")
    box.press("Tab")
    assert check(mount)["kernel"][8] == 9


def test_the_passes_are_steps(widget: Callable[..., Locator]) -> None:
    mount = widget(motion="reduce")
    mount.locator("select[name='preset']").select_option('"Sobel"')
    mount.locator(".bw-first").click()
    check(mount)
    assert (pixels(mount, "step") == pixels(mount, "photo")).all()
    mount.page.keyboard.press(".")
    assert check(mount)["frame"] == 1 and "(3, 1)" in mount.locator(".bw-now").inner_text()
    mount.page.keyboard.press(".")
    assert check(mount)["frame"] == 2 and "(1, 3)" in mount.locator(".bw-now").inner_text()
    assert np.abs(pixels(mount, "full") - pixels(mount, "step")).max() <= 1
    mount.page.keyboard.press("2")
    assert check(mount)["rank"] == 2
    mount.page.keyboard.press("r")
    assert check(mount)["kernel"] == list(PRESETS["Laplace"])
    for _ in range(5):
        mount.page.keyboard.press("b")
        check(mount)


@pytest.mark.parametrize("channels", [16, 64, 80, 256])
def test_the_block(widget: Callable[..., Locator], channels: int) -> None:
    mount = widget()
    mount.get_by_role("button", name="SqueezeNext's block").click()
    mount.locator("input[name='channels']").fill(str(channels))
    settle(mount)
    weights = [layer["weights"] for layer in block_layers(channels)]
    drawn = [int(box.get_attribute("data-weights")) for box in mount.locator("[data-weights]").all()]
    assert drawn == weights
    assert number(mount, "block").endswith(f"= {sum(weights):,}")
    assert number(mount, "direct").endswith(f"= {9 * channels**2:,}")
    assert number(mount, "saved") == "4.00× fewer"
    count = "(all) => all.map((bar) => Number(bar.dataset.channels))"
    bars = mount.locator("[data-channels]").evaluate_all(count)
    assert bars == [channels, *(layer["c_out"] for layer in block_layers(channels))]


def test_a_number_that_a_cell_cannot_hold_is_told(widget: Callable[..., Locator]) -> None:
    mount = widget()
    note, box = mount.locator(".lr-note").first, mount.locator("input[name='k8']")
    for typed, words, kept in (("12", "set to 9", 9), ("1.5", "rounded to 2", 2), ("3", "", 3)):
        box.fill(typed)
        box.press("Tab")
        assert check(mount)["kernel"][8] == kept and words in note.inner_text()
    assert note.inner_text() == ""
    for i in range(9):
        box = mount.locator(f"input[name='k{i}']")
        box.fill("0")
        box.press("Tab")
        settle(mount)
    assert check(mount)["kernel"] == [0] * 8 + [3] and "Nine zeros" in note.inner_text()


def test_the_question_is_the_kernels(widget: Callable[..., Locator]) -> None:
    mount = widget()
    assert mount.locator(".bw-predict").is_visible()
    mount.get_by_role("button", name="SqueezeNext's block").click()
    settle(mount)
    assert mount.locator(".bw-predict").is_hidden()

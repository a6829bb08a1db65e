"""Under the lamp: every map and every answer beside torch, each control by mouse, finger and keys."""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import torch
from playwright.sync_api import Locator
from torch import Tensor, nn
from widget_tools import WORKERS, eventually, number, press, put, read, settle

from lightcnn.pretrained import lamp, load
from lightcnn.widgets import UnderTheLamp
from lightcnn.widgets.under_the_lamp import tiny

pytestmark = pytest.mark.browser
WIDGET = "under-the-lamp"
BLOCKS = len(tiny.LAYERS)
SHOWN = """(view) => { const { shown } = view.querySelector(".ul-grid");
  return shown && { shape: shown.shape, data: [...shown.data] }; }"""
BARS = "(view) => [...view.querySelectorAll('.ul-bar')].map((bar) => parseFloat(bar.style.width))"
PIXELS = """(view) => { const canvas = view.querySelector(".ul-seen");
  return [...canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data]; }"""


def layers() -> list[nn.Conv2d]:
    """The widget's own network, read from what the page gets."""
    network, text = tiny.network()
    packed, found = bytearray(base64.b64decode(text)), []
    for step in network["steps"]:
        if "taps" not in step:
            continue
        c_out, kernel = step["channels"], step["kernel"]
        conv = nn.Conv2d(step["taps"] // (kernel[0] ** 2), c_out, kernel[0], step["stride"], step["padding"])
        stored = torch.frombuffer(packed, dtype=torch.int8, offset=step["weight"], count=c_out * step["taps"])
        scale, bias = (
            torch.frombuffer(packed, dtype=torch.float32, offset=step[name], count=c_out)
            for name in ("scale", "bias")
        )
        conv.weight.data = (stored.float().view(c_out, -1) * scale[:, None]).view_as(conv.weight)
        conv.bias.data = bias.clone()
        found.append(conv)
    return found


def image(view: Locator, rule: dict[str, Any]) -> Tensor:
    """What the network reads, from the pixels that the page shows."""
    side = rule["side"]
    pixels = torch.tensor(view.evaluate(PIXELS), dtype=torch.float32).view(side, side, 4)[..., :3]
    ordered = pixels if rule["order"] == "RGB" else pixels.flip(2)
    values = (rule["scale"] * ordered / 255 - torch.tensor(rule["mean"])) / torch.tensor(rule["std"])
    return values.permute(2, 0, 1).unsqueeze(0)


@torch.inference_mode()
def torchs(given: Tensor, off: list[list[int]]) -> tuple[list[Tensor], Tensor]:
    """The maps of each block, and the shares of the classes."""
    maps: list[Tensor] = []
    for number_, conv in enumerate(layers()):
        given = conv(given)
        given = given.relu() if number_ < BLOCKS - 1 else given
        given[:, [channel for block, channel in off if block == number_]] = 0
        maps.append(given[0].clone())
    return maps, given.mean((2, 3)).softmax(1)[0]


def tap(view: Locator, x: float, y: float) -> None:
    session = view.page.context.new_cdp_session(view.page)
    for kind, points in (("touchStart", [{"x": x, "y": y}]), ("touchEnd", [])):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    session.detach()


def tap_on(view: Locator, one: Locator) -> None:
    one.scroll_into_view_if_needed()
    box = one.bounding_box()
    tap(view, box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def percent(share: float) -> str:
    return f"{100 * share:.{1 if share < 0.0995 else 0}f} %"


def check(view: Locator) -> dict[str, Any]:
    """The maps that are shown, the number, and the answer if the network is through."""
    settle(view)
    state = read(view)
    maps, shares = torchs(image(view, tiny.PREPROCESSING), state["off"])
    shown = view.evaluate(SHOWN)
    if state["block"] < state["frame"]:
        right = maps[state["block"]]
        assert shown["shape"] == list(right.shape)
        assert torch.allclose(torch.tensor(shown["data"]).float(), right.flatten(), atol=1e-4)
    else:
        assert shown is None
    rows = list(
        zip(*(view.locator(part).all_inner_texts() for part in (".ul-class", ".ul-share")), strict=True)
    )
    if state["frame"] == BLOCKS:
        order = shares.sort(descending=True)
        assert [name for name, _ in rows] == [tiny.LABELS[i] for i in order.indices[:5]]
        best = order.values[:5].tolist()
        assert [share for _, share in rows] == [percent(share) for share in best]
        assert view.evaluate(BARS) == pytest.approx([100 * share for share in best], abs=0.01)
    else:
        assert rows == [("", "")] * 5
    done = sum(block["macs"] for block in state["blocks"][: state["frame"]])
    text = f"{done / 1e3:.1f} k" if done >= 1e4 else f"{done:,}"
    assert view.locator(".bw-value").inner_text() == text
    return state


@pytest.fixture
def widget(bare: Callable[..., Locator]) -> Callable[..., Locator]:
    """On a page that no test had before: a reader gives it pictures, and what it fetches stays."""
    return partial(bare, WIDGET)


@pytest.fixture
def lit(widget: Callable[..., Locator]) -> Callable[..., Locator]:
    """The widget after its question, so that nothing is hidden."""

    def open_it(**options: object) -> Locator:
        view = widget(**{"motion": "reduce", **options})
        view.locator(".bw").focus()
        press(view, "b", "r")
        view.locator(".bw-ask .bw-choice").first.click()
        press(view, " ")
        put(view, frame=BLOCKS, block=0, channel=0)
        return view

    return open_it


def test_every_step_of_every_photograph_is_torchs(lit: Callable[..., Locator]) -> None:
    view = lit()
    seen = set()
    for thumb in view.locator(".ul-thumbs img").all():
        thumb.click()
        assert check(view)["frame"] == BLOCKS
        seen.add(tuple(view.locator(".ul-share").all_inner_texts()))
    assert len(seen) > 1
    view.locator(".bw").focus()
    press(view, "2", "Home")
    for frame in range(BLOCKS + 1):
        state = check(view)
        assert (state["photo"], state["frame"]) == (1, frame) and state["block"] == max(0, frame - 1)
        if frame:
            strongest = int(torchs(image(view, tiny.PREPROCESSING), [])[0][frame - 1].amax((1, 2)).argmax())
            chosen = f"channel {strongest + 1} of"
            assert view.locator(".ul-maps").get_attribute("aria-valuetext").startswith(chosen)
        press(view, ".")


def test_nothing_is_fetched_before_the_first_touch(widget: Callable[..., Locator]) -> None:
    view = widget()
    late = "() => Object.keys(bookWidgetTexts).filter((key) => /-(weights|labels)-/.test(key)).length"
    assert view.page.evaluate(late) == 0 and tiny.network()[1] not in view.page.content()
    assert "first touch" not in view.inner_text() and view.locator(".ul-hint").inner_text() != ""
    view.locator(".bw-next").click()
    settle(view)
    assert view.page.evaluate(late) == 2
    assert view.page.watch.external == []


def test_blocks_and_maps_by_mouse_finger_and_keys(lit: Callable[..., Locator]) -> None:
    view = lit(width=360)
    put(view, frame=1)
    bars, maps = view.locator(".ul-bars"), view.locator(".ul-maps")
    box = bars.bounding_box()
    for touch in (view.page.mouse.click, partial(tap, view)):
        for block in range(BLOCKS):
            touch(box["x"] + box["width"] * (block + 0.5) / BLOCKS, box["y"] + box["height"] - 4)
            assert check(view)["block"] == block
    assert read(view)["frame"] == BLOCKS
    bars.focus()
    press(view, "ArrowLeft", "ArrowLeft")
    assert check(view)["block"] == 1
    box = maps.bounding_box()
    for touch in (view.page.mouse.click, partial(tap, view)):
        touch(box["x"] + 3, box["y"] + 3)
        assert check(view)["channel"] == 0
        touch(box["x"] + 60, box["y"] + 3)
        assert check(view)["channel"] > 0
    view.page.mouse.move(box["x"] + 60, box["y"] + 3)
    view.page.mouse.down()
    view.page.mouse.move(box["x"] + 3, box["y"] + 3, steps=3)
    view.page.mouse.up()
    assert check(view)["channel"] == 0, "a drag goes over the maps"
    maps.focus()
    press(view, "ArrowRight", "ArrowRight", "ArrowLeft")
    assert check(view)["channel"] == 1 and maps.get_attribute("aria-valuetext") == "channel 2 of 16"
    press(view, "ArrowDown")
    assert check(view)["channel"] > 2
    press(view, "ArrowUp")
    assert check(view)["channel"] == 1


def test_a_silent_channel_is_zero_in_torch_too(lit: Callable[..., Locator]) -> None:
    """By its switch, by the key, by the finger; a whole block; and the outline says what the answer was."""
    view = lit(width=360)
    before = view.locator(".ul-share").all_inner_texts()
    switch = view.locator(".ul-switch")
    for turn in (switch.click, lambda: tap_on(view, switch), lambda: press(view, "o")):
        turn()
        assert check(view)["off"] == [[0, 0]] and switch.get_attribute("aria-pressed") == "true"
        assert view.locator(".ul-share").all_inner_texts() != before
        assert (
            view.locator(".ul-before:not([hidden])").count() == 5 and view.locator(".ul-marks i").count() == 1
        )
        turn()
        assert check(view)["off"] == [] and view.locator(".ul-before:not([hidden])").count() == 0
        assert view.locator(".ul-share").all_inner_texts() == before
    view.locator(".bw-more > summary").click()
    put(view, block=1)
    view.locator("input[name='whole']").check()
    assert check(view)["off"] == [[1, channel] for channel in range(16)]
    view.get_by_role("button", name="Switch everything on").click()
    assert check(view)["off"] == []
    assert view.locator(".ul-share").all_inner_texts() == before


def test_the_patch_is_what_the_brightest_place_sees(lit: Callable[..., Locator]) -> None:
    """Beside torch: the pixels that move this place of the map, by their derivative."""
    view = lit()
    sums = [*layers()]
    for conv in sums:
        conv.weight.data.abs_()
    for block in range(BLOCKS):
        put(view, block=block, channel=1)
        state = check(view)
        maps, _ = torchs(image(view, tiny.PREPROCESSING), state["off"])
        top = maps[block][1]
        if top.max() <= 0:
            continue
        row, column = divmod(int(top.argmax()), top.shape[1])
        given = torch.zeros(1, 3, tiny.SIDE, tiny.SIDE, requires_grad=True)
        nn.Sequential(*sums[: block + 1])(given)[0, 1, row, column].backward()
        lit_ = given.grad[0].abs().sum(0).nonzero()
        (high, left), (low, right) = lit_.min(0).values.tolist(), lit_.max(0).values.tolist()
        drawn = view.evaluate("""(view) => { const { style } = view.querySelector(".ul-patch");
          return [style.left, style.top, style.width, style.height].map(parseFloat); }""")
        expected = [left, high, right - left + 1, low - high + 1]
        assert drawn == pytest.approx([100 * x / tiny.SIDE for x in expected], abs=1e-3)


def test_the_weights_of_the_chosen_map_are_drawn(lit: Callable[..., Locator]) -> None:
    view = lit()
    view.locator(".bw-more > summary").click()
    put(view, block=1, channel=3)
    assert "(second, channel 4)" in view.locator(".bw-more").inner_text()
    colours = """(view) => { const canvas = view.querySelector(".ul-weights");
      return new Set(new Uint32Array(canvas.getContext("2d")
        .getImageData(0, 0, canvas.width, canvas.height).data.buffer)).size; }"""
    assert view.evaluate(colours) > 20
    assert number(view, "block").startswith("1,168 parameters, 73,728 multiply-adds")
    view.locator("select[name='widths']").select_option('"macs"')
    assert check(view)["widths"] == "macs"


def test_a_block_is_as_tall_as_its_channels(lit: Callable[..., Locator]) -> None:
    """Beside the others by the square root, so that few channels are seen next to many."""
    view = lit()
    talls = view.locator(".ul-block > .ul-body").evaluate_all(
        "(all) => all.map((one) => one.getBBox().height)"
    )
    channels = [conv.out_channels for conv in layers()]
    expected = [max(talls) * (count / max(channels)) ** 0.5 for count in channels]
    assert talls == pytest.approx(expected, abs=0.01) and len(set(channels)) > 1
    view.locator(".bw-more > summary").click()
    weights = sum(parameter.numel() for conv in layers() for parameter in conv.parameters())
    stored = sum(conv.weight.numel() + 8 * conv.out_channels for conv in layers())
    assert number(view, "network") == f"{weights:,} parameters, {stored:,} bytes"


def dropped(view: Locator, path: Path) -> None:
    """A file that the reader drags from a folder onto the picture, as the browser itself reports it."""
    stage = view.locator(".bw-stage")
    stage.scroll_into_view_if_needed()
    box = stage.bounding_box()
    session = view.page.context.new_cdp_session(view.page)
    place = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    data = {"items": [], "files": [str(path)], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, **place, "data": data})
    session.detach()


def test_the_readers_own_photograph(lit: Callable[..., Locator], tmp_path: Path) -> None:
    """Chosen or dropped, it stays in the page, and is looked at like any other."""
    view = lit()
    assert "Nothing leaves this page." in view.locator(".bw-more").text_content()
    photographs = [tmp_path / name for name in ("own.png", "dropped", "no picture.png")]
    for path, which in zip(photographs, (1, 0), strict=False):
        path.write_bytes(base64.b64decode(read(view)["photographs"][which]["src"].split(",")[1]))
    photographs[2].write_text("no picture")
    view.locator(".ul-thumbs button").nth(1).click()
    check(view)
    same = view.locator(".ul-share").all_inner_texts()
    view.locator(".ul-thumbs button").first.click()
    with view.page.expect_file_chooser() as chooser:
        view.locator(".ul-plus").click()
    chooser.value.set_files(photographs[0])
    eventually(view.page, lambda: read(view)["photo"] == -1)
    check(view)
    assert view.locator(".ul-share").all_inner_texts() == same
    assert view.locator(".ul-seen").get_attribute("aria-label").endswith("your photograph")
    before = view.evaluate(PIXELS)
    dropped(view, photographs[1])
    eventually(view.page, lambda: view.evaluate(PIXELS) != before)
    check(view)
    dropped(view, photographs[2])
    eventually(view.page, lambda: "no picture" in view.locator(".ul-problem").text_content())
    check(view)
    assert view.page.watch.external == []


def test_what_the_reader_draws_is_looked_at(lit: Callable[..., Locator]) -> None:
    view = lit()
    view.locator(".bw-more > summary").click()
    sheet = view.locator(".ul-sketch")
    sheet.scroll_into_view_if_needed()
    box = sheet.bounding_box()
    mouse = view.page.mouse
    mouse.move(box["x"] + 20, box["y"] + 60)
    mouse.down()
    mouse.move(box["x"] + 100, box["y"] + 60, steps=4)
    assert read(view)["photo"] == 0, "the network waits for the end of the line"
    mouse.up()
    eventually(view.page, lambda: read(view)["photo"] == -1)
    check(view)
    seen = torch.tensor(view.evaluate(PIXELS)).view(tiny.SIDE, tiny.SIDE, 4)[..., 0]
    assert seen[tiny.SIDE // 2, tiny.SIDE // 2] < 128 and seen[2, 2] == 255, "a dark line on white"
    before = view.evaluate(PIXELS)
    view.get_by_role("button", name="Empty the sheet").click()
    mouse.move(box["x"] + 60, box["y"] + 20)
    mouse.down()
    mouse.move(box["x"] + 60, box["y"] + 100, steps=4)
    mouse.up()
    eventually(view.page, lambda: view.evaluate(PIXELS) != before)
    check(view)
    seen = torch.tensor(view.evaluate(PIXELS)).view(tiny.SIDE, tiny.SIDE, 4)[..., 0]
    assert seen[tiny.SIDE // 2, tiny.SIDE // 4] == 255, "the first line is gone"


def test_a_page_without_storage_looks_too(bare: Callable[..., Locator]) -> None:
    view = bare(WIDGET)
    assert view.page.url.startswith("file://")
    view.page.evaluate("""() => {
      window.refused = {};
      for (const name of ["localStorage", "sessionStorage", "indexedDB", "caches"]) {
        refused[name] = Object.getOwnPropertyDescriptor(window, name);
        Object.defineProperty(window, name, { configurable: true, get() { throw new Error("refused"); } });
      }
    }""")
    view.locator(".ul-thumbs img").nth(1).click()
    check(view)
    view.page.evaluate("() => Object.defineProperties(window, refused)")


CAMERA = """() => {
  const canvas = document.createElement("canvas");
  canvas.getContext("2d").fillRect(0, 0, 40, 40);
  window.stream = canvas.captureStream(30);
  const draw = setInterval(() => canvas.getContext("2d").fillRect(0, 0, 40, 40), 30);
  Object.defineProperty(navigator, "mediaDevices", { configurable: true,
    value: { getUserMedia: async () => window.stream } });
}"""


def test_the_camera_is_let_go(lit: Callable[..., Locator]) -> None:
    view = lit()
    mount = view.page.locator(".widget-mount")
    view.page.evaluate(CAMERA)
    view.locator(".bw-more > summary").click()
    button = view.locator(".ul-camera")
    button.click()
    view.get_by_role("button", name="Take the picture").click()
    eventually(view.page, lambda: read(view)["photo"] == -1)
    check(view)
    assert view.page.evaluate("stream.getTracks().every((track) => track.readyState === 'ended')")
    view.page.evaluate("""() => {
      navigator.mediaDevices.getUserMedia = async () => { throw new Error("the reader said no"); };
    }""")
    button.click()
    eventually(view.page, lambda: "no camera here" in view.locator(".ul-problem").text_content())
    check(view)
    mount.evaluate("""(mount) => {
      bookWidgets.unmount(mount);
      Object.defineProperty(navigator, "mediaDevices", { configurable: true, value: undefined });
      return bookWidgets.mount(mount);
    }""")
    assert mount.locator(".ul-plus").count() == 1 and mount.locator(".ul-camera").count() == 0


def test_a_widget_that_goes_ends_its_network_and_its_camera(bare: Callable[..., Locator]) -> None:
    view = bare(WIDGET)
    page = view.page
    page.evaluate(WORKERS)
    page.evaluate(CAMERA)
    view.locator(".ul-thumbs img").nth(1).click()
    check(view)
    view.locator(".bw-more > summary").click()
    view.locator(".ul-camera").click()
    view.get_by_role("button", name="Take the picture").wait_for()
    held = "[working.size, stream.getTracks()[0].readyState]"
    assert page.evaluate(held) == [1, "live"]
    page.locator(".widget-mount").evaluate("(mount) => bookWidgets.unmount(mount)")
    assert page.evaluate(held) == [0, "ended"]


SOON = """async (mount) => {
  mount.querySelectorAll(".ul-thumbs img")[1].click();
  await new Promise(requestAnimationFrame);
  bookWidgets.unmount(mount);
}"""


def test_a_widget_that_goes_while_its_network_starts_leaves_none(bare: Callable[..., Locator]) -> None:
    page = bare(WIDGET).page
    page.evaluate(WORKERS)
    page.locator(".widget-mount").evaluate(SOON)
    page.wait_for_timeout(1500)
    assert page.evaluate("working.size") == 0
    assert page.watch.complaints == []


def test_the_answer_is_played_after_the_readers(widget: Callable[..., Locator]) -> None:
    view = widget(motion="reduce")
    assert view.locator(".ul-class").all_inner_texts() == ["?"] * 5
    view.locator(".bw-next").click()
    put(view, frame=BLOCKS)
    assert view.locator(".ul-class").all_inner_texts() == ["?"] * 5, "looking ahead gives nothing away"
    view.locator(".ul-thumbs button").nth(1).click()
    settle(view)
    assert "?" not in view.locator(".ul-class").all_inner_texts(), "the question is about the first only"
    view.locator(".bw-ask .bw-choice").nth(1).click()
    assert read(view)["photo"] == 0
    eventually(view.page, lambda: read(view)["frame"] == BLOCKS)
    check(view)


def test_without_worker_and_webassembly_the_numbers_are_the_same(lit: Callable[..., Locator]) -> None:
    view = lit()
    mount = view.page.locator(".widget-mount")
    mount.evaluate("""(mount) => {
      bookWidgets.unmount(mount);
      globalThis.Worker = globalThis.WebAssembly = undefined;
      return bookWidgets.mount(mount);
    }""")
    view = mount.locator(".widget-view")
    view.locator(".bw").focus()
    press(view, "b", "b")
    put(view, frame=BLOCKS)
    check(view)
    view.locator(".bw-more > summary").click()
    assert "without WebAssembly" in number(view, "time")


def test_squeezenet_sees_in_the_page_what_it_sees_in_torch(bare: Callable[..., Locator]) -> None:
    """Its stored weights, 8 bits each, in torch too: the same five classes, the same shares."""
    net = load("squeezenet1_1").net
    for conv in net.modules():
        if isinstance(conv, nn.Conv2d):
            scale = conv.weight.data.abs().amax((1, 2, 3), keepdim=True) / 127
            conv.weight.data = (conv.weight.data / scale).round() * scale
    page = lamp("squeezenet1_1")
    view = bare(UnderTheLamp(**page))
    view.locator(".bw").focus()
    press(view, "b")
    for thumb in reversed(view.locator(".ul-thumbs img").all()):
        thumb.click()
        settle(view)
        with torch.inference_mode():
            shares = net(image(view, page["preprocessing"])).softmax(1)[0].topk(5)
        names = [page["labels"][i] for i in shares.indices]
        assert view.locator(".ul-class").all_inner_texts() == names
        found = [float(text.split()[0]) for text in view.locator(".ul-share").all_inner_texts()]
        assert found == pytest.approx([100 * share for share in shares.values.tolist()], abs=0.6)
    # The map of a concatenation is made by the branch that its channel comes from.
    view.locator(".bw-more > summary").click()
    blocks = [block["name"] for block in read(view)["blocks"]]
    for channel, made in ((3, "fire2.expand1, channel 4"), (64 + 6, "fire2.expand3, channel 7")):
        put(view, block=blocks.index("fire2"), channel=channel)
        assert made in view.locator(".bw-more").inner_text()
    assert names[0] == next(one["text"] for one in page["question"]["answers"] if one.get("right"))
    assert view.page.watch.external == []

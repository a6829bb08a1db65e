"""ChannelGates: gates beside torch, lines swapped and gates kept by mouse and keys, one mean dragged."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
import torch
from playwright.sync_api import Locator
from torch import Tensor, nn
from widget_tools import WORKERS, assert_accessible, number, press, put, read, settle

from lightcnn.blocks.squeeze_excite import SqueezeExcite
from lightcnn.inspection import outputs
from lightcnn.pretrained import text_line, typed_line
from lightcnn.pretrained.channel_gates import holding
from lightcnn.pretrained.text_line import LineBneck, as_input
from lightcnn.widgets import ChannelGates
from lightcnn.widgets.channel_gates import recorded

pytestmark = pytest.mark.browser
WIDGET = "channel-gates"
LAST = 11
PAIRS = ((0, 0), (1, 0), (0, 1), (2, 1), (3, 2))  # a line, and what it stands beside
# Widths of bars as shares of what they can fill, row by row.
SHARES = """(view, kind) => [...view.querySelectorAll(`.bw-stage rect.cg-${kind}`)]
  .map((bar) => bar.getAttribute("width") / bar.previousSibling.getAttribute("width"))"""
# What is left of each map behind its gate; the pixels are drawn as roots.
BEHIND = """(view) => [...view.querySelectorAll(".bw-stage image")].filter((_, i) => i % 2)
  .map((image) => image.getAttribute("visibility") === "visible" ? image.getAttribute("opacity") ** 2 : 0)"""
DOTS = """(view) => {
  const [, from, wide] = view.querySelector(".cg-track").getAttribute("d").match(/M(\\S+) \\S+h(\\S+)/);
  return [".cg-own", ".cg-dot"].map((name) => view.querySelector(name))
    .map((dot) => dot.matches("[visibility=visible]") ? (dot.getAttribute("cx") - from) / wide : null);
}"""


def commit(view: Locator) -> None:
    """Answer, and let nothing play on."""
    view.locator(".bw-ask button.bw-choice").first.click()
    settle(view)
    view.locator(".bw-play").click()
    put(view, line=0, before=0, frame=LAST)


def shares(view: Locator, kind: str) -> list[float]:
    return view.evaluate(SHARES, kind)


def near(values: list[float]) -> object:
    return pytest.approx(values, abs=1.2e-3)


def sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x))


@pytest.mark.parametrize("index", range(3))
def test_gates_and_answers_are_those_of_the_network(widget: Callable[..., Locator], index: int) -> None:
    """For each line beside each other, and with its gates kept."""
    view, data = widget(motion="reduce"), recorded()
    block = data["blocks"][index]
    commit(view)
    put(view, block=index)
    drawn = [[gates[c] for c in block["shown"]] for gates in block["gates"]]
    for line, before in PAIRS:
        put(view, line=line, before=before, kept=False)
        pairs = zip(block["gates"][line], block["gates"][before], strict=True)
        moved = sum(abs(a - b) > 0.1 for a, b in pairs)
        assert view.locator(".bw-value").inner_text() == f"{moved} of {len(block['gates'][0])}"
        assert shares(view, "gate") == near(drawn[line]) and view.evaluate(BEHIND) == near(drawn[line])
        assert view.evaluate(DOTS) == [None, pytest.approx(sigmoid(data["odds"][line][line]), abs=1e-3)]
        put(view, kept=True)
        assert shares(view, "gate") == near(drawn[before]) and view.evaluate(BEHIND) == near(drawn[before])
        odds = data["odds"][line]
        assert view.evaluate(DOTS) == near([sigmoid(odds[line]), sigmoid(odds[before])])
        source = data["maps"][index][block["which"][line][before]]
        assert view.locator(".bw-stage image").first.get_attribute("href") == source


def test_the_page_computes_gates_as_torch_does(bare: Callable[..., Locator]) -> None:
    """A block of the library with random weights and random maps: both bends, and a mean that is changed."""
    torch.manual_seed(1)
    block, x = SqueezeExcite(12, 3), 3 * torch.rand(2, 12, 2, 6)
    reduce, restore = block.gate.get_submodule("reduce"), block.gate.get_submodule("restore")
    for part in (reduce, restore):
        torch.nn.init.normal_(part.weight)
        torch.nn.init.normal_(part.bias)
    shown, means = [0, 1, 3, 4, 6, 7, 9, 11], x.mean((2, 3))
    row = {
        "name": "a block", "channels": 12, "squeezed": 3, "size": [2, 6], "shown": shown, "slope": 1 / 6,
        "scale": [1.0] * 8, "most": [1.0] * 8, "offset": reduce.bias.tolist(),
        "which": [[0, 0], [0, 0]], "gates": block.gate(x).flatten(1).tolist(),
        "reduce": reduce.weight[:, shown, 0, 0].T.tolist(),
        "restore": restore.weight[shown].flatten(1).tolist(),
        "sums": reduce(means[..., None, None]).flatten(1).tolist(), "bias": restore.bias[shown].tolist(),
        "means": [[line[shown].tolist()] * 2 for line in means],
    }  # fmt: skip
    data = recorded()
    few = {
        "lines": data["lines"][:2],
        "blocks": [row],
        "odds": [[0.0, 0.0]] * 2,
        "maps": [data["maps"][0][:1]],
    }
    view = bare(ChannelGates(**few, answers=data["answers"]), motion="reduce")
    commit(view)
    changed = means.clone()
    changed[:, 3] = 1.25
    for line in (0, 1):
        for channel, now in ((-1, means), (3, changed)):
            pooled = now[line].view(1, 12, 1, 1)
            put(view, line=line, channel=channel, mean=1.25, bend="hard")
            assert shares(view, "gate") == near(block.gate(pooled).flatten()[shown].tolist())
            put(view, bend="sigmoid")
            assert shares(view, "gate") == near(
                restore(reduce(pooled).relu()).sigmoid().flatten()[shown].tolist()
            )


def test_a_line_is_touched_and_the_gates_move_but_no_scale_does(widget: Callable[..., Locator]) -> None:
    view = widget(motion="reduce")
    commit(view)
    scales, first = shares(view, "scale"), shares(view, "gate")
    view.locator("[data-line='1']").click()
    settle(view)
    assert read(view).items() >= {"line": 1, "before": 0}.items()
    assert shares(view, "scale") == scales and shares(view, "gate") != first
    assert view.locator(".cg-gate.is-moved").count() > 4
    view.locator("[data-line='2']").focus()
    press(view, "Enter")
    assert read(view).items() >= {"line": 2, "before": 1}.items()
    view.locator(".bw").focus()
    press(view, "4")
    assert read(view).items() >= {"line": 3, "before": 2}.items()
    view.locator(".cg-keep").click()
    settle(view)
    press(view, "1")
    assert read(view).items() >= {"line": 0, "before": 2, "kept": True}.items(), (
        "kept gates stay whose they are"
    )
    view.locator(".bw").focus()
    press(view, "5")
    assert read(view)["kept"] is False


def test_steps_fill_the_rows(widget: Callable[..., Locator]) -> None:
    view = widget(motion="reduce")
    commit(view)
    put(view, line=1, frame=0)
    visible = view.locator(".bw-stage image[visibility='visible']")
    assert visible.count() == 0
    view.locator(".bw").focus()
    press(view, ".")
    assert visible.count() == 8 and max(shares(view, "mean")) == 0
    press(view, ".")
    assert max(shares(view, "mean")) > 0
    height = (
        "(view) => Math.max(...[...view.querySelectorAll('.cg-unit')].map((u) => u.getAttribute('height')))"
    )
    assert view.evaluate(height) == 0
    press(view, ".")
    assert view.evaluate(height) > 0 and max(shares(view, "gate")) == 0
    counted = []
    for row in range(8):
        press(view, ".")
        assert visible.count() == 8 + row + 1
        counted.append(int(view.locator(".bw-value").inner_text().split()[0]))
    assert counted == sorted(counted) and counted[0] > 0, "an eighth of the gates a step"


def test_a_mean_is_changed_by_hand(widget: Callable[..., Locator]) -> None:
    """By touching its row and dragging, by the arrows, and under More; the answer is then not known."""
    view, block = widget(motion="reduce"), recorded()["blocks"][-1]
    own, gates = block["means"][0][0], shares_of(block, 0)
    commit(view)
    view.locator(".cg-touch").nth(4).click(position={"x": 20, "y": 8})
    settle(view)
    assert read(view)["mean"] == pytest.approx(own[4]) and read(view)["channel"] == block["shown"][4]
    handle = view.locator("[data-handle='mean']")
    box = handle.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    view.page.mouse.move(x, y)
    view.page.mouse.down()
    view.page.mouse.move(x + 25, y, steps=3)
    view.page.mouse.up()
    settle(view)
    dragged = read(view)["mean"]
    assert dragged > own[4] and shares(view, "gate") != near(gates)
    assert "not computed" in view.locator(".bw-stage").text_content()
    press(view, "ArrowLeft")
    assert read(view)["mean"] < dragged
    view.locator(".bw-more > summary").click()
    view.locator("select[name='channel']").select_option(label="none")
    settle(view)
    assert shares(view, "gate") == near(gates)
    view.locator("select[name='channel']").select_option(index=2)
    settle(view)
    chosen = read(view)["mean"]
    handle.focus()
    press(view, "ArrowRight")
    assert read(view)["mean"] > chosen
    view.locator("[data-line='1']").click()
    settle(view)
    assert read(view)["channel"] == -1, "another line has its own means"


def shares_of(block: dict, line: int) -> list[float]:
    return [block["gates"][line][channel] for channel in block["shown"]]


def test_blocks_and_bends_stand_under_more(widget: Callable[..., Locator]) -> None:
    view, known = widget(motion="reduce"), ChannelGates()
    commit(view)
    view.locator(".bw-more > summary").click()
    for index, block in enumerate(known.blocks):
        view.locator("select[name='block']").select_option(index=index)
        settle(view)
        assert number(view, "params") == f"{known.params[index]:,}"
        first = view.locator(".bw-stage image").first
        assert first.get_attribute("href") == known.maps[index][block["which"][0][0]]
    view.locator("select[name='bend']").select_option(label="sigmoid")
    settle(view)
    assert read(view)["bend"] == "sigmoid" and shares(view, "gate") != near(shares_of(known.blocks[-1], 0))


def test_the_answer_is_sealed_and_then_plays(widget: Callable[..., Locator]) -> None:
    view = widget(motion="reduce")
    view.locator("[data-line='1']").click()
    settle(view)
    assert max(shares(view, "gate")) == 0 and view.evaluate(BEHIND) == [0] * 8
    assert view.locator(".bw-stage text", has_text="?").count() == 8
    right = next(answer for answer in read(view)["question"]["answers"] if answer.get("right"))
    view.locator(".bw-ask").get_by_role("button", name=right["text"], exact=True).click()
    settle(view)
    assert read(view).items() >= {"line": 1, "before": 0}.items() and read(view)["frame"] < LAST
    assert view.locator(".bw-play").get_attribute("aria-label") == "Pause"


# What a reader types.
TEXT = ".cg-desk input"
SEEN = """(view) => { const canvas = view.querySelector(".cg-desk .cg-line canvas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return [...data].filter((_, i) => i % 4 === 0); }"""
ROOM = """(view) => [view.querySelector(".bw").offsetHeight, view.querySelector(".bw-stage").offsetHeight,
  view.querySelector(".cg-desk").scrollWidth - view.querySelector(".bw-stage").clientWidth]"""


def typing(bare: Callable[..., Locator], link: str = "", **options: object) -> Locator:
    view = bare(ChannelGates(**typed_line()), link, motion="reduce", **options)
    settle(view)
    return view


def looks(view: Locator, text: str) -> None:
    view.locator(TEXT).fill(text)
    settle(view)


@torch.inference_mode()
def torchs(view: Locator, net: nn.Module, held: dict[str, Tensor] | None = None) -> tuple[dict, float]:
    """The gates of every block for the picture that the page shows, and how sure the network is."""
    picture = np.array(view.evaluate(SEEN), dtype=np.uint8).reshape(1, 48, 192)
    names = [f"{name}.excite.gate" for name, part in net.named_children() if isinstance(part, LineBneck)
             and isinstance(part.excite, SqueezeExcite)]  # fmt: skip
    with holding(net, held or {}):
        made = outputs(net, as_input(picture), [*names, "classifier"])
    logits = made.pop("classifier")[0]
    return made, float(logits[1] - logits[0])


def counted(now: dict[str, Tensor], before: dict[str, Tensor]) -> int:
    return sum(int(((gates - before[name]).abs() > 0.1).sum()) for name, gates in now.items())


def agrees(view: Locator, gates: dict[str, Tensor], odds: float, before: dict[str, Tensor]) -> None:
    """Rows, answer, and the count over all blocks, which 16-bit weights may move by a gate in a hundred."""
    block = ChannelGates().blocks[-1]
    assert shares(view, "gate") == pytest.approx(
        [float(gates["bneck11.excite.gate"].flatten()[c]) for c in block["shown"]], abs=6e-3
    )
    assert view.evaluate(DOTS)[1] == pytest.approx(sigmoid(odds), abs=2e-2)
    said = view.locator(".cg-desk span").inner_text()
    assert abs(int(said.split()[0]) - counted(gates, before)) <= 8 and said.endswith("of all 808 moved")


def test_what_is_typed_has_the_gates_and_the_answer_that_torch_has(bare: Callable[..., Locator]) -> None:
    """Typed, typed on, turned; then the gates are kept while the reader types."""
    view, net = typing(bare), text_line()
    asked = view.page.watch.requests
    assert not any("-weights-" in url for url in asked) and read(view)["typed"] == []
    commit(view)
    looks(view, "This side up")
    assert sum("-weights-" in url for url in asked) == 1
    assert read(view).items() >= {"line": 4, "before": 0}.items()
    first, _ = torchs(view, net)
    for text in ("Arrivals", "gate 12"):
        looks(view, text)
        gates, odds = torchs(view, net)
        agrees(view, gates, odds, first)
        first = gates
    looks(view, "OXO")
    view.locator(".cg-desk .bw-choice").click()
    settle(view)
    assert int(view.locator(".cg-desk span").inner_text().split()[0]) < 20, "what reads alike has like gates"
    view.locator(".cg-desk .bw-choice").click()
    looks(view, "gate 12")
    upright = view.evaluate(SEEN)
    view.locator(".cg-desk .bw-choice").click()
    settle(view)
    assert view.evaluate(SEEN) == upright[::-1] and read(view)["typed"][0] == ["gate 12", True]
    turned, odds = torchs(view, net)
    agrees(view, turned, odds, first)
    assert counted(turned, first) > 50
    scales = shares(view, "scale")
    view.locator(".cg-keep").click()
    looks(view, "Hello")
    held = {name: gate[0] for name, gate in first.items()}
    _, odds = torchs(view, net, held)
    assert view.evaluate(DOTS)[1] == pytest.approx(sigmoid(odds), abs=2e-2)
    block = ChannelGates().blocks[-1]
    kept = [float(first["bneck11.excite.gate"].flatten()[c]) for c in block["shown"]]
    assert shares(view, "gate") == pytest.approx(kept, abs=6e-3) and shares(view, "scale") == scales
    for index in (0, 1):
        put(view, block=index, kept=False)
        name = f"bneck{(1, 6)[index]}.excite.gate"
        own = [float(torchs(view, net)[0][name].flatten()[c]) for c in ChannelGates().blocks[index]["shown"]]
        assert shares(view, "gate") == pytest.approx(own, abs=6e-3)
    view.locator("[data-line='2']").click()
    settle(view)
    assert read(view)["line"] == 2 and read(view)["before"] == 4
    view.locator(".cg-desk .cg-line").click()
    settle(view)
    assert read(view)["line"] == 4 and view.locator(".cg-desk .cg-line[aria-pressed=true]").count() == 1


@pytest.mark.parametrize(
    ("width", "height", "most", "present"),
    [(1280, 800, 640, False), (360, 740, 600, False), (1280, 720, 720, True)],
    ids=["desk", "phone", "slide"],
)
def test_typing_moves_nothing_and_fits(
    bare: Callable[..., Locator], width: int, height: int, most: int, present: bool
) -> None:
    view = typing(bare, width=width, height=height, present=present)
    room = view.evaluate(ROOM)
    assert room[0] <= most and room[2] <= 0
    for text in ("i", "W" * 24):
        looks(view, text)
        assert view.evaluate(ROOM) == room
    assert_accessible(view)
    press(view, "5")
    assert read(view)["kept"] is False and read(view)["line"] == 4, "keys in the field are letters"


def test_a_widget_that_goes_ends_its_network(bare: Callable[..., Locator]) -> None:
    view = typing(bare)
    page = view.page
    page.evaluate(WORKERS)
    looks(view, "gate 12")
    assert page.evaluate("working.size") == 1
    page.locator(".widget-mount").evaluate("(mount) => bookWidgets.unmount(mount)")
    assert page.evaluate("working.size") == 0

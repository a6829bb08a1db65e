"""ChannelGates: gates beside torch, lines swapped and gates kept by mouse and keys, one mean dragged."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from playwright.sync_api import Locator
from widget_tools import number, press, put, read, settle

from lightcnn.blocks.squeeze_excite import SqueezeExcite
from lightcnn.widgets import ChannelGates
from lightcnn.widgets.channel_gates import gate_params, recorded
from lightcnn.widgets.channel_gates.frame import gates

pytestmark = pytest.mark.browser
WIDGET = "channel-gates"
LINES = range(4)
# Widths of bars as shares of what they can fill, row by row.
SHARES = """(view, kind) => [...view.querySelectorAll(`.bw-stage rect.cg-${kind}`)]
  .map((bar) => bar.getAttribute("width") / bar.previousSibling.getAttribute("width"))"""
BEHIND = """(view) => [...view.querySelectorAll(".bw-stage image")].filter((_, i) => i % 2)
  .map((image) => image.getAttribute("visibility") === "visible" && +image.getAttribute("opacity"))"""
DOT = """(view) => {
  const [, from, wide] = view.querySelector(".cg-track").getAttribute("d").match(/M(\\S+) \\S+h(\\S+)/);
  return (view.querySelector(".cg-dot").getAttribute("cx") - from) / wide;
}"""


def commit(view: Locator) -> None:
    """Answer, and let nothing play on."""
    view.locator(".bw-ask button.bw-choice").first.click()
    settle(view)
    view.locator(".bw-play").click()
    put(view, line=0, before=0, frame=11)


def shares(view: Locator, kind: str) -> list[float]:
    return view.evaluate(SHARES, kind)


def table(view: Locator, column: int) -> list[float]:
    return [float(text) for text in view.locator(f".bw-table td:nth-child({column})").all_text_contents()]


@pytest.mark.parametrize("index", range(4))
def test_gates_answer_and_parameters_are_those_of_the_network(
    widget: Callable[..., Locator], index: int
) -> None:
    view, data = widget(motion="reduce"), recorded()
    block = data["blocks"][index]
    commit(view)
    view.locator(".bw-more > summary").click()
    put(view, block=index)
    found = [[gates(block, mean)[c] for c in block["shown"]] for mean in block["means"]]
    for line in LINES:
        for before in LINES:
            put(view, line=line, before=before, kept=False, frame=11)
            moved = sum(abs(a - b) > 0.1 for a, b in zip(found[line], found[before], strict=True))
            assert view.locator(".bw-value").inner_text() == f"{moved} of 8"
            assert shares(view, "gate") == pytest.approx(found[line], abs=1e-3)
            assert view.evaluate(BEHIND) == pytest.approx(found[line], abs=1e-3)
            assert table(view, 4) == pytest.approx(found[line], abs=1e-3)
            own = torch.tensor(block["answers"][line][line]).sigmoid()
            assert view.evaluate(DOT) == pytest.approx(float(own), abs=1e-3)
            for scope, odds in (("block", block["answers"]), ("all", data["all_kept"])):
                put(view, kept=True, scope=scope)
                assert shares(view, "gate") == pytest.approx(found[before], abs=1e-3)
                kept = torch.tensor(odds[line][before]).sigmoid()
                assert view.evaluate(DOT) == pytest.approx(float(kept), abs=1e-3)
    params = gate_params(len(block["restore"]), len(block["reduce"]))
    assert number(view, "params") == str(params) and number(view, "widest") == "462,000"


def test_the_page_computes_gates_as_torch_does(bare: Callable[..., Locator]) -> None:
    """A block of the library with random weights and random means: both bends, and a mean that is changed."""
    torch.manual_seed(1)
    block, x = SqueezeExcite(12, 3), 3 * torch.rand(2, 12, 2, 6)
    for layer in ("reduce", "restore"):
        part = block.gate.get_submodule(layer)
        torch.nn.init.normal_(part.weight)
        torch.nn.init.normal_(part.bias)
    reduce, restore = block.gate.get_submodule("reduce"), block.gate.get_submodule("restore")
    means, data = x.mean((2, 3)), recorded()
    shown = [0, 1, 3, 4, 6, 7, 9, 11]
    row = data["blocks"][0] | {
        "slope": 1 / 6, "shown": shown, "means": means.tolist(), "answers": [[0.0, 0.0], [0.0, 0.0]],
        "reduce": reduce.weight.flatten(1).tolist(), "reduce_bias": reduce.bias.tolist(),
        "restore": restore.weight.flatten(1).tolist(), "restore_bias": restore.bias.tolist(),
    }  # fmt: skip
    view = bare(ChannelGates(**data | {"lines": data["lines"][:2], "blocks": [row]}), motion="reduce")
    commit(view)
    view.locator(".bw-more > summary").click()
    changed = means.clone()
    changed[:, 3] = 1.25
    for line in (0, 1):
        for channel, now in ((-1, means), (3, changed)):
            put(view, line=line, channel=channel, mean=1.25)
            put(view, bend="hard")
            pooled = now[line].view(1, 12, 1, 1)
            hard = block.gate(pooled).flatten()
            assert table(view, 4) == pytest.approx(hard[shown].tolist(), abs=6e-4)
            put(view, bend="sigmoid")
            soft = restore(reduce(pooled).relu()).sigmoid().flatten()
            assert table(view, 4) == pytest.approx(soft[shown].tolist(), abs=6e-4)


def test_a_line_is_touched_and_the_gates_move_but_no_scale_does(widget: Callable[..., Locator]) -> None:
    view = widget(motion="reduce")
    commit(view)
    scales, first = shares(view, "scale"), shares(view, "gate")
    view.locator("[data-line='1']").click()
    settle(view)
    assert read(view).items() >= {"line": 1, "before": 0}.items()
    assert shares(view, "scale") == scales and shares(view, "gate") != first
    assert view.locator(".cg-gate.is-moved").count() == int(view.locator(".bw-value").inner_text().split()[0]) > 0
    view.locator("[data-line='2']").focus()
    press(view, "Enter")
    assert read(view).items() >= {"line": 2, "before": 1}.items()
    view.locator(".bw").focus()
    press(view, "4")
    assert read(view).items() >= {"line": 3, "before": 2}.items()
    view.locator(".cg-keep").click()
    settle(view)
    press(view, "1")
    assert read(view).items() >= {"line": 0, "before": 2, "kept": True}.items(), "kept gates stay whose they are"


def test_steps_fill_the_rows(widget: Callable[..., Locator]) -> None:
    view = widget(motion="reduce")
    commit(view)
    put(view, line=1, frame=0)
    assert view.locator(".bw-stage image[visibility='visible']").count() == 0
    view.locator(".bw").focus()
    press(view, ".")
    assert view.locator(".bw-stage image[visibility='visible']").count() == 8 and max(shares(view, "mean")) == 0
    press(view, ".")
    assert max(shares(view, "mean")) > 0
    press(view, ".")
    assert max(shares(view, "gate")) == 0
    for row in range(8):
        press(view, ".")
        assert sum(share > 0 for share in shares(view, "gate")) <= row + 1
    assert read(view)["frame"] == 11


def test_a_mean_is_changed_by_hand(widget: Callable[..., Locator]) -> None:
    """By touching its row and dragging, by the arrows, and under More; the answer is then not known."""
    view, block = widget(motion="reduce"), recorded()["blocks"][0]
    commit(view)
    row = view.locator(".cg-touch").nth(3)
    row.click()
    settle(view)
    handle = view.locator("[data-handle='mean']")
    assert read(view)["mean"] == pytest.approx(block["means"][0][3])
    box = handle.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    view.page.mouse.move(x, y)
    view.page.mouse.down()
    view.page.mouse.move(x + 15, y, steps=3)
    view.page.mouse.up()
    settle(view)
    dragged = read(view)["mean"]
    assert dragged > block["means"][0][3]
    mean = [dragged if c == 3 else m for c, m in enumerate(block["means"][0])]
    assert shares(view, "gate") == pytest.approx(gates(block, mean), abs=1e-3)
    assert "not computed" in view.locator(".bw-stage").text_content()
    press(view, "ArrowLeft")
    assert read(view)["mean"] < dragged
    view.locator(".bw-more > summary").click()
    view.locator("select[name='channel']").select_option(label="none")
    settle(view)
    assert shares(view, "gate") == pytest.approx(gates(block, block["means"][0]), abs=1e-3)
    view.locator("select[name='channel']").select_option(label="2")
    slider = view.locator("input[name='mean']")
    slider.focus()
    press(view, "End")
    assert read(view)["mean"] == pytest.approx(max(max(means) for means in block["means"]), rel=0.02)
    view.locator("[data-line='1']").click()
    settle(view)
    assert read(view)["channel"] == -1, "another line has its own means"


def test_the_maps_of_other_blocks_come_when_they_are_asked_for(widget: Callable[..., Locator]) -> None:
    view, data = widget(motion="reduce"), recorded()
    commit(view)
    source = view.locator(".bw-stage image").first
    assert source.get_attribute("href") == data["maps"][0]
    view.locator(".bw-more > summary").click()
    view.locator("select[name='block']").select_option(index=2)
    settle(view)
    assert view.locator(".bw-stage image").first.get_attribute("href") == data["other_maps"][2][0]


def test_the_answer_is_sealed_and_then_plays(widget: Callable[..., Locator]) -> None:
    view = widget(motion="reduce")
    view.locator("[data-line='1']").click()
    settle(view)
    assert max(shares(view, "gate")) == 0 and view.locator(".cg-value", has_text="?").count() == 8
    view.locator(".bw-ask button.bw-choice").first.click()
    settle(view)
    assert read(view).items() >= {"line": 1, "before": 0}.items() and read(view)["frame"] < 11
    assert view.locator(".bw-play").get_attribute("aria-label") == "Pause"

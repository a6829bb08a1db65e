"""The trained MobileNetV3 of a reader of pages: its file, its answers, and its gates as data."""

from __future__ import annotations

import base64
import io

import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto, helper, numpy_helper
from PIL import Image

from lightcnn.blocks.squeeze_excite import SqueezeExcite
from lightcnn.inspection import outputs
from lightcnn.pretrained import channel_gates, text_line, typed_line
from lightcnn.pretrained.channel_gates import BLOCKS, LINES, SHOWN
from lightcnn.pretrained.onnx_constants import read_constants
from lightcnn.pretrained.text_line import FILE, as_input, drawn

# Texts of different letters, as a scanner finds them.
TEXTS = (
    "Small by Design", "MobileNetV3", "Invoice 2019-04", "Read me first", "The quick brown fox",
    "Chapter 7", "light and fast", "Hello, world!", "page 128", "Squeeze, excite",
)  # fmt: skip


@pytest.fixture(scope="module")
def net() -> torch.nn.Sequential:
    return text_line()


def test_it_knows_which_way_is_up(net: torch.nn.Sequential) -> None:
    for turned in (False, True):
        lines = as_input(np.stack([drawn(text, turned=turned) for text in TEXTS]))
        with torch.inference_mode():
            answers = net(lines).argmax(1)
        assert (answers == turned).float().mean() >= 0.8, turned


def test_it_is_the_small_mobilenet_at_a_third_of_the_width(net: torch.nn.Sequential) -> None:
    weights = [p for p in net.parameters() if p.ndim > 1]
    assert sum(p.numel() for p in weights) == 124_072 and len(weights) == 53 + 1
    first = net.get_submodule("bneck1.excite.gate.reduce")
    assert tuple(first.weight.shape) == (2, 8, 1, 1)


def test_its_file_is_read_as_the_onnx_project_reads_it() -> None:
    content = FILE.read()
    ours, model = read_constants(content), onnx.load_from_string(content)
    theirs = {
        node.output[0]: numpy_helper.to_array(node.attribute[0].t)
        for node in model.graph.node
        if node.op_type == "Constant"
    }
    floats = {name: array for name, array in theirs.items() if array.dtype == np.float32}
    assert set(ours) == set(floats) and len(ours) > 200
    for name, array in floats.items():
        np.testing.assert_array_equal(ours[name], array)


def test_arrays_of_the_graph_are_read_in_both_ways_of_storing_them() -> None:
    array = np.arange(6, dtype=np.float32).reshape(2, 3)
    raw = numpy_helper.from_array(array, "raw")
    listed = helper.make_tensor("listed", TensorProto.FLOAT, [2, 3], array.ravel().tolist())
    whole = numpy_helper.from_array(np.arange(3), "whole")
    graph = helper.make_graph([], "graph", [], [], initializer=[raw, listed, whole])
    got = read_constants(helper.make_model(graph).SerializeToString())
    assert set(got) == {"raw", "listed"}
    for one in got.values():
        np.testing.assert_array_equal(one, array)


@pytest.mark.parametrize("broken", [b"", b"no model", b"\xff" * 40, b"\x3a\x05abc"])
def test_a_broken_file_is_one_sentence(broken: bytes) -> None:
    with pytest.raises(ValueError, match="this is no ONNX file"):
        read_constants(broken)
    with pytest.raises(ValueError, match="only a part of one"):
        read_constants(FILE.read()[:100_000])


def lines_as_input() -> torch.Tensor:
    return as_input(np.stack([drawn(text, turned=turned) for text, turned in LINES]))


def test_the_gates_are_those_of_the_network(net: torch.nn.Sequential) -> None:
    data, lines = channel_gates(), lines_as_input()
    assert [block["name"] for block in data["blocks"]] == list(BLOCKS)
    for block in data["blocks"]:
        name, shown = block["name"], block["shown"]
        made = outputs(net, lines, [f"{name}.depthwise", f"{name}.excite.gate"])
        gates, maps = made[f"{name}.excite.gate"].flatten(1), made[f"{name}.depthwise"]
        torch.testing.assert_close(torch.tensor(block["gates"]), gates, rtol=0, atol=1e-4)
        squeezed, restore = torch.tensor(block["sums"]).relu(), torch.tensor(block["restore"])
        again = (block["slope"] * (squeezed @ restore.T + torch.tensor(block["bias"])) + 0.5).clamp(0, 1)
        torch.testing.assert_close(again, gates[:, shown], rtol=0, atol=1e-3)
        own = torch.tensor([block["means"][line][line] for line in range(len(LINES))])
        torch.testing.assert_close(own, maps.mean((2, 3))[:, shown], rtol=1e-3, atol=1e-4)
        assert len(shown) == SHOWN and [c * SHOWN // block["channels"] for c in shown] == list(range(SHOWN))
        weight = net.get_submodule(f"{name}.excite.gate.reduce").weight
        torch.testing.assert_close(
            torch.tensor(block["reduce"]), weight[:, shown, 0, 0].T, rtol=1e-3, atol=1e-5
        )


def test_kept_gates_are_a_scale() -> None:
    """With all gates kept the network is one whose projections have those gates in their weights."""
    data, net, lines = channel_gates(), text_line(), lines_as_input()
    odds = torch.tensor(data["odds"])
    logits = net(lines).detach()
    torch.testing.assert_close(odds.diagonal(), logits[:, 1] - logits[:, 0], rtol=1e-3, atol=1e-3)
    gated = [
        name for name, part in net.named_children() if isinstance(getattr(part, "excite", 0), SqueezeExcite)
    ]
    assert len(gated) == 9
    found = outputs(net, lines[:1], [f"{name}.excite.gate" for name in gated])
    for name in gated:
        net.get_submodule(f"{name}.project.conv").weight.data *= found[f"{name}.excite.gate"][0].view(
            1, -1, 1, 1
        )
        net.get_submodule(name).excite = torch.nn.Identity()
    logits = net(lines).detach()
    torch.testing.assert_close(odds[:, 0], logits[:, 1] - logits[:, 0], rtol=1e-3, atol=5e-3)
    maps = outputs(net, lines, ["bneck11.depthwise"])["bneck11.depthwise"]
    means = torch.tensor([row[0] for row in data["blocks"][-1]["means"]])
    shown = data["blocks"][-1]["shown"]
    torch.testing.assert_close(means, maps.mean((2, 3))[:, shown], rtol=1e-3, atol=1e-3)


def test_the_maps_of_a_block_are_one_under_the_other_on_one_scale(net: torch.nn.Sequential) -> None:
    data = channel_gates()
    block, rows, columns = data["blocks"][0], *data["blocks"][0]["size"]
    maps = outputs(net, lines_as_input(), ["bneck1.depthwise"])["bneck1.depthwise"][:, block["shown"]]
    roots = (maps.clamp_min(0) / maps.amax((0, 2, 3), keepdim=True)).sqrt()
    assert block["which"] == [[line] * 4 for line in range(4)], "no gate stands before the first"
    for sprite, one in zip(data["maps"][0], roots, strict=True):
        image = Image.open(io.BytesIO(base64.b64decode(sprite.partition(",")[2]))).convert("L")
        assert image.size == (columns, rows * SHOWN)
        gap = np.asarray(image, dtype=float) / 255 - one.flatten(0, 1).numpy()
        assert np.abs(gap).max() < 0.04


def test_what_is_no_line_is_named() -> None:
    with pytest.raises(ValueError, match="a line needs a text"):
        drawn(" ")
    with pytest.raises(ValueError, match="too long for a line of 192 x 48 pixels"):
        drawn("a" * 80)
    with pytest.raises(ValueError, match="at least two"):
        channel_gates([("one", False)])
    with pytest.raises(ValueError, match="a block must be one of bneck1, bneck4, .* got 'bneck2'"):
        channel_gates(blocks=["bneck2"])
    with pytest.raises(ValueError, match=r"lines must be \(N, 48, 192\) of bytes"):
        as_input(np.zeros((1, 48, 100), np.uint8))


def test_a_page_gets_the_steps_of_every_gate(net: torch.nn.Sequential) -> None:
    """Nine blocks, each with its maps, their means and its gates by the places of their steps."""
    network = typed_line()["network"]
    steps, gated = network["steps"], network["gated"]
    parts = [name for name, part in net.named_modules() if isinstance(part, SqueezeExcite)]
    assert [f"{one['name']}.excite" for one in gated] == parts and len(gated) == 9
    for one in gated:
        channels = one["channels"]
        assert steps[one["maps"]]["name"].startswith(f"{one['name']}.depthwise")
        assert steps[one["means"]]["op"] == "avg" and steps[one["means"]]["shape"] == [channels, 1, 1]
        assert steps[one["reduce"]]["name"].endswith("gate.reduce")
        assert (steps[one["gates"]]["low"], steps[one["gates"]]["high"]) == (0, 1)
        assert steps[one["gates"]]["shape"] == [channels, 1, 1]
    assert network["line"] == {"width": 192, "height": 48}

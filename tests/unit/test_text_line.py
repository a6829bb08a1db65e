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

from lightcnn.inspection import outputs
from lightcnn.pretrained import channel_gates, text_line
from lightcnn.pretrained.channel_gates import BLOCKS, LINES, SHOWN
from lightcnn.pretrained.onnx_constants import read_constants
from lightcnn.pretrained.text_line import FILE, as_input, drawn
from lightcnn.profiling import profile

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
    learned = sum(p.numel() for name, p in net.named_parameters() if ".bn." not in name)
    assert learned == 124_072
    assert profile(net, (3, 48, 192)).params == sum(p.numel() for p in net.parameters())
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


@pytest.mark.parametrize("broken", [b"", b"no model", FILE.read()[:100_000], b"\xff" * 40])
def test_a_broken_file_is_one_sentence(broken: bytes) -> None:
    with pytest.raises(ValueError, match="this is no ONNX file"):
        read_constants(broken)


def test_the_gates_are_those_of_the_network(net: torch.nn.Sequential) -> None:
    data = channel_gates()
    lines = as_input(np.stack([drawn(text, turned=turned) for text, turned in LINES]))
    logits = net(lines).detach()
    assert [block["name"] for block in data["blocks"]] == list(BLOCKS)
    for block in data["blocks"]:
        name = block["name"]
        made = outputs(net, lines, [f"{name}.depthwise", f"{name}.excite.gate"])
        means = torch.tensor(block["means"])
        torch.testing.assert_close(means, made[f"{name}.depthwise"].mean((2, 3)), rtol=1e-4, atol=1e-5)
        reduce, restore = torch.tensor(block["reduce"]), torch.tensor(block["restore"])
        squeezed = (means @ reduce.T + torch.tensor(block["reduce_bias"])).relu()
        gates = (block["slope"] * (squeezed @ restore.T + torch.tensor(block["restore_bias"])) + 0.5).clamp(0, 1)
        torch.testing.assert_close(gates, made[f"{name}.excite.gate"].flatten(1), rtol=0, atol=1e-3)
        assert len(block["shown"]) == SHOWN == len(block["scale"])
        own = torch.tensor(block["answers"]).diagonal()
        torch.testing.assert_close(own, logits[:, 1] - logits[:, 0], rtol=0, atol=2e-3)


def test_kept_gates_are_a_scale() -> None:
    """With all gates kept the answer is that of a network whose projections have the gates in their weights."""
    data, net = channel_gates(), text_line()
    lines = as_input(np.stack([drawn(text, turned=turned) for text, turned in LINES]))
    gated = [name for name, part in net.named_children() if hasattr(part, "excite") and hasattr(part.excite, "gate")]
    found = outputs(net, lines[:1], [f"{name}.excite.gate" for name in gated])
    assert len(gated) == 9
    for name in gated:
        part = net.get_submodule(name)
        part.get_submodule("project.conv").weight.data *= found[f"{name}.excite.gate"]
        part.excite = torch.nn.Identity()
    logits = net(lines).detach()
    kept = torch.tensor(data["all_kept"])[:, 0]
    torch.testing.assert_close(kept, logits[:, 1] - logits[:, 0], rtol=0, atol=2e-3)


def test_the_maps_of_a_block_are_one_under_the_other_on_one_scale(net: torch.nn.Sequential) -> None:
    data = channel_gates()
    block = data["blocks"][0]
    rows, columns = block["size"]
    lines = as_input(np.stack([drawn(text, turned=turned) for text, turned in LINES]))
    maps = outputs(net, lines, ["bneck1.depthwise"])["bneck1.depthwise"][:, block["shown"]]
    shares = maps.clamp_min(0) / maps.amax((0, 2, 3), keepdim=True)
    for sprite, one in zip(data["maps"], shares, strict=True):
        image = Image.open(io.BytesIO(base64.b64decode(sprite.partition(",")[2]))).convert("L")
        assert image.size == (columns, rows * SHOWN)
        gap = np.asarray(image, dtype=float) / 255 - one.flatten(0, 1).numpy()
        assert np.abs(gap).max() < 0.04
    assert data["other_maps"][0] == data["maps"] and len(data["other_maps"]) == len(BLOCKS)


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

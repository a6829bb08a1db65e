"""A network for the page as plain data: its blocks, what is refused, and that large data come late."""

from __future__ import annotations

import json

import pytest
import traitlets

from bookkit.screen.widgets import _page_model, late_files
from lightcnn.export import export
from lightcnn.networks import NETWORKS
from lightcnn.pretrained import lamp
from lightcnn.pretrained.lamp import photographs
from lightcnn.widgets import UnderTheLamp
from lightcnn.widgets.under_the_lamp.blocks import blocks_of


@pytest.mark.parametrize("name", ["squeezenet1_1", "shufflenet_v2_x0_5", "squeezenext_23_x1_0"])
def test_the_blocks_of_a_network_hold_all_of_it(name: str) -> None:
    net = NETWORKS[name]().eval()
    steps = export(net, (3, 64, 64)).steps
    blocks = blocks_of(steps)
    assert [block["first"] for block in blocks] == [1, *(block["last"] + 1 for block in blocks[:-1])]
    assert blocks[-1]["last"] == steps[-1]["out"] and all(block["weights"] for block in blocks)
    assert sum(block["macs"] for block in blocks) == sum(step["macs"] for step in steps)
    for block in blocks:
        assert block["first"] <= block["out"] <= block["last"]
        assert block["shape"] == steps[block["out"]]["shape"]


def test_the_blocks_of_squeezenet_are_those_of_its_chapter() -> None:
    page = lamp("squeezenet1_1")
    blocks = blocks_of(page["network"]["steps"])
    fires = [f"fire{number}" for number in range(2, 10)]
    assert [block["name"] for block in blocks] == ["conv1", *fires, "conv10"]
    assert sum(block["weights"] for block in blocks) == 1_235_496
    assert blocks[-1]["shape"] == [1000, 14, 14], "the maps of the classes, before they are averaged"


def test_a_profile_says_how_a_block_swells_and_shrinks() -> None:
    """Fire squeezes and expands, an inverted residual expands and projects; branches that join count once."""
    profiles = {
        name: [block["profile"] for block in blocks_of(export(NETWORKS[name](), (3, 64, 64)).steps)]
        for name in ("squeezenet1_1", "mobilenet_v2", "shufflenet_v2_x1_0")
    }
    assert profiles["squeezenet1_1"] == [
        [64], [16, 128], [16, 128], [32, 256], [32, 256], [48, 384], [48, 384], [64, 512], [64, 512], [1000]
    ]  # fmt: skip
    assert profiles["mobilenet_v2"][:4] == [[32], [32, 16], [96, 96, 24], [144, 144, 24]]
    assert profiles["mobilenet_v2"][-3:] == [[960, 960, 320], [1280], [1000]]
    assert profiles["shufflenet_v2_x1_0"][2] == [58, 58, 116]


def test_a_network_built_elsewhere_shows_the_same() -> None:
    assert lamp("squeezenet1_1", net=NETWORKS["squeezenet1_1"]()) == lamp("squeezenet1_1")
    with pytest.raises(RuntimeError, match="conv1"):
        lamp("squeezenet1_1", net=NETWORKS["squeezenet1_0"]())


def test_mobilenet_stands_under_the_lamp_too() -> None:
    widget = UnderTheLamp(**lamp("mobilenet_v2"))
    assert len(widget.blocks) == 20 and widget.blocks[1]["name"] == "stage1.0"
    assert {block["shape"][0] for block in widget.blocks[-2:]} == {1280, 1000}


def test_what_a_network_gives_is_plain_data_and_a_widget() -> None:
    page = lamp("squeezenet1_1")
    assert json.loads(json.dumps(page)) == page | {
        "preprocessing": {**page["preprocessing"], "mean": [104, 117, 123], "std": [1, 1, 1]}
    }
    widget = UnderTheLamp(**page)
    assert len(widget.labels) == 1000 and widget.preprocessing["order"] == "BGR"


def test_the_photographs_are_small() -> None:
    found = photographs()
    assert len(found) == 4 and sum(len(one["src"]) for one in found) < 80_000


def test_what_is_large_is_in_no_page() -> None:
    state = UnderTheLamp(**lamp("squeezenet1_1")).get_state()
    model = _page_model({"state": state})
    assert set(model["late"]) == {"weights", "labels"} and not {"weights", "labels"} & set(model["state"])
    assert len(json.dumps(model)) < 110_000
    for name, (file, text) in late_files(state).items():
        assert file == f"{model['late'][name]}.js"
        key, value = text.removeprefix("(window.bookWidgetTexts ??= {})[").rstrip(";\n").split("] = ", 1)
        assert json.loads(key) == model["late"][name] and json.loads(value) == state[name]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"photo": 4}, "photo must be -1 to 3, got 4"),
        ({"frame": 6}, "frame must be 0 to 4, got 6"),
        ({"block": 0, "channel": 8}, "channel must be -1 to 7, got 8"),
        ({"off": [[0, 8]]}, r"off must name a block and a channel of it, got \[0, 8\]"),
        ({"labels": ["one"]}, "the network has 6 classes, but labels 1"),
        ({"preprocessing": {"side": 32}}, "preprocessing lacks filter, mean, order, scale, std"),
        ({"photographs": [{"name": "x", "src": "https://elsewhere"}]}, "with a data address"),
    ],
)
def test_what_cannot_be_is_refused(given: dict, words: str) -> None:
    with pytest.raises(traitlets.TraitError, match=words):
        UnderTheLamp(**given)

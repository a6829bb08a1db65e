"""ChannelGates in Python: what was recorded is what the network gives, and bad settings are refused in words."""

from __future__ import annotations

import json
from typing import Any

import pytest
import traitlets
from torch import nn

from lightcnn.networks import mobilenet_v3
from lightcnn.pretrained import channel_gates
from lightcnn.widgets import ChannelGates
from lightcnn.widgets.channel_gates import gate_params, recorded
from lightcnn.widgets.channel_gates.frame import gates


def close(ours: Any, theirs: Any, way: str = "") -> None:
    """The same data; numbers to what another machine's arithmetic may change, pictures left out."""
    assert type(ours) is type(theirs), way
    if isinstance(ours, dict):
        assert set(ours) == set(theirs), way
        for key in set(ours) - {"src", "maps", "other_maps"}:
            close(ours[key], theirs[key], f"{way}.{key}")
    elif isinstance(ours, list):
        assert len(ours) == len(theirs), way
        for number, pair in enumerate(zip(ours, theirs, strict=True)):
            close(*pair, f"{way}[{number}]")
    elif isinstance(ours, float):
        assert ours == pytest.approx(theirs, rel=1e-3, abs=5e-3), way
    else:
        assert ours == theirs, way


def test_what_was_recorded_is_what_the_network_gives() -> None:
    close(recorded(), json.loads(json.dumps(channel_gates())))


def test_parameters_are_those_of_the_layers() -> None:
    widget = ChannelGates()
    assert widget.params[0] == 2 * 8 * 2 + 2 + 8
    large = mobilenet_v3("large").get_submodule("bneck15.branch.excite")
    assert isinstance(large, nn.Module)
    ours = sum(parameter.numel() for parameter in large.parameters())
    assert widget.widest == {"channels": 960, "squeezed": 240, "params": ours}
    assert gate_params(960, 240) == ours == 2 * 960 * 240 + 240 + 960


def test_the_first_frame_says_every_gate_of_the_block() -> None:
    widget = ChannelGates()
    block = widget.blocks[0]
    for mean in block["means"]:
        for channel in block["shown"]:
            assert f"<td>{gates(block, mean)[channel]:.2f}</td>" in widget.fallback
    assert widget.lines[0]["src"] in widget.fallback


def test_the_tour_says_what_is_so() -> None:
    """Its counts are made of the data, so that they hold for other lines too."""
    widget = ChannelGates(**channel_gates([("Hello, world!", False), ("page 128", True)], ["bneck1"]))
    assert len(widget.beats) >= 4 and len(widget.blocks) == 1
    for beat in widget.beats:
        assert beat["state"]["line"] < 2 and beat["state"]["block"] == 0


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ({"line": 9}, "line must be 0 to 3, got 9"),
        ({"block": -1}, "block must be 0 to 3, got -1"),
        ({"frame": 99}, "frame must be 0 to 11, got 99"),
        ({"channel": 8}, "channel must be -1 to 7, got 8"),
        ({"bend": "soft"}, "bend must be one of"),
        ({"scope": "half"}, "scope must be one of"),
    ],
)
def test_what_is_out_of_range_is_refused(setting: dict[str, Any], words: str) -> None:
    with pytest.raises(traitlets.TraitError, match=words):
        ChannelGates(**setting)


def test_data_that_does_not_fit_is_refused() -> None:
    data = recorded()
    with pytest.raises(traitlets.TraitError, match="lines must be at least two, got 1"):
        ChannelGates(**data | {"lines": data["lines"][:1]})
    with pytest.raises(traitlets.TraitError, match="with a data address, got"):
        ChannelGates(**data | {"lines": [{"text": "a", "turned": False, "src": "https://a.b/c.png"}] * 2})
    first = data["blocks"][0]
    with pytest.raises(traitlets.TraitError, match="a block lacks restore"):
        ChannelGates(**data | {"blocks": [{key: first[key] for key in first if key != "restore"}]})
    with pytest.raises(traitlets.TraitError, match="the matrices of bneck1 do not fit its 7 channels"):
        ChannelGates(**data | {"blocks": [first | {"restore": first["restore"][:7]}]})

"""ChannelGates in Python: what was recorded is what the network gives, and what cannot be is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
import traitlets

from lightcnn.pretrained import channel_gates, typed_line
from lightcnn.widgets import ChannelGates
from lightcnn.widgets.channel_gates import gate_params, recorded


def close(ours: Any, theirs: Any, way: str = "") -> None:
    """The same data; numbers to what another machine's arithmetic may change, pictures left out."""
    assert type(ours) is type(theirs), way
    if isinstance(ours, dict):
        assert set(ours) == set(theirs), way
        for key in set(ours) - {"src", "maps", "which"}:
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
    assert widget.params == [gate_params(8, 2), gate_params(88, 22), gate_params(200, 50)]
    assert gate_params(8, 2) == 2 * 8 * 2 + 2 + 8


def test_what_the_tour_and_the_question_say_is_what_was_recorded() -> None:
    """The deeper the block, the more gates follow the line; kept, they turn a right answer into a wrong."""
    widget = ChannelGates()
    moved = [widget.moved(1, 0, block) for block in range(3)]
    assert moved[0] == moved[1] == 0 and moved[2] > 100
    assert f"{moved[2]} of 200 gates move" in widget.beats[1]["label"]
    assert [answer.get("right", False) for answer in widget.question["answers"]] == [False, False, True]
    for line, row in enumerate(widget.odds):
        assert abs(row[line]) > 5 and (row[line] > 0) == widget.lines[line]["turned"]
    assert widget.odds[0][1] > 5 and "over 99.9 % upside down" in widget.beats[2]["label"]


def test_the_first_frame_says_every_gate_of_the_block() -> None:
    widget = ChannelGates(block=0)
    block = widget.blocks[0]
    for gates in block["gates"]:
        for channel in block["shown"]:
            assert f"<td>{gates[channel]:.2f}</td>" in widget.fallback
    assert widget.lines[0]["src"] in widget.fallback


def test_a_readers_own_lines_have_a_tour_of_their_own() -> None:
    widget = ChannelGates(**channel_gates([("page 128", False), ("Hello, world!", True)], ["bneck4"]))
    assert widget.blocks[0]["channels"] == 32 and widget.params == [gate_params(32, 8)]
    assert "page 128" in widget.beats[0]["label"] and "of 32 gates" in widget.beats[1]["label"]
    assert sum(answer.get("right", False) for answer in widget.question["answers"]) == 1


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ({"line": 9}, "line must be 0 to 3, got 9"),
        ({"block": -1}, "block must be 0 to 2, got -1"),
        ({"frame": 99}, "frame must be 0 to 11, got 99"),
        ({"block": 0, "channel": 8}, "channel must be one of .* got 8"),
        ({"bend": "soft"}, "bend must be one of"),
        ({"line": 4}, "line must be 0 to 3, got 4"),
        ({"typed": [["a", 1]]}, "typed must be"),
        ({**typed_line(), "line": 5}, "line must be 0 to 4, got 5"),
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
    with pytest.raises(traitlets.TraitError, match="restore of bneck1 must have 8, got 7"):
        ChannelGates(**data | {"blocks": [first | {"restore": first["restore"][:7]}]})

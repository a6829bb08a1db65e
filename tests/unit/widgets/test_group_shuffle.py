"""GroupShuffle: refusals, and the reach that the page states, by torch's gradients."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from traitlets import TraitError

from lightcnn.arithmetic import reach, shuffle_permutation
from lightcnn.blocks import ChannelShuffle
from lightcnn.widgets import GroupShuffle
from lightcnn.widgets.group_shuffle import CHANNELS, TIMES, divisors
from lightcnn.widgets.group_shuffle.frame import order_after

SETTINGS = [(c, g) for c in CHANNELS for g in divisors(c)]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"channels": 10}, "10"),
        ({"groups": 5}, r"\[1, 2, 3, 4, 6, 12\]"),
        ({"layers": 5}, "layers"),
        ({"frame": 4}, "frame"),
        ({"layers": 1, "frame": 2}, "frame"),
        ({"times": 13}, "times"),
        ({"chosen": 12}, "chosen"),
        ({"kernel": 2}, "kernel"),
        ({"lang": "xx"}, "lang"),
        ({"beats": [{"label": "a", "state": {"nowhere": 1}}]}, "nowhere"),
    ],
)
def test_a_wrong_trait_is_refused_with_the_choices(wrong: dict, words: str) -> None:
    with pytest.raises(TraitError, match=words):
        GroupShuffle(**wrong)


def test_a_later_wrong_value_is_refused_and_changes_nothing() -> None:
    widget = GroupShuffle()
    with pytest.raises(TraitError):
        widget.groups = 5
    assert widget.groups == 3


def test_every_setting_is_tabulated() -> None:
    settings = GroupShuffle(kernel=3).settings
    assert [(int(c), row["groups"]) for c, rows in settings.items() for row in rows] == SETTINGS
    for c, rows in settings.items():
        for row in rows:
            assert row["order"] == shuffle_permutation(int(c), row["groups"])
            assert (
                row["params"] == nn.Conv2d(int(c), int(c), 3, groups=row["groups"], bias=False).weight.numel()
            )


@pytest.mark.parametrize(("channels", "groups"), SETTINGS)
def test_channel_i_goes_where_the_answer_says(channels: int, groups: int) -> None:
    n = channels // groups
    x = torch.arange(channels).reshape(1, channels, 1, 1)
    moved = ChannelShuffle(groups)(x).flatten().tolist()
    assert [moved.index(i) for i in range(channels)] == [(i % n) * groups + i // n for i in range(channels)]


@pytest.mark.parametrize(("channels", "groups"), SETTINGS)
def test_reach_is_what_gradients_find(channels: int, groups: int) -> None:
    for shuffle in (True, False):
        for layers in (1, 2, 3):
            between = ChannelShuffle(groups) if shuffle else nn.Identity()
            assert _by_gradient(channels, groups, layers, between) == reach(channels, groups, layers, shuffle)


def _by_gradient(channels: int, groups: int, layers: int, between: nn.Module) -> list[frozenset[int]]:
    """A stack of all-ones grouped layers: an input matters to an output where the gradient is not zero."""
    stack = nn.Sequential()
    for layer in range(layers):
        if layer:
            stack.append(between)
        conv = nn.Conv2d(channels, channels, 1, groups=groups, bias=False, dtype=torch.float64)
        nn.init.ones_(conv.weight)
        stack.append(conv)
    x = torch.zeros(1, channels, 1, 1, dtype=torch.float64)
    jacobian = torch.autograd.functional.jacobian(stack, x).reshape(channels, channels)
    return [frozenset(row.nonzero().flatten().tolist()) for row in jacobian]


@pytest.mark.parametrize(
    ("channels", "groups", "counts"), [(12, 3, [4, 12]), (12, 4, [3, 9, 12]), (12, 6, [2, 4, 8])]
)
def test_the_reach_that_the_chapter_states(channels: int, groups: int, counts: list[int]) -> None:
    for layers, count in enumerate(counts, 1):
        assert {len(seen) for seen in reach(channels, groups, layers, True)} == {count}
        assert {len(seen) for seen in reach(channels, groups, layers, False)} == {channels // groups}


@pytest.mark.parametrize(("channels", "groups"), SETTINGS)
def test_two_layers_mix_all_exactly_if_a_group_has_a_channel_for_every_group(
    channels: int, groups: int
) -> None:
    full = all(len(seen) == channels for seen in reach(channels, groups, 2, True))
    assert full == (channels // groups >= groups)


@pytest.mark.parametrize(("channels", "groups"), SETTINGS)
def test_shuffles_in_a_row_come_home_within_what_can_be_chosen(channels: int, groups: int) -> None:
    y = home = torch.arange(channels).reshape(1, channels, 1, 1)
    orders = []
    for times in TIMES:
        y = ChannelShuffle(groups)(y)
        orders.append(y.flatten().tolist())
        assert order_after(channels, groups, times) == orders[-1]
    assert home.flatten().tolist() in orders


@pytest.mark.parametrize(("channels", "groups"), SETTINGS)
def test_the_answer_to_the_question_is_the_reach(channels: int, groups: int) -> None:
    """min(C, n to the power of the layers), as the widget judges."""
    for layers in (2, 3, 4):
        counts = {len(seen) for seen in reach(channels, groups, layers, True)}
        assert counts == {min(channels, (channels // groups) ** layers)}


@pytest.mark.parametrize(("channels", "groups", "times"), [(16, 4, 2), (12, 2, 2), (12, 3, 1)])
def test_the_table_of_the_first_frame_is_what_gradients_find(channels: int, groups: int, times: int) -> None:
    stack = nn.Sequential(*(ChannelShuffle(groups) for _ in range(times)))
    seen = len(_by_gradient(channels, groups, 2, stack)[0])
    row = f"<td>{channels // groups} / {channels}</td><td>{seen} / {channels}</td>"
    assert GroupShuffle(channels=channels, groups=groups, times=times).fallback.count(row) == channels


@pytest.mark.parametrize(("channels", "groups"), SETTINGS)
def test_the_shuffle_of_n_groups_undoes_that_of_g(channels: int, groups: int) -> None:
    x = torch.arange(channels).reshape(1, channels, 1, 1)
    assert torch.equal(ChannelShuffle(channels // groups)(ChannelShuffle(groups)(x)), x)


def test_one_group_and_one_layer_are_singular() -> None:
    html = GroupShuffle(groups=1, layers=1).fallback
    assert "1 group<" in html and "1 layer, no shuffle<" in html
    assert "1 groups" not in html and "1 layers" not in html


def test_the_weights_are_those_of_the_chapters_layers() -> None:
    widget = GroupShuffle(channels=12, groups=3)
    row = next(row for row in widget.settings["12"] if row["groups"] == 3)
    assert row["params"] == nn.Conv2d(12, 12, 1, groups=3, bias=False).weight.numel() == 48


def test_the_first_frame_has_a_picture_and_the_permutation() -> None:
    html = GroupShuffle(channels=12, groups=3).fallback
    assert html.count('class="gs-token"') == 48  # input, layer 1, no shuffle, layer 2
    assert "output 5 depends on 4 of 12 inputs" in html
    assert "output 5 depends on 12 of 12 inputs" in GroupShuffle(shuffle=True).fallback
    rows = [row.split("</tr>")[0] for row in html.split("<tr>")[2:]]
    assert len(rows) == 12
    cells = ("B", "1, 1", "4", "4 / 12", "12 / 12")
    assert rows[5] == '<th scope="row">5</th>' + "".join(f"<td>{cell}</td>" for cell in cells)


def test_beats_are_states_that_python_accepts() -> None:
    widget = GroupShuffle()
    assert len(widget.beats) >= 5
    for beat in widget.beats:
        GroupShuffle(**{key: value for key, value in beat["state"].items()})

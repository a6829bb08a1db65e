"""ConvolutionExplorer: refusals, costs from the library's formulas, its arithmetic beside torch."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
import traitlets
from torch.nn.functional import conv2d

from lightcnn.arithmetic import conv_macs, conv_params, output_side
from lightcnn.widgets import ConvolutionExplorer
from lightcnn.widgets.convolution_explorer.frame import costs
from lightcnn.widgets.convolution_explorer.kinds import MODES, groups_in_effect, layers


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"mode": "dense"}, "mode must be one of .*'separable'.*got 'dense'"),
        ({"other": "dense"}, "other must be one of .*got 'dense'"),
        ({"kernel": 2}, r"kernel must be one of \[1, 3, 5\], got 2"),
        ({"stride": 0}, r"stride must be one of \[1, 2, 3\], got 0"),
        ({"c_in": 9}, "c_in must be one of .*got 9"),
        ({"done": -1}, "done"),
        ({"groups": 3}, "groups must divide c_in and c_out .4 and 8., got 3"),
        ({"kernel": 5, "dilation": 3, "padding": 0}, "does not fit 6 pixels"),
        ({"image": [[[1, 2], [3, 4]]]}, "image must have 1 to 8 planes of 4 to 8 pixels"),
        ({"image": [[[1] * 6] * 6] * 2}, "c_in must be at most 2"),
    ],
)
def test_bad_settings_are_refused_in_words(options: dict, words: str) -> None:
    with pytest.raises(traitlets.TraitError, match=words):
        ConvolutionExplorer(**options)


def test_the_mini_case_of_the_book() -> None:
    widget = ConvolutionExplorer()
    assert costs(widget, "standard")["macs"] == 10_368 and costs(widget, "separable")["macs"] == 2_448
    assert costs(widget, "standard")["params"] == 288 and costs(widget, "separable")["params"] == 68


def test_more_outputs_bring_the_saving_nearer_to_nine() -> None:
    ratios = []
    for c_out in (8, 16):
        widget = ConvolutionExplorer(c_out=c_out)
        ratios.append(costs(widget, "standard")["macs"] / costs(widget, "separable")["macs"])
    assert ratios == [pytest.approx(1 / (1 / 8 + 1 / 9)), pytest.approx(1 / (1 / 16 + 1 / 9))]
    assert [f"{ratio:.1f}" for ratio in ratios] == ["4.2", "5.8"]


def test_groups_that_do_not_divide_wait_until_they_do() -> None:
    widget = ConvolutionExplorer("grouped", groups=4)
    for c_out, drawn in ((8, 4), (9, 1), (10, 2), (16, 4)):
        widget.c_out = c_out
        assert groups_in_effect(4, 4, c_out) == drawn == widget.layers()[0][3]
        assert costs(widget, "grouped")["params"] == conv_params(4, c_out, 3, drawn)
    assert widget.groups == 4


@pytest.mark.parametrize("mode", MODES)
def test_the_real_layer_is_the_librarys(mode: str) -> None:
    row = next(row for row in ConvolutionExplorer().real if row["mode"] == mode)
    shapes = layers(mode, 512, 512, 3, 2)
    assert row["params"] == sum(conv_params(*shape) for shape in shapes)
    assert row["macs"] == sum(conv_macs(a, b, k, 14, 14, g) for a, b, k, g in shapes)


def test_the_real_saving_is_the_formula_of_the_chapter() -> None:
    macs = {row["mode"]: row["macs"] for row in ConvolutionExplorer().real}
    assert macs["standard"] / macs["separable"] == pytest.approx(1 / (1 / 512 + 1 / 9))
    assert f"{macs['standard'] / macs['separable']:.2f}" == "8.84"


def test_a_crop_of_a_photograph_becomes_plain_integers() -> None:
    crop = np.arange(4 * 6 * 6, dtype=np.uint8).reshape(4, 6, 6)
    widget = ConvolutionExplorer(image=crop)
    assert widget.image == crop.tolist() and type(widget.image[0][0][0]) is int


def test_the_same_seed_draws_the_same_integers() -> None:
    first, again, other = (ConvolutionExplorer(seed=seed) for seed in (7, 7, 8))
    assert first.weights == again.weights != other.weights


NODE = Path(sys.executable).with_name("node")
SETTINGS = ("kernel", "stride", "padding", "dilation", "c_in", "c_out", "groups")
CASES = (
    (3, 1, 1, 1, 4, 8, 2), (3, 2, 0, 1, 6, 9, 3), (5, 1, 2, 1, 8, 16, 4),
    (3, 1, 2, 2, 3, 5, 1), (1, 3, 1, 1, 2, 2, 2),
)  # fmt: skip


def in_node(script: str) -> list:
    """What an expression is worth after the scripts of the widget, as JSON."""
    browser = "globalThis.matchMedia = () => ({});"
    text = f"{browser}\n{ConvolutionExplorer._esm}\nconsole.log(JSON.stringify({script}));"
    command = [NODE, "--input-type=module"]
    done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def random_state(case: tuple[int, ...], seed: int) -> dict:
    generator = torch.Generator().manual_seed(seed)

    def draw(most: int, *shape: int) -> list:
        return torch.randint(-most, most + 1, shape, generator=generator).tolist()

    numbers = {"image": draw(9, 8, 6, 6), "weights": draw(3, 16, 8, 25), "points": draw(3, 16, 8)}
    return dict(zip(SETTINGS, case, strict=True)) | numbers


def torchs(state: dict, mode: str) -> torch.Tensor:
    """What torch makes of the same integers: (channels, side, side)."""
    k, c_in, c_out = state["kernel"], state["c_in"], state["c_out"]
    weights = torch.tensor(state["weights"]).reshape(16, 8, 5, 5)[:, :, :k, :k].double()
    points = torch.tensor(state["points"]).double()[:c_out, :c_in, None, None]
    x = torch.tensor(state["image"]).double()[None, :c_in]
    space = {name: state[name] for name in ("stride", "padding", "dilation")}
    if mode == "pointwise":
        return conv2d(x, points, stride=state["stride"])[0]
    if mode in ("depthwise", "separable"):
        deep = torch.stack([weights[c, c] for c in range(c_in)])[:, None]
        x = conv2d(x, deep, groups=c_in, **space)
        return conv2d(x, points)[0] if mode == "separable" else x[0]
    groups = state["groups"] if mode == "grouped" else 1
    into, out = c_in // groups, c_out // groups
    full = torch.stack([weights[o, o // out * into : o // out * into + into] for o in range(c_out)])
    return conv2d(x, full, groups=groups, **space)[0]


@pytest.mark.parametrize("mode", MODES)
def test_random_integers_give_torchs_values_and_the_librarys_costs(mode: str) -> None:
    states = [random_state(case, seed) for seed, case in enumerate(CASES)]
    calls = f"{json.dumps(states)}.map((st) => [run(st, {mode!r}).at(-1).out, cost(st, {mode!r})])"
    for state, (got, cost) in zip(states, in_node(calls), strict=True):
        assert got == torchs(state, mode).long().tolist()
        widget = ConvolutionExplorer(mode, **{name: state[name] for name in SETTINGS})
        assert {name: cost[name] for name in ("params", "macs", "bytes")} == costs(widget, mode)
        assert cost["macs"] == cost["params"] * len(got[0]) ** 2


def test_what_does_not_fit_is_drawn_smaller_and_kept() -> None:
    state = random_state((3, 1, 1, 3, 4, 8, 2), 0)
    small = {"kernel": 5, "padding": 0, "dilation": 1, "image": [[[1, 2], [3, 4]]]}
    changes = json.dumps([{}, {"kernel": 5}, small, {"c_out": 9}])
    drawn = in_node(f"{changes}.map((change) => fitted({{ ...{json.dumps(state)}, ...change }}))")
    assert [one["dilation"] for one in drawn] == [3, 1, 1, 3], "the wish of the reader is not touched"
    assert [one["padding"] for one in drawn] == [1, 1, 2, 1]
    assert [one["groups"] for one in drawn] == [2, 2, 1, 1]
    assert drawn[2]["c_in"] == 1


def test_kernels_fit_as_the_library_has_it() -> None:
    cases = [
        (size, k, s, p, d)
        for size in (5, 6, 7)
        for k in (1, 3, 5)
        for s in (1, 2, 3)
        for p in (0, 1, 2)
        for d in (1, 2)
        if size + 2 * p >= d * (k - 1) + 1
    ]
    layer = "([size, kernel, stride, padding, dilation]) => fit(size, { kernel, stride, padding, dilation })"
    for case, fit in zip(cases, in_node(f"{json.dumps(cases)}.map({layer})"), strict=True):
        size, k, s, p, d = case
        assert fit["out"] == output_side(*case)
        # What is read ends inside the padded map, and one more step would not.
        assert fit["used"] <= size + 2 * p < fit["used"] + s

"""HardSwish in Python: functions, slopes and levels beside torch's, its layers beside the network's."""

from __future__ import annotations

import pytest
import torch
import traitlets
from torch import nn
from torch.nn import functional as F

from lightcnn.networks.mobilenet_v3 import mobilenet_v3
from lightcnn.profiling import profile
from lightcnn.widgets import HardSwish
from lightcnn.widgets.hard_swish import curves, depth

AXIS = torch.tensor(curves.AXIS, dtype=torch.float64)
THEIRS = {"swish": F.silu, "hard_swish": F.hardswish}


@pytest.mark.parametrize("name", THEIRS)
def test_functions_and_slopes_are_those_of_torch(name: str) -> None:
    x = AXIS.clone().requires_grad_()
    value = THEIRS[name](x)
    (slope,) = torch.autograd.grad(value.sum(), x)
    assert curves.TABLES[name] == pytest.approx(value.tolist(), abs=1e-6)
    smooth = [abs(at) != 3 for at in curves.AXIS]  # at its corners a clamp has two slopes
    found = torch.tensor(curves.TABLES[f"{name}_slope"], dtype=torch.float64)
    assert found[smooth].tolist() == pytest.approx(slope[smooth].tolist(), abs=1e-6)


def test_at_a_corner_the_slope_is_that_of_the_side_towards_zero() -> None:
    assert [curves.hard_swish_slope(x) for x in (-3, 3)] == [-0.5, 1.5]
    assert [curves.hard_swish_slope(x) for x in (-3.001, 3.001)] == [0, 1]


def test_no_gap_is_larger_than_at_the_corners() -> None:
    x = torch.linspace(-20, 20, 400_001, dtype=torch.float64)
    gaps = (F.silu(x) - F.hardswish(x)).abs()
    assert float(gaps.max()) == pytest.approx(curves.WORST, abs=1e-9)
    assert abs(abs(float(x[gaps.argmax()])) - 3) < 1e-3
    assert curves.gap(-3) == pytest.approx(curves.gap(3)) == pytest.approx(0.14228, abs=1e-5)
    assert curves.gap(1.7) == pytest.approx(curves.gap(-1.7))


def test_minima_are_where_torch_finds_them() -> None:
    x = torch.linspace(-3, 0, 300_001, dtype=torch.float64)
    for name, known in (("swish", (-1.2784645, -0.2784645)), ("hard_swish", (-1.5, -0.375))):
        values = THEIRS[name](x)
        assert curves.MINIMA[name] == pytest.approx(known, abs=1e-6)
        found = (float(x[values.argmin()]), float(values.min()))
        assert curves.MINIMA[name] == pytest.approx(found, abs=1e-4)


@pytest.mark.parametrize("bits", curves.BITS)
def test_levels_are_rounded_values(bits: int) -> None:
    step = 16 / 2**bits
    x = torch.arange(-6, 6 + step, step, dtype=torch.float64)
    for name, function in (("swish", curves.swish), ("hard_swish", curves.hard_swish)):
        expected = (THEIRS[name](x) / step + 0.5).floor().int().tolist()
        assert curves.levels(function, bits) == expected


def test_on_eight_bits_both_have_as_many_levels() -> None:
    soft, hard = (curves.levels(one, 8) for one in (curves.swish, curves.hard_swish))
    assert len(set(soft)) == len(set(hard))
    assert curves.apart(8) == 2 and curves.apart(4) == 0


def test_layers_are_those_of_the_network() -> None:
    kinds = {nn.ReLU: False, nn.Hardswish: True}
    net = mobilenet_v3("large")
    named = {name: kinds[type(part)] for name, part in net.named_modules() if type(part) in kinds}
    found = [
        (named[one.name], *one.out_shape[1:3], one.out_shape[3])
        for one in profile(net).records
        if one.name in named and ".excite." not in one.name
    ]
    assert found == [(one.hard, one.channels, one.side, one.side) for one in depth.LAYERS]
    modules = dict(net.named_modules())
    assert {one.name for one in depth.LAYERS} <= modules.keys()


def test_deep_layers_hold_few_values() -> None:
    assert depth.LAYERS[-depth.DEEP].name == "bneck7.branch.expand"
    assert not depth.LAYERS[-depth.DEEP - 1].hard and all(one.hard for one in depth.LAYERS[-depth.DEEP :])
    assert depth.share(0) == 0 and depth.share(len(depth.LAYERS)) == 1
    assert depth.share(depth.DEEP) == pytest.approx(1_310_560 / 3_825_632)


def test_bad_settings_are_refused_in_words() -> None:
    for state, words in (
        ({"x": 7}, "x must be -6 to 6 in steps of 1/16, got 7"),
        ({"x": 0.1}, "in steps of 1/16, got 0.1"),
        ({"bits": 3}, "bits must be one of"),
        ({"deep": 33}, "deep must be 0 to 32"),
        ({"scene": "sigmoid"}, "scene must be one of"),
    ):
        with pytest.raises(traitlets.TraitError, match=words):
            HardSwish(**state)


def test_the_first_frame_states_the_gaps() -> None:
    text = HardSwish().fallback
    assert text.count("<td>0.1423</td>") == 2 and "<td>−0.3750</td>" in text and "−0.0000" not in text

"""The experiment on gates: arms that differ in one thing, honest images, an effect where theory demands."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from lightcnn.blocks import SqueezeExcite
from lightcnn.learning import accuracy, halved, load_digits28
from lightcnn.learning.experiments.channel_gates import (
    CEILING,
    DESIGNS,
    GAP,
    FixedGate,
    borrowed_gates,
    pointed_digits,
    recorded,
    run,
    small_v3,
    task_data,
)
from lightcnn.profiling import profile


def test_the_arms_differ_in_their_gates_only() -> None:
    nets = {gate: small_v3(3, 10, gate=gate) for gate in ("none", "fixed", "own")}
    counts = {gate: profile(net, 14, 3) for gate, net in nets.items()}
    own = sum(
        p.numel() for m in nets["own"].modules() if isinstance(m, SqueezeExcite) for p in m.parameters()
    )
    fixed = sum(m.logits.numel() for m in nets["fixed"].modules() if isinstance(m, FixedGate))
    assert counts["own"].params - own == counts["fixed"].params - fixed == counts["none"].params
    assert counts["fixed"].macs == counts["none"].macs < counts["own"].macs
    kinds = {type(m) for m in small_v3(1, 10, gate="none", act="h-swish").modules()}
    assert nn.Hardswish in kinds and nn.ReLU not in kinds


def test_a_fixed_gate_is_the_same_for_all_images_and_an_own_one_is_not() -> None:
    x = torch.randn(4, 8, 5, 5)
    fixed, own = FixedGate(8), SqueezeExcite(8)
    assert torch.allclose(fixed(x), x / 2), "half open at first"
    assert own.gate(x).std(0).max() > 0


def test_what_lies_on_the_left_says_which_digit_is_asked_for() -> None:
    digits = halved(halved(load_digits28()))
    made = pointed_digits(digits, train=100, test=60)
    assert made.x_train.shape == (100, 3, 7, 14 + GAP) and made.classes == 2
    label = {x.numpy().tobytes(): int(y) for x, y in zip(digits.x_test, digits.y_test, strict=True)}
    blank, seen = digits.x_test.min(), set()
    for x, y in zip(made.x_test, made.y_test, strict=True):  # test images of test images only
        first, second = (label[channel[:, -7:].contiguous().numpy().tobytes()] for channel in x[:2])
        points = bool((x[2, :, :7] > blank).any())
        assert int(y) == (second if points else first) and first < 2 > second
        assert (x[:2, :, : 7 + GAP] == blank).all() and (x[2, :, 7:] == blank).all()
        seen.add((first, second, points))
    assert len(seen) == 8
    with pytest.raises(ValueError, match="got 3 channels"):
        pointed_digits(made)
    with pytest.raises(ValueError, match="digits must be 2 to 10, got 1"):
        pointed_digits(digits, digits=1)


def test_without_gates_of_its_own_the_logits_are_a_sum_of_pointer_and_digits() -> None:
    data = task_data("pointed digits")
    left, right = data.x_test[:8].clone(), data.x_test[:8].clone()
    left[:, :2], right[:, 2] = data.x_test.min(), data.x_test.min()
    both, nothing = data.x_test[:8], torch.full_like(left, float(data.x_test.min()))
    for gate, additive in (("none", True), ("fixed", True), ("own", False)):
        torch.manual_seed(0)
        net = small_v3(3, 2, gate=gate).eval()
        for p in net.parameters():
            torch.nn.init.normal_(p)
        with torch.inference_mode():
            apart = float((net(both) + net(nothing) - net(left) - net(right)).abs().max())
        assert apart < 1e-3 if additive else apart > 1, gate


def test_no_sum_is_right_for_all_pairs() -> None:
    """Each digit and pointer adds a number of its own; the best of many such sums, and the ceiling."""
    draw = torch.Generator().manual_seed(0)
    terms = torch.randn(20_000, 4, generator=draw) * 2  # first is 1, second is 1, pointer, constant
    right = torch.zeros(len(terms))
    for first in (0, 1):
        for second in (0, 1):
            for points in (0, 1):
                logit = terms @ torch.tensor([first, second, points, 1.0])
                right += (logit > 0) == bool(second if points else first)
    assert right.max() / 8 == CEILING


def test_borrowed_gates_are_those_of_the_next_image() -> None:
    net = small_v3(1, 10, gate="own", blocks=1).eval()
    x = torch.randn(3, 1, 14, 14)
    with torch.inference_mode():
        before = net(x)
        with borrowed_gates(net):
            borrowed = net(x)
            alike = net(x[:1].repeat(2, 1, 1, 1))
        assert torch.equal(net(x), before), "afterwards all is as it was"
    assert not torch.allclose(borrowed, before)
    torch.testing.assert_close(alike[0], before[0])


def test_own_gates_pass_the_ceiling_and_borrowed_ones_fall_below_it() -> None:
    data = task_data("pointed digits")
    (own,) = run("pointed digits", {"own": {"gate": "own"}}, seeds=(0,))
    assert own.mean > CEILING + 0.05
    with borrowed_gates(own.net):
        assert accuracy(own.net, data.x_test, data.y_test) < CEILING
    (fixed,) = run("pointed digits", {"fixed": {"gate": "fixed"}}, seeds=(0,), epochs=1)
    assert fixed.mean < CEILING


def test_the_recorded_run_says_where_it_comes_from() -> None:
    record = recorded()
    assert {"cpu", "torch", "date"} <= record["environment"].keys() and record["seconds"] > 0
    assert [row["arm"] for row in record["rows"]] == list(DESIGNS)
    assert all(len(row["accuracies"]) == len(record["settings"]["seeds"]) for row in record["rows"])


def test_bad_arguments_name_their_values() -> None:
    with pytest.raises(ValueError, match="gate must be one of none, fixed, own, got 'soft'"):
        small_v3(1, 10, gate="soft")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="act must be one of ReLU, h-swish, got 'swish'"):
        small_v3(1, 10, gate="none", act="swish")
    with pytest.raises(ValueError, match="blocks must be 1 or more, got 0"):
        small_v3(1, 10, gate="none", blocks=0)
    with pytest.raises(ValueError, match="task must be one of garments, pointed digits, got 'letters'"):
        task_data("letters")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="got 0 and 5"):
        pointed_digits(load_digits28(), train=0, test=5)

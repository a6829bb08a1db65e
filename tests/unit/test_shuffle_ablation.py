"""The shuffle experiment: fair arms, honest pairs, and an effect where theory demands one."""

from __future__ import annotations

import pytest
import torch

from lightcnn.learning import halved, load_digits28
from lightcnn.learning.experiments.shuffle_ablation import (
    arms,
    digit_pairs,
    recorded,
    run,
    small_shufflenet,
)


def test_both_arms_have_the_same_parameters() -> None:
    for task in ("pairs", "digits"):
        on, off = (build() for build in arms(task, 2).values())
        assert [p.shape for p in on.parameters()] == [p.shape for p in off.parameters()]


def test_without_a_shuffle_the_logits_are_a_sum_of_one_term_per_digit() -> None:
    torch.manual_seed(0)
    a, b, c, d = torch.randn(4, 3, 1, 14, 14)
    for shuffle, additive in ((False, True), (True, False)):
        net = small_shufflenet(2, 2, groups=2, shuffle=shuffle, stem_groups=2).eval()
        f = [net(torch.cat(pair, dim=1)) for pair in ((a, b), (c, d), (a, d), (c, b))]
        assert torch.allclose(f[0] + f[1], f[2] + f[3], atol=1e-5) is additive


def test_pairs_keep_test_images_apart_and_are_balanced() -> None:
    digits = halved(load_digits28())
    pairs = digit_pairs(digits)
    assert pairs.x_train.shape == (2000, 2, 14, 14) and pairs.classes == 2
    assert 0.45 < pairs.y_test.float().mean() < 0.55
    known = {image.numpy().tobytes() for image in digits.x_test}
    assert all(x.numpy().tobytes() in known for x in pairs.x_test[:20, 0])
    with pytest.raises(ValueError, match="got 2 channels"):
        digit_pairs(pairs)


def test_the_shuffle_decides_pairs() -> None:
    on, off = run("pairs", 2, seeds=(0,), epochs=2)
    assert on.mean > 0.8 and off.mean < 0.65


def test_the_recorded_run_says_where_it_comes_from() -> None:
    record = recorded()
    assert {"cpu", "torch", "date"} <= record["environment"].keys() and record["seconds"] > 0
    assert len(record["rows"]) == 8
    assert all(len(row["accuracies"]) == len(record["settings"]["seeds"]) for row in record["rows"])


def test_bad_arguments_name_their_values() -> None:
    with pytest.raises(ValueError, match="got 'letters'"):
        arms("letters", 2)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="units must be 1 or more, got 0"):
        small_shufflenet(1, 10, groups=2, shuffle=True, units=0)
    with pytest.raises(ValueError, match="got 0 and 5"):
        digit_pairs(load_digits28(), train=0, test=5)

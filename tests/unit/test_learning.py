"""Training: real data, seeds that repeat, an interruption that leaves no trace, clear refusals."""

from pathlib import Path

import pytest
import torch
from torch import nn

from lightcnn.learning import Dataset, History, accuracy, halved, load_digits28, photograph, train


def small() -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(1, 4, 3, 2), nn.ReLU(), nn.Dropout(0.2), nn.Flatten(), nn.Linear(4 * 13 * 13, 10)
    )


@pytest.fixture(scope="module")
def digits() -> Dataset:
    return load_digits28()


@pytest.fixture(scope="module")
def few(digits: Dataset) -> Dataset:
    return digits._replace(x_train=digits.x_train[::10], y_train=digits.y_train[::10])


def test_the_digits_are_split_evenly_and_normalised(digits: Dataset) -> None:
    assert digits.x_train.shape == (4000, 1, 28, 28) and digits.x_test.shape == (1000, 1, 28, 28)
    assert torch.bincount(digits.y_test).tolist() == [100] * 10
    everything = torch.cat([digits.x_train, digits.x_test])
    assert everything.mean().abs() < 1e-3 and (everything.std() - 1).abs() < 1e-3


def test_another_seed_splits_otherwise(digits: Dataset) -> None:
    assert torch.equal(load_digits28().x_test, digits.x_test)
    assert not torch.equal(load_digits28(seed=1).x_test, digits.x_test)


def test_halving_averages_four_pixels(digits: Dataset) -> None:
    small = halved(digits)
    assert small.x_train.shape == (4000, 1, 14, 14) and small.x_test.shape == (1000, 1, 14, 14)
    assert torch.allclose(small.x_test[3, 0, 5, 6], digits.x_test[3, 0, 10:12, 12:14].mean(), atol=1e-6)
    assert torch.equal(small.y_test, digits.y_test)


def test_photographs_are_colour_between_0_and_1() -> None:
    picture = photograph()
    assert picture.shape == (3, 427, 640) and 0 <= picture.min() < picture.max() <= 1
    with pytest.raises(ValueError, match="china.jpg, flower.jpg, got 'boat'"):
        photograph("boat")


def test_training_learns_and_repeats(few: Dataset) -> None:
    net, first = train(small, few, epochs=3, seed=1)
    again, second = train(small, few, epochs=3, seed=1)
    assert first.losses == second.losses and first.accuracies == second.accuracies
    assert first.losses[-1] < first.losses[0] and first.accuracy > 0.6
    assert first.accuracy == accuracy(net, few.x_test, few.y_test)
    _, other = train(small, few, epochs=3, seed=2)
    assert other.losses != first.losses


def test_an_interrupted_run_ends_like_an_uninterrupted_one(few: Dataset, tmp_path: Path) -> None:
    whole, history = train(small, few, epochs=3, seed=0)

    def stop(so_far: History) -> None:
        if so_far.epochs == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(small, few, epochs=3, seed=0, checkpoint=tmp_path / "run.pt", report=stop)
    torch.rand(5)  # whatever happened in between must not matter
    resumed, rest = train(small, few, epochs=3, seed=0, checkpoint=tmp_path / "run.pt")
    assert rest.losses == history.losses and rest.accuracies == history.accuracies
    for ours, theirs in zip(resumed.parameters(), whole.parameters(), strict=True):
        assert torch.equal(ours, theirs)


def test_a_checkpoint_of_another_run_is_refused(few: Dataset, tmp_path: Path) -> None:
    train(small, few, epochs=1, seed=0, checkpoint=tmp_path / "run.pt")
    with pytest.raises(ValueError, match="belongs to another run"):
        train(small, few, epochs=1, seed=1, checkpoint=tmp_path / "run.pt")


def test_bad_arguments_name_their_values(few: Dataset) -> None:
    with pytest.raises(ValueError, match="got 0 and 64"):
        train(small, few, epochs=0)
    with pytest.raises(ValueError, match="between 0 and 1, got 1"):
        load_digits28(test_share=1)
    with pytest.raises(ValueError, match="no epoch"):
        _ = History(0).accuracy

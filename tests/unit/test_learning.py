"""Training: real data, seeds that repeat, an interruption that leaves no trace, clear refusals."""

import pickle
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn
from torch.nn.functional import dropout, max_pool2d, one_hot

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


def pooled(first: bool, dropout: float = 0.0) -> nn.Module:
    """The same weights with the pool before or behind the second convolution."""
    pool, conv = nn.MaxPool2d(2), nn.Conv2d(4, 4, 3, padding=1)
    middle = (pool, conv) if first else (conv, pool)
    parts = (nn.Conv2d(1, 4, 3, 2), *middle, nn.Dropout(dropout), nn.Flatten(), nn.Linear(4 * 6 * 6, 10))
    return nn.Sequential(*parts)


class Hidden(nn.Module):
    """The pool is a function, so that no printed layer tells where it stands."""

    def __init__(self, first: bool) -> None:
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 4, 3, 2), nn.Conv2d(4, 4, 3, padding=1)
        self.fc, self.first = nn.Linear(4 * 6 * 6, 10), first
        nn.init.zeros_(self.fc.weight)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv1(x)
        x = self.conv2(max_pool2d(x, 2)) if self.first else max_pool2d(self.conv2(x), 2)
        return self.fc(x.flatten(1))


def named_alike(first: bool) -> type[nn.Module]:
    """Of the same name, layers and attributes; only the code tells where the pool stands."""

    class Alike(Hidden):
        def __init__(self) -> None:
            super().__init__(first=True)

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            x = self.conv1(x)
            x = self.conv2(max_pool2d(x, 2)) if first else max_pool2d(self.conv2(x), 2)
            return self.fc(x.flatten(1))

    return Alike


class Dropping(nn.Module):
    """Its share of dropout is printed nowhere, and shows in training alone."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.net, self.share = small(), share

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return dropout(self.net(x), self.share, self.training)


def partly_frozen() -> nn.Module:
    net = small()
    net[0].requires_grad_(False)
    return net


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (partial(pooled, True), partial(pooled, False)),
        (partial(Hidden, True), partial(Hidden, False)),
        (named_alike(True), named_alike(False)),
        (partial(pooled, True, 0.1), partial(pooled, True, 0.5)),
        (partial(Dropping, 0.1), partial(Dropping, 0.5)),
        (small, partly_frozen),
    ],
)
def test_a_checkpoint_knows_its_network(ours: Any, theirs: Any, few: Dataset, tmp_path: Path) -> None:
    train(theirs, few, epochs=1, checkpoint=tmp_path / "run.pt")
    with pytest.raises(ValueError, match="another network"):
        train(ours, few, epochs=1, checkpoint=tmp_path / "run.pt")


def test_a_checkpoint_knows_the_type_of_its_numbers(few: Dataset, tmp_path: Path) -> None:
    train(small, few, epochs=1, checkpoint=tmp_path / "run.pt")
    double = few._replace(x_train=few.x_train.double(), x_test=few.x_test.double())
    with pytest.raises(ValueError, match="another network"):
        train(lambda: small().double(), double, epochs=1, checkpoint=tmp_path / "run.pt")


@pytest.mark.parametrize("changed", ["x_train", "y_train", "x_test", "y_test"])
def test_a_checkpoint_knows_its_data(changed: str, few: Dataset, tmp_path: Path) -> None:
    train(small, few, epochs=1, checkpoint=tmp_path / "run.pt")
    before = getattr(few, changed)
    other = before.flip(3) if before.ndim == 4 else before.roll(1)
    with pytest.raises(ValueError, match="another set of"):
        train(small, few._replace(**{changed: other}), epochs=1, checkpoint=tmp_path / "run.pt")


def test_a_checkpoint_of_a_machine_that_rounds_otherwise_goes_on(few: Dataset, tmp_path: Path) -> None:
    _, history = train(small, few, epochs=1, checkpoint=tmp_path / "run.pt")
    near = few._replace(x_train=few.x_train * (1 + 1e-6))
    _, again = train(small, near, epochs=1, checkpoint=tmp_path / "run.pt")
    assert again.losses == history.losses


@pytest.mark.parametrize(
    "content",
    [b"", b"no checkpoint", b"PK\x03\x04 cut off", pickle.dumps({"run": 1}), None, "weights", "list"],
)
def test_a_file_that_is_no_checkpoint_is_refused(content: Any, few: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "run.pt"
    if content is None:
        train(small, few, epochs=1, checkpoint=path)
        content = path.read_bytes()[:-500]
    if isinstance(content, str):
        torch.save(small().state_dict() if content == "weights" else [1, 2], path)
    else:
        path.write_bytes(content)
    kept = path.read_bytes()
    with pytest.raises(ValueError, match="run.pt is no checkpoint"):
        train(small, few, epochs=1, checkpoint=path)
    assert path.read_bytes() == kept
    with pytest.raises(ValueError, match="is a file"):
        train(small, few, epochs=1, checkpoint=tmp_path)


def test_a_broken_checkpoint_is_refused(few: Dataset, tmp_path: Path) -> None:
    """Cut off anywhere, or with a part that is missing or empty; and no path is taken that leads nowhere."""
    path = tmp_path / "run.pt"
    train(small, few, epochs=1, checkpoint=path)
    whole, saved = path.read_bytes(), torch.load(path, weights_only=True)
    for length in (10, len(whole) // 2, len(whole) - 30, len(whole) - 1):
        path.write_bytes(whole[:length])
        with pytest.raises(ValueError, match="run.pt is no checkpoint"):
            train(small, few, epochs=1, checkpoint=path)
    for part in saved:
        for broken in (None, {}):
            torch.save({**saved, part: broken}, path)
            with pytest.raises(ValueError, match="run.pt is no checkpoint"):
                train(small, few, epochs=1, checkpoint=path)
    with pytest.raises(ValueError, match="lies in a folder"):
        train(small, few, epochs=1, checkpoint=path / "within" / "run.pt")


def test_a_checkpoint_may_be_named_by_its_path_as_text(few: Dataset, tmp_path: Path) -> None:
    path = str(tmp_path / "new folder" / "run.pt")
    _, history = train(small, few, epochs=1, checkpoint=path)
    _, again = train(small, few, epochs=1, checkpoint=path)
    assert again == history and [p.name for p in Path(path).parent.iterdir()] == ["run.pt"]


def test_training_takes_a_device(few: Dataset) -> None:
    net, history = train(small, few, epochs=1, device="cpu")
    assert history.losses == train(small, few, epochs=1)[1].losses
    assert next(net.parameters()).device.type == "cpu"
    for bad in ("nowhere", "cuda:99", "meta"):
        with pytest.raises(ValueError, match="device"):
            train(small, few, epochs=1, device=bad)


def test_the_network_goes_to_the_device(few: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[torch.device | None] = []
    monkeypatch.setattr(nn.Sequential, "to", lambda net, place: asked.append(place) or net)
    for device in ("cpu", None):
        train(small, few, epochs=1, device=device)
    assert asked == [torch.device("cpu"), None]


def test_maps_of_grey_images_lie_in_the_quick_order_too(few: Dataset) -> None:
    """Weights of one input channel pass for both orders; in the usual one a pool behind them is slow."""
    seen: list[bool] = []

    def build() -> nn.Module:
        first = nn.Conv2d(1, 4, 3)
        order = torch.channels_last
        first.register_forward_hook(
            lambda part, given, made: seen.append(made.is_contiguous(memory_format=order))
        )
        return nn.Sequential(first, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 10))

    train(build, few, epochs=1)
    assert seen and all(seen)


def test_weights_come_back_in_the_usual_order(few: Dataset) -> None:
    """Training lays them out otherwise, because a CPU is quicker so; a reader may call `view` on them."""

    def build() -> nn.Module:
        return nn.Sequential(nn.Conv2d(1, 4, 3, 2), nn.Conv2d(4, 4, 3, 2), nn.Flatten(), nn.Linear(144, 10))

    net, _ = train(build, few, epochs=1)
    assert all(p.is_contiguous() and p.view(-1).numel() for p in net.parameters())


def test_training_needs_no_gradients_switched_on(few: Dataset) -> None:
    _, history = train(small, few, epochs=1)
    for off in (torch.no_grad, torch.inference_mode):
        with off():
            assert train(small, few, epochs=1)[1].losses == history.losses
            assert not torch.is_grad_enabled()


def test_a_last_batch_of_one_image_does_not_stop_training(few: Dataset) -> None:
    def normed() -> nn.Module:
        return nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(1, 4), nn.BatchNorm1d(4),
                             nn.Linear(4, 10))  # fmt: skip

    data = few._replace(x_train=few.x_train[:65], y_train=few.y_train[:65])
    _, history = train(normed, data, epochs=2, batch=64)
    assert history.epochs == 2


def test_accuracy_puts_every_mode_back(few: Dataset) -> None:
    net = nn.Sequential(nn.Flatten(), nn.Linear(784, 10), nn.Dropout())
    net.train()[1].eval()
    accuracy(net, few.x_test, few.y_test)
    assert [module.training for module in net.modules()] == [True, True, False, True]

    def stop(*_: object) -> None:
        raise RuntimeError("stop")

    net[1].register_forward_hook(stop)
    with pytest.raises(RuntimeError, match="stop"):
        accuracy(net, few.x_test, few.y_test)
    assert net.training


def test_a_lazy_network_can_be_trained_after_its_accuracy(few: Dataset) -> None:
    net = nn.Sequential(nn.Flatten(), nn.LazyLinear(10))
    accuracy(net, few.x_test, few.y_test)
    net(few.x_test).sum().backward()


def test_accuracy_needs_a_label_for_each_image(few: Dataset) -> None:
    for x, y in ((few.x_test[:1], few.y_test[:3]), (few.x_test[:0], few.y_test[:0])):
        with pytest.raises(ValueError, match=f"got {len(x)} images and {len(y)} labels"):
            accuracy(small(), x, y)


def test_accuracy_takes_labels_that_are_numbers_one_an_image(few: Dataset) -> None:
    """A column of labels would be compared with every image's answer, and agree by chance."""
    x, y = few.x_test[:4], few.y_test[:4]
    for labels in (y[:, None], one_hot(y, 10), y.numpy()):
        with pytest.raises(ValueError, match="labels a number each"):
            accuracy(small(), x, labels)
    with pytest.raises(ValueError, match="batch=0"):
        accuracy(small(), x, y, batch=0)


def test_accuracy_needs_logits(few: Dataset) -> None:
    x, y = few.x_test[:4], few.y_test[:4]
    for net, got in ((nn.Identity(), r"\(4, 1, 28, 28\)"), (nn.Flatten(0), r"\(3136,\)")):
        with pytest.raises(ValueError, match=f"logits .*, it gives {got}"):
            accuracy(net, x, y)
    with pytest.raises(ValueError, match="no values to judge"):
        accuracy(small().to("meta"), x, y)


def test_logits_that_are_no_numbers_hit_nothing(few: Dataset) -> None:
    """The largest of them would be the first, so a run that diverged would know every 0."""
    assert accuracy(small(), few.x_test * float("nan"), few.y_test) == 0


def test_accuracy_takes_a_network_of_another_type(few: Dataset) -> None:
    net = small()
    before = accuracy(net, few.x_test, few.y_test)
    assert accuracy(net.double(), few.x_test, few.y_test) == before


def test_bad_arguments_name_their_values(few: Dataset) -> None:
    with pytest.raises(ValueError, match="got 0 and 64"):
        train(small, few, epochs=0)
    with pytest.raises(ValueError, match="between 0 and 1, got 1"):
        load_digits28(test_share=1)
    with pytest.raises(ValueError, match="no epoch"):
        _ = History(0).accuracy


@pytest.mark.parametrize(
    ("x", "y", "batch", "words"),
    [
        ([[1.0]], [0], 500, "images in list, labels in list"),
        (torch.zeros(2, 4), torch.eye(2), 500, r"labels of shape \(2, 2\) in Tensor"),
        (torch.zeros(2, 4), torch.zeros(2), 2.5, "batch must be a whole number, 1 or more, got batch=2.5"),
    ],
)
def test_accuracy_says_what_it_was_given(x: Any, y: Any, batch: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        accuracy(nn.Linear(4, 2), x, y, batch)

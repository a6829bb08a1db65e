"""Fashion-MNIST: a balanced subset that is what it says, made again by its script, and the whole set."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest
import torch

from lightcnn.learning import GARMENTS, Dataset, load_fashion28
from lightcnn.learning import fashion as shelf
from lightcnn.learning.fashion import DEBIAN, FILES, SUBSET, Garments, subset, whole_set
from lightcnn.learning.fashion_subset import chosen, packed, selected


@pytest.fixture(scope="module")
def garments() -> Dataset:
    return load_fashion28()


def test_the_subset_is_balanced_and_normalised(garments: Dataset) -> None:
    assert garments.x_train.shape == (5000, 1, 28, 28) and garments.x_test.shape == (1000, 1, 28, 28)
    assert garments.x_train.dtype == garments.x_test.dtype == torch.float32
    assert torch.bincount(garments.y_train).tolist() == [500] * 10
    assert torch.bincount(garments.y_test).tolist() == [100] * 10
    assert garments.classes == len(GARMENTS) == 10 and garments.channels == 1
    assert garments.x_train.mean().abs() < 0.01 and (garments.x_train.std() - 1).abs() < 0.01
    assert garments.name == "Fashion-MNIST, 6,000 images"
    # Any part in order is mixed: a chapter may take the first few hundred.
    assert torch.bincount(garments.y_train[:500]).min() > 25


def test_no_image_is_in_both_parts_and_no_image_is_blank() -> None:
    stored = subset()
    train, test = ({image.tobytes() for image in part} for part in (stored.train_images, stored.test_images))
    assert len(train) == 5000 and len(test) == 1000 and not train & test
    assert min(image.max() for image in stored.train_images) > 100


def test_its_licence_is_beside_it() -> None:
    text = (SUBSET.parent / "LICENSE").read_text(encoding="utf-8")
    assert "MIT License" in text and "Zalando SE" in text


def test_the_choice_is_balanced_seeded_and_in_order() -> None:
    labels = np.random.RandomState(1).randint(0, 10, 3000).astype(np.uint8)
    indices = chosen(labels, 20, np.random.RandomState(0))
    assert np.bincount(labels[indices]).tolist() == [20] * 10
    assert len(set(indices)) == 200 and (np.diff(indices) > 0).all()
    assert (indices == chosen(labels, 20, np.random.RandomState(0))).all()
    assert (indices != chosen(labels, 20, np.random.RandomState(1))).any()
    with pytest.raises(ValueError, match="class 0 has .* images, 2000 are wanted"):
        chosen(labels, 2000, np.random.RandomState(0))


def small_set() -> Garments:
    """A whole set in small: 6,000 and 1,200 images that are blank but for their own number and a 1."""
    train, test = np.repeat(np.arange(10, dtype=np.uint8), 600), np.repeat(np.arange(10, dtype=np.uint8), 120)
    images = [np.zeros((len(labels), 28, 28), np.uint8) for labels in (train, test)]
    for part in images:
        part[:, 0, 0], part[:, 0, 1] = np.divmod(np.arange(len(part)), 256)
        part[:, 5, 6] = 1
    return Garments(images[0], train, images[1], test)


def write(garments: Garments, folder: Path, pack: bool) -> None:
    for name, array in zip(FILES, garments, strict=True):
        head = bytes([0, 0, 8, array.ndim]) + np.array(array.shape, ">u4").tobytes()
        content = head + array.tobytes()
        path = folder / (f"{name}.gz" if pack else name)
        path.write_bytes(gzip.compress(content, 1) if pack else content)


def test_the_subset_is_read_back_as_it_was_packed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = small_set()
    monkeypatch.setattr(shelf, "SUBSET", tmp_path / "subset.xz")
    (tmp_path / "subset.xz").write_bytes(packed(selected(whole)))
    got = subset()
    for read, meant in zip(got, selected(whole), strict=True):
        assert np.array_equal(read, meant)
    numbers = 256 * got.train_images[:, 0, 0].astype(int) + got.train_images[:, 0, 1]
    assert (whole.train_labels[numbers] == got.train_labels).all() and len(set(numbers)) == 5000


@pytest.mark.parametrize("pack", [True, False])
def test_the_whole_set_is_read_from_a_folder(tmp_path: Path, pack: bool) -> None:
    whole = small_set()
    write(whole, tmp_path, pack)
    data = load_fashion28(whole=True, folder=tmp_path)
    assert data.x_train.shape == (6000, 1, 28, 28) and data.name == "Fashion-MNIST, 7,200 images"
    assert data.y_test.tolist() == whole.test_labels.tolist()
    assert data.x_train[7, 0, 5, 6].item() == pytest.approx((1 / 255 - 0.286) / 0.353, abs=1e-6)
    assert data.x_train[7, 0, 0, 1].item() == pytest.approx((7 / 255 - 0.286) / 0.353, abs=1e-6)


def test_a_set_that_is_nowhere_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FileNotFoundError, match="lacks one of train-images-idx3-ubyte"):
        load_fashion28(whole=True, folder=tmp_path)
    monkeypatch.setattr(shelf, "DEBIAN", tmp_path)
    monkeypatch.setenv("TORCH_HOME", str(tmp_path / "home"))
    monkeypatch.setitem(__import__("sys").modules, "torchvision.datasets", None)
    with pytest.raises(FileNotFoundError, match="Debian's package dataset-fashion-mnist, or torchvision"):
        load_fashion28(whole=True)


def test_what_torchvision_fetched_is_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "DEBIAN", tmp_path / "nowhere")
    monkeypatch.setenv("TORCH_HOME", str(tmp_path / "home"))
    place = tmp_path / "home/datasets/FashionMNIST/raw"
    place.mkdir(parents=True)
    write(small_set(), place, pack=False)
    assert len(load_fashion28(whole=True).y_train) == 6000


@pytest.mark.skipif(not DEBIAN.is_dir(), reason="Debian's package dataset-fashion-mnist is not installed")
def test_the_script_makes_the_subset_that_is_here() -> None:
    whole = whole_set()
    assert [len(labels) for labels in (whole.train_labels, whole.test_labels)] == [60_000, 10_000]
    for ours, meant in zip(subset(), selected(whole), strict=True):
        assert np.array_equal(ours, meant)

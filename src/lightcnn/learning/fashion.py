"""Fashion-MNIST: 6,000 of its garments in this package, and the whole set where it is at hand.

Digits are easy: small networks reach 97 % and look alike. Garments of the same size leave room to be better
or worse. `fashion_subset` says how the 6,000 were chosen.
"""

from __future__ import annotations

import gzip
import lzma
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch

from lightcnn.learning.data import Dataset

GARMENTS = (
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
)  # fmt: skip
# Of the 60,000 training images in 0 to 1: the same for the subset, so that a network may change sets.
MEAN, DEVIATION = 0.2860, 0.3530
SUBSET = Path(__file__).parent / "fashion_mnist/subset.xz"
TRAIN, TEST = 5_000, 1_000  # images in SUBSET
DEBIAN = Path("/usr/share/datasets/fashion-mnist")  # of the package dataset-fashion-mnist
FILES = (
    "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte",
)  # fmt: skip


class Garments(NamedTuple):
    """Bytes as they are stored: images (N, 28, 28), 0 black to 255 white, and labels (N,) below 10."""

    train_images: np.ndarray
    train_labels: np.ndarray
    test_images: np.ndarray
    test_labels: np.ndarray


def load_fashion28(whole: bool = False, folder: str | Path | None = None) -> Dataset:
    """Photographs of garments in 10 classes, `GARMENTS`, 28 x 28 pixels, one channel, split once.

    Args:
        whole: False: 5,000 to train on, 500 of each class, and 1,000 to test, 100 of each, which come with
            this package. True: all 60,000 and 10,000.
        folder: Where the four files of the whole set are, packed or not; by default those of Debian's package
            dataset-fashion-mnist, else what torchvision fetches once.
    Raises: FileNotFoundError naming what to install if the whole set is asked for and nowhere.
    Source: Xiao et al. 2017, arXiv:1708.07747; MIT licence, beside the file.
    """
    garments = whole_set(folder) if whole else subset()
    x_train, x_test = (
        (torch.from_numpy(images.copy()).unsqueeze(1) / 255 - MEAN) / DEVIATION
        for images in (garments.train_images, garments.test_images)
    )
    y_train, y_test = (
        torch.from_numpy(labels.astype(np.int64)) for labels in (garments.train_labels, garments.test_labels)
    )
    name = f"Fashion-MNIST, {len(y_train) + len(y_test):,} images"
    return Dataset(name, x_train, y_train, x_test, y_test, len(GARMENTS))


def subset() -> Garments:
    """The images that come with this package: all labels, then all images, those to train on first."""
    content = np.frombuffer(lzma.decompress(SUBSET.read_bytes()), np.uint8)
    labels, images = content[: TRAIN + TEST], content[TRAIN + TEST :].reshape(-1, 28, 28)
    return Garments(images[:TRAIN], labels[:TRAIN], images[TRAIN:], labels[TRAIN:])


def whole_set(folder: str | Path | None = None) -> Garments:
    """All 70,000 images, from `folder`, Debian's package or torchvision. Raises: FileNotFoundError."""
    if folder is None and not _is_at(DEBIAN):
        folder = _torchvisions()
    place = Path(folder or DEBIAN)
    if not _is_at(place):
        raise FileNotFoundError(f"{place} lacks one of {', '.join(FILES)}, plain or with .gz")
    return Garments(*(_idx(place / name) for name in FILES))


def _is_at(place: Path) -> bool:
    return all((place / name).is_file() or (place / f"{name}.gz").is_file() for name in FILES)


def _torchvisions() -> Path:
    """The folder that torchvision keeps the set in, fetched if it is not there yet."""
    root = Path(torch.hub.get_dir()).parent / "datasets"
    place = root / "FashionMNIST/raw"
    if not _is_at(place):
        try:
            from torchvision.datasets import FashionMNIST

            FashionMNIST(root=str(root), download=True)
        except (ImportError, RuntimeError, OSError) as error:
            raise FileNotFoundError(
                "the whole of Fashion-MNIST is not here: install Debian's package dataset-fashion-mnist, or "
                f"torchvision where there is a network ({error}); load_fashion28() has 6,000 of its images"
            ) from error
    return place


def _idx(path: Path) -> np.ndarray:
    """A file of bytes in the format of MNIST: a magic number, the sides, then the values."""
    content = path.read_bytes() if path.is_file() else gzip.decompress(Path(f"{path}.gz").read_bytes())
    dimensions = content[3]
    sides = np.frombuffer(content, ">u4", dimensions, offset=4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * dimensions).reshape(*sides)

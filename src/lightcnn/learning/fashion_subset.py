"""How this package's 6,000 garments were chosen; ``python -m lightcnn.learning.fashion_subset`` repeats it.

From the whole set, with NumPy's `RandomState` of seed 0, whose draws are the same in every version: for each
class in turn 500 of the training images, then for each class 100 of the test images. They keep the order that
they have in the whole set, where classes are mixed. Where the whole set is, is the command's one argument, or
`lightcnn.learning.fashion.whole_set` looks for it.
"""

from __future__ import annotations

import lzma
import sys
from pathlib import Path

import numpy as np

from lightcnn.learning.fashion import GARMENTS, SUBSET, TEST, TRAIN, Garments, whole_set

SEED = 0


def chosen(labels: np.ndarray, each: int, draws: np.random.RandomState) -> np.ndarray:
    """Indices of `each` images of every class, in order. Raises: ValueError if a class has fewer."""
    found = []
    for garment in range(len(GARMENTS)):
        ours = np.flatnonzero(labels == garment)
        if len(ours) < each:
            raise ValueError(f"class {garment} has {len(ours)} images, {each} are wanted")
        found.append(draws.permutation(ours)[:each])
    return np.sort(np.concatenate(found))


def selected(whole: Garments) -> Garments:
    """The subset of the whole set."""
    draws = np.random.RandomState(SEED)
    train = chosen(whole.train_labels, TRAIN // len(GARMENTS), draws)
    test = chosen(whole.test_labels, TEST // len(GARMENTS), draws)
    return Garments(
        whole.train_images[train], whole.train_labels[train], whole.test_images[test], whole.test_labels[test]
    )


def packed(garments: Garments) -> bytes:
    """The subset as `lightcnn.learning.fashion.subset` reads it."""
    parts = (garments.train_labels, garments.test_labels, garments.train_images, garments.test_images)
    content = b"".join(part.astype(np.uint8).tobytes() for part in parts)
    return lzma.compress(content, preset=9)


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    SUBSET.write_bytes(packed(selected(whole_set(folder))))
    print(f"{SUBSET}: {SUBSET.stat().st_size:,} bytes")

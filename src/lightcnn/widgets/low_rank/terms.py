"""A 3x3 kernel as terms of rank 1, and pictures filtered with them: the data behind `LowRank`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

PRESETS = {
    "Sobel": (1, 0, -1, 2, 0, -2, 1, 0, -1),
    "Gauss": (1, 2, 1, 2, 4, 2, 1, 2, 1),
    "Laplace": (0, 1, 0, 1, -4, 1, 0, 1, 0),
    "sharpen": (0, -1, 0, -1, 5, -1, 0, -1, 0),
    "diagonal": (1, 0, 0, 0, 1, 0, 0, 0, 1),
}


class Terms(NamedTuple):
    """Singular values (3,), their columns and rows (3, 3), one a line, the largest first."""

    sigmas: np.ndarray
    columns: np.ndarray
    rows: np.ndarray

    def kernel(self, rank: int) -> np.ndarray:
        """(3, 3): the sum of the first `rank` terms."""
        return np.einsum("k,ki,kj->ij", self.sigmas[:rank], self.columns[:rank], self.rows[:rank])

    def shares(self) -> np.ndarray:
        """(3,): the share of the kernel's energy in each term."""
        return self.sigmas**2 / (self.sigmas**2).sum()

    def error(self, rank: int) -> float:
        """Relative error of the kernel with the first `rank` terms."""
        return float(np.sqrt(self.shares()[rank:].sum()))


def terms(kernel: Sequence[int]) -> Terms:
    """The terms of nine numbers, row by row. The largest entry of each column is positive."""
    u, sigmas, vt = np.linalg.svd(np.array(kernel, float).reshape(3, 3))
    sigmas[sigmas < 1e-9] = 0
    columns = u.T
    lead = columns[np.arange(3), np.abs(columns.round(9)).argmax(1)]
    signs = np.where(lead < 0, -1.0, 1.0)[:, None]
    return Terms(sigmas, columns * signs, vt * signs)


def filtered(picture: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """(height, width): a picture filtered with a 3x3 kernel; the border repeats."""
    height, width = picture.shape
    padded = np.pad(picture.astype(float), 1, mode="edge")
    taps = ((i, j) for i in range(3) for j in range(3))
    return np.sum([kernel[i, j] * padded[i : i + height, j : j + width] for i, j in taps], axis=0)

"""Photographs without known restrictions, which come with this package, and views of them for a network."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from lightcnn.learning.data import PHOTOGRAPHS, photograph

FOLDER = Path(__file__).parent / "cc0"
# Licences: README.txt beside the files. The last two come with scikit-learn.
NAMES = ("cat", "coffee", "astronaut", "rocket", *(name.removesuffix(".jpg") for name in PHOTOGRAPHS))


def picture(name: str) -> Tensor:
    """A colour photograph as (3, H, W) in 0 to 1.

    Args:
        name: "cat", "coffee", "astronaut" or "rocket", whose shorter side is 280 pixels; or "china" or
            "flower", scikit-learn's.
    Raises: ValueError naming the choices for any other name.
    """
    if name not in NAMES:
        raise ValueError(f"name must be one of {', '.join(NAMES)}, got {name!r}")
    if f"{name}.jpg" in PHOTOGRAPHS:
        return photograph(f"{name}.jpg")
    from PIL import Image

    with Image.open(FOLDER / f"{name}.jpg") as opened:
        return torch.from_numpy(np.array(opened.convert("RGB"))).permute(2, 0, 1) / 255


def views(image: Tensor, side: float = 0.75) -> list[Tensor]:
    """Five squares of a photograph (3, H, W): its middle, as a network sees it, then its four corners.

    Args:
        image: The photograph.
        side: Of the corner squares, as a share of the shorter side.
    Raises: ValueError if `side` is not above 0 and at most 1.
    """
    if not 0 < side <= 1:
        raise ValueError(f"side must be above 0 and at most 1, got {side}")
    height, width = image.shape[1:]
    length = round(side * min(height, width))
    corners = [(top, left) for top in (0, height - length) for left in (0, width - length)]
    return [image, *(image[:, top : top + length, left : left + length] for top, left in corners)]


def batch(preprocess: Callable[[Tensor], Tensor], names: Iterable[str] = NAMES, *, all_views: bool = False) -> Tensor:
    """The photographs as one network reads them, (N, 3, side, side); with `all_views` five of each."""
    pictures = (picture(name) for name in names)
    chosen = (view for image in pictures for view in (views(image) if all_views else [image]))
    return torch.cat([preprocess(view) for view in chosen])

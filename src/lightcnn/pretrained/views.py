"""Photographs as a batch for a trained network: each whole, or in five views."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import torch
from torch import Tensor

from lightcnn.pretrained.lamp import HERE, PHOTOGRAPHS

# Those of the widget, then scikit-learn's two.
NAMES = (*PHOTOGRAPHS, "china", "flower")


def picture(name: str) -> Tensor:
    """A colour photograph as (3, H, W) in 0 to 1.

    Args:
        name: "rocket", "chelsea" (a cat), "coffee" or "astronaut", 256 x 256 pixels, which come with this
            package; or "china" (a temple) or "flower" (a dahlia), 427 x 640, which come with scikit-learn.
    Raises: ValueError naming the choices for any other name.
    """
    if name not in NAMES:
        raise ValueError(f"name must be one of {', '.join(NAMES)}, got {name!r}")
    if name in PHOTOGRAPHS:
        from PIL import Image

        with Image.open(HERE / f"{name}.jpg") as opened:
            pixels = np.array(opened.convert("RGB"))
    else:
        from sklearn.datasets import load_sample_image

        pixels = load_sample_image(f"{name}.jpg").copy()
    return torch.from_numpy(pixels).permute(2, 0, 1) / 255


def views(image: Tensor, share: float = 0.75) -> list[Tensor]:
    """The photograph (3, H, W) whole, then a square from each of its four corners.

    Args:
        image: Of any size.
        share: Of the shorter side, the side of the squares.
    Raises: ValueError if `share` is not above 0 and at most 1.
    """
    if not 0 < share <= 1:
        raise ValueError(f"share must be above 0 and at most 1, got {share}")
    height, width = image.shape[1:]
    side = round(share * min(height, width))
    corners = [(top, left) for top in (0, height - side) for left in (0, width - side)]
    return [image, *(image[:, top : top + side, left : left + side] for top, left in corners)]


def batch(
    preprocess: Callable[[Tensor], Tensor], names: Iterable[str] = NAMES, *, five: bool = False
) -> Tensor:
    """The named photographs as a network reads them: (N, 3, side, side), or with `five` views (5 N, ...)."""
    pictures = [picture(name) for name in names]
    return torch.cat([preprocess(view) for image in pictures for view in (views(image) if five else [image])])

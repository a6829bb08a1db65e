"""From a picture to what a trained network was trained to read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import interpolate


@dataclass(frozen=True)
class Preprocessing:
    """How a network wants its pictures: a rule, and data that a widget can follow too.

    The shorter side becomes `side` pixels, the middle square is kept, the channels are put in `order`, and a
    value v in 0 to 1 becomes (scale * v - mean) / std of its channel.

    side: Pixels.
    filter: How pixels are averaged when the picture shrinks.
    order: Of the channels.
    scale: 1, or 255 for a network trained on bytes.
    mean, std: Of the channels, in `order`.
    """

    side: int
    filter: Literal["bilinear", "bicubic"]
    order: Literal["RGB", "BGR"]
    scale: float
    mean: tuple[float, float, float]
    std: tuple[float, float, float]

    def __call__(self, image: Any) -> Tensor:
        """A picture -> (1, 3, side, side).

        Args:
            image: A tensor (3, H, W) in 0 to 1, as `lightcnn.learning.photograph` gives; or a PIL image, or
                an array (H, W, 3) of bytes. In RGB, whatever `order` is.
        Raises: ValueError naming the shape, type or values of anything else.
        """
        square = self.square(image)
        ordered = square if self.order == "RGB" else square.flip(0)
        mean, std = (torch.tensor(values).view(3, 1, 1) for values in (self.mean, self.std))
        return ((self.scale * ordered - mean) / std).unsqueeze(0)

    def square(self, image: Any) -> Tensor:
        """The part of the picture that the network sees, (3, side, side) in 0 to 1, RGB; else as above."""
        pixels = _pixels(image)
        height, width = pixels.shape[1:]
        shorter = min(height, width)
        size = (round(height * self.side / shorter), round(width * self.side / shorter))
        # Averaging over all pixels that shrink into one: without it every second line would be skipped.
        small = interpolate(pixels.unsqueeze(0), size, mode=self.filter, align_corners=False, antialias=True)
        top, left = ((length - self.side) // 2 for length in size)
        # The bicubic filter overshoots at edges, where a picture of bytes stays between black and white.
        return small[0, :, top : top + self.side, left : left + self.side].clamp(0, 1)


def _pixels(image: Any) -> Tensor:
    """(3, H, W) in 0 to 1."""
    if isinstance(image, Tensor):
        if image.ndim != 3 or image.shape[0] != 3 or not image.is_floating_point():
            raise ValueError(
                f"a tensor must be (3, H, W) of floats in 0 to 1, got {tuple(image.shape)} of {image.dtype}"
            )
        if image.min() < 0 or image.max() > 1:
            raise ValueError(f"values must be in 0 to 1, got {image.min():.3g} to {image.max():.3g}")
        return image.float()
    array = np.asarray(image.convert("RGB") if hasattr(image, "convert") else image)
    if array.ndim != 3 or array.shape[2] != 3 or array.dtype != np.uint8:
        raise ValueError(f"an array must be (H, W, 3) of bytes, got {array.shape} of {array.dtype}")
    return torch.from_numpy(array.copy()).permute(2, 0, 1) / 255

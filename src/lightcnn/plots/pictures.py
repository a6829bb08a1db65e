"""Pictures and feature maps, side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from lightcnn.plots.style import describe


def picture_row(pictures: Mapping[str, ArrayLike], axes: Sequence[Axes]) -> Sequence[Axes]:
    """Draw each picture, an (H, W) map or an (H, W, 3) photograph, with its name above it.

    All have one scale: 0 is black, 1 and above is white, so that two pictures can be compared.

    Raises: ValueError if the number of axes differs, or a picture is neither.
    """
    axes = list(np.ravel(np.asarray(axes, dtype=object)))
    if len(axes) != len(pictures):
        raise ValueError(f"{len(pictures)} pictures need as many axes, got {len(axes)}")
    for ax, (name, picture) in zip(axes, pictures.items(), strict=True):
        pixels = np.asarray(picture)
        if pixels.ndim not in (2, 3) or (pixels.ndim == 3 and pixels.shape[2] != 3):
            raise ValueError(f"{name} must be (H, W) or (H, W, 3), got {pixels.shape}")
        ax.imshow(np.clip(pixels, 0, 1), vmin=0, vmax=1)
        ax.set_title(name, fontsize=11)
        ax.axis("off")
    describe(axes[0], "Pictures side by side: " + ", ".join(pictures))
    return axes

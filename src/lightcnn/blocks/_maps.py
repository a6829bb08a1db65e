"""What every block that names its channels asks of its input."""

from __future__ import annotations

from torch import Tensor


def need_maps(x: Tensor, channels: int = 0) -> None:
    """Refuse what is no batch of feature maps (N, C, H, W): without N, dimension 1 would be the height.

    Raises: ValueError naming the shape, also if `channels` is not 0 and not C.
    """
    if x.dim() != 4:
        raise ValueError(f"maps of shape (N, C, H, W) are asked for, got {list(x.shape)}")
    if channels and x.shape[1] != channels:
        raise ValueError(f"{channels} channels are asked for, got {x.shape[1]}: {list(x.shape)}")

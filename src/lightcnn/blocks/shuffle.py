"""Channel shuffle: lets the groups of one grouped convolution feed all groups of the next."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from lightcnn.blocks._maps import need_maps


def channel_shuffle(x: Tensor, groups: int) -> Tensor:
    """Interleave the channels of equal groups, so that the next grouped layer sees all of them.

    Input channel ``g * k + j`` (k channels per group) becomes channel ``j * groups + g``.

    Args:
        x: Feature maps, shape (N, C, H, W).
        groups: Number of groups; must divide C.
    Returns: Feature maps of the same shape, and in the same order in memory: channels last stay last. Cost:
        no multiply-adds, N*C*H*W elements moved.
    Raises: ValueError if `x` has another number of dimensions, or `groups` is below 1 or does not divide C.
    Source: Zhang et al. 2018, arXiv:1707.01083, section 3.1 and Fig. 1(c).
    """
    need_maps(x)
    if groups < 1 or x.shape[1] % groups:
        raise ValueError(f"{groups} groups do not divide {x.shape[1]} channels")
    sizes = (groups, x.shape[1] // groups)
    if x.is_contiguous(memory_format=torch.channels_last) and not x.is_contiguous():
        # Shuffled where the channels lie, at the end, the values are moved once and nothing is turned.
        last = x.permute(0, 2, 3, 1).unflatten(3, sizes).transpose(3, 4).flatten(3, 4)
        return last.permute(0, 3, 1, 2)
    return x.unflatten(1, sizes).transpose(1, 2).flatten(1, 2)


class ChannelShuffle(nn.Module):
    """`channel_shuffle` as a layer: (N, C, H, W) -> (N, C, H, W), no parameters.

    Args:
        groups: Number of groups; must divide C.
    Raises: ValueError if `groups` is below 1, and in the call as `channel_shuffle` does.
    """

    def __init__(self, groups: int) -> None:
        super().__init__()
        if groups < 1:
            raise ValueError(f"groups must be 1 or more, got {groups}")
        self.groups = groups

    def forward(self, x: Tensor) -> Tensor:
        return channel_shuffle(x, self.groups)

    def extra_repr(self) -> str:
        return f"groups={self.groups}"

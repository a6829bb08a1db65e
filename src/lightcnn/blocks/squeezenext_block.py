"""The block of SqueezeNext: two squeezes, a 3x3 split into 3x1 and 1x3, one expansion, a shortcut."""

from __future__ import annotations

from collections import OrderedDict
from typing import Literal

from torch import Tensor, nn

from lightcnn.blocks.conv import conv_bn_act, relu

Feed = Literal["input", "projection"]


class SqueezeNextBlock(nn.Module):
    """1x1 to c/2, 1x1 to c/4, two separable taps at c/2, 1x1 to c = c_out; added to a shortcut, then ReLU.

    (N, c_in, H, W) -> (N, c_out, ceil(H/stride), ceil(W/stride)). Every convolution, the shortcut's included,
    has no bias and is followed by batch norm and ReLU. Parts: projection (or None), branch with squeeze1,
    squeeze2, tap1, tap2, expand, in that order.

    Args:
        c_in, c_out: Channels; `c_out` must be a multiple of 4.
        stride: Of the projection and of the branch's first 1x1 layer.
        horizontal_first: Take 1x3 before 3x1. The released networks alternate: 3x1 first in even blocks of a
            stage (counting from 0), 1x3 first in odd ones.
        project: Put a 1x1 convolution on the shortcut. The first block of every stage does; it must when the
            channels or the side change.
        feed: "input" starts the branch at the block's input; "projection" starts it at the projection's
            output, as the released v5 networks do.
        groups: Groups of squeeze1 and of both taps, as in the 1.0-G network; must divide their channels.
    Raises: ValueError on channels, groups or options that do not fit, naming them.
    Source: Gholami et al. 2018, arXiv:1803.10615, section 3 and Fig. 3; order, shortcut and groups from the
        authors' released prototxt files.
    """

    def __init__(
        self,
        c_in: int,
        c_out: int,
        *,
        stride: int = 1,
        horizontal_first: bool = False,
        project: bool = False,
        feed: Feed = "input",
        groups: int = 1,
    ) -> None:
        super().__init__()
        _check(c_in, c_out, stride, project, feed)
        self.feed = feed
        self.projection = conv_bn_act(c_in, c_out, 1, stride=stride) if project else None
        fed, fed_stride = (c_out, 1) if feed == "projection" else (c_in, stride)
        first, second = ((1, 3), (3, 1)) if horizontal_first else ((3, 1), (1, 3))
        half, quarter = c_out // 2, c_out // 4
        self.branch = nn.Sequential(
            OrderedDict(
                squeeze1=conv_bn_act(fed, half, 1, stride=fed_stride, groups=groups),
                squeeze2=conv_bn_act(half, quarter, 1),
                tap1=conv_bn_act(quarter, half, first, groups=groups),
                tap2=conv_bn_act(half, half, second, groups=groups),
                expand=conv_bn_act(half, c_out, 1),
            )
        )
        self.act = relu()

    def forward(self, x: Tensor) -> Tensor:
        """(N, c_in, H, W) -> (N, c_out, ceil(H/stride), ceil(W/stride))."""
        shortcut = x if self.projection is None else self.projection(x)
        return self.act(self.branch(shortcut if self.feed == "projection" else x) + shortcut)


def _check(c_in: int, c_out: int, stride: int, project: bool, feed: str) -> None:
    if c_out < 4 or c_out % 4:
        raise ValueError(f"c_out must be a multiple of 4, since the block squeezes to a quarter; got {c_out}")
    if feed not in ("input", "projection"):
        raise ValueError(f'feed must be "input" or "projection", got {feed!r}')
    if feed == "projection" and not project:
        raise ValueError('feed="projection" needs project=True')
    if not project and (c_in != c_out or stride != 1):
        raise ValueError(
            f"without a projection the shape must stay; got c_in={c_in}, c_out={c_out}, stride={stride}"
        )

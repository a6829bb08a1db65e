"""The unit of ShuffleNet V1: a bottleneck of grouped pointwise convolutions with a shuffle between them."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from lightcnn.blocks.conv import conv_bn_act, relu
from lightcnn.blocks.shuffle import ChannelShuffle


def bottleneck_channels(c_out: int, groups: int) -> int:
    """A quarter of the unit's output channels, rounded up to a multiple of `groups`.

    The paper asks for c_out / 4. Where that is no multiple of the groups, its network cannot be built as
    written; rounding up keeps every channel.
    """
    return -(-c_out // (4 * groups)) * groups


class ShuffleUnitV1(nn.Module):
    """1x1 grouped, shuffle, 3x3 depthwise, 1x1 grouped; added to the input, or concatenated with its pool.

    (N, c_in, H, W) -> (N, c_out, ceil(H/stride), ceil(W/stride)).
    Stride 1 adds the branch to the input, so c_in = c_out. Stride 2 makes c_out - c_in channels in the branch
    and concatenates them behind the 3x3 average pool of the input. No ReLU follows the depthwise layer.
    The parts are named compress, shuffle, depthwise, expand, and pool at stride 2.

    Args:
        c_in, c_out: Channels; equal at stride 1, growing at stride 2.
        groups: Groups of both pointwise layers; must divide their channels.
        stride: 1 or 2.
        group_first: Group the first pointwise layer too. False in the network's first unit, whose input has
            few channels.
        shuffle: False leaves the shuffle out, to measure what it is worth.
    Raises: ValueError on another stride, channels that do not fit the stride, or groups that do not divide.
    Source: Zhang et al. 2018, arXiv:1707.01083, section 3.2 and Fig. 2(b, c). The authors' code shuffles
        after the depthwise layer: the same function, up to the order of the depthwise filters.
    """

    def __init__(
        self,
        c_in: int,
        c_out: int,
        *,
        groups: int = 3,
        stride: int = 1,
        group_first: bool = True,
        shuffle: bool = True,
    ) -> None:
        super().__init__()
        branch = _branch_channels(c_in, c_out, stride)
        if groups < 1:
            raise ValueError(f"groups must be 1 or more, got {groups}")
        middle = bottleneck_channels(c_out, groups)
        self.compress = conv_bn_act(c_in, middle, 1, groups=groups if group_first else 1)
        self.shuffle = ChannelShuffle(groups) if shuffle and groups > 1 else nn.Identity()
        self.depthwise = conv_bn_act(middle, middle, 3, stride=stride, groups=middle, act=None)
        self.expand = conv_bn_act(middle, branch, 1, groups=groups, act=None)
        self.pool = nn.AvgPool2d(3, stride, padding=1) if stride == 2 else None
        self.act = relu()

    def forward(self, x: Tensor) -> Tensor:
        """(N, c_in, H, W) -> (N, c_out, ceil(H/stride), ceil(W/stride))."""
        branch = self.expand(self.depthwise(self.shuffle(self.compress(x))))
        if self.pool is None:
            return self.act(x + branch)
        return self.act(torch.cat((self.pool(x), branch), dim=1))


def _branch_channels(c_in: int, c_out: int, stride: int) -> int:
    if stride not in (1, 2):
        raise ValueError(f"stride must be 1 or 2, got {stride}")
    if stride == 1:
        if c_in != c_out:
            raise ValueError(f"at stride 1 the unit adds, so c_in must equal c_out; got {c_in} and {c_out}")
        return c_out
    if c_out <= c_in:
        raise ValueError(
            f"at stride 2 the unit concatenates, so c_out must exceed c_in; got {c_in} and {c_out}"
        )
    return c_out - c_in

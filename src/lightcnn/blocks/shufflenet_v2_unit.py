"""The unit of ShuffleNet V2: half of the channels pass untouched, half are worked on, then both mix."""

from __future__ import annotations

from collections import OrderedDict

import torch
from torch import Tensor, nn

from lightcnn.blocks._maps import need_maps
from lightcnn.blocks.conv import conv_bn_act
from lightcnn.blocks.shuffle import ChannelShuffle


def channel_split(x: Tensor) -> tuple[Tensor, Tensor]:
    """The first and the second half of the channels: (N, C, H, W) -> twice (N, C / 2, H, W).

    Both are views of `x`: nothing is computed or copied.

    Raises: ValueError if C is odd, or `x` has another number of dimensions.
    Source: Ma et al. 2018, arXiv:1807.11164, section 3.
    """
    need_maps(x)
    if x.shape[1] % 2:
        raise ValueError(f"{x.shape[1]} channels have no half")
    first, second = x.chunk(2, dim=1)
    return first, second


class ShuffleUnitV2(nn.Module):
    """1x1, 3x3 depthwise, 1x1 on half of the channels; concatenated with the other half, then shuffled.

    (N, c_in, H, W) -> (N, c_out, ceil(H/stride), ceil(W/stride)).
    Stride 1 splits: the first half of the input passes untouched, the second goes through the branch.
    Stride 2 does not split: a projection (3x3 depthwise, 1x1) and the branch both read the whole input.
    Every pointwise layer ends in a ReLU, no depthwise layer does, and nothing follows the concatenation but
    the shuffle, in 2 groups. The parts are named projection (None at stride 1), branch with pointwise1,
    depthwise, pointwise2, and shuffle.

    Args:
        c_in, c_out: Channels; equal and even at stride 1, growing to an even number at stride 2.
        stride: 1 or 2.
        projected: Channels that the projection makes at stride 2; the branch makes the others. By default
            c_in, as in the authors' network; torchvision has c_out / 2.
        shuffle: False leaves the shuffle out, to measure what it is worth.
    Raises: ValueError on another stride or on channels that do not fit it, naming them.
    Source: Ma et al. 2018, arXiv:1807.11164, section 3 and Fig. 3(c, d). The authors' code
        (megvii-model/ShuffleNet-Series) deals the channels out as even and odd where the next unit begins,
        instead of shuffling where this one ends.
    """

    def __init__(
        self, c_in: int, c_out: int, *, stride: int = 1, projected: int | None = None, shuffle: bool = True
    ) -> None:
        super().__init__()
        read, kept = _channels(c_in, c_out, stride, projected)
        middle = c_out // 2
        self.projection = _projection(c_in, kept) if stride == 2 else None
        self.branch = nn.Sequential(
            OrderedDict(
                pointwise1=conv_bn_act(read, middle, 1),
                depthwise=conv_bn_act(middle, middle, 3, stride=stride, groups=middle, act=None),
                pointwise2=conv_bn_act(middle, c_out - kept, 1),
            )
        )
        self.shuffle = ChannelShuffle(2) if shuffle else nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        """(N, c_in, H, W) -> (N, c_out, ceil(H/stride), ceil(W/stride))."""
        if self.projection is None:
            kept, worked_on = channel_split(x)
        else:
            kept, worked_on = self.projection(x), x
        return self.shuffle(torch.cat((kept, self.branch(worked_on)), dim=1))


def _projection(c_in: int, c_out: int) -> nn.Sequential:
    return nn.Sequential(
        OrderedDict(
            depthwise=conv_bn_act(c_in, c_in, 3, stride=2, groups=c_in, act=None),
            pointwise=conv_bn_act(c_in, c_out, 1),
        )
    )


def _channels(c_in: int, c_out: int, stride: int, projected: int | None) -> tuple[int, int]:
    """Channels that the branch reads, and channels of the output that it does not make."""
    if stride not in (1, 2):
        raise ValueError(f"stride must be 1 or 2, got {stride}")
    if c_out < 2 or c_out % 2:
        raise ValueError(f"c_out must be even, since the next unit splits it; got {c_out}")
    if stride == 1:
        if c_in != c_out:
            raise ValueError(
                f"at stride 1 half of the channels pass, so c_in must equal c_out; got {c_in} and {c_out}"
            )
        if projected is not None:
            raise ValueError(f"there is a projection at stride 2 only, got projected={projected}")
        return c_in // 2, c_in // 2
    kept = c_in if projected is None else projected
    if c_in < 1 or not 0 < kept < c_out:
        raise ValueError(
            f"at stride 2 projection and branch share c_out, so c_out must exceed {kept}; got {c_out}"
        )
    return c_in, kept

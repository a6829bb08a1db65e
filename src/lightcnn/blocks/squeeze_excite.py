"""Squeeze-and-excite as MobileNetV3 has it: a gate per channel that depends on the image."""

from __future__ import annotations

from collections import OrderedDict

from torch import Tensor, nn

from lightcnn.arithmetic import scaled_channels
from lightcnn.blocks.conv import relu


class SqueezeExcite(nn.Module):
    """Multiply each channel by a gate from 0 to 1 that is computed from the means of all channels.

    (N, C, H, W) -> (N, C, H, W). The gate is an average pool, a 1x1 convolution to `squeezed` channels, ReLU,
    a 1x1 convolution back, and the hard sigmoid ReLU6(x + 3) / 6; both convolutions have biases and no batch
    norm. ``block.gate(x)`` gives the gates alone, (N, C, 1, 1). Its parts are named squeeze, reduce, act,
    restore, hard_sigmoid.

    Args:
        channels: C.
        squeezed: Channels in between; by default a quarter of C as MobileNetV3 rounds it, to a multiple of 8
            and never below nine tenths of the exact quarter: 24 of 72.
    Raises: ValueError on a value below 1.
    Source: Hu et al. 2018, arXiv:1709.01507, section 3; a quarter of the expansion, Howard et al. 2019,
        arXiv:1905.02244, section 5.3; hard sigmoid and rounding from the authors' code (tensorflow/models,
        research/slim/nets/mobilenet).
    """

    def __init__(self, channels: int, squeezed: int | None = None) -> None:
        super().__init__()
        if channels < 1 or (squeezed is not None and squeezed < 1):
            raise ValueError(f"channels must be 1 or more, got channels={channels}, squeezed={squeezed}")
        between = scaled_channels(channels, 1 / 4) if squeezed is None else squeezed
        self.gate = nn.Sequential(
            OrderedDict(
                squeeze=nn.AdaptiveAvgPool2d(1),
                reduce=nn.Conv2d(channels, between, 1),
                act=relu(),
                restore=nn.Conv2d(between, channels, 1),
                hard_sigmoid=nn.Hardsigmoid(inplace=True),
            )
        )

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, H, W) -> (N, C, H, W)."""
        return x * self.gate(x)

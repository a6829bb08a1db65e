"""The depthwise-separable convolution of MobileNetV1: look around in each channel, then mix the channels."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from torch import nn

from lightcnn.blocks.conv import conv_bn_act, relu


class DepthwiseSeparable(nn.Sequential):
    """A depthwise convolution, then a pointwise one, each with batch norm and activation.

    (N, c_in, H, W) -> (N, c_out, ceil(H/stride), ceil(W/stride)). The depthwise layer keeps the number of
    channels; only the pointwise one may change it. Cost beside a full convolution of the same shape:
    1/c_out + 1/kernel**2 of its multiply-adds. The parts are named depthwise, pointwise.

    Args:
        c_in, c_out: Channels.
        kernel: Side of the depthwise kernel in pixels, odd.
        stride: Of the depthwise layer.
        act: Makes the activation behind each layer; None leaves both out.
    Raises: ValueError as `conv_bn_act` does.
    Source: Howard et al. 2017, arXiv:1704.04861, section 3.1 and Fig. 3.
    """

    def __init__(
        self,
        c_in: int,
        c_out: int,
        kernel: int = 3,
        *,
        stride: int = 1,
        act: Callable[[], nn.Module] | None = relu,
    ) -> None:
        super().__init__(
            OrderedDict(
                depthwise=conv_bn_act(c_in, c_in, kernel, stride=stride, groups=c_in, act=act),
                pointwise=conv_bn_act(c_in, c_out, 1, act=act),
            )
        )

"""The inverted residual of MobileNetV3: any kernel, any middle, and a gate per channel in the wide part."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from torch import Tensor, nn

from lightcnn.blocks.conv import conv_bn_act, hard_swish
from lightcnn.blocks.squeeze_excite import SqueezeExcite


class InvertedResidualV3(nn.Module):
    """Expand by a 1x1, filter each channel, gate each channel, project back by a 1x1 without activation.

    (N, c_in, H, W) -> (N, c_out, ceil(H/stride), ceil(W/stride)). The input is added to the output where both
    have the same shape: at stride 1 with c_in equal to c_out. The parts are named expand (absent where
    `middle` is `c_in`), depthwise, excite (absent without `excite`), project. The gate stands after the
    depthwise layer's batch norm and activation.

    Args:
        c_in, c_out: Channels of the thin ends.
        middle: Channels between the 1x1 layers.
        kernel: Side of the depthwise filters in pixels, odd.
        stride: 1 or 2, of the depthwise layer.
        excite: With a `SqueezeExcite` or without.
        act: Makes the activation of expansion and depthwise layer.
    Raises: ValueError on a value below 1, an even kernel, or another stride.
    Source: Howard et al. 2019, arXiv:1905.02244, Fig. 4; that a middle as wide as the input has no expanding
        layer, from the authors' code (tensorflow/models, research/slim/nets/mobilenet/conv_blocks.py).
    """

    def __init__(
        self,
        c_in: int,
        c_out: int,
        *,
        middle: int,
        kernel: int = 3,
        stride: int = 1,
        excite: bool = True,
        act: Callable[[], nn.Module] = hard_swish,
    ) -> None:
        super().__init__()
        if min(c_in, c_out, middle) < 1:
            raise ValueError(f"channels must be 1 or more, got c_in={c_in}, middle={middle}, c_out={c_out}")
        if stride not in (1, 2):
            raise ValueError(f"stride must be 1 or 2, got {stride}")
        parts: OrderedDict[str, nn.Module] = OrderedDict()
        if middle != c_in:
            parts["expand"] = conv_bn_act(c_in, middle, 1, act=act)
        parts["depthwise"] = conv_bn_act(middle, middle, kernel, stride=stride, groups=middle, act=act)
        if excite:
            parts["excite"] = SqueezeExcite(middle)
        parts["project"] = conv_bn_act(middle, c_out, 1, act=None)
        self.branch = nn.Sequential(parts)
        self.shortcut = stride == 1 and c_in == c_out

    def forward(self, x: Tensor) -> Tensor:
        """(N, c_in, H, W) -> (N, c_out, ceil(H/stride), ceil(W/stride))."""
        return x + self.branch(x) if self.shortcut else self.branch(x)

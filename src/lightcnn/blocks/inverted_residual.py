"""The inverted residual of MobileNetV2: thin, wide, thin, with the shortcut between the thin ends."""

from __future__ import annotations

from collections import OrderedDict

from torch import Tensor, nn

from lightcnn.blocks.conv import conv_bn_act, relu6


class InvertedResidual(nn.Module):
    """Expand by a 1x1, filter each channel by a 3x3, project back by a 1x1 that has no activation.

    (N, c_in, H, W) -> (N, c_out, ceil(H/stride), ceil(W/stride)). Between the 1x1 layers there are
    c_in * expansion channels. The input is added to the output where both have the same shape: at stride 1
    with c_in equal to c_out. Expansion and depthwise layer end in a ReLU6, the projection is linear. The
    parts are named expand (absent at an expansion of 1), depthwise, project.

    Args:
        c_in, c_out: Channels of the thin ends.
        expansion: Channels in the middle for each channel that comes in.
        stride: 1 or 2, of the depthwise layer.
    Raises: ValueError on a value below 1 or another stride.
    Source: Sandler et al. 2018, arXiv:1801.04381, section 3.4 and Table 1; that an expansion of 1 has no
        expanding layer, from the authors' code (tensorflow/models, slim).
    """

    def __init__(self, c_in: int, c_out: int, *, expansion: int = 6, stride: int = 1) -> None:
        super().__init__()
        if min(c_in, c_out, expansion) < 1:
            raise ValueError(
                f"channels and expansion must be 1 or more, got c_in={c_in}, c_out={c_out}, "
                f"expansion={expansion}"
            )
        if stride not in (1, 2):
            raise ValueError(f"stride must be 1 or 2, got {stride}")
        middle = c_in * expansion
        parts: OrderedDict[str, nn.Module] = OrderedDict()
        if expansion > 1:
            parts["expand"] = conv_bn_act(c_in, middle, 1, act=relu6)
        parts["depthwise"] = conv_bn_act(middle, middle, 3, stride=stride, groups=middle, act=relu6)
        parts["project"] = conv_bn_act(middle, c_out, 1, act=None)
        self.branch = nn.Sequential(parts)
        self.shortcut = stride == 1 and c_in == c_out

    def forward(self, x: Tensor) -> Tensor:
        """(N, c_in, H, W) -> (N, c_out, ceil(H/stride), ceil(W/stride))."""
        return x + self.branch(x) if self.shortcut else self.branch(x)

"""The Fire module of SqueezeNet, and the bypass around it."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from lightcnn.blocks._maps import need_maps
from lightcnn.blocks.conv import relu


class Fire(nn.Module):
    """Squeeze with 1x1 filters, then expand with 1x1 and 3x3 filters side by side.

    (N, c_in, H, W) -> (N, expand1 + expand3, H, W). Every convolution has a bias and a ReLU; no batch norm.
    The parts are named squeeze, expand1, expand3; the 1x1 results come first in the concatenation.

    Args:
        c_in: Input channels.
        squeeze: 1x1 filters of the squeeze layer. The paper keeps it below expand1 + expand3.
        expand1, expand3: 1x1 and 3x3 filters of the expand layer.
    Raises: ValueError on a value below 1, and in the call on maps of another shape than (N, c_in, H, W).
    Source: Iandola et al. 2016, arXiv:1602.07360, section 3.2 and Fig. 1.
    """

    def __init__(self, c_in: int, squeeze: int, expand1: int, expand3: int) -> None:
        super().__init__()
        if min(c_in, squeeze, expand1, expand3) < 1:
            raise ValueError(
                f"a Fire module needs at least 1 channel everywhere, got c_in={c_in}, squeeze={squeeze}, "
                f"expand1={expand1}, expand3={expand3}"
            )
        self.squeeze = nn.Conv2d(c_in, squeeze, 1)
        self.expand1 = nn.Conv2d(squeeze, expand1, 1)
        self.expand3 = nn.Conv2d(squeeze, expand3, 3, padding=1)
        self.act = relu()

    def forward(self, x: Tensor) -> Tensor:
        """(N, c_in, H, W) -> (N, expand1 + expand3, H, W)."""
        need_maps(x, self.squeeze.in_channels)
        x = self.act(self.squeeze(x))
        return torch.cat((self.act(self.expand1(x)), self.act(self.expand3(x))), dim=1)


class Bypass(nn.Module):
    """A block with its input added to its output: (N, C, H, W) -> (N, C', H, W).

    Args:
        block: What the input goes around.
        projection: Brings the input to the block's channels, a 1x1 convolution in SqueezeNet's complex
            bypass; None adds the input itself.
    Raises: ValueError in the call if the two differ in shape: PyTorch would repeat the smaller one.
    Source: Iandola et al. 2016, arXiv:1602.07360, section 6 and Fig. 2.
    """

    def __init__(self, block: nn.Module, projection: nn.Module | None = None) -> None:
        super().__init__()
        self.block = block
        self.projection = projection

    def forward(self, x: Tensor) -> Tensor:
        """The block's output plus the input, projected if there is a projection."""
        around = x if self.projection is None else self.projection(x)
        y = self.block(x)
        if y.shape != around.shape:
            raise ValueError(f"{list(around.shape)} cannot be added to {list(y.shape)}")
        return y + around

"""What the library is checked against: loops a reader can follow, and counts made elsewhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

REFERENCE: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "reference_counts.json").read_text(encoding="utf-8")
)


def convolve(
    x: Tensor, weight: Tensor, stride: int = 1, padding: tuple[int, int] = (0, 0), groups: int = 1
) -> Tensor:
    """A grouped convolution, one output value at a time: (N, C, H, W) -> (N, C', H', W'). No bias."""
    images, c_in, height, width = x.shape
    c_out, _, k_height, k_width = weight.shape
    padded = torch.zeros(images, c_in, height + 2 * padding[0], width + 2 * padding[1], dtype=x.dtype)
    padded[:, :, padding[0] : padding[0] + height, padding[1] : padding[1] + width] = x
    h_out = (padded.shape[2] - k_height) // stride + 1
    w_out = (padded.shape[3] - k_width) // stride + 1
    out = torch.empty(images, c_out, h_out, w_out, dtype=x.dtype)
    for channel in range(c_out):
        group = channel // (c_out // groups)
        first = group * (c_in // groups)
        for i in range(h_out):
            for j in range(w_out):
                top, left = i * stride, j * stride
                patch = padded[:, first : first + c_in // groups, top : top + k_height, left : left + k_width]
                out[:, channel, i, j] = (patch * weight[channel]).sum(dim=(1, 2, 3))
    return out


def average_pool(x: Tensor, stride: int) -> Tensor:
    """3x3 average with padding 1, the padding counted, one output value at a time."""
    channels = x.shape[1]
    return convolve(x, torch.full((channels, 1, 3, 3), 1 / 9, dtype=x.dtype), stride, (1, 1), channels)


def normalise(x: Tensor, norm: nn.BatchNorm2d) -> Tensor:
    """Batch norm in evaluation mode, written out."""
    assert norm.running_mean is not None and norm.running_var is not None
    scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    return (x - norm.running_mean.view(-1, 1, 1)) * scale.view(-1, 1, 1) + norm.bias.view(-1, 1, 1)


def shake(net: nn.Module, seed: int = 0) -> nn.Module:
    """Give every parameter and running statistic a random value, so that no error hides behind a 0 or a 1."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for tensor in [*net.parameters(), *net.buffers()]:
            if tensor.is_floating_point():
                tensor.copy_(torch.empty_like(tensor).uniform_(0.1, 1.1, generator=generator))
        for parameter in net.parameters():
            parameter.sub_(0.6)
    return net.eval()


def shake_gently(net: nn.Module) -> None:
    """Statistics of real maps, so that an image shows in the logits, and scales and shifts that are neither
    0 nor 1, so that a batch norm at the wrong place would show."""
    norms = [module for module in net.modules() if isinstance(module, nn.BatchNorm2d)]
    for norm in norms:
        norm.momentum = None  # take the average of the maps seen
    with torch.no_grad():
        net.train()(torch.rand(4, 3, 64, 64))
    for norm in norms:
        for tensor in (norm.weight.data, norm.bias.data):
            tensor.add_(torch.rand_like(tensor) * 0.2)


def copy_in_order(source: nn.Module, target: nn.Module) -> None:
    """Copy the parameters of `source` into `target` one after the other; the shapes must agree."""
    pairs = list(zip(source.parameters(), target.parameters(), strict=True))
    with torch.no_grad():
        for theirs, ours in pairs:
            assert theirs.shape == ours.shape, (theirs.shape, ours.shape)
            ours.copy_(theirs)

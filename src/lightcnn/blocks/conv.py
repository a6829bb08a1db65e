"""Convolution with batch norm and activation."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from torch import nn


def relu() -> nn.ReLU:
    """A ReLU that overwrites its input: batch norm does not need it again, and a copy would cost traffic."""
    return nn.ReLU(inplace=True)


def relu6() -> nn.ReLU6:
    """A ReLU bounded at 6, which overwrites its input too."""
    return nn.ReLU6(inplace=True)


def conv_bn_act(
    c_in: int,
    c_out: int,
    kernel: int | tuple[int, int] = 3,
    *,
    stride: int = 1,
    groups: int = 1,
    padding: int | tuple[int, int] | None = None,
    act: Callable[[], nn.Module] | None = relu,
) -> nn.Sequential:
    """Convolution, batch norm, activation: (N, c_in, H, W) -> (N, c_out, ceil(H/stride), ceil(W/stride)).

    Args:
        c_in, c_out: Channels.
        kernel: Side in pixels, or (height, width); odd unless `padding` is given.
        stride: Pixels between neighbouring outputs.
        groups: Must divide `c_in` and `c_out`; `c_in` groups make a depthwise convolution.
        padding: Pixels on each side, or (vertical, horizontal); by default (kernel - 1) / 2, which keeps the
            side at stride 1.
        act: Makes the activation; None leaves it out (a linear layer). The parts are named conv, bn, act.
    Raises: ValueError on values below 1, groups that do not divide the channels, or an even kernel without
        `padding`.
    """
    height, width = (kernel, kernel) if isinstance(kernel, int) else kernel
    if min(c_in, c_out, height, width, stride, groups) < 1:
        raise ValueError(
            f"all sizes must be 1 or more, got c_in={c_in}, c_out={c_out}, kernel={kernel}, stride={stride}, "
            f"groups={groups}"
        )
    if c_in % groups or c_out % groups:
        raise ValueError(f"{groups} groups do not divide {c_in} input and {c_out} output channels")
    if padding is None:
        if height % 2 == 0 or width % 2 == 0:
            raise ValueError(f"same padding needs an odd kernel, got {kernel}")
        padding = (height // 2, width // 2)
    # No convolution bias: batch norm subtracts the mean, which would cancel it.
    conv = nn.Conv2d(c_in, c_out, (height, width), stride, padding, groups=groups, bias=False)
    parts: OrderedDict[str, nn.Module] = OrderedDict(conv=conv, bn=nn.BatchNorm2d(c_out))
    if act is not None:
        parts["act"] = act()
    return nn.Sequential(parts)

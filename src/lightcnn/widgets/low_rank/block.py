"""The block of SqueezeNext, layer by layer: the data behind the second view of `LowRank`."""

from __future__ import annotations

from typing import Any

from lightcnn.arithmetic import conv_params


def block_layers(channels: int) -> list[dict[str, Any]]:
    """The five convolutions of a SqueezeNext block: kernel (height, width), channels in and out, weights.

    Source: Gholami et al. 2018, arXiv:1803.10615, section 3; biases and batch normalisation left out.
    Raises: ValueError if 4 does not divide `channels`.
    """
    if channels < 4 or channels % 4:
        raise ValueError(f"channels must be a positive multiple of 4, got {channels}")
    half, quarter = channels // 2, channels // 4
    shapes = (
        ((1, 1), channels, half),
        ((1, 1), half, quarter),
        ((3, 1), quarter, half),
        ((1, 3), half, half),
        ((1, 1), half, channels),
    )
    return [
        {"kernel": list(kernel), "c_in": c_in, "c_out": c_out, "weights": conv_params(c_in, c_out, kernel)}
        for kernel, c_in, c_out in shapes
    ]

"""What a fire module costs, and the eight of SqueezeNet 1.0: the data behind `FireFlow`."""

from __future__ import annotations

from lightcnn.arithmetic import conv_macs, conv_params

# (channels in, squeeze, expand 1x1, expand 3x3, side of the map for a 227 x 227 image). Iandola et al. 2016,
# arXiv:1602.07360, Table 1: its map sides are those of version 1.0 at 227 pixels, not at the 224 it prints.
PRESETS = {
    "fire2": (96, 16, 64, 64, 55),
    "fire3": (128, 16, 64, 64, 55),
    "fire4": (128, 32, 128, 128, 55),
    "fire5": (256, 32, 128, 128, 27),
    "fire6": (256, 48, 192, 192, 27),
    "fire7": (384, 48, 192, 192, 27),
    "fire8": (384, 64, 256, 256, 27),
    "fire9": (512, 64, 256, 256, 13),
}


def fire_costs(c_in: int, squeeze: int, expand1: int, expand3: int, side: int) -> dict[str, int]:
    """Weights of the three parts, of the direct 3x3 convolution, and multiply-adds of both; biases left out.

    Raises: ValueError if a width that must be positive is not.
    """
    parts = {
        "squeeze": (c_in, squeeze, 1),
        "expand1": (squeeze, expand1, 1),
        "expand3": (squeeze, expand3, 3),
    }
    used = {name: shape for name, shape in parts.items() if shape[1]}
    direct = (c_in, expand1 + expand3, 3)
    weights = {name: conv_params(*used[name]) if name in used else 0 for name in parts}
    return weights | {
        "total": sum(weights.values()),
        "direct": conv_params(*direct),
        "macs": sum(conv_macs(*shape, side, side) for shape in used.values()),
        "direct_macs": conv_macs(*direct, side, side),
    }

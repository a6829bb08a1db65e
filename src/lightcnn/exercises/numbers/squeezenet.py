"""The numbers that "SqueezeNet" asks for."""

from __future__ import annotations

from lightcnn.arithmetic import conv_macs, conv_params
from lightcnn.exercises.numbers import Number


def fire_params(c_in: int, squeeze: int, expand1: int, expand3: int, bias: bool = True) -> int:
    """Parameters of a Fire module."""
    return (
        conv_params(c_in, squeeze, 1, bias=bias)
        + conv_params(squeeze, expand1, 1, bias=bias)
        + conv_params(squeeze, expand3, 3, bias=bias)
    )


def fire2_macs(side: int) -> int:
    """Multiply-adds of fire2, 96 -> 16 -> 64 + 64, on maps of `side` x `side` pixels."""
    return sum(
        conv_macs(c_in, c_out, kernel, side, side)
        for c_in, c_out, kernel in ((96, 16, 1), (16, 64, 1), (16, 64, 3))
    )


UNSQUEEZED = (
    conv_params(192, 24, 1, bias=True)
    + conv_params(192, 96, 1, bias=True)
    + conv_params(192, 96, 3, bias=True)
)
BUDGET = 20_000
LARGEST = max(s for s in range(1, 129) if fire_params(128, s, 64, 64) <= BUDGET)
A_CHANNEL = fire_params(128, 2, 64, 64) - fire_params(128, 1, 64, 64)

NUMBERS = {
    "fire_params": Number(
        fire_params(192, 24, 96, 96),
        "Three quarters of them sit in the 3x3 branch, behind only 24 channels.",
        {
            fire_params(192, 24, 96, 96, bias=False): "these are the weights; each filter has a bias too.",
            UNSQUEEZED: "the expand filters read the 24 squeezed channels, not the 192.",
        },
        unit="parameters",
    ),
    "largest_squeeze": Number(
        LARGEST,
        f"It costs {fire_params(128, LARGEST, 64, 64):,} parameters; each further squeeze channel costs "
        f"{A_CHANNEL:,}.",
        {
            LARGEST + 1: f"that costs {fire_params(128, LARGEST + 1, 64, 64):,} parameters: over the budget. "
            "Did you count the biases?",
        },
        unit="squeeze channels",
    ),
    "wider_squeeze": Number(  # 96 -> 32 -> 64 + 64, weights
        fire_params(96, 32, 64, 64, bias=False),
        "Twice the weights of the squeeze to 16: each squeezed channel is written by 96 weights and read by "
        "64 + 9 · 64.",
        {
            fire_params(96, 16, 64, 64, bias=False): "this is the squeeze to 16.",
            fire_params(96, 32, 64, 64): "weights are asked for, without the biases.",
            conv_params(32, 64, 1) + conv_params(32, 64, 3): "the squeeze has weights too, 96 · 32.",
            conv_params(96, 32, 1) + conv_params(32, 128, 3): "half of the outputs have 1×1 kernels.",
            conv_params(96, 128, 3): "this is the plain 3×3 convolution.",
        },
        unit="weights",
    ),
    "fire2_macs": Number(  # 96 -> 16 -> 64 + 64 on 55 x 55, without biases
        fire2_macs(55),
        "Each weight is used once a pixel, 3,025 times. torchinfo's 36.06 million count the biases as well.",
        {
            fire_params(96, 16, 64, 64)
            * 55**2: "this counts the biases as multiply-adds too, as torchinfo does.",
            fire_params(96, 16, 64, 64, bias=False): "these are the weights; each is used once a pixel.",
            fire_params(96, 16, 64, 64, bias=False) * 55: "a map of 55×55 has 3,025 pixels.",
            conv_macs(96, 128, 3, 55, 55): "this is the plain 3×3 convolution.",
        },
        unit="multiply-adds",
    ),
    "pooled_224": Number(  # 224 -> conv1 109 -> 54 -> 27
        27,
        "109, then 54, where the windows fit exactly, then 27, where the last window sticks out and counts.",
        {
            26: "this is rounded down: (54 − 3) / 2 is 25.5, and ceil mode makes 26 of it, plus 1.",
            54: "this is the side after the first pool.",
            109: "this is the side after conv1, before any pool.",
            13: "this is the side after the third pool.",
            55: "this is the first pool at 227 pixels.",
        },
        unit="pixels",
    ),
    "bypass": Number(  # 1 x 1 around fire2, 96 -> 128, with biases
        conv_params(96, 128, 1, bias=True),
        f"More than fire2 itself, which has {fire_params(96, 16, 64, 64):,}: "
        "the shortcut does without the squeeze that makes the module small.",
        {
            conv_params(96, 128, 1): "these are the weights; each filter has a bias too.",
            conv_params(96, 128, 3, bias=True): "the bypass has 1×1 kernels.",
            conv_params(16, 128, 1, bias=True): "the bypass goes around the squeeze; it reads all 96.",
            0: "that is the simple bypass; it cannot add 96 channels to 128.",
        },
        unit="parameters",
    ),
}

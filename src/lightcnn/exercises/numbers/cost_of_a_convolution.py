"""The numbers that "The cost of a convolution" asks for."""

from __future__ import annotations

from lightcnn.arithmetic import conv_macs, conv_params
from lightcnn.exercises.numbers import Number

GROUPED = conv_params(32, 64, 5, groups=4)
BUDGET = conv_macs(128, 128, 3, 1, 1)


def separable(c: int) -> int:
    """Multiply-adds a position of a depthwise-separable 3 x 3 convolution, `c` channels in and out."""
    return conv_macs(c, c, 3, 1, 1, groups=c) + conv_macs(c, c, 1, 1, 1)


WIDEST = max(c for c in range(1, 1000) if separable(c) <= BUDGET)

NUMBERS = {
    "parameters": Number(  # 32 -> 64 channels, 5 x 5, 4 groups, with bias
        conv_params(32, 64, 5, groups=4, bias=True),
        "The groups divide the weights, not the bias.",
        {
            GROUPED: "the weights are right, the bias is missing.",
            conv_params(32, 64, 5, bias=True): "this is the layer without groups.",
            conv_params(32, 64, 5): "this is the layer without groups and without bias.",
            GROUPED + 16: "every output channel has its own bias, groups or not.",
            GROUPED // 4: "each of the 4 groups has its own block of weights.",
        },
    ),
    "budget": Number(  # the largest C with 9 C + C^2 <= 9 * 128^2
        WIDEST,
        f"{separable(WIDEST):,} of {BUDGET:,} a position are spent.",
        {
            WIDEST + 1: "this one is just over the budget.",
            384: "the pointwise half alone would fit, but the depthwise half needs its 9 C as well.",
            128: "with 128 channels most of the budget is left over.",
        },
    ),
    "intensity": Number(  # 25 multiply-adds for one value read and one written, 4 bytes each
        25 / 8,
        "Nearly three times that of a 3 × 3 kernel, for the same bytes.",
        {
            25 / 4: "the output must be written as well.",
            25 / 2: "these are multiply-adds per value; a value has 4 bytes.",
            25: "these are the multiply-adds of one output value; divide by the bytes it moves.",
            8 / 25: "this is bytes per multiply-add: turn it round.",
            9 / 8: "this is a 3 × 3 kernel; the question has 5 × 5.",
            5 / 8: "a 5 × 5 kernel has 25 weights.",
        },
        tolerance=1e-3,
    ),
}

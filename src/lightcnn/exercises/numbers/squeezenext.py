"""The numbers that "SqueezeNext" asks for."""

from __future__ import annotations

from lightcnn.arithmetic import conv_params
from lightcnn.exercises.numbers import Number


def block_weights(c: int) -> list[int]:
    """Weights of the five convolutions of a block on `c` channels."""
    return [
        conv_params(c, c // 2, 1),
        conv_params(c // 2, c // 4, 1),
        conv_params(c // 4, c // 2, (3, 1)),
        conv_params(c // 2, c // 2, (1, 3)),
        conv_params(c // 2, c, 1),
    ]


C = 128
WEIGHTS, NORMS = sum(block_weights(C)), 2 * (C // 2 + C // 4 + C // 2 + C // 2 + C)
STEM = conv_params(3, 64, 5)

NUMBERS = {
    "block": Number(
        WEIGHTS + NORMS,
        f"{WEIGHTS:,} weights, a quarter of a 3x3 convolution's, and {NORMS:,} of batch normalisation.",
        {
            WEIGHTS: "only the weights; batch normalisation has a scale and a shift per channel.",
            WEIGHTS + NORMS // 2: "batch normalisation has two parameters per channel, a scale and a shift.",
        },
        unit="parameters",
    ),
    "stem": Number(
        STEM + 2 * 64,
        "64 filters of 5x5 at every width, a scale and a shift for each.",
        {
            conv_params(3, 64, 7) + 2 * 64: "that is version 1, with a 7x7 stem.",
            conv_params(3, 128, 5) + 2 * 128: "the stem does not scale: it has 64 filters at every width.",
            STEM: "batch normalisation is missing: a scale and a shift per channel.",
            STEM + 3 * 64: "the convolution has no bias; batch normalisation follows it.",
        },
        unit="parameters",
    ),
}

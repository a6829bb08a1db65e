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
    "column": Number(  # the 3 x 1 convolution of a block on 64 channels
        conv_params(16, 32, (3, 1)),
        "It reads C/4 = 16 channels, because two squeezes stand before it, and writes C/2 = 32.",
        {
            conv_params(32, 32, (3, 1)): "two squeezes stand before it: it reads C/4 channels.",
            conv_params(64, 64, (3, 1)): "behind two squeezes it reads C/4 channels, and it writes C/2.",
            conv_params(16, 32, 3): "a 3×1 kernel has 3 weights.",
            conv_params(16, 16, (3, 1)): "it widens, from C/4 to C/2 channels.",
        },
        unit="weights",
    ),
    "one_squeeze": Number(  # C -> C/2, 3 x 1 and 1 x 3 on C/2, C/2 -> C, in C squared
        0.5 + 0.75 + 0.75 + 0.5,
        "Only a ninth more than 9/4: the second squeeze costs weights itself, C²/8, and saves 3/8 of C² "
        "in the 3×1.",
        {
            2.25: "this is the block with two squeezes; without the second, the 3×1 reads C/2 channels.",
            2.125: "the 3×1 now reads C/2 channels: 3/4 instead of 3/8.",
            2: "both taps have 3 · C/2 · C/2 weights.",
            9: "this is one 3×3 convolution of the full width.",
        },
    ),
    "idle_stem": Number(  # 3 -> 64 channels on a grid of 16 x 16 units, in percent
        100 * 3 / 16,
        "Three rows of 16 have something to read. The 64 outputs fill the 16 columns, four times in a row.",
        {
            100 * 3 / 32: "this is the 32×32 grid.",
            100 * 3 * 64 / 16**2: "64 outputs do not fit into 16 columns at once: they take four passes.",
            100 * 3 / 16**2: "a channel takes a whole row of the grid, not a single unit.",
            100 * 13 / 16: "so many rows stand idle.",
            3 / 16: "this is the share; in percent it is a hundred times as large.",
        },
        unit="%",
        tolerance=0.015,
    ),
    "moved_block": Number(  # four times the channels, a quarter of the side
        1,
        "16 times the weights, each used at a sixteenth of the positions: "
        "a moved block costs parameters and no arithmetic.",
        {
            16: "so many times the weights; each is used at fewer positions.",
            4: "weights grow with the square of the channels, positions with the square of the side.",
            1 / 16: "so many positions are left; each has 16 times the weights.",
            0.25: "a quarter of the side is a sixteenth of the positions.",
        },
        unit="times",
    ),
}

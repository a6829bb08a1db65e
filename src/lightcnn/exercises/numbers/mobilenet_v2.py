"""The numbers that "MobileNet V2" asks for."""

from __future__ import annotations

from lightcnn.arithmetic import bottleneck_peak, collapsed_share, conv_macs
from lightcnn.exercises.numbers import Number


def block_macs(c_in: int, c_out: int, side_in: int, side_out: int, *, t: int = 6, full: bool = False) -> int:
    """Multiply-adds of an inverted residual; `full` gives the 3 x 3 layer no groups."""
    middle = t * c_in
    return (
        conv_macs(c_in, middle, 1, side_in, side_in)
        + conv_macs(middle, middle, 3, side_out, side_out, 1 if full else middle)
        + conv_macs(middle, c_out, 1, side_out, side_out)
    )


BLOCK, STRIDED = block_macs(24, 24, 56, 56), block_macs(24, 32, 56, 28)
PEAK, WHOLE = bottleneck_peak(24, 144, 24, 56, parts=6), bottleneck_peak(24, 144, 24, 56)

NUMBERS = {
    "collapsed": Number(  # percent of the plane with fewer than 2 of 4 units open
        100 * float(collapsed_share(4)),
        "1 pattern of 16 with none open, 4 with one: 5 of 16.",
        {
            5 / 16: "this is the share; it is asked for in %.",
            25: "these are the places with exactly one unit open; one pattern more has none.",
            6.25: "these are the places with none open; where one is open, a point is a line too.",
            100 * 11 / 16: "there two or more are open: this is what survives.",
            50: "so it is for three units: 4 of 8.",
            18.75: "so it is for five units: 6 of 32.",
        },
        unit="%",
    ),
    "block_macs": Number(  # 24 -> 144 -> 24 on 56 x 56
        BLOCK,
        "10.8 + 4.1 + 10.8 million: the two 1 × 1 layers have five sixths.",
        {
            block_macs(
                24, 24, 56, 56, full=True
            ): "the 3 × 3 is depthwise: 9 weights a channel, not 9 · 144.",
            BLOCK // 56**2: "these are the multiply-adds at one position; there are 56 · 56.",
            block_macs(24, 24, 28, 28): "the maps are 56 × 56.",
            2 * conv_macs(24, 144, 1, 56, 56): "the depthwise layer is missing.",
            conv_macs(24, 144, 1, 56, 56)
            + conv_macs(144, 144, 3, 56, 56, 144): "the projection back to 24 channels is missing.",
        },
        unit="multiply-adds",
    ),
    "strided_macs": Number(  # 24 -> 144 -> 32, 56 -> 28
        STRIDED,
        "The expansion runs before the stride: it alone has seven tenths of the block.",
        {
            block_macs(24, 32, 28, 28): "the expansion still writes 56 × 56 maps: only the 3 × 3 strides.",
            block_macs(
                24, 32, 56, 56
            ): "the 3 × 3 layer writes 28 × 28 maps, and the projection reads those.",
            block_macs(24, 24, 56, 28): "the projection ends at 32 channels.",
            block_macs(24, 32, 56, 28, full=True): "the 3 × 3 is depthwise: 9 weights a channel.",
            conv_macs(24, 144, 1, 56, 56)
            + conv_macs(144, 144, 3, 56, 56, 144)
            + conv_macs(144, 32, 1, 28, 28): "the stride is the 3 × 3 layer's, so that one writes 28 × 28 "
            "already.",
        },
        unit="multiply-adds",
    ),
    "shortcuts": Number(  # of 17 blocks, those with stride 1 and equal ends
        10,
        "The first block of each stage changes channels or maps, and there is nothing to add to: 17 − 7.",
        {
            17: "so many blocks there are. Where do the two ends differ?",
            13: "those are the blocks without a stride; in three of them the channels change, so the ends "
            "differ too.",
            11: "a stage of one block has none: its only block is also its first.",
            7: "these are the blocks without a shortcut, the first of each stage.",
            16: "the first block of every stage has none, not only that of the network.",
        },
        unit="blocks",
    ),
    "peak": Number(  # values held, 24 -> 144 -> 24 on 56 x 56, six parts
        PEAK,
        "Less than a third of what it holds layer by layer; the multiply-adds are the same.",
        {
            WHOLE: "this is layer by layer, with the middle whole.",
            24 * 56**2 * 2
            + 2 * 144 * 56**2: "here the middle is whole; only a sixth of it is there at a time.",
            PEAK
            - 24 * 56**2: "24 maps are missing: input and output both stay, because every part reads the one "
            "and adds to the other, and a part is there twice, before and behind its 3 × 3 layer.",
            PEAK // 56**2: "these are channels; each is a map of 56 × 56 values.",
            4 * PEAK: "these are bytes; values are asked for.",
        },
        unit="values",
    ),
    "step": Number(  # how many times longer an 8-bit step is if the largest value is 15, not 6
        2.5,
        "A grid of equal steps is as coarse as its largest value makes it, everywhere.",
        {
            15 / 255: "this is the new step. How many times the old one?",
            6 / 255: "this is the old step.",
            0.4: "turn it round: the step grows.",
            9: "the range grows by 9; the step grows by a factor.",
            1: "8 bits have as many points as before, but they must reach further.",
        },
        tolerance=1e-3,
    ),
    "grid_error": Number(  # half a step of 4 bits over 0 to 6
        6 / 15 / 2,
        "16 points have 15 steps between them, 0.4 each; no value is further than half a step from a point.",
        {
            0.4: "this is a whole step; the nearest point is never further than half of it.",
            6 / 16 / 2: "16 points have 15 steps between them.",
            0.375: "16 points have 15 steps between them, and the nearest point is within half a step.",
            6 / 255 / 2: "so it is for 8 bits.",
        },
        tolerance=1e-3,
    ),
}

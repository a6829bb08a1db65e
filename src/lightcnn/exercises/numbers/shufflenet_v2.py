"""The numbers that "ShuffleNet V2" asks for."""

from __future__ import annotations

from lightcnn.arithmetic import conv_macs, pointwise_accesses, untouched_channels
from lightcnn.exercises.numbers import Number

C_IN, C_OUT, SIDE = 116, 232, 28  # the first unit of stage 3, width 1


def moved(c_in: int, c_out: int) -> int:
    """Values that a 1 x 1 layer on maps of 28 x 28 moves, weights included."""
    return pointwise_accesses(c_in, c_out, SIDE, SIDE)


def strided_macs(
    *, projected: int | None = None, middle: int | None = None, sides: tuple[int, int, int] | None = None,
    projection: bool = True, groups: bool = True,
) -> int:  # fmt: skip
    """Multiply-adds of the strided unit; an argument replaces what a slip gets wrong."""
    kept, m = projected or C_IN, middle or C_OUT // 2
    first, look, last = sides or (SIDE, SIDE // 2, SIDE // 2)
    branch = (
        conv_macs(C_IN, m, 1, first, first)
        + conv_macs(m, m, 3, look, look, m if groups else 1)
        + conv_macs(m, C_OUT - kept, 1, last, last)
    )
    around = conv_macs(C_IN, C_IN, 3, look, look, C_IN if groups else 1) + conv_macs(
        C_IN, kept, 1, last, last
    )
    return branch + around * projection


SAVED = moved(32, 128) - moved(64, 64)
LEFT, BEFORE = (untouched_channels(232, units)[-1] for units in (7, 6))

NUMBERS = {
    "equal_widths": Number(  # from 32 to 128 on 28 x 28, against equal widths of the same multiply-adds
        SAVED,
        "64 · 64 = 32 · 128, and 64 + 64 is 32 less than 32 + 128: 32 maps of 784 values, "
        "and not one weight.",
        {
            moved(64, 64): "with equal widths it moves these. How many fewer?",
            moved(32, 128): "the layer from 32 to 128 moves these; how many fewer?",
            SAVED // SIDE**2: "these are channels. Each is a map of 28 × 28 values.",
            4 * SAVED: "these are bytes; values are asked for.",
            moved(80, 80) - moved(32, 128):
                "the sum of the widths was kept, not their product: 80 · 80 is more than 32 · 128.",
            0: "the weights stay the same, the maps do not: 32 + 128 channels against 64 + 64.",
        },
        unit="values",
    ),
    "groups_moved": Number(  # growth of the maps of a 1 x 1 layer with 4 groups at equal multiply-adds
        2,
        "c² / g is to stay, so c grows by the square root of g, and the maps with it.",
        {
            4: "four times the channels would be 16 / 4 = 4 times the multiply-adds.",
            1: "with the same channels 4 groups do a quarter of the multiply-adds; they are to be equal.",
            0.25: "that is what the multiply-adds would be at equal channels.",
            0.5: "it is the other way round: more channels, not fewer.",
            16: "multiply-adds go with c² / g. What must c be multiplied by, if g is 4?",
        },
        tolerance=1e-6,
    ),
    "unit_macs": Number(  # the stride-2 unit from 116 to 232 channels on maps of 28 x 28
        strided_macs(),
        "Nearly half of it is the one layer that runs before the stride.",
        {
            strided_macs(projection=False):
                "the projection is missing: at stride 2 the other half is made, not passed on.",
            strided_macs(sides=(28, 28, 28)): "behind the stride the maps are 14 × 14.",
            strided_macs(sides=(14, 14, 14)): "the branch's first 1 × 1 convolution still runs on 28 × 28.",
            strided_macs(groups=False): "the 3 × 3 convolutions are depthwise: 9 weights a channel.",
            strided_macs(middle=58):
                "the branch is 116 wide: at stride 2 it reads the whole input, nothing is split.",
        },
        unit="multiply-adds",
    ),
    "still_untouched": Number(  # of 232 channels, after seven units
        LEFT,
        "232, 116, 58, 29, then 15, 8, 4, 2: feature reuse falls by half with every unit.",
        {
            116: "that is after one unit: half of the channels. What is left is halved again and again.",
            BEFORE: "that is after six units.",
            0: "half of the channels pass each unit, so about 1 / 128 of them passes seven.",
            1: "where the number is odd, the larger half passes: of 29, it is 15.",
            232 / 128: "channels are whole: of 29, the larger half passes, 15.",
        },
        unit="channels",
    ),
}

"""The numbers that "ShuffleNet V2" asks for."""

from __future__ import annotations

from lightcnn.arithmetic import conv_macs, conv_params, pointwise_accesses, untouched_channels
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
            moved(80, 80)
            - moved(
                32, 128
            ): "the sum of the widths was kept, not their product: 80 · 80 is more than 32 · 128.",
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
            strided_macs(
                projection=False
            ): "the projection is missing: at stride 2 the other half is made, not passed on.",
            strided_macs(sides=(28, 28, 28)): "behind the stride the maps are 14 × 14.",
            strided_macs(sides=(14, 14, 14)): "the branch's first 1 × 1 convolution still runs on 28 × 28.",
            strided_macs(groups=False): "the 3 × 3 convolutions are depthwise: 9 weights a channel.",
            strided_macs(
                middle=58
            ): "the branch is 116 wide: at stride 2 it reads the whole input, nothing is split.",
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
    "square": Number(  # 48 -> 192 with equal widths
        96,
        "96 · 96 = 48 · 192, and the maps that come and go are 192 instead of 240.",
        {
            120: "that keeps the sum of the widths; multiply-adds go with their product.",
            192: "so many maps are moved; the width is half of it.",
            96**2: "this is the product of the widths; which number has it as its square?",
        },
        unit="channels",
    ),
    "per_value": Number(  # 1 x 1, 32 -> 32, weights aside
        32 * 32 / 64,
        "32 · 32 multiply-adds for 32 values read and 32 written. An addition has none for three.",
        {
            32: "for each value that is read another is written.",
            1024: "these are the multiply-adds at one position; divide by the values moved there.",
            64: "so many values are moved at one position; how many multiply-adds are there for each?",
            1 / 16: "this is values per multiply-add: turn it round.",
        },
        unit="multiply-adds per value",
    ),
    "fades": Number(  # the first j with 2^-j < 1 / 10
        4,
        "1/2, 1/4, 1/8, 1/16: like DenseNet's connections, they fade with distance.",
        {
            3: "an eighth is more than a tenth.",
            10: "the share is halved by every unit, it does not fall by equal steps.",
            5: "a sixteenth is less than a tenth already.",
        },
        unit="units",
    ),
    "conv5": Number(  # 464 -> 1024 on 7 x 7
        conv_macs(464, 1024, 1, 7, 7),
        "A sixth of the network's multiply-adds, in one layer; on stage 2's maps it would be "
        "16 times as many.",
        {
            conv_params(464, 1024, 1): "these are the weights; each is used at 49 positions.",
            conv_macs(464, 1024, 1, 14, 14): "stage 4 has halved the maps once more: they are 7 × 7.",
            conv_macs(464, 1024, 3, 7, 7): "it is a 1 × 1 convolution.",
            conv_macs(464, 464, 1, 7, 7): "it widens, to 1024 features.",
            conv_macs(464, 1000, 1, 7, 7): "1000 are the classes; conv5 has 1024 outputs.",
        },
        unit="multiply-adds",
    ),
}

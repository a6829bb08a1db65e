"""The numbers that "The cost of a convolution" asks for."""

from __future__ import annotations

from lightcnn.arithmetic import conv_macs, conv_params, conv_traffic, output_side
from lightcnn.exercises.numbers import Number

GROUPED = conv_params(32, 64, 5, groups=4)
BUDGET = conv_macs(128, 128, 3, 1, 1)


def separable(c: int) -> int:
    """Multiply-adds a position of a depthwise-separable 3 x 3 convolution, `c` channels in and out."""
    return conv_macs(c, c, 3, 1, 1, groups=c) + conv_macs(c, c, 1, 1, 1)


WIDEST = max(c for c in range(1, 1000) if separable(c) <= BUDGET)

FLOOR, CONV1 = output_side(112, 3, 2), output_side(227, 11, 4)
MOVED = conv_traffic(128, 128, 3, 56, 56, 56, 56, groups=128)

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
    "strided": Number(  # 3 x 3, stride 2, no padding, 64 -> 128 channels on 112 x 112
        conv_macs(64, 128, 3, FLOOR, FLOOR),
        f"{FLOOR} rows, not 56: without padding the last window would stick out, so the floor drops it.",
        {
            conv_macs(
                64, 128, 3, 56, 56
            ): "half of 112 is 56, but (112 − 3) / 2 is 54.5: the floor makes it 54, plus 1.",
            conv_macs(64, 128, 3, 54, 54): "54 steps to the right make 55 positions: plus 1.",
            conv_macs(64, 128, 3, 110, 110): "this is stride 1.",
            conv_macs(64, 128, 3, 112, 112): "count the positions of the output, not of the input.",
            conv_params(64, 128, 3): "these are the weights; each is used once per output position.",
        },
        unit="multiply-adds",
    ),
    "reuse": Number(  # AlexNet's first convolution: 11 x 11, stride 4, on 227 x 227
        CONV1**2,
        "Once per output position, 55 · 55. A weight of a fully connected layer is used once: "
        "hence the two bills.",
        {
            CONV1: "this is the side of the output; how many positions has it?",
            227**2: "these are the positions of the input; the kernel stops at every fourth.",
            217**2: "this is stride 1.",
            1: "that holds for a fully connected layer, which has one position.",
            11 * 11: "these are the weights of one kernel; count the places where it is put down.",
        },
        unit="times",
    ),
    "bytes": Number(  # depthwise 3 x 3, 128 channels, 56 x 56, 4 bytes a value
        MOVED.total,
        "Maps come and go as before, only the weights have become few: 128 times less arithmetic, "
        "15 % fewer bytes.",
        {
            MOVED.total // 4: "these are values; each has 4 bytes.",
            MOVED.total - MOVED.weights: "the weights must come as well.",
            MOVED.total - MOVED.writes: "the output must be written as well.",
            conv_traffic(
                128, 128, 3, 56, 56, 56, 56
            ).total: "this is the standard layer; a depthwise one has 9 weights a channel.",
        },
        unit="bytes",
    ),
    "fifth_layer": Number(  # 1024 channels on 7 x 7: the parameters
        conv_params(1024, 1024, 3),
        "Inputs and outputs double, so four times the parameters, for the same multiply-adds.",
        {
            conv_params(512, 512, 3): "this is the layer before. Multiply-adds stay, parameters do not.",
            2 * conv_params(512, 512, 3): "inputs and outputs double, both of them.",
            1024 * 1024: "each pair of channels has a kernel of 9 weights.",
            conv_macs(1024, 1024, 3, 7, 7): "these are the multiply-adds; parameters do not see the maps.",
        },
        unit="parameters",
    ),
    "under_the_roof": Number(  # 60 G multiply-adds and 15 GB a second, intensity 9 / 8
        15 * 9 / 8,
        "The memory brings 15 GB, and each byte is good for 9/8 multiply-adds. "
        "Nearly three quarters of the arithmetic must rest.",
        {
            60: "that roof is flat and lies to the right of the bend, at 4; this layer is left of it.",
            15: "these are the bytes; how many multiply-adds does each of them allow?",
            15 * 8 / 9: "intensity is multiply-adds per byte: multiply by it.",
            60 * 9 / 8: "intensity counts against the memory's limit, not against the arithmetic's.",
            4: "this is the bend, in multiply-adds per byte.",
        },
        unit="G multiply-adds per second",
        tolerance=5e-3,
    ),
    "hidden_half": Number(  # 93 % at their promised time, 7 % at ten times theirs
        0.93 + 0.07 * 10,
        "0.93 + 0.7: 7 % of the count take more than 40 % of the time. "
        "The pair's own intensity is high and says nothing of it.",
        {
            10: "this is the depthwise half alone; it has 7 % of the count.",
            (1 + 10) / 2: "the halves do not weigh the same: one has 93 % of the count, the other 7 %.",
            0.7: "the pointwise half takes its time as well.",
            1: "so it would be if both halves kept their promise.",
            0.93 * 10 + 0.07: "it is the depthwise half that is late.",
            1 / (0.93 + 0.07 * 10): "this is the part of the promise that is kept: turn it round.",
        },
        unit="times",
        tolerance=5e-3,
    ),
    "pair": Number(  # 80 % stay as they are, 20 % become four times as fast
        1 / (0.8 + 0.2 / 4),
        "0.8 of the time stays, 0.2 becomes 0.05. "
        "Even a depthwise half that takes no time gives no more than 1 / 0.8 = 1.25.",
        {
            4: "only a fifth of the time becomes four times as fast.",
            0.8 + 0.2 / 4: "this is the share of the time that is left: turn it round.",
            1 / 0.8: "this is the limit, a depthwise half that takes no time at all.",
            0.2 * 4 + 0.8: "times add up, not speeds: what becomes of 0.2 of the time?",
        },
        unit="times",
        tolerance=5e-3,
    ),
}

"""The numbers that "MobileNet V3" asks for."""

from __future__ import annotations

import math

from lightcnn.arithmetic import conv_macs, scaled_channels
from lightcnn.exercises.numbers import Number

DEPTHWISE = conv_macs(960, 960, 3, 7, 7, 960)
PROJECTION = conv_macs(960, 320, 1, 7, 7)
HEAD_BEFORE, HEAD_BEHIND = conv_macs(320, 1280, 1, 7, 7), conv_macs(960, 1280, 1, 1, 1)
LAST_STAGE = DEPTHWISE + PROJECTION + HEAD_BEFORE - HEAD_BEHIND


def first_layers(filters: int) -> tuple[int, int, int]:
    """Multiply-adds of a stem of so many filters, the depthwise layer behind it, the projection to 16."""
    return (
        conv_macs(3, filters, 3, 112, 112),
        conv_macs(filters, filters, 3, 112, 112, filters),
        conv_macs(filters, 16, 1, 112, 112),
    )


BEFORE, AFTER = first_layers(32), first_layers(16)
STEM = sum(BEFORE) - sum(AFTER)


def gate_params(channels: int, squeezed: int, bias: bool = True) -> int:
    return 2 * channels * squeezed + bias * (channels + squeezed)


V2_MACS = 300_774_272
GATE = gate_params(960, 240)
GAP = 3 - 3 / (1 + math.exp(-3))

NUMBERS = {
    "last_stage": Number(  # multiply-adds that moving the head behind the pool saves
        LAST_STAGE,
        "About a tenth of the network, from one idea: make the features where the map is one pixel.",
        {
            DEPTHWISE
            + PROJECTION
            + HEAD_BEFORE: "the new layer from 960 to 1280 is not free: one pixel of it.",
            HEAD_BEFORE - HEAD_BEHIND: "the depthwise layer and the projection to 320 are gone too.",
            PROJECTION
            + HEAD_BEFORE
            - HEAD_BEHIND: "the depthwise layer is gone too, 9 · 960 at each of 49 pixels.",
            DEPTHWISE + HEAD_BEFORE - HEAD_BEHIND: "the projection from 960 to 320 is gone too.",
            DEPTHWISE
            + PROJECTION
            + HEAD_BEFORE
            - conv_macs(960, 1280, 1, 7, 7): "behind the pool there is one pixel, not 49.",
            30e6: "so the paper's text says, in round numbers. What does the count say?",
        },
        unit="multiply-adds",
        tolerance=4e-3,
    ),
    "stem": Number(  # multiply-adds that 16 filters instead of 32 save
        STEM,
        "Half of it is in the two layers behind: they read 16 channels instead of 32.",
        {
            BEFORE[0] - AFTER[0]: "the stem alone. Which layers read its channels?",
            sum(BEFORE[:2]) - sum(AFTER[:2]): "the projection to 16 reads 16 channels instead of 32, too.",
            BEFORE[0] + BEFORE[2] - AFTER[0] - AFTER[2]: "the depthwise layer has half of its channels, too.",
            sum(BEFORE): "this is all that the three layers did before; 16 filters are left.",
            10e6: "so the paper's text says, in round numbers. What does the count say?",
        },
        unit="multiply-adds",
        tolerance=4e-3,
    ),
    "gate_params": Number(  # of a squeeze-and-excite on 960 channels
        GATE,
        "More than all other weights of such a block, 331,200: gates are cheap in time, not in weights.",
        {
            gate_params(960, 240, bias=False): "both layers have biases, 240 and 960.",
            gate_params(960, 240, bias=False) // 2: "there are two layers: down to 240, and back.",
            gate_params(960, 40): "a quarter of the 960, not of the block's 160 input channels.",
            gate_params(960, 960): "the layer in between has a quarter of the channels.",
            960: "so many gates there are. How many weights make them?",
        },
        unit="parameters",
    ),
    "squeezed": Number(  # channels between the two layers of the gate on 72 channels
        scaled_channels(72, 1 / 4),
        "16 and 24 are as near to 18 as each other, nearly; 16 would be less than nine tenths of it.",
        {
            18: "a quarter, but not a multiple of 8.",
            16: "it is nearest to 18, but below nine tenths of it.",
            72: "these are the gated channels.",
        },
        unit="channels",
    ),
    "gap": Number(  # |h-swish - swish| at 3
        GAP,
        "h-swish has arrived at x itself there, and swish is still 5 % below it.",
        {
            3 / (1 + math.exp(-3)): "this is swish(3). How far is it from h-swish(3)?",
            3: "this is h-swish(3). How far is swish(3) from it?",
            1 - 1 / (1 + math.exp(-3)): "this is by how much the gates differ; each multiplies x = 3.",
            1 / (1 + math.exp(-3)): "this is the gate σ(3); swish is 3 times that.",
            0: "they meet at 0. At 3 one gate is clamped to 1 and the other is not there yet.",
        },
        tolerance=5e-3,
    ),
    "both_ends": Number(  # percent of MobileNetV2's multiply-adds
        100 * (LAST_STAGE + STEM) / V2_MACS,
        "Three quarters of it at the end, which even has half a million parameters more.",
        {
            100 * LAST_STAGE / V2_MACS: "this is the end alone; the stem saves too.",
            100 * STEM / V2_MACS: "this is the stem alone; the end saves more.",
            (LAST_STAGE + STEM) / V2_MACS: "this is the share; it is asked for in %.",
            100 - 100 * (LAST_STAGE + STEM) / V2_MACS: "this is what is left.",
        },
        unit="%",
        tolerance=4e-3,
    ),
}

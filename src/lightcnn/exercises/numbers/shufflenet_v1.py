"""The numbers that "ShuffleNet V1" asks for."""

from __future__ import annotations

from lightcnn.arithmetic import conv_macs, reach_share, shuffle_permutation
from lightcnn.exercises.numbers import Number

C_IN, C_OUT, SIDE, GROUPS = 384, 768, 28, 8  # the first unit of stage 3, 8 groups
MIDDLE, HALF = C_OUT // 4, SIDE // 2
CHANNELS, MANY = 64, 16  # of the exercise on depth: channels, groups


def unit_macs(
    groups: tuple[int, int] | None = None,
    *,
    middle: int | None = None,
    expanded: int | None = None,
    sides: tuple[int, int] | None = None,
    depthwise: bool = True,
) -> int:
    """Multiply-adds of the strided unit; an argument replaces what a slip gets wrong.

    Args:
        groups: Of the first and of the last pointwise layer.
        middle, expanded: Channels of the bottleneck and of what the branch makes.
        sides: Output side of the first pointwise layer, and of the two layers after it.
        depthwise: False counts a full 3 x 3 convolution.
    """
    first, last = groups or (GROUPS, GROUPS)
    m, branch = middle or MIDDLE, expanded or C_OUT - C_IN
    before, after = sides or (SIDE, HALF)
    ends = conv_macs(C_IN, m, 1, before, before, first) + conv_macs(m, branch, 1, after, after, last)
    return ends + conv_macs(m, m, 3, after, after, m if depthwise else 1)


MACS = unit_macs()
WHOLE = conv_macs(24, 96, 1, 56, 56)  # the network's first 1 x 1 convolution, 8 groups elsewhere


def pointwise_share(groups: int = 3, of_3x3: int | None = None, c: int = 240, m: int = 60) -> float:
    """Share of the two 1 x 1 convolutions in the unit at stride 1, in percent; the 3 x 3 is depthwise."""
    pointwise = 2 * conv_macs(c, m, 1, 1, 1, groups)
    return 100 * pointwise / (pointwise + conv_macs(m, m, 3, 1, 1, of_3x3 or m))


DEPTH = next(n for n in range(1, 9) if reach_share(CHANNELS, MANY, n, shuffle=True) == 1)

NUMBERS = {
    "unit_macs": Number(  # 384 to 768 channels, bottleneck 192, 28 x 28, 8 groups
        MACS,
        "The shuffle, the pool and the concatenation cost no multiply-adds.",
        {
            unit_macs((1, 1)): f"the pointwise convolutions have {GROUPS} groups.",
            unit_macs((GROUPS, 1)): "both pointwise convolutions are grouped, not only the first.",
            unit_macs(depthwise=False): "the 3 × 3 convolution is depthwise.",
            unit_macs(sides=(SIDE, SIDE)): "behind the stride the maps are 14 × 14.",
            unit_macs(sides=(HALF, HALF)): "the first 1 × 1 convolution still runs on 28 × 28.",
            unit_macs(expanded=C_OUT): "the pooled input supplies half of the outputs, the branch makes 384.",
            unit_macs(middle=C_IN // 4): "the bottleneck is a quarter of the output channels, 192.",
            MACS - conv_macs(MIDDLE, MIDDLE, 3, HALF, HALF, MIDDLE): "the depthwise convolution is missing.",
        },
        unit="multiply-adds",
    ),
    "layers_to_mix": Number(  # grouped layers, shuffled between, until every output sees all 64 channels
        DEPTH,
        "4 channels, 16, then all 64: n = c/g is smaller than g here, so two layers are not enough.",
        {
            1: "one layer sees its own group, 4 channels.",
            2: "two layers see 4 · 4 = 16 channels at most.",
            4: "three layers can see 4 · 4 · 4 = 64 channels already.",
            16: "the reach multiplies from layer to layer, it does not add up.",
        },
        unit="layers",
    ),
    "whole_first": Number(  # 24 to 96 channels on 56 x 56, not grouped
        WHOLE,
        "A twentieth of the network's 138 million. In 8 groups it would be 0.9 million: little to save.",
        {
            WHOLE // 8: "this is the layer in 8 groups.",
            24 * 96: "these are its weights; each is used once per position.",
            WHOLE
            // 4: "the depthwise convolution strides, behind this layer: here the maps are still 56 × 56.",
            24 * 96 * 56: "a map has 56 rows of 56 values.",
        },
        unit="multiply-adds",
    ),
    "pointwise_share": Number(  # 2 c m / g of 2 c m / g + 9 m, in percent
        pointwise_share(),
        "About as much as before: the groups make the 1 × 1 convolutions three times cheaper, but depthwise "
        "the 3 × 3 has become cheaper still. More groups would go on paying.",
        {
            pointwise_share(1): "this is without groups: they divide the 1 × 1 convolutions by 3.",
            pointwise_share() / 2: "this is one of the two.",
            100 - pointwise_share(): "this is the share of the 3 × 3 convolution.",
            pointwise_share(
                1, 3
            ): "this is ResNeXt's block: here the 1 × 1 are in groups and the 3 × 3 is depthwise.",
            pointwise_share() / 100: "this is the share; in percent it is a hundred times as large.",
        },
        unit="%",
        tolerance=5e-3,
    ),
    "moves_to": Number(  # channel 17 of 24 in 4 groups
        shuffle_permutation(24, 4).index(17),
        "17 = 2 · 6 + 5: place 5 of group 2, which comes to 5 · 4 + 2.",
        {
            shuffle_permutation(24, 6).index(17): "this is the shuffle of 6 groups. Four groups have n = 6.",
            2 * 4 + 5: "the place is multiplied by g, the group is added.",
            5 * 6 + 2: "there are 24 positions. The place is multiplied by g = 4.",
            17: "it moves: it is place 5 of group 2.",
        },
    ),
    "inputs_read": Number(  # by an output of the first 1 x 1 convolution of a unit, stage 2, 8 groups
        384 // 8,
        "A third of the 144 that an output reads with one group, in a network with 2.7 times the channels.",
        {
            384: "the unit has so many; an output reads those of its own group.",
            144: "this is one group, where an output reads all channels of the unit.",
            96 // 8: "that is the last 1 × 1 convolution, which reads the bottleneck.",
            18: "the groups have bought width: stage 2 has 384 channels, not 144.",
        },
        unit="channels",
    ),
    "extreme_deals": Number(  # of 252, where five accuracies all beat the other five
        2,
        "The deal itself and its mirror image, whose gap has the other sign: 0.8 %. "
        "Five seeds of each cannot show less.",
        {
            1: "the mirror image has a gap of the same size, with the other sign.",
            126: "most deals mix the two networks, and their gaps are smaller.",
            252: "most deals mix the two networks, and their gaps are smaller.",
            2 / 252: "how many of the 252, not which share?",
            0: "the deal that happened is one of the 252.",
        },
        unit="deals",
    ),
}

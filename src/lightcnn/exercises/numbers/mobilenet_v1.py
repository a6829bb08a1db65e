"""The numbers that "MobileNet V1" asks for."""

from __future__ import annotations

from lightcnn.arithmetic import conv_macs, conv_params, separable_macs, separable_params
from lightcnn.exercises.numbers import Number

C_IN, C_OUT, SIDE = 256, 512, 14  # block 6: stride 2, from 28 x 28
LOOK, MIX = conv_macs(C_IN, C_IN, 3, SIDE, SIDE, C_IN), conv_macs(C_IN, C_OUT, 1, SIDE, SIDE)
ONE = separable_macs(512, 512, 3, 14, 14)  # a block that keeps 512 channels
WIDE, HALF = conv_params(512, 512, 1), conv_params(256, 256, 1)

NUMBERS = {
    "maps_out": Number(  # a depthwise 3 x 3 on 32 maps
        32,
        "One kernel a map, one map a kernel. The number can only change where maps are mixed.",
        {
            1: "that would be all maps summed into one, as a single filter of a full convolution does. Here "
            "nothing is summed over maps.",
            64: "64 come out of the block; they are made by the pointwise layer.",
            32 * 9: "these are its weights, nine for each map.",
        },
        unit="maps",
    ),
    "one_map": Number(  # numbers that describe what 512 outputs see of one input map, split
        9 + 512,
        "Instead of 4,608. So few, and still every output has a weight of its own for this map.",
        {
            9
            * 512: "that is the full convolution: a kernel for every output. After the split they share one.",
            9: "that is the shared kernel. Each output also decides how much of the filtered map it takes.",
            512: "these are the weights of the mixing. The map is looked at, too, by one kernel.",
            9 * 512 + 512: "the kernel is shared: it is stored once, not for every output.",
        },
        unit="numbers",
    ),
    "block_macs": Number(  # block 6, 256 -> 512 at stride 2 from 28 x 28
        separable_macs(C_IN, C_OUT, 3, SIDE, SIDE),
        "The pointwise layer does 57 times what the depthwise one does: 512 outputs against nine weights.",
        {
            separable_macs(
                C_IN, C_OUT, 3, 28, 28
            ): "behind the stride the maps are 14 × 14, for both layers.",
            LOOK
            + conv_macs(C_IN, C_OUT, 1, 28, 28): "the pointwise layer works behind the stride, on 14 × 14.",
            conv_macs(C_IN, C_IN, 3, 28, 28, C_IN)
            + MIX: "the depthwise layer writes 14 × 14 maps: that is where its kernels stop.",
            conv_macs(C_IN, C_OUT, 3, SIDE, SIDE): "that is a full convolution.",
            MIX: "the depthwise layer is missing.",
            LOOK: "the pointwise layer is missing.",
            conv_macs(C_OUT, C_OUT, 3, SIDE, SIDE, C_OUT)
            + MIX: "the depthwise layer stands before the mixing: it has 256 maps.",
            conv_macs(C_IN, C_IN, 3, SIDE, SIDE)
            + MIX: "a depthwise kernel reads one map, not all 256: 9 weights a map.",
            separable_params(C_IN, C_OUT, 3): "these are the weights. Each is used at 14 · 14 positions.",
        },
        unit="multiply-adds",
    ),
    "shallow_saves": Number(  # five blocks 512 -> 512 on 14 x 14
        5 * ONE,
        "Nearly half of the network, and with it five chances to look around.",
        {
            ONE: "that is one block; five are left out.",
            6 * ONE: "six blocks write 512 channels; the first of them widens from 256, and stays.",
            5 * conv_macs(512, 512, 1, 14, 14): "the depthwise layers go as well.",
            5 * conv_macs(512, 512, 3, 14, 14, 512): "the pointwise layers go as well.",
            5 * conv_macs(512, 512, 3, 14, 14): "these blocks are split: they look and mix apart.",
            5 * separable_params(512, 512, 3): "these are the weights. Each is used at 14 · 14 positions.",
        },
        unit="multiply-adds",
    ),
    "thin_weights": Number(  # of a pointwise layer 512 -> 512 at width 0.5
        HALF,
        "A quarter: the matrix gets half as wide and half as high.",
        {
            WIDE // 2: "both sides of the matrix are halved: it reads half of the channels and makes half.",
            WIDE: "that is the layer at width 1.",
            conv_params(256, 256, 3): "it is a 1 × 1 convolution.",
            separable_params(256, 256, 3): "this counts the depthwise layer, too.",
        },
        unit="weights",
    ),
    "small_side": Number(  # the side at which the convolutions do a quarter of what they do at 224
        112,
        "Half the side is a quarter of the positions. The weights have not changed at all.",
        {
            56: "that is a quarter of the side, so a sixteenth of the positions.",
            158: "that halves the multiply-adds: 0.7 · 0.7 is about a half.",
            160: "that halves the multiply-adds: 0.7 · 0.7 is about a half.",
        },
        unit="pixels",
    ),
}

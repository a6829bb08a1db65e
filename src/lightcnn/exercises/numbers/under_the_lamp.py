"""The numbers that "Under the lamp" asks for."""

from __future__ import annotations

from lightcnn.exercises.numbers import Number

NUMBERS = {
    "caffe_blue": Number(  # a blue of 0.8 under Caffe's preprocessing
        100,
        "255 · 0.8 − 104. torchvision's rule makes (0.8 − 0.406) / 0.225 = 1.75 of it.",
        {
            87: "117 is the mean of green. Blue comes first, and its mean is 104.",
            81: "123 is the mean of red. Blue comes first, and its mean is 104.",
            204: "that is the byte; its mean is still to be taken off.",
            -103.2: "the network reads bytes: 0.8 is the byte 204.",
        },
        tolerance=1e-3,
    ),
    "torch_blue": Number(  # a blue of 0.8 under torchvision's preprocessing
        1.7511,
        "(0.8 − 0.406) / 0.225. SqueezeNet's rule makes 100 of the same pixel.",
        {
            1.3755: "0.485 and 0.229 are red's. Blue has the mean 0.406 and is divided by 0.225.",
            1.5357: "0.456 and 0.224 are green's. Blue has the mean 0.406 and is divided by 0.225.",
            0.394: "the mean is taken off; now divide by 0.225.",
            3.1496: "subtract the mean before you divide.",
            100: "that is SqueezeNet's rule. This one takes the value between 0 and 1.",
        },
        tolerance=5e-3,
    ),
    "reach": Number(  # receptive field of SqueezeNet 1.1's fire9
        207,
        "31 behind maxpool3, then 16 for each of fire4 and fire5, 16 for maxpool5, and 32 for each of the "
        "last four: nearly the whole of 227.",
        {
            143: "from maxpool5 on, neighbours lie 16 pixels apart: each 3 × 3 there adds 32.",
            79: "that is behind maxpool5; four Fire modules follow.",
            175: "that is fire8.",
            227: "nearly: the image is 227 wide. Add up what each layer adds.",
            87: "a 3 × 3 adds 2 steps, and a step is 16 pixels there: 32, not 2.",
        },
        unit="pixels",
    ),
    "reach_unstrided": Number(  # the same with a stride of 1 in maxpool5
        143,
        "79 behind maxpool5 as before, because a stride counts only from the next layer on; then 16 and not "
        "32 for each of the last four.",
        {
            207: "that is with its stride of 2. Without it the steps behind it stay at 8 pixels.",
            79: "that is behind maxpool5; four Fire modules follow.",
            127: "maxpool5 still looks at 3 × 3: it adds 16, whatever its stride.",
            111: "that is behind fire7; two Fire modules follow.",
        },
        unit="pixels",
    ),
    "steps_left": Number(  # 12.7 the layer's largest, 0.5 the channel's, 127 steps
        5,
        "One step is 12.7 / 127 = 0.1, so the channel has the values −0.5, −0.4 to 0.5: 11 of 255. Its own "
        "grid would give it all of them.",
        {
            127: "that many steps has the layer's largest channel. One step is 12.7 / 127.",
            0.1: "that is one step. How many of them fit into 0.5?",
            25.4: "that is how much larger the largest channel is. How many steps of 12.7 / 127 make 0.5?",
        },
        unit="steps",
    ),
    "steps_scaled": Number(  # the same channel, its weights times 20
        100,
        "Its largest weight is 10 now, and a step is still 0.1: 20 times as many steps, and the loudest "
        "channel keeps its own.",
        {
            5: "that is before. Its largest weight is 20 · 0.5 now.",
            127: "that many has the channel of 12.7; this one ends at 10.",
            10: "that is its largest weight now. How many steps of 0.1 are that?",
            20: "by that many times it grew. It had 5 steps.",
        },
        unit="steps",
    ),
    "folded_weight": Number(  # weight 0.5, scale 3, deviation 2
        0.75,
        "3 / 2 · 0.5. Shift and mean change the bias alone.",
        {
            0.375: "the deviation is the root of the variance: 2.",
            1.5: "the scale is there; the deviation, 2, is still to divide.",
            0.25: "the deviation divides it; the scale, 3, is still missing.",
            0.5: "the weight is multiplied by scale / deviation.",
            -2.25: "the mean goes into the bias, not into the weight.",
        },
    ),
    "folded_bias": Number(  # scale 2, shift 1, mean 3, deviation 2
        -2,
        "1 − (2 / 2) · 3. The weights are multiplied by 2 / 2, so here they stay.",
        {
            1: "that is batch norm's own shift; the mean that it takes off is still missing.",
            4: "the mean is taken off, not added.",
            -5: "the mean is divided by the deviation before it is scaled: 2 / 2 · 3.",
            -0.5: "the deviation is the root of the variance: 2.",
        },
    ),
}

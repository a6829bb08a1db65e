"""The numbers that "Searching MobileNet V3" asks for."""

from __future__ import annotations

from lightcnn.exercises.numbers import Number


def gain(times: float, w: float) -> float:
    """By how many per cent the accuracy must rise where the latency grows by the factor `times`."""
    return 100 * (times**-w - 1)


def loss(times: float, w: float) -> float:
    """By how many per cent the reward falls there if the accuracy stays."""
    return 100 * (1 - times**w)


# The seed's latency, the target, what a step saves (ms); proposals a step; training steps of each tuning.
SEED, TARGET, DELTA, PROPOSALS, TUNING = 80, 60, 0.8, 20, 10_000
STEPS = round((SEED - TARGET) / DELTA)

NUMBERS = {
    "four_times": Number(  # per cent of accuracy that make up for four times the latency at w = -0.07
        gain(4, -0.07),
        "Two doublings of 5.0 % each, multiplied: 1.0497 · 1.0497.",
        {
            gain(2, -0.07): "this is for twice the latency; four times is two doublings.",
            loss(4, -0.07): "by so much the reward falls; the accuracy must make up for it: 1 / 0.9075.",
            loss(2, -0.07): "by so much the reward falls for twice the latency.",
            gain(4, -0.15): "this is for w = −0.15.",
            28: "the exponent is no share: 4 to the power 0.07 is asked for, not 4 times 0.07.",
            110.19: "this is the new accuracy in % of the old one. By how much has it risen?",
        },
        unit="%",
        tolerance=1e-2,
    ),
    "worth": Number(  # the reward of 74 % in 60 ms, at a target of 80 ms and w = -0.07
        0.74 * (60 / 80) ** -0.07,
        "Faster than the target, so it is worth more than its accuracy.",
        {
            (0.74 * 60 / 80) ** -0.07: "the exponent belongs to the ratio of the latencies alone.",
            0.74 * (60 / 80) ** 0.07: "it is faster than the target and worth less than its accuracy? The "
            "exponent is below 0, and the ratio is latency by target.",
            0.74 * 60 / 80: "the exponent is missing.",
            0.74: "this is its accuracy; it is faster than the target, and that counts.",
            74 * (60 / 80) ** -0.07: "the accuracy is a share, 0.74.",
        },
        tolerance=1e-3,
    ),
    "feasible": Number(  # networks of the small space that answer 32 images within 0.05 ms
        0,
        "Even the fastest one needs longer: no exponent and no search can find what is not there.",
        {
            64: "so many networks there are. Compare the fastest one's latency with the target.",
            1: "the fastest one is the nearest; compare its latency with the target.",
            32: "so many images are answered at once. How many networks do it in time?",
        },
        unit="networks",
    ),
    "slope": Number(  # points lost per ms by the proposal that the ratio rule takes
        0.2,
        "B: 0.3 points for 1.5 ms. A loses less, but twice as much for each millisecond.",
        {
            0.4: "this is A: 0.2 points for 0.5 ms.",
            0.3: "so many points B loses in all; divide by the milliseconds that it saves.",
            0.3 / 8.5: "divide by what is saved, not by what is left.",
            0.3 / 10: "divide by what is saved, not by what there was.",
            5: "this is milliseconds per point; it is asked for the other way round.",
            1.5: "so many milliseconds B saves.",
        },
        unit="points",
        tolerance=1e-3,
    ),
    "slower": Number(  # per cent of accuracy that make up for 30 % more latency at w = -0.15
        gain(1.3, -0.15),
        "For small changes, a per cent of latency costs about 0.15 % of the accuracy.",
        {
            0.15 * 30: "that is the rule of thumb for small changes; for 30 % take 1.3 to the power 0.15.",
            loss(1.3, -0.15): "by so much the reward falls; the accuracy must rise by a little more.",
            gain(1.3, -0.07): "this is for w = −0.07.",
            gain(2, -0.15): "this is for twice the latency.",
            gain(0.3, -0.15): "30 % slower is 1.3 times the latency, not 0.3 times.",
        },
        unit="%",
        tolerance=1e-2,
    ),
    "tunings": Number(  # training steps of one NetAdapt run
        STEPS * PROPOSALS * TUNING,
        "25 steps of 20 proposals. Each proposal is tuned only because it may be the one that is taken.",
        {
            STEPS * TUNING: "in each step every proposal is tuned, not only the one that is taken.",
            STEPS * PROPOSALS: "so many proposals are tuned; each for 10,000 training steps.",
            (SEED - TARGET) * PROPOSALS * TUNING: "a step saves 0.8 ms, not 1 ms.",
            PROPOSALS * TUNING: "this is one step.",
            100 * PROPOSALS * TUNING: "100 steps would take the latency to 0.",
        },
        unit="training steps",
    ),
}

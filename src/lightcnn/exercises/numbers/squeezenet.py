"""The numbers that "SqueezeNet" asks for."""

from __future__ import annotations

from lightcnn.arithmetic import conv_params
from lightcnn.exercises.numbers import Number


def fire_params(c_in: int, squeeze: int, expand1: int, expand3: int, bias: bool = True) -> int:
    """Parameters of a Fire module."""
    return (
        conv_params(c_in, squeeze, 1, bias=bias)
        + conv_params(squeeze, expand1, 1, bias=bias)
        + conv_params(squeeze, expand3, 3, bias=bias)
    )


UNSQUEEZED = (
    conv_params(192, 24, 1, bias=True)
    + conv_params(192, 96, 1, bias=True)
    + conv_params(192, 96, 3, bias=True)
)
BUDGET = 20_000
LARGEST = max(s for s in range(1, 129) if fire_params(128, s, 64, 64) <= BUDGET)
A_CHANNEL = fire_params(128, 2, 64, 64) - fire_params(128, 1, 64, 64)

NUMBERS = {
    "fire_params": Number(
        fire_params(192, 24, 96, 96),
        "Three quarters of them sit in the 3x3 branch, behind only 24 channels.",
        {
            fire_params(192, 24, 96, 96, bias=False): "these are the weights; each filter has a bias too.",
            UNSQUEEZED: "the expand filters read the 24 squeezed channels, not the 192.",
        },
        unit="parameters",
    ),
    "largest_squeeze": Number(
        LARGEST,
        f"It costs {fire_params(128, LARGEST, 64, 64):,} parameters; each further squeeze channel costs "
        f"{A_CHANNEL:,}.",
        {
            LARGEST + 1: f"that costs {fire_params(128, LARGEST + 1, 64, 64):,} parameters: over the budget. "
            "Did you count the biases?",
        },
        unit="squeeze channels",
    ),
}

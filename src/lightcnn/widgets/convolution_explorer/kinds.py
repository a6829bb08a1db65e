"""The kinds of convolution as layers, and what each costs: the data behind `ConvolutionExplorer`."""

from __future__ import annotations

from typing import Any

from lightcnn.arithmetic import conv_macs, conv_params

MODES = ("standard", "grouped", "depthwise", "pointwise", "separable")
LABELS = {mode: mode for mode in MODES} | {"separable": "depthwise + pointwise"}
REAL_SIDE, REAL_CHANNELS, REAL_GROUPS = 14, 512, 2


def groups_in_effect(groups: int, c_in: int, c_out: int) -> int:
    """`groups` or, while they do not divide both channels, the next smaller number that does."""
    return next(g for g in range(min(groups, c_in), 0, -1) if c_in % g == 0 == c_out % g)


def layers(mode: str, c_in: int, c_out: int, kernel: int, groups: int) -> list[tuple[int, int, int, int]]:
    """The convolutions of one kind as (channels in, channels out, kernel, groups)."""
    depthwise, pointwise = (c_in, c_in, kernel, c_in), (c_in, c_out, 1, 1)
    return {
        "standard": [(c_in, c_out, kernel, 1)],
        "grouped": [(c_in, c_out, kernel, groups)],
        "depthwise": [depthwise],
        "pointwise": [pointwise],
        "separable": [depthwise, pointwise],
    }[mode]


def real_layer() -> list[dict[str, Any]]:
    """Each kind as a 3x3 layer, 512 channels in and out, 14x14 outputs: groups, weights, multiply-adds."""
    rows = []
    for mode in MODES:
        shapes = layers(mode, REAL_CHANNELS, REAL_CHANNELS, 3, REAL_GROUPS)
        params = sum(conv_params(*shape) for shape in shapes)
        macs = sum(conv_macs(c_in, c_out, k, REAL_SIDE, REAL_SIDE, g) for c_in, c_out, k, g in shapes)
        rows.append({"mode": mode, "groups": shapes[0][3], "params": params, "macs": macs})
    return rows

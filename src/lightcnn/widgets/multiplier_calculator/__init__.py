"""MobileNet V1's two multipliers: the width makes every layer shorter, the resolution makes it narrower."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import traitlets

from lightcnn.widgets.kit.base import BookWidget, Choice
from lightcnn.widgets.multiplier_calculator import frame
from lightcnn.widgets.multiplier_calculator.layers import (
    BLOCKS,
    BUDGETS,
    LAYERS,
    SIDES,
    WIDTHS,
    curve,
    most_held,
    pairs,
    published,
    sides,
    weights,
)

STEPS = len(BLOCKS) + 2  # stem, blocks, classifier


class MultiplierCalculator(BookWidget):
    """MobileNet V1 at any width and resolution: multiply-adds and parameters, layer by layer.

    Traits:
        width: The width multiplier, 0.25 to 1 in steps of 0.05.
        side: Height and width of the image in pixels, 96 to 224 in steps of 16.
        budget: Multiply-adds whose pairs are marked: 0 for none, or one of `BUDGETS`.
        step: How much of the network is counted: 0 nothing, 1 the stem, 2 to 14 a block, 15 all.
        widths, resolutions: The choices of `width` and `side`.
        layers: [{"name", "kind", "block", ...}] for each of the 28 layers.
        weights: For each width the weights of each layer.
        places: For each resolution the side of each layer's output.
        held: For each width, and each resolution, the bytes of the layer that takes most, in and out.
        curves: [{"macs", "pairs", "curve"}] for each budget, as from `layers.pairs` and `layers.curve`.
        published: [{"width", "side", "top1", "source"}].
    """

    scripts = ("words", "counts", "skyline", "plane", "widget")
    width = Choice(WIDTHS, 1.0)
    side = Choice(SIDES, 224)
    budget = Choice((0, *BUDGETS), 0)
    step = Choice(range(STEPS + 1), STEPS)
    widths = traitlets.List().tag(sync=True)
    resolutions = traitlets.List().tag(sync=True)
    layers = traitlets.List().tag(sync=True)
    weights = traitlets.List().tag(sync=True)
    places = traitlets.List().tag(sync=True)
    held = traitlets.List().tag(sync=True)
    curves = traitlets.List().tag(sync=True)
    published = traitlets.List().tag(sync=True)

    def __init__(self, *, beats: Sequence[dict[str, Any]] | None = None, **more: Any) -> None:
        more.setdefault("title", "MobileNet V1 and its two multipliers")
        super().__init__(
            widths=list(WIDTHS),
            resolutions=list(SIDES),
            layers=[layer._asdict() for layer in LAYERS],
            weights=[weights(width) for width in WIDTHS],
            places=[sides(side) for side in SIDES],
            held=[[most_held(width, side) for side in SIDES] for width in WIDTHS],
            curves=[{"macs": macs, "pairs": pairs(macs), "curve": curve(macs)} for macs in BUDGETS],
            published=[pair._asdict() for pair in published()],
            beats=list(BEATS if beats is None else beats),
            **more,
        )
        self.fallback = frame.html(self)


def _beat(label: str, width: float, side: int, budget: int = 0, step: int = STEPS) -> dict[str, Any]:
    return {"label": label, "state": {"width": width, "side": side, "budget": budget, "step": step}}


BEATS = (
    _beat("The whole network: nearly all of the multiply-adds are in the 1×1 layers.", 1.0, 224),
    _beat("Half the side: each layer works at a quarter of the places, with the same weights.", 1.0, 112),
    _beat("Half the channels: a 1×1 layer keeps a quarter of its weights, at every place.", 0.5, 224),
    _beat("150 M buy a thin network that sees much, or a wide one that sees little.", 0.5, 224, 150_000_000),
    _beat("In between: 0.75 at 144 pixels, for as much.", 0.75, 144, 150_000_000),
    _beat("Both multipliers at their least in the paper: one in 42 of the multiply-adds.", 0.25, 128),
)

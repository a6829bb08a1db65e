"""SqueezeNet's fire module: a squeeze that makes the 3x3 kernels read few channels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import traitlets

from lightcnn.widgets.fire_flow import frame
from lightcnn.widgets.fire_flow.costs import PRESETS, fire_costs
from lightcnn.widgets.kit.base import BookWidget, Choice, one_of

FRAMES = ("input", "squeeze", "expand 1×1", "expand 3×3", "concatenation")


class FireFlow(BookWidget):
    """The channels of a fire module as bands, its weights as areas beside those of a direct 3x3 convolution.

    Traits:
        c_in, squeeze, expand1, expand3: Channels; at least one expansion is not empty.
        side: Height and width of the maps in pixels, for the multiply-adds.
        lock: Keep expand1 + expand3 while one of them moves.
        frame: Step of the walk, 0 to 4: input, squeeze, expand 1x1, expand 3x3, concatenation.
        presets: [{"name", "c_in", "squeeze", "expand1", "expand3", "side", "total", "direct"}] of SqueezeNet.
    """

    scripts = ("words", "flow", "picture", "widget")
    c_in = Choice(range(8, 513), 96)
    squeeze = Choice(range(8, 193), 16)
    expand1 = Choice(range(513), 64)
    expand3 = Choice(range(513), 64)
    side = Choice(range(1, 228), 55)
    lock = traitlets.Bool(False).tag(sync=True)
    frame = Choice(range(len(FRAMES)), 4)
    presets = traitlets.List().tag(sync=True)

    def __init__(
        self, preset: str = "fire2", *, beats: Sequence[dict[str, Any]] | None = None, **more: Any
    ) -> None:
        chosen = _state(one_of("preset", preset, PRESETS))
        more.setdefault("title", "The fire module: squeeze, then expand")
        super().__init__(
            presets=[_row(name) for name in PRESETS],
            beats=list(BEATS if beats is None else beats),
            **(chosen | more),
        )
        if self.expand1 + self.expand3 == 0:
            raise traitlets.TraitError("expand1 and expand3 must not both be 0")
        self.fallback = frame.html(self)


def _state(name: str) -> dict[str, int]:
    return dict(zip(("c_in", "squeeze", "expand1", "expand3", "side"), PRESETS[name], strict=True))


def _row(name: str) -> dict[str, Any]:
    costs = fire_costs(*PRESETS[name])
    return {"name": name} | _state(name) | {"total": costs["total"], "direct": costs["direct"]}


def _beat(label: str, preset: str = "fire2", **state: Any) -> dict[str, Any]:
    return {"label": label, "state": _state(preset) | {"lock": False, "frame": 4} | state}


BEATS = (
    _beat("fire2: 96 channels pass through 16 on their way to 128.", frame=1),
    _beat("Nine of ten weights of the expansion are in the 3×3 branch."),
    _beat("Half the squeeze, half the weights: everything is linear in it.", squeeze=8),
    _beat("A squeeze wider than the input still saves: half of the outputs have 1×1 kernels.", squeeze=144),
    _beat("Above 150 channels it costs more than the direct 3×3.", squeeze=152),
    _beat(
        "No 3×3 expansion: halving the squeeze still halves, but of 3,584 weights.",
        expand1=128,
        expand3=0,
        lock=True,
    ),
    _beat("fire9, the widest module: the same proportions.", "fire9"),
)

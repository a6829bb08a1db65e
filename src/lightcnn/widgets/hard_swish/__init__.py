"""How far h-swish lies from swish, what it is made of, and where in a network it costs little."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import traitlets

from lightcnn.widgets.hard_swish import frame
from lightcnn.widgets.hard_swish.curves import (
    AXIS,
    BITS,
    FINE,
    HIGH,
    LOW,
    MINIMA,
    TABLES,
    WORST,
    apart,
    levels,
    swish,
)
from lightcnn.widgets.hard_swish.depth import DEEP, LAYERS, share
from lightcnn.widgets.kit.base import BookWidget, Choice

SCENES = ("functions", "slopes", "grid", "depth")


class _OnAxis(Choice):
    """A place on the axis; the message does not list all 193."""

    def validate(self, obj: Any, value: Any) -> Any:
        if value not in self.choices:
            raise traitlets.TraitError(f"x must be {LOW} to {HIGH} in steps of 1/{FINE}, got {value!r}")
        return float(value)


class HardSwish(BookWidget):
    """swish and h-swish over one axis, the gap between them under it, and how h-swish comes about at x.

    Traits:
        scene: "functions", their "slopes", both on a "grid" of few bits, or, in place of the functions, the
            "depth" of a network at which its activation values lie.
        x: Where the reader stands, -6 to 6 in steps of 1/16.
        bits: Of the grid, 4 to 8; it spans -8 to 8.
        deep: How many of the last activations of MobileNetV3-Large are h-swish, 0 to all.
        tables: {"swish", "hard_swish", "swish_slope", "hard_swish_slope"}: a value for each 1/16 of the axis.
        minima: {"swish", "hard_swish"}: [x, value] where each is smallest.
        layers: [{"name", "hard", "channels", "side"}]: the activations of MobileNetV3-Large in their order.
    Raises: TraitError on a value that no trait allows.
    """

    scripts = ("words", "tables", "layout", "curves", "factors", "depth", "widget")
    scene = Choice(SCENES, "functions")
    x = _OnAxis(AXIS, 1.0)
    bits = Choice(BITS, BITS[-1])
    deep = Choice(range(len(LAYERS) + 1), DEEP)
    tables = traitlets.Dict().tag(sync=True)
    minima = traitlets.Dict().tag(sync=True)
    layers = traitlets.List().tag(sync=True)

    def __init__(self, *, beats: Sequence[dict[str, Any]] | None = None, **more: Any) -> None:
        more.setdefault("title", "h-swish: a swish without the exponential")
        super().__init__(
            tables=TABLES,
            minima={name: list(point) for name, point in MINIMA.items()},
            layers=[
                {"name": one.label, "hard": one.hard, "channels": one.channels, "side": one.side}
                for one in LAYERS
            ],
            beats=list(_beats() if beats is None else beats),
            **more,
        )
        self.fallback = frame.html(self)


def _beats() -> list[dict[str, Any]]:
    def beat(label: str, scene: str = "functions", x: float = 1.0, bits: int = 8) -> dict[str, Any]:
        return {"label": label, "state": {"scene": scene, "x": x, "bits": bits, "deep": DEEP}}

    (_, soft), (_, hard) = MINIMA["swish"], MINIMA["hard_swish"]
    deep = f"{100 * share(DEEP):.0f} %"
    most, count = apart(8), len(set(levels(swish, 8)))
    return [
        beat("h-swish is x times a gate that is clamped: 0 up to −3, 1 from 3 on, a straight line between."),
        beat(f"Their minima are {_minus(soft)} and {_minus(hard)}, yet the gap is not largest here.", x=-1.5),
        beat(
            f"It is {WORST:.3f} at −3, and as large at 3: the clamp has a corner, the sigmoid bends.", x=3.0
        ),
        beat("The corner in the slopes: that of h-swish jumps by one half.", "slopes", 3.0),
        beat(
            f"On 8 bits swish has no smooth bend either: {count} levels each, {most} apart at most.",
            "grid",
            -3.0,
        ),
        beat(
            f"Where h-swish costs little: the deep half of MobileNetV3 holds {deep} of the values.", "depth"
        ),
    ]


def _minus(value: float) -> str:
    return f"{value:.3f}".replace("-", "−")

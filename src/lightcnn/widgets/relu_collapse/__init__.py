"""What a ReLU does to a plane that is spread over few channels, and to one that is spread over many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import traitlets

from lightcnn.widgets.kit.base import BookWidget, Choice
from lightcnn.widgets.relu_collapse import frame
from lightcnn.widgets.relu_collapse.plane import CURVE, DIRECTIONS, DRAWS, LAW, MOST


class ReluCollapse(BookWidget):
    """A curve in the plane, seen by some units, each with a ReLU, and read back by the best linear layer.

    Traits:
        units: How many units see the plane, 0 to 30.
        angle: Direction of the first unit in degrees; the plane is folded across it.
        draw: Which draw the directions of the other units come from.
        relu: Whether the units have their ReLU.
        directions: [[degrees]]: for each draw those of the other units.
        curve: [[x, y]]: the points of the curve.
        law: For each number of units the share of the plane that collapses, on average.
    """

    scripts = ("words", "space", "disc", "widget")
    units = Choice(range(MOST + 1), 3)
    angle = Choice(range(360), 290)
    draw = Choice(range(DRAWS), 0)
    relu = Choice((True, False), True)
    directions = traitlets.List().tag(sync=True)
    curve = traitlets.List().tag(sync=True)
    law = traitlets.List().tag(sync=True)

    def __init__(self, *, beats: Sequence[dict[str, Any]] | None = None, **more: Any) -> None:
        more.setdefault("title", "What ReLUs leave of a plane")
        super().__init__(
            directions=[list(draw) for draw in DIRECTIONS],
            curve=[list(point) for point in CURVE],
            law=list(LAW),
            beats=list(BEATS if beats is None else beats),
            **more,
        )
        self.fallback = frame.html(self)


def _beat(label: str, units: int, relu: bool = True) -> dict[str, Any]:
    return {"label": label, "state": {"units": units, "angle": 290, "draw": 0, "relu": relu}}


BEATS = (
    _beat("Two units: both are open in a quarter of the plane. The rest falls on lines or a point.", 2),
    _beat("Three units: half of the plane is lost.", 3),
    _beat("The same three without a ReLU: a linear layer reads everything back.", 3, relu=False),
    _beat("Eight units: 3.5 % is lost on average, and the curve is back.", 8),
    _beat("Fifteen: 0.05 %. So expand, filter behind a ReLU, and project without one.", 15),
)

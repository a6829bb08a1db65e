"""First frame of `HardSwish` as HTML: both curves, and what lies between them in a table."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from lightcnn.widgets.hard_swish.curves import AXIS, HIGH, LOW, gap, hard_swish, relu6, swish
from lightcnn.widgets.kit import svg
from lightcnn.widgets.kit.fallback import first_frame, html_table

if TYPE_CHECKING:
    from lightcnn.widgets.hard_swish import HardSwish

WIDE, HIGH_, TOP, FLOOR = 600, 220, 3.5, -0.6  # pixels; the values at the upper and the lower edge
LEFT, FOOT = 4, 22
CURVES = ((swish, "swish", "#3b7dd8"), (hard_swish, "h-swish", "#d9822b"))


def html(widget: HardSwish) -> str:
    """Both functions over the axis, with the widget's x."""
    return first_frame(widget.title, _picture(widget.x), _table())


def _picture(x: float) -> svg.Markup:
    drawn = [
        svg.path(f"M0 {_down(0):.1f}H{WIDE}", stroke="currentColor", opacity=0.4),
        svg.path(f"M{_along(x):.1f} 0V{HIGH_}", stroke="currentColor", opacity=0.4, stroke_dasharray="3 3"),
        *(svg.path(_line(one), fill="none", stroke=colour, stroke_width=2) for one, _, colour in CURVES),
        *(svg.label(LEFT, 18 + 24 * i, name, fill=colour) for i, (_, name, colour) in enumerate(CURVES)),
        *(
            svg.label(_along(v), HIGH_ + FOOT - 6, f"{v}".replace("-", "−"), text_anchor="middle")
            for v in range(LOW + 1, HIGH)
        ),
    ]
    return svg.picture(WIDE, HIGH_ + FOOT, "swish and h-swish over x from -6 to 6", *drawn, margin=2)


def _along(x: float) -> float:
    return WIDE * (x - LOW) / (HIGH - LOW)


def _down(value: float) -> float:
    return HIGH_ * (TOP - value) / (TOP - FLOOR)


def _line(function: Callable[[float], float]) -> str:
    points = [(_along(x), _down(function(x))) for x in AXIS if function(x) <= TOP]
    return "M" + "L".join(f"{a:.1f} {b:.1f}" for a, b in points)


def _table() -> svg.Markup:
    places = (-6, -4, -3, -2, -1.5, -1, 0, 1, 1.5, 2, 3, 4, 6)
    rows = [
        (
            _number(x, "g"),
            _number(relu6(x + 3), "g"),
            *(_number(f(x), ".4f") for f in (hard_swish, swish, gap)),
        )
        for x in places
    ]
    head = ("x", "ReLU6(x + 3)", "h-swish = x · ReLU6(x + 3) / 6", "swish", "gap")
    return html_table("h-swish and swish", head, rows)


def _number(value: float, form: str) -> str:
    return f"{value + 0.0:{form}}".replace("-", "−")

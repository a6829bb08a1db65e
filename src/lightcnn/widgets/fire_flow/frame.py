"""First frame of `FireFlow` as HTML: the weights as areas, and the fire modules of SqueezeNet as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lightcnn.widgets.kit import svg
from lightcnn.widgets.kit.fallback import first_frame, html_table

if TYPE_CHECKING:
    from lightcnn.widgets.fire_flow import FireFlow

HEAD = ("module", "in", "squeeze", "1×1", "3×3", "weights", "direct 3×3")
WIDE, HIGH, TOP = 560, 120, 18


def html(widget: FireFlow) -> str:
    """The picture and the table of the widget's present state."""
    return first_frame(widget.title, _areas(widget), _table(widget))


def _table(widget: FireFlow) -> svg.Markup:
    widths = ("name", "c_in", "squeeze", "expand1", "expand3")
    rows = [
        (*(row[key] for key in widths), f"{row['total']:,}", f"{row['direct']:,}") for row in widget.presets
    ]
    return html_table("The fire modules of SqueezeNet 1.0, biases left out", HEAD, rows)


def _areas(widget: FireFlow) -> svg.Markup:
    """The weights as rectangles, inputs times kernel pixels wide and outputs high, in one scale."""
    c_in, s, e1, e3 = widget.c_in, widget.squeeze, widget.expand1, widget.expand3
    across, down = WIDE / (9 * max(c_in, s)), HIGH / (e1 + e3)
    boxes = (
        (TOP, 9 * c_in, e1 + e3, "none"),
        (TOP, s, e1, "#3b7dd8"),
        (TOP + e1 * down, 9 * s, e3, "#2b9a66"),
        (TOP + HIGH + 10, c_in, s, "#d9822b"),
    )
    look = {"stroke": "currentColor", "stroke_opacity": 0.5}
    drawn = [svg.rect(0, y, w * across, h * down, fill=fill, **look) for y, w, h, fill in boxes]
    words = "Weights as areas: the direct 3×3 convolution in outline, the parts of the fire module inside"
    caption = svg.label(0, 12, "outline: direct 3×3")
    return svg.picture(WIDE, round(TOP + HIGH + 16 + s * down), words, caption, *drawn, margin=1)

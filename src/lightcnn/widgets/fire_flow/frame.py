"""First frame of `FireFlow` as HTML: bands and areas, and the fire modules of SqueezeNet as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lightcnn.widgets.fire_flow.costs import fire_costs
from lightcnn.widgets.kit import svg
from lightcnn.widgets.kit.fallback import first_frame, html_table

if TYPE_CHECKING:
    from lightcnn.widgets.fire_flow import FireFlow

HEAD = ("module", "in", "squeeze", "1×1", "3×3", "weights", "direct 3×3")
WIDE, HIGH, BANDS, BAR, GAP, HEAD_ROOM = 640, 250, 350, 16, 20, 26
BROWN, ORANGE, BLUE, GREEN = "#7a6a58", "#d9822b", "#3b7dd8", "#2b9a66"


def html(widget: FireFlow) -> str:
    """The picture and the table of the widget's present state."""
    return first_frame(widget.title, _picture(widget), _table(widget))


def _table(widget: FireFlow) -> svg.Markup:
    widths = ("name", "c_in", "squeeze", "expand1", "expand3")
    rows = [
        (*(row[key] for key in widths), f"{row['total']:,}", f"{row['direct']:,}") for row in widget.presets
    ]
    return html_table("The fire modules of SqueezeNet 1.0, biases left out", HEAD, rows)


def _picture(widget: FireFlow) -> svg.Markup:
    """Channels as bands on the left, weights as areas on the right, as the widget draws them."""
    words = (
        f"Bands: {widget.c_in} channels are squeezed to {widget.squeeze} and expanded to "
        f"{widget.expand1} by 1×1 and {widget.expand3} by 3×3 kernels. "
        "Areas: the weights of the three layers inside the outline of a direct 3×3 convolution"
    )
    return svg.picture(WIDE, HIGH, words, *_bands(widget), *_areas(widget), margin=1)


def _bands(widget: FireFlow) -> list[svg.Markup]:
    both = widget.expand1 + widget.expand3
    scale = (HIGH - 2 * HEAD_ROOM - GAP) / max(widget.c_in, widget.squeeze, both)
    top = (HIGH - both * scale - GAP) / 2
    lower, outputs = top + widget.expand1 * scale, top + GAP / 2
    at = {name: share * (BANDS - BAR) for name, share in zip("abcd", (0, 0.3, 0.64, 1), strict=True)}
    first = (at["a"], (HIGH - widget.c_in * scale) / 2, widget.c_in * scale)
    middle = (at["b"], (HIGH - widget.squeeze * scale) / 2, widget.squeeze * scale)
    upper = (at["c"], top, widget.expand1 * scale)
    under = (at["c"], lower + GAP, widget.expand3 * scale)
    ends = ((at["d"], outputs, upper[2]), (at["d"], outputs + upper[2], under[2]))
    flows = [(first, middle, ORANGE), (middle, upper, BLUE), (middle, under, GREEN)]
    flows += [(upper, ends[0], BLUE), (under, ends[1], GREEN)]
    drawn = [svg.path(_band(*two), fill=fill, fill_opacity=0.3) for *two, fill in flows if two[1][2]]
    fills = ((first, BROWN), (middle, ORANGE), (upper, BLUE), (under, GREEN))
    drawn += [svg.rect(x, y, BAR, high, fill=fill) for (x, y, high), fill in fills]
    below = under[1] + under[2] + 16
    return [
        *drawn,
        svg.label(0, first[1] - 6, f"input {widget.c_in}"),
        svg.label(middle[0] + BAR / 2, middle[1] - 6, f"squeeze {widget.squeeze}", text_anchor="middle"),
        svg.label(upper[0] + 1.5 * BAR, top - 6, f"expand 1×1 {widget.expand1}", text_anchor="end"),
        svg.label(under[0] + BAR / 2, below, f"expand 3×3 {widget.expand3}", text_anchor="middle"),
        svg.label(BANDS, outputs - 6, f"output {both}", text_anchor="end"),
    ]


def _band(start: tuple[float, float, float], end: tuple[float, float, float]) -> str:
    """Path data from the right side of one block (x, y, height) to the left side of another."""
    (x1, y1, high1), (x2, y2, high2) = start, end
    there = svg.curve(x1 + BAR, y1, x2, y2)
    back = svg.curve(x2, y2 + high2, x1 + BAR, y1 + high1)
    return f"{there}L{back.removeprefix('M')}Z"


def _areas(widget: FireFlow) -> list[svg.Markup]:
    """The weights as rectangles, inputs times kernel pixels wide and outputs high, in one scale."""
    c_in, s, e1, e3 = widget.c_in, widget.squeeze, widget.expand1, widget.expand3
    costs = fire_costs(c_in, s, e1, e3, widget.side)
    left, top, free = BANDS + 40, HEAD_ROOM, HIGH - HEAD_ROOM - 12
    across = (WIDE - left) / (9 * max(c_in, s))
    down = min((free - 16) / (e1 + e3), free / (e1 + e3 + s))
    foot = top + (e1 + e3) * down + 10
    boxes = (
        ("expand 1×1", "expand1", top, s, e1, BLUE),
        ("expand 3×3", "expand3", top + e1 * down, 9 * s, e3, GREEN),
        ("squeeze", "squeeze", foot, c_in, s, ORANGE),
    )
    edge = {"stroke": "currentColor", "stroke_opacity": 0.5}
    outline = svg.rect(
        left, top, 9 * c_in * across, (e1 + e3) * down, fill="none", stroke_dasharray="5 3", **edge
    )
    drawn = [outline, svg.label(left, top - 6, f"direct 3×3 {costs['direct']:,}")]
    for name, key, y, w, t, fill in boxes:
        drawn.append(svg.rect(left, y, w * across, t * down, fill=fill, fill_opacity=0.6, **edge))
        if costs[key] and (t * down > 14 or key == "squeeze"):
            right = left + w * across + 6
            words = f"{name} {costs[key]:,}"
            drawn.append(svg.label(min(right, WIDE - 110), y + max(11, t * down / 2 + 4), words))
    return drawn

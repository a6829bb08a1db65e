"""First frame of `ReluCollapse` as HTML: the curve before and after its units, and the law in a table."""

from __future__ import annotations

from collections.abc import Iterable
from math import cos, radians, sin
from typing import TYPE_CHECKING

from lightcnn.widgets.kit import svg
from lightcnn.widgets.kit.fallback import first_frame, html_table
from lightcnn.widgets.relu_collapse.plane import CURVE, LAW, collapsed, read_back, sectors, units_of

if TYPE_CHECKING:
    from lightcnn.widgets.relu_collapse import ReluCollapse

RADIUS, GAP, TOP = 130, 60, 22
SHOWN = (1, 2, 3, 5, 8, 15, 30)


def html(widget: ReluCollapse) -> str:
    """The widget's state, and what its lines and the law say for some numbers of units."""
    directions = units_of(widget.angle, widget.draw, widget.units)
    table = _table(widget.angle, widget.draw)
    return first_frame(widget.title, _picture(directions, widget.relu), table)


def _picture(directions: tuple[float, ...], relu: bool) -> svg.Markup:
    left, right, middle = RADIUS, 3 * RADIUS + GAP, TOP + RADIUS
    drawn = [
        svg.element("circle", cx=x, cy=middle, r=RADIUS, fill="none", stroke="currentColor", opacity=0.4)
        for x in (left, right)
    ]
    if relu:
        drawn += [_sector(left, middle, start, end) for start, end, still in sectors(directions) if still < 2]
    for one in directions:
        x, y = RADIUS * sin(radians(one)), RADIUS * cos(radians(one))
        data = f"M{left - x:.1f} {middle - y:.1f}L{left + x:.1f} {middle + y:.1f}"
        drawn.append(svg.path(data, stroke="currentColor", opacity=0.6))
    name = "unit" if len(directions) == 1 else "units"
    drawn += [
        _line(CURVE, left, middle),
        _line(read_back(directions, relu=relu).tolist(), right, middle),
        svg.label(0, 12, f"{len(directions)} {name}{' with ReLU' if relu else ''}"),
        svg.label(2 * RADIUS + GAP, 12, "read back by a linear layer"),
    ]
    words = "A spiral in the plane, and what a linear layer reads back from the units"
    return svg.picture(4 * RADIUS + GAP, TOP + 2 * RADIUS, words, *drawn, margin=1)


def _sector(x: float, y: float, start: float, end: float) -> svg.Markup:
    """Where fewer than two units are open."""
    if end - start == 360:
        return svg.element("circle", cx=x, cy=y, r=RADIUS, fill="#d9822b", opacity=0.25)
    corners = [(x + RADIUS * cos(radians(at)), y - RADIUS * sin(radians(at))) for at in (start, end)]
    (x1, y1), (x2, y2) = corners
    far = int(end - start > 180)
    data = f"M{x} {y}L{x1:.1f} {y1:.1f}A{RADIUS} {RADIUS} 0 {far} 0 {x2:.1f} {y2:.1f}z"
    return svg.path(data, fill="#d9822b", opacity=0.25)


def _line(points: Iterable[Iterable[float]], x: float, y: float) -> svg.Markup:
    data = "L".join(f"{x + RADIUS * a:.1f} {y - RADIUS * b:.1f}" for a, b in points)
    return svg.path(f"M{data}", fill="none", stroke="#3b7dd8", stroke_width=2)


def _table(angle: int, draw: int) -> svg.Markup:
    rows = [(n, _percent(LAW[n]), _percent(collapsed(units_of(angle, draw, n)))) for n in SHOWN]
    caption = "Share of the plane that falls on a line or a point"
    return html_table(caption, ("units", "on average, (n + 1) / 2ⁿ", "these units"), rows)


def _percent(share: float) -> str:
    """Three figures at most, as the widget writes them."""
    return (
        f"{100 * share:.{1 if share >= 0.01 or not share else 2}f} %"
        if share >= 5e-5 or not share
        else "0.00 %"
    )

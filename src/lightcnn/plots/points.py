"""Points: measurements with their spread, costs on logarithmic axes, and the roofline over them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.text import Annotation
from matplotlib.transforms import Bbox

from lightcnn.plots.layers import digits, short
from lightcnn.plots.scales import number_logarithmic
from lightcnn.plots.style import describe, kind_colours

Points = Mapping[str, tuple[float, float]]

# Where a name may stand, best first: its offset from the point in typographic points, and its anchored side.
PLACES = (
    (9, 0, "left"), (0, -14, "center"), (0, 14, "center"), (-9, 0, "right"),
    (7, -11, "left"), (7, 11, "left"), (-7, -11, "right"), (-7, 11, "right"),
    (-9, -14, "left"), (0, -28, "center"), (0, 28, "center"),
)  # fmt: skip


class Interval(NamedTuple):
    """A measured value with its spread: `low` <= `middle` <= `high`, in one unit.

    A group shares a colour, that of its kind of layer if it names one.
    """

    label: str
    middle: float
    low: float
    high: float
    group: str = ""


def interval_points(intervals: Sequence[Interval], ax: Axes, unit: str, *, log: bool = False) -> Axes:
    """One point with an error bar per row, first row on top; a logarithmic axis where factors matter.

    Raises: ValueError if there is no interval, one does not hold its middle, or `log` meets one at 0 or less.
    """
    _check_intervals(intervals, log)
    colours = kind_colours([row.group or row.label for row in intervals])
    for y, row in enumerate(intervals):
        spread = [[row.middle - row.low], [row.high - row.middle]]
        ax.errorbar(row.middle, y, xerr=spread, fmt="o", color=colours[row.group or row.label])
        ax.annotate(
            digits(row.middle),
            (row.high, y),
            xytext=(7, 0),
            textcoords="offset points",
            va="center",
            fontsize=10,
        )
    ax.set_yticks(range(len(intervals)), [row.label for row in intervals])
    ax.set_ylim(len(intervals) - 0.5, -0.6)
    ax.margins(x=0.25)
    if log:
        ax.set_xscale("log")
        number_logarithmic(ax.xaxis)
    else:
        ax.set_xlim(left=0)
    ax.grid(True, axis="x")
    ax.set_xlabel(unit)
    rows = ", ".join(
        f"{row.label} {digits(row.middle)} ({digits(row.low)} to {digits(row.high)})" for row in intervals
    )
    return describe(ax, f"Measured {unit} with spread: {rows}")


def log_scatter(
    points: Points, ax: Axes, x_label: str, y_label: str, groups: Sequence[str] | None = None
) -> Axes:
    """Named points on two logarithmic axes, each with its name beside it, clear of what is drawn before.

    Args:
        points: Name -> (x, y), both positive.
        ax: Where to draw.
        x_label: What x is, with its unit.
        y_label: What y is, with its unit.
        groups: Of each point: a group shares a colour, that of its kind of layer if it names one.
    Raises: ValueError if a coordinate is not positive, there is no point, or the groups are not one a point.
    """
    _check_points(points)
    groups = list(points) if groups is None else groups
    if len(groups) != len(points):
        raise ValueError(f"{len(points)} points, {len(groups)} groups: lengths must agree")
    colours = kind_colours(groups)
    before = list(ax.lines)
    for group, (x, y) in zip(groups, points.values(), strict=True):
        ax.plot(x, y, "o", color=colours[group])
    ax.set_xscale("log")
    ax.set_yscale("log")
    ax.margins(0.18)
    number_logarithmic(ax.xaxis)
    number_logarithmic(ax.yaxis)
    ax.grid(True)
    ax.set_xlabel(x_label)
    ax.set_ylabel(y_label)
    _name_points(points, ax, before)
    rows = ", ".join(f"{name} at {short(x)}, {short(y)}" for name, (x, y) in points.items())
    return describe(ax, f"{y_label} over {x_label}: {rows}")


def roofline(
    points: Points, ax: Axes, peak: float, bandwidth: float, groups: Sequence[str] | None = None
) -> Axes:
    """Measured layers under the roof that the machine sets them.

    Args:
        points: Layer -> (arithmetic intensity in multiply-adds per byte, measured multiply-adds per second).
        ax: Where to draw.
        peak: Highest measured arithmetic rate, multiply-adds per second.
        bandwidth: Measured memory bandwidth, bytes per second.
        groups: As in `log_scatter`.
    Raises: ValueError if peak or bandwidth is not positive, or as `log_scatter`.
    """
    _check_points(points)
    if peak <= 0 or bandwidth <= 0:
        raise ValueError(f"peak and bandwidth must be positive, got {peak} and {bandwidth}")
    ridge = peak / bandwidth
    xs, ys = [x for x, _ in points.values()], [y for _, y in points.values()]
    left, right = min(ridge, *xs) / 5, max(ridge, *xs) * 3
    ax.set_xlim(left, right)
    ax.set_ylim(min(left * bandwidth, *ys) / 1.5, max(peak, *ys) * 5)
    ax.plot([left, ridge, right], [left * bandwidth, peak, peak], color="#757575", linewidth=1.5, zorder=0)
    # The words stand at the top: no point is over the roof.
    words = {"transform": ax.transAxes, "fontsize": 10, "fontstyle": "italic", "va": "top"}
    ax.text(0.02, 1, "memory\nsets the limit", **words)
    ax.text(1, 1, "arithmetic\nsets the limit", ha="right", **words)
    log_scatter(points, ax, "multiply-adds per byte", "multiply-adds per second", groups)
    rows = ", ".join(
        f"{name} at intensity {x:.2g} runs {short(y)} per second" for name, (x, y) in points.items()
    )
    limits = f"peak {short(peak)} multiply-adds per second, bandwidth {short(bandwidth)} bytes per second"
    return describe(ax, f"Roofline: {limits}; {rows}")


def _check_intervals(intervals: Sequence[Interval], log: bool) -> None:
    if not intervals:
        raise ValueError("nothing to draw: no intervals")
    for row in intervals:
        if not row.low <= row.middle <= row.high:
            raise ValueError(f"{row.label}: {row.middle} is not between {row.low} and {row.high}")
        if log and row.low <= 0:
            raise ValueError(f"{row.label}: {row.low} has no place on a logarithmic axis")


def _check_points(points: Points) -> None:
    if not points:
        raise ValueError("nothing to draw: no points")
    for name, (x, y) in points.items():
        if x <= 0 or y <= 0:
            raise ValueError(f"{name} at ({x}, {y}) has no place on logarithmic axes")


def _name_points(points: Points, ax: Axes, lines: Sequence[Line2D]) -> None:
    """Write each name beside its point, at the first place where it covers no other name, point or line."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    figure.draw_without_rendering()  # layout and limits must stand before places can be compared
    dots = ax.transData.transform(list(points.values()))
    fixed = [Bbox.from_extents(x - 9, y - 9, x + 9, y + 9) for x, y in dots]
    fixed += [box for line in lines for box in _along(line)]
    names, boxes = [], []
    for name, point in points.items():
        text = ax.annotate(name, point, xytext=(0, 0), textcoords="offset points", fontsize=10, va="center")
        names.append(text)
        boxes.append([_at(text, place).get_window_extent().padded(2) for place in PLACES])
    costs = [
        [
            5 * rank + 1e6 * (not _inside(box, ax)) + _covered(box, fixed) + 500 * _astray(box, i, dots)
            for rank, box in enumerate(mine)
        ]
        for i, mine in enumerate(boxes)
    ]
    orders = (range(len(names)), range(len(names) - 1, -1, -1))
    _, chosen = min(_settle(boxes, costs, order) for order in orders)
    for text, place in zip(names, chosen, strict=True):
        _at(text, PLACES[place])


def _settle(
    boxes: Sequence[Sequence[Bbox]], costs: Sequence[Sequence[float]], order: Sequence[int]
) -> tuple[float, list[int]]:
    """What the places cost in all, and the place of each name, once each has made room for the others."""
    chosen = [0] * len(boxes)

    def cost(i: int, place: int) -> float:
        others = [boxes[j][chosen[j]] for j in order if j != i]
        return costs[i][place] + _covered(boxes[i][place], others)

    for _ in range(4):
        for i in order:
            chosen[i] = min(range(len(PLACES)), key=lambda place, i=i: cost(i, place))
    return sum(cost(i, place) for i, place in enumerate(chosen)), chosen


def _astray(box: Bbox, own: int, dots: np.ndarray) -> bool:
    """Whether a name in `box` stands about as near to another point as to its own."""
    away = [np.hypot(max(box.x0 - x, x - box.x1, 0), max(box.y0 - y, y - box.y1, 0)) for x, y in dots]
    return any(away[i] < away[own] + 8 for i in range(len(dots)) if i != own)


def _at(text: Annotation, place: tuple[float, float, str]) -> Annotation:
    text.set(position=place[:2], ha=place[2])
    return text


def _covered(box: Bbox, others: Sequence[Bbox]) -> float:
    """Square pixels of `box` that lie on others."""
    common = (Bbox.intersection(box, other) for other in others)
    return sum(one.width * one.height for one in common if one)


def _along(line: Line2D) -> list[Bbox]:
    """Small boxes along a drawn line, one every few pixels."""
    corners = line.axes.transData.transform(line.get_xydata()) if line.axes else np.empty((0, 2))
    steps = [np.linspace(a, b, 1 + int(np.hypot(*(b - a)) // 4)) for a, b in pairwise(corners)]
    return [Bbox.from_extents(x - 2, y - 2, x + 2, y + 2) for step in steps for x, y in step]


def _inside(box: Bbox, ax: Axes) -> bool:
    frame = ax.get_window_extent()
    return frame.x0 <= box.x0 and box.x1 <= frame.x1 and frame.y0 <= box.y0 and box.y1 <= frame.y1

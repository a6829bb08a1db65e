"""Points: measurements with their spread, costs on logarithmic axes, and the roofline over them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.transforms import Bbox

from lightcnn.plots.layers import short
from lightcnn.plots.style import PALETTE, describe

Points = Mapping[str, tuple[float, float]]

# Where a name may stand: offset from its point in typographic points, and the side it is anchored at.
PLACES = (
    (9, 0, "left"),
    (0, -14, "center"),
    (0, 14, "center"),
    (-9, 0, "right"),
    (0, -28, "center"),
    (0, -42, "center"),
)


class Interval(NamedTuple):
    """A measured value with its spread: `low` <= `middle` <= `high`, in one unit. A group shares a colour."""

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
    groups = list(dict.fromkeys(row.group or row.label for row in intervals))
    for y, row in enumerate(intervals):
        spread = [[row.middle - row.low], [row.high - row.middle]]
        colour = PALETTE[groups.index(row.group or row.label) % len(PALETTE)]
        ax.errorbar(row.middle, y, xerr=spread, fmt="o", color=colour)
        ax.annotate(
            f"{row.middle:.3g}",
            (row.high, y),
            xytext=(7, 0),
            textcoords="offset points",
            va="center",
            fontsize=9,
        )
    ax.set_yticks(range(len(intervals)), [row.label for row in intervals])
    ax.set_ylim(len(intervals) - 0.5, -0.6)
    ax.margins(x=0.2)
    if log:
        ax.set_xscale("log")
        ax.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
    else:
        ax.set_xlim(left=0)
    ax.grid(True, axis="x")
    ax.set_xlabel(unit)
    rows = ", ".join(f"{row.label} {row.middle:.3g} ({row.low:.3g} to {row.high:.3g})" for row in intervals)
    return describe(ax, f"Measured {unit} with spread: {rows}")


def log_scatter(points: Points, ax: Axes, x_label: str, y_label: str) -> Axes:
    """Named points on two logarithmic axes, each with its name beside it.

    Args:
        points: Name -> (x, y), both positive.
        ax: Where to draw.
        x_label: What x is, with its unit.
        y_label: What y is, with its unit.
    Raises: ValueError if a coordinate is not positive, or there is no point.
    """
    _check_points(points)
    for index, (x, y) in enumerate(points.values()):
        ax.plot(x, y, "o", color=PALETTE[index % len(PALETTE)])
    ax.set_xscale("log")
    ax.set_yscale("log")
    ax.margins(0.18)
    ax.grid(True)
    ax.set_xlabel(x_label)
    ax.set_ylabel(y_label)
    _name_points(points, ax)
    rows = ", ".join(f"{name} at {short(x)}, {short(y)}" for name, (x, y) in points.items())
    return describe(ax, f"{y_label} over {x_label}: {rows}")


def roofline(points: Points, ax: Axes, peak: float, bandwidth: float) -> Axes:
    """Measured layers under the roof that the machine sets them.

    Args:
        points: Layer -> (arithmetic intensity in multiply-adds per byte, measured multiply-adds per second).
        ax: Where to draw.
        peak: Highest measured arithmetic rate, multiply-adds per second.
        bandwidth: Measured memory bandwidth, bytes per second.
    Raises: ValueError if peak or bandwidth is not positive, or as `log_scatter`.
    """
    _check_points(points)
    if peak <= 0 or bandwidth <= 0:
        raise ValueError(f"peak and bandwidth must be positive, got {peak} and {bandwidth}")
    ridge = peak / bandwidth
    xs, ys = [x for x, _ in points.values()], [y for _, y in points.values()]
    left, right = min(ridge, *xs) / 3, max(ridge, *xs) * 3
    ax.set_xlim(left, right)
    ax.set_ylim(min(left * bandwidth, *ys) / 2, max(peak, *ys) * 3)
    ax.plot([left, ridge, right], [left * bandwidth, peak, peak], color="#757575", linewidth=1.5, zorder=0)
    log_scatter(points, ax, "arithmetic intensity (multiply-adds per byte)", "multiply-adds per second")
    words = {"textcoords": "offset points", "fontsize": 9, "fontstyle": "italic"}
    ax.annotate("arithmetic sets the limit", (right, peak), xytext=(-2, 14), ha="right", **words)
    ax.annotate(
        "memory sets the limit", (left, left * bandwidth), xytext=(-2, 10), rotation=_slope(ax, bandwidth),
        rotation_mode="anchor", **words
    )  # fmt: skip
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


def _name_points(points: Points, ax: Axes) -> None:
    """Write each name at the first place beside its point where it covers no other name or point."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    figure.draw_without_rendering()  # layout and limits must stand before places can be compared
    dots = ax.transData.transform(list(points.values()))
    taken = [Bbox.from_extents(x - 5, y - 5, x + 5, y + 5) for x, y in dots]
    for name, point in points.items():
        text = ax.annotate(name, point, xytext=(0, 0), textcoords="offset points", fontsize=10, va="center")
        boxes = []
        for x, y, side in PLACES:
            text.set(position=(x, y), ha=side)
            boxes.append(text.get_window_extent())
        free = [i for i, box in enumerate(boxes) if _inside(box, ax) and not box.count_overlaps(taken)]
        best = free[0] if free else 0
        text.set(position=PLACES[best][:2], ha=PLACES[best][2])
        taken.append(boxes[best])


def _inside(box: Bbox, ax: Axes) -> bool:
    frame = ax.get_window_extent()
    return frame.x0 <= box.x0 and box.x1 <= frame.x1 and frame.y0 <= box.y0 and box.y1 <= frame.y1


def _slope(ax: Axes, bandwidth: float) -> float:
    """Degrees at which the memory roof rises on the drawn axes."""
    (x0, y0), (x1, y1) = ax.transData.transform([(1.0, bandwidth), (10.0, 10 * bandwidth)])
    return math.degrees(math.atan2(y1 - y0, x1 - x0))

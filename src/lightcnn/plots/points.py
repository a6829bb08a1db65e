"""Points: measurements with their spread, and costs on logarithmic axes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from matplotlib.axes import Axes

from lightcnn.plots.layers import short
from lightcnn.plots.style import PALETTE, describe


class Interval(NamedTuple):
    """A measured value with its spread: `low` <= `middle` <= `high`, in one unit."""

    label: str
    middle: float
    low: float
    high: float


def interval_points(intervals: Sequence[Interval], ax: Axes, unit: str) -> Axes:
    """One point with an error bar per row, first row on top.

    Raises: ValueError if an interval does not hold its middle, or there is none.
    """
    if not intervals:
        raise ValueError("nothing to draw: no intervals")
    for row in intervals:
        if not row.low <= row.middle <= row.high:
            raise ValueError(f"{row.label}: {row.middle} is not between {row.low} and {row.high}")
    for y, row in enumerate(intervals):
        spread = [[row.middle - row.low], [row.high - row.middle]]
        ax.errorbar(row.middle, y, xerr=spread, fmt="o", color=PALETTE[y % len(PALETTE)])
        ax.annotate(
            f"{row.middle:.3g}",
            (row.middle, y),
            xytext=(0, 8),
            textcoords="offset points",
            ha="center",
            fontsize=9,
        )
    ax.set_yticks(range(len(intervals)), [row.label for row in intervals])
    ax.set_ylim(len(intervals) - 0.5, -0.6)
    ax.set_xlim(left=0)
    ax.grid(True, axis="x")
    ax.set_xlabel(unit)
    return describe(
        ax,
        f"Measured {unit} with spread: "
        + ", ".join(f"{row.label} {row.middle:.3g} ({row.low:.3g} to {row.high:.3g})" for row in intervals),
    )


def log_scatter(points: Mapping[str, tuple[float, float]], ax: Axes, x_label: str, y_label: str) -> Axes:
    """Named points on two logarithmic axes, each with its name beside it.

    Args:
        points: Name -> (x, y), both positive.
        ax: Where to draw.
        x_label: What x is, with its unit.
        y_label: What y is, with its unit.
    Raises: ValueError if a coordinate is not positive, or there is no point.
    """
    if not points:
        raise ValueError("nothing to draw: no points")
    for name, (x, y) in points.items():
        if x <= 0 or y <= 0:
            raise ValueError(f"{name} at ({x}, {y}) has no place on logarithmic axes")
    for index, (name, (x, y)) in enumerate(points.items()):
        ax.plot(x, y, "o", color=PALETTE[index % len(PALETTE)])
        ax.annotate(name, (x, y), xytext=(7, 5), textcoords="offset points", fontsize=10)
    ax.set_xscale("log")
    ax.set_yscale("log")
    ax.margins(0.18)
    ax.grid(True)
    ax.set_xlabel(x_label)
    ax.set_ylabel(y_label)
    return describe(
        ax,
        f"{y_label} over {x_label}: "
        + ", ".join(f"{name} at {short(x)}, {short(y)}" for name, (x, y) in points.items()),
    )


def roofline(points: Mapping[str, tuple[float, float]], ax: Axes, peak: float, bandwidth: float) -> Axes:
    """Measured layers under the roof that the machine sets them.

    Args:
        points: Layer -> (arithmetic intensity in multiply-adds per byte, measured multiply-adds per second).
        ax: Where to draw.
        peak: Highest measured arithmetic rate, multiply-adds per second.
        bandwidth: Measured memory bandwidth, bytes per second.
    Raises: ValueError if peak or bandwidth is not positive, or as `log_scatter`.
    """
    if peak <= 0 or bandwidth <= 0:
        raise ValueError(f"peak and bandwidth must be positive, got {peak} and {bandwidth}")
    log_scatter(points, ax, "arithmetic intensity (multiply-adds per byte)", "multiply-adds per second")
    ridge = peak / bandwidth
    xs = [x for x, _ in points.values()]
    left, right = min(*xs, ridge) / 3, max(*xs, ridge) * 3
    ax.plot([left, ridge, right], [left * bandwidth, peak, peak], color="#757575", linewidth=1.5, zorder=0)
    ax.annotate(
        "memory sets the limit",
        (left, left * bandwidth),
        xytext=(14, 34),
        textcoords="offset points",
        fontsize=9,
    )
    ax.annotate(
        "arithmetic sets the limit",
        (right, peak),
        xytext=(0, 5),
        textcoords="offset points",
        ha="right",
        fontsize=9,
    )
    ax.set_xlim(left, right)
    return describe(
        ax,
        f"Roofline: peak {short(peak)} multiply-adds per second, bandwidth {short(bandwidth)} "
        "bytes per second; "
        + ", ".join(
            f"{name} at intensity {x:.2g} runs {short(y)} per second" for name, (x, y) in points.items()
        ),
    )

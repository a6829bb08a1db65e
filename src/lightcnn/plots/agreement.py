"""Two ways to get one number, against each other: where they agree, the points lie on the diagonal."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from lightcnn.plots.style import PALETTE, describe


def agreement(points: Sequence[tuple[float, float]], ax: Axes, x_label: str, y_label: str) -> Axes:
    """A point for each pair of values, with the diagonal on which both are equal, on equal axes from 0.

    Args:
        points: (one value, the other) in one unit, above 0.
        ax: Where to draw.
        x_label, y_label: What the values are, with their unit.
    Raises: ValueError if there is no point, or a value is not above 0.
    """
    if not points or min(min(point) for point in points) <= 0:
        raise ValueError("it takes points, and values above 0")
    top = 1.1 * max(max(point) for point in points)
    ax.plot([0, top], [0, top], color="#757575", linewidth=1, linestyle="--")
    ax.annotate("equal", (top, top), xytext=(-4, -44), textcoords="offset points", ha="right", fontsize=9,
                color="#757575")  # fmt: skip
    ax.plot(*zip(*points, strict=True), "o", color=PALETTE[0], markersize=6, linestyle="none")
    ax.set_xlim(0, top)
    ax.set_ylim(0, top)
    ax.set_aspect("equal")
    ax.grid(True)
    ax.set_xlabel(x_label)
    ax.set_ylabel(y_label)
    shares = [y / x for x, y in points]
    return describe(
        ax, f"{y_label} over {x_label} of {len(points)}: {min(shares):.2f} to {max(shares):.2f} times as much"
    )

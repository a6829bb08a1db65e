"""What accuracy costs: one curve a design, on a logarithmic axis of costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes

from lightcnn.plots.layers import short
from lightcnn.plots.scales import number_logarithmic
from lightcnn.plots.style import PALETTE, describe


def trade_off(
    curves: Mapping[str, Sequence[tuple[float, float]]], ax: Axes, x_label: str, y_label: str
) -> Axes:
    """A curve for each design through its points, markers at the points, names in the legend.

    Args:
        curves: Design -> (cost, accuracy) pairs; costs above 0.
        ax: Where to draw; costs stand on a logarithmic axis, on which a factor is a distance.
        x_label: What the costs are.
        y_label: What the accuracies are, with their unit.
    Raises: ValueError if there is nothing to draw or a cost is not positive.
    """
    if not curves or not all(curves.values()):
        raise ValueError("nothing to draw: every curve needs at least one point")
    words = []
    for index, (name, points) in enumerate(curves.items()):
        if bad := [x for x, _ in points if x <= 0]:
            raise ValueError(f"{name}: {bad[0]} has no place on a logarithmic axis")
        xs, ys = zip(*sorted(points), strict=True)
        colour = PALETTE[index % len(PALETTE)]
        ax.plot(xs, ys, "-", marker="osD^v"[index % 5], color=colour, markersize=6, label=name)
        words.append(f"{name}: " + ", ".join(f"{y:.1f} at {short(x)}" for x, y in zip(xs, ys, strict=True)))
    ax.set_xscale("log")
    number_logarithmic(ax.xaxis)
    ax.grid(True)
    ax.set_xlabel(x_label)
    ax.set_ylabel(y_label)
    ax.legend(loc="lower right")
    return describe(ax, f"{y_label} over {x_label}. {'; '.join(words)}")

"""Several curves over the same few values, each with its name at its right end."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from matplotlib.axes import Axes

from lightcnn.plots.style import PALETTE, describe


def named_curves(
    curves: Mapping[str, Mapping[Hashable, float]], ax: Axes, x_label: str, y_label: str
) -> Axes:
    """One curve a name, the name at its right end and every value written at its point.

    Args:
        curves: Name -> {x: value}, every curve with the same x, in the same order.
        ax: Where to draw; the x stand at equal distances.
        x_label: What x is, with its unit.
        y_label: What the values are, with their unit.
    Raises: ValueError if there is no curve, or the curves do not have the same x.
    """
    xs = _common(curves, x_label)
    for index, (name, curve) in enumerate(curves.items()):
        colour = PALETTE[index % len(PALETTE)]
        ax.plot(range(len(xs)), list(curve.values()), "o-", color=colour, markersize=5)
        for place, value in enumerate(curve.values()):
            ax.annotate(f"{value:.1f}", (place, value), xytext=(0, 6), textcoords="offset points",
                        ha="center", fontsize=9)  # fmt: skip
        ax.annotate(name, (len(xs) - 1, curve[xs[-1]]), xytext=(12, 0), textcoords="offset points",
                    va="center", color=colour, weight="bold")  # fmt: skip
    ax.set_xticks(range(len(xs)), [str(x) for x in xs])
    ax.set_xlim(-0.35, len(xs) - 0.3)
    ax.margins(y=0.15)
    ax.grid(True, axis="y")
    ax.set_xlabel(x_label)
    ax.set_ylabel(y_label)
    rows = "; ".join(
        f"{name}: " + ", ".join(f"{value:.1f} at {x}" for x, value in curve.items())
        for name, curve in curves.items()
    )
    return describe(ax, f"{y_label} over {x_label}. {rows}")


def _common(curves: Mapping[str, Mapping[Hashable, float]], x_label: str) -> Sequence[Hashable]:
    """The x that all curves have."""
    if not curves or not all(curves.values()):
        raise ValueError("nothing to draw: every curve needs at least one value")
    first, *others = curves
    xs = list(curves[first])
    for name in others:
        if list(curves[name]) != xs:
            raise ValueError(f"{x_label}: {name} has {list(curves[name])}, {first} has {xs}")
    return xs

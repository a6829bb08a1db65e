"""ShuffleNet's Table 2 as curves: the error of each width over the number of groups."""

from __future__ import annotations

from collections.abc import Mapping

from matplotlib.axes import Axes

from lightcnn.plots.style import PALETTE, describe


def error_by_groups(errors: Mapping[str, Mapping[int, float]], ax: Axes) -> Axes:
    """One curve a width, its name at the right end and every error written at its point.

    Args:
        errors: Width -> {groups: error in %}, every width with the same groups, ascending.
        ax: Where to draw; the groups stand at equal distances.
    Raises: ValueError if there is no curve, or the curves do not have the same groups.
    """
    if not errors or not all(errors.values()):
        raise ValueError("nothing to draw: every width needs at least one error")
    groups = list(next(iter(errors.values())))
    for width, curve in errors.items():
        if list(curve) != groups:
            raise ValueError(f"{width} has errors for {list(curve)} groups, the first width for {groups}")
    for index, (width, curve) in enumerate(errors.items()):
        colour = PALETTE[index % len(PALETTE)]
        ax.plot(range(len(groups)), list(curve.values()), "o-", color=colour, markersize=5)
        for x, error in enumerate(curve.values()):
            ax.annotate(
                f"{error:.1f}", (x, error), xytext=(0, 6), textcoords="offset points", ha="center", fontsize=9
            )
        end = (len(groups) - 1, curve[groups[-1]])
        ax.annotate(
            width, end, xytext=(12, 0), textcoords="offset points", va="center", color=colour, weight="bold"
        )
    ax.set_xticks(range(len(groups)), [str(group) for group in groups])
    ax.set_xlim(-0.35, len(groups) - 0.3)
    ax.margins(y=0.15)
    ax.grid(True, axis="y")
    ax.set_xlabel("groups")
    ax.set_ylabel("error (%)")
    rows = "; ".join(
        f"{width}: " + ", ".join(f"{error:.1f} with {group}" for group, error in curve.items())
        for width, curve in errors.items()
    )
    return describe(ax, f"Error in % over the number of groups. {rows}")

"""What a search tried, one after the other, and the best that it had found until then."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from matplotlib.axes import Axes

from lightcnn.plots.style import PALETTE, describe


def best_so_far(values: Sequence[float], ax: Axes, x_label: str, y_label: str, *, drawn: int = 0) -> Axes:
    """A dot for every value in the order in which they came, and the highest until then as a line.

    Args:
        values: The higher the better.
        ax: Where to draw.
        x_label: What is counted from 1 to the right.
        y_label: What the values are.
        drawn: How many of the first were drawn at random: they have a colour of their own.
    Raises: ValueError if there is no value, or `drawn` is not in 0 to their number.
    """
    if not values or not 0 <= drawn <= len(values):
        raise ValueError(f"of {len(values)} values the first {drawn} cannot be drawn at random")
    numbers = range(1, len(values) + 1)
    best = list(accumulate(values, max))
    for label, part, colour in (
        ("drawn at random", slice(0, drawn), PALETTE[1]),
        ("changes of one", slice(drawn, None), PALETTE[0]),
    ):
        if values[part]:
            ax.plot(numbers[part], values[part], "o", color=colour, markersize=4, alpha=0.6, label=label)
    ax.step(numbers, best, where="post", color=PALETTE[0], linewidth=2, label="best so far")
    words = f"best {best[-1]:.4g} after {len(values)}"
    if drawn:
        words += f", {best[drawn - 1]:.4g} after the {drawn} drawn at random"
    ax.grid(True)
    ax.set_xlabel(x_label)
    ax.set_ylabel(y_label)
    ax.legend(loc="upper center", bbox_to_anchor=(0.45, -0.2), ncols=2, frameon=False, fontsize=10)
    return describe(ax, f"{y_label} by {x_label}: {words}")

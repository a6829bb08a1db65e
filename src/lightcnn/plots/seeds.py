"""Every seed of an experiment, with its mean: what "better" has to be larger than."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from statistics import mean, stdev

from matplotlib.axes import Axes

from lightcnn.plots.style import PALETTE, describe


def seed_points(
    accuracies: Mapping[str, Sequence[float]],
    ax: Axes,
    *,
    chance: float | None = None,
    without: Collection[str] = (),
) -> Axes:
    """One row per design, first on top: a dot for every seed, the mean with an error bar of one deviation.

    Args:
        accuracies: Design -> test accuracies of its seeds, 0 to 1.
        ax: Where to draw; the axis is in %.
        chance: Accuracy of a blind guess, 0 to 1, drawn as a dashed line.
        without: The designs that lack what the others have, drawn in the second colour.
    Raises: ValueError if there is no design, a design has no seed, an accuracy is not in 0 to 1, or `without`
        names a design that is not there.
    """
    if not accuracies or not all(accuracies.values()):
        raise ValueError("nothing to draw: every design needs at least one seed")
    outside = [value for values in accuracies.values() for value in values if not 0 <= value <= 1]
    if outside:
        raise ValueError(f"accuracies must be between 0 and 1, got {outside[0]}")
    if unknown := set(without) - accuracies.keys():
        raise ValueError(f"no design is called {min(unknown)!r}; there are {list(accuracies)}")
    words = []
    for row, (label, values) in enumerate(accuracies.items()):
        percent = [100 * value for value in values]
        middle, spread = mean(percent), stdev(percent) if len(percent) > 1 else 0.0
        colour = PALETTE[1 if label in without else 0]
        # Each seed a little lower than the one before: equal accuracies stay apart.
        heights = [row + 0.24 * (i / max(len(percent) - 1, 1) - 0.75) for i in range(len(percent))]
        ax.plot(percent, heights, "o", color=colour, alpha=0.5, markersize=5, linestyle="none")
        ax.errorbar(middle, row + 0.22, xerr=spread, fmt="D", color=colour, markersize=5, capsize=3)
        words.append(f"{label} {middle:.1f} ± {spread:.1f} % over {len(percent)} seeds")
    if chance is not None:
        ax.axvline(100 * chance, linestyle="--", linewidth=1, color="#757575")
        ax.annotate("chance", (100 * chance, -0.45), xytext=(4, 0), textcoords="offset points", fontsize=9)
    ax.set_yticks(range(len(accuracies)), list(accuracies))
    ax.set_ylim(len(accuracies) - 0.4, -0.6)
    ax.grid(True, axis="x")
    ax.set_xlabel("test accuracy (%)")
    return describe(
        ax, f"Test accuracy of every seed, and mean with one standard deviation: {'; '.join(words)}"
    )

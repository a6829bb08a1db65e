"""How many of a fixed number, case by case."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from lightcnn.plots.style import PALETTE, describe


def out_of(
    labels: Sequence[str],
    counts: Sequence[int],
    total: int,
    ax: Axes,
    unit: str,
    *,
    groups: Sequence[str] | None = None,
) -> Axes:
    """One bar a case, first on top, in front of a pale bar that stands for all; the count at its end.

    Args:
        labels, counts: Of the cases.
        total: What each count is out of.
        ax: Where to draw.
        unit: What is counted.
        groups: A name for each case; cases of one name have one colour, named in the legend.
    Raises: ValueError if there is nothing to draw, lengths differ, or a count is not in 0 to `total`.
    """
    named = ["" for _ in labels] if groups is None else list(groups)
    if not labels or not len(labels) == len(counts) == len(named):
        raise ValueError(
            f"{len(labels)} labels, {len(counts)} counts, {len(named)} groups: lengths must agree"
        )
    if outside := [count for count in counts if not 0 <= count <= total]:
        raise ValueError(f"counts must be in 0 to {total}, got {outside[0]}")
    colours = {name: PALETTE[i % len(PALETTE)] for i, name in enumerate(dict.fromkeys(named))}
    ax.barh(range(len(labels)), total, color="#757575", alpha=0.16, height=0.72)
    for row, (count, name) in enumerate(zip(counts, named, strict=True)):
        label = name if name and row == named.index(name) else None
        ax.barh(row, count, color=colours[name], height=0.72, label=label)
        ax.annotate(str(count), (count, row), xytext=(4, 0), textcoords="offset points", va="center",
                    fontsize=10)  # fmt: skip
    ax.set_yticks(range(len(labels)), labels)
    ax.set_ylim(len(labels) - 0.4, -0.6)
    ax.set_xlim(0, total * 1.02)
    ax.set_xlabel(f"{unit}, of {total}")
    if groups is not None:
        ax.legend(loc="upper center", bbox_to_anchor=(0.45, -0.16), ncols=2, frameon=False, fontsize=10)
    words = ", ".join(f"{label} {count}" for label, count in zip(labels, counts, strict=True))
    return describe(ax, f"{unit}, of {total}: {words}")

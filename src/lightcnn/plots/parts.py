"""What a whole is made of: one bar a row, cut into its parts."""

from __future__ import annotations

from collections.abc import Mapping

from matplotlib.axes import Axes

from lightcnn.plots.layers import short
from lightcnn.plots.style import describe, kind_colours


def stacked_parts(
    rows: Mapping[str, Mapping[str, float]], ax: Axes, unit: str, *, shares: bool = False
) -> Axes:
    """Horizontal bars, first row on top, each cut into the same parts in the same order; a colour a part.

    Args:
        rows: Row -> {part: value of 0 or more}, every row with the same parts. A part that names a kind of
            layer has that kind's colour, the same in every plot.
        ax: Where to draw.
        unit: What the values are.
        shares: Draw every row as long as the others, its parts in % of the row; those from 6 % on are named.
    Raises: ValueError if there is nothing to draw, rows differ in their parts, or a value is negative.
    """
    parts = _common(rows)
    colours = kind_colours(parts)
    words = []
    for y, (row, values) in enumerate(rows.items()):
        total, left = sum(values.values()), 0.0
        for part, value in values.items():
            width = 100 * value / total if shares else value
            ax.barh(y, width, left=left, color=colours[part], label=part if y == 0 else None)
            if shares and width >= 6:
                ax.annotate(f"{width:.0f} %", (left + width / 2, y), ha="center", va="center",
                            color="white", fontsize=10)  # fmt: skip
            left += width
        said = ", ".join(
            f"{part} {100 * value / total:.1f} %" if shares else f"{part} {short(value)}"
            for part, value in values.items()
        )
        words.append(f"{row}: {said}")
    ax.set_yticks(range(len(rows)), list(rows))
    ax.invert_yaxis()
    ax.set_xlabel(unit)
    ax.locator_params(axis="x", nbins=5)
    if not shares:
        ax.xaxis.set_major_formatter(lambda value, _: short(value))
    figure = ax.get_figure(root=True)
    assert figure is not None
    figure.legend(loc="outside upper center", ncols=2 if len(parts) > 3 else len(parts), frameon=False)
    return describe(ax, f"Bars of {unit}, cut into parts. {'; '.join(words)}")


def _common(rows: Mapping[str, Mapping[str, float]]) -> list[str]:
    """The parts that all rows have."""
    if not rows or not all(sum(values.values()) > 0 for values in rows.values()):
        raise ValueError("nothing to draw: every row needs a part above 0")
    first, *others = rows
    parts = list(rows[first])
    for row in others:
        if list(rows[row]) != parts:
            raise ValueError(f"{row} has the parts {list(rows[row])}, {first} has {parts}")
    for row, values in rows.items():
        if bad := [part for part, value in values.items() if value < 0]:
            raise ValueError(f"{row}: {bad[0]} must be 0 or more, got {values[bad[0]]}")
    return parts

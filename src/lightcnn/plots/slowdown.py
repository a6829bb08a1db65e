"""How much longer, beside the first: several devices' times, and what a count predicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes

from lightcnn.plots.style import PALETTE, describe

Spread = tuple[float, float, float]


def slowdown(
    labels: Sequence[str],
    times: Mapping[str, Sequence[Spread]],
    ax: Axes,
    *,
    predicted: Sequence[float] = (),
    prediction: str = "values moved",
) -> Axes:
    """One row per design, first on top: every device's time as a multiple of its time for the first design.

    Args:
        labels: Designs; the first one is what the others are compared with.
        times: Device -> (middle, low, high) for each design, in any unit; equal low and high draw no bar.
        ax: Where to draw.
        predicted: A count for each design in any unit, drawn as a grey bar behind the times, relative too.
        prediction: What that count is.
    Raises: ValueError if there is nothing to draw, lengths differ, or a value is not positive.
    """
    columns = {**times, prediction: [(v, v, v) for v in predicted]} if predicted else dict(times)
    _check(labels, columns)
    rows = range(len(labels))
    if predicted:
        share = [value / predicted[0] for value in predicted]
        ax.barh(rows, share, height=0.82, color="#757575", alpha=0.22, label=prediction, zorder=0)
    step = 0.62 / max(len(times) - 1, 1)
    for i, (device, spreads) in enumerate(times.items()):
        first = spreads[0][0]
        middle, low, high = zip(*((m / first, lo / first, hi / first) for m, lo, hi in spreads), strict=True)
        error = [[m - lo for m, lo in zip(middle, low, strict=True)],
                 [hi - m for m, hi in zip(middle, high, strict=True)]]  # fmt: skip
        heights = [row + i * step - 0.31 * (len(times) > 1) for row in rows]
        ax.errorbar(
            middle, heights, xerr=error, fmt="osDv^"[i % 5], color=PALETTE[i % len(PALETTE)],
            markersize=6, capsize=2, linestyle="none", label=device,
        )  # fmt: skip
    ax.axvline(1, color="#757575", linewidth=1)
    ax.set_yticks(rows, labels)
    ax.set_ylim(len(labels) - 0.45, -0.55)
    ax.set_xlim(left=0)
    ax.margins(x=0.06)
    ax.grid(True, axis="x")
    ax.set_xlabel(f"times that of “{labels[0]}”")
    ax.legend(loc="upper center", bbox_to_anchor=(0.45, -0.24), ncols=2, frameon=False, fontsize=10)
    words = "; ".join(
        f"{name}: "
        + ", ".join(f"{label} {s[0] / column[0][0]:.2f}" for label, s in zip(labels, column, strict=True))
        for name, column in columns.items()
    )
    return describe(ax, f"Multiples of the first design, {labels[0]}. {words}")


def _check(labels: Sequence[str], columns: Mapping[str, Sequence[Spread]]) -> None:
    if not labels or not columns:
        raise ValueError("nothing to draw: it takes designs and something measured or predicted")
    for name, column in columns.items():
        if len(column) != len(labels):
            raise ValueError(f"{name} has {len(column)} values for {len(labels)} designs")
        for label, (middle, low, high) in zip(labels, column, strict=True):
            if not 0 < low <= middle <= high:
                raise ValueError(f"{name}, {label}: 0 < {low} <= {middle} <= {high} must hold")

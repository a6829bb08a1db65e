"""What is inside a network: kernels and maps as tiles, weights as histograms, layers beside each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from lightcnn.plots.scales import number_logarithmic
from lightcnn.plots.style import PALETTE, describe

MOST = 64  # lines in a row of `channel_ranges`


def tiles(pictures: ArrayLike, ax: Axes, columns: int, what: str = "tiles") -> Axes:
    """Small pictures (N, H, W) or (N, H, W, 3) in rows, the first at the top left.

    Each has a scale of its own, from its smallest value (black) to its largest (white).

    Raises: ValueError on another shape, on no picture, or fewer than 1 column.
    """
    stack = np.asarray(pictures, dtype=float)
    if stack.ndim not in (3, 4) or not len(stack) or (stack.ndim == 4 and stack.shape[3] != 3):
        raise ValueError(f"pictures must be (N, H, W) or (N, H, W, 3), got {stack.shape}")
    if columns < 1:
        raise ValueError(f"columns must be 1 or more, got {columns}")
    axes = tuple(range(1, stack.ndim))
    low, high = stack.min(axes, keepdims=True), stack.max(axes, keepdims=True)
    stack = (stack - low) / np.where(high > low, high - low, 1)
    rows, (height, width) = -(-len(stack) // columns), stack.shape[1:3]
    # Between tiles there is nothing: the page shows through.
    gap = max(1, round(height / 12))
    sheet = np.zeros((rows * (height + gap) - gap, columns * (width + gap) - gap, 4))
    for place, tile in enumerate(stack):
        top, left = place // columns * (height + gap), place % columns * (width + gap)
        sheet[top : top + height, left : left + width, :3] = tile if tile.ndim == 3 else tile[..., None]
        sheet[top : top + height, left : left + width, 3] = 1
    # As many pixels as a screen may need: a page stores pictures so that small ones would blur.
    times = max(1, 400 // max(sheet.shape[:2]))
    ax.imshow(sheet.repeat(times, 0).repeat(times, 1), interpolation="nearest")
    ax.axis("off")
    return describe(ax, f"{len(stack)} {what}, each {height} × {width}, in rows of {columns}")


def histograms(rows: Mapping[str, ArrayLike], ax: Axes, unit: str, reach: float) -> Axes:
    """One histogram a row, the first on top, all of the same height: where most values of each row are.

    Args:
        rows: Name -> values.
        ax: Where to draw.
        unit: What the values are.
        reach: The axis goes from -reach to reach; what lies outside is counted in the last bin.
    Raises: ValueError if there is no row, or `reach` is not positive.
    """
    if not rows or reach <= 0:
        raise ValueError(f"there must be rows and a positive reach, got {len(rows)} and {reach}")
    edges = np.linspace(-reach, reach, 82)
    for row, values in enumerate(rows.values()):
        counts, _ = np.histogram(np.clip(np.ravel(np.asarray(values)), -reach, reach), edges)
        ax.stairs(row + 0.4 - 0.85 * counts / counts.max(), edges, baseline=row + 0.4, fill=True,
                  color=PALETTE[0], alpha=0.75)  # fmt: skip
    ax.set_yticks(range(len(rows)), list(rows))
    ax.set_ylim(len(rows) - 0.45, -0.6)
    ax.grid(True, axis="x")
    ax.set_xlabel(unit)
    spread = "; ".join(f"{name} {np.std(np.asarray(values)):.3g}" for name, values in rows.items())
    return describe(ax, f"Histograms of {unit}. Standard deviations: {spread}")


def channel_ranges(rows: Mapping[str, ArrayLike], ax: Axes, unit: str, levels: int = 127) -> Axes:
    """One line a channel, one row a layer, logarithmic; left of a row's bar a channel is less than one step.

    Of a layer with more than `MOST` channels, so many are drawn, evenly by their rank.

    Args:
        rows: Layer -> the largest weight of each channel, as absolute values; zeros stand at the left end.
        ax: Where to draw.
        unit: What the values are.
        levels: Steps of a grid that the whole layer shares, from 0 to its largest value.
    Raises: ValueError if there is no row or a row has no positive value.
    """
    arrays = {name: np.ravel(np.asarray(values, dtype=float)) for name, values in rows.items()}
    if not arrays or any(not (values > 0).any() for values in arrays.values()):
        raise ValueError("nothing to draw: every layer needs a channel with a weight other than 0")
    end = min(values[values > 0].max() / levels for values in arrays.values()) / 10
    words = []
    for row, (name, values) in enumerate(arrays.items()):
        step = values.max() / levels
        drawn = np.maximum(np.sort(values), end)
        # A thousand lines in a row are one bar, and heavy on a page: of them, those at equal ranks.
        drawn = drawn[np.linspace(0, len(drawn) - 1, min(len(drawn), MOST)).round().astype(int)]
        # One line with gaps, because a page stores each line of its own with all its properties.
        across = np.stack([drawn, drawn, np.full_like(drawn, np.nan)], 1).ravel()
        along = np.tile([row - 0.3, row + 0.3, np.nan], len(drawn))
        ax.plot(across, along, color=PALETTE[2], alpha=0.6, linewidth=0.9)
        ax.plot([step, step], [row - 0.4, row + 0.4], color=PALETTE[1], linewidth=2.5)
        words.append(f"{name} {values.min():.2g} to {values.max():.2g}")
    ax.set_xscale("log")
    number_logarithmic(ax.xaxis)
    ax.set_yticks(range(len(rows)), list(rows))
    ax.set_ylim(len(rows) - 0.45, -0.55)
    ax.grid(True, axis="x")
    ax.set_xlabel(unit)
    return describe(ax, f"{unit}, layer by layer: {'; '.join(words)}")


def layer_points(labels: Sequence[str], series: Mapping[str, Sequence[float]], ax: Axes, unit: str) -> Axes:
    """Layers from top to bottom, a point for each series in each.

    Args:
        labels: Of the layers; "" leaves a tick out. Where two would touch, that of the larger value stays.
        series: Name -> a value for each layer, 0 or more.
        ax: Where to draw.
        unit: What the values are.
    Raises: ValueError if there is nothing to draw or a series has another length.
    """
    if not labels or not series or any(len(values) != len(labels) for values in series.values()):
        lengths = {name: len(values) for name, values in series.items()}
        raise ValueError(f"{len(labels)} layers need as many values, got {lengths}")
    for index, (name, values) in enumerate(series.items()):
        colour = PALETTE[index % len(PALETTE)]
        ax.plot(values, range(len(labels)), "osD^"[index % 4], color=colour, label=name, markersize=4.5)
    largest = [max(values) for values in zip(*series.values(), strict=True)]
    ticks = _apart([row for row, label in enumerate(labels) if label], largest, ax)
    ax.set_yticks(ticks, [labels[row] for row in ticks])
    ax.set_ylim(len(labels) - 0.4, -0.6)
    ax.set_xlim(left=0)
    ax.grid(True, axis="x")
    ax.set_xlabel(unit)
    if len(series) > 1:
        ax.legend(loc="lower right", frameon=False)
    words = "; ".join(
        f"{name}: largest {max(values):.3g} at layer {1 + int(np.argmax(values))}"
        for name, values in series.items()
    )
    return describe(ax, f"{unit}, layer by layer. {words}")


def _apart(rows: list[int], largest: Sequence[float], ax: Axes) -> list[int]:
    """Those of the rows whose labels can stand beside each other, the rows with the largest values first."""
    points = 72 * ax.get_window_extent().height / ax.figure.dpi
    room = 11 * len(largest) / points  # rows that a line of text takes
    kept: list[int] = []
    for row in sorted(rows, key=lambda row: -largest[row]):
        if all(abs(row - other) >= room for other in kept):
            kept.append(row)
    return sorted(kept)

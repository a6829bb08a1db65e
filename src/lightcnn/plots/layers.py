"""Bars of what each layer costs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, Protocol

from matplotlib.axes import Axes

from lightcnn.plots.style import describe, kind_colours

Quantity = Literal["params", "macs", "traffic_bytes"]
LABELS: dict[str, str] = {"params": "parameters", "macs": "multiply-adds", "traffic_bytes": "bytes moved"}


class LayerCost(Protocol):
    """What a bar needs of a layer: `lightcnn.profiling.LayerRecord` has it, and so may your own record."""

    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def params(self) -> int: ...
    @property
    def macs(self) -> int: ...


def layer_bars(
    records: Iterable[LayerCost], ax: Axes, quantity: Quantity = "macs", names: Sequence[str] | None = None
) -> Axes:
    """One horizontal bar per layer that costs anything, first layer on top, with its share of the total.

    Args:
        records: Layers with `.name`, `.kind` and the quantity (`lightcnn.profiling.Profile.records`).
        ax: Where to draw.
        quantity: "params", "macs" or "traffic_bytes".
        names: What the bars are called, from first to last; the records' own names if None.
    Raises: ValueError for another quantity, if no layer has any of it, or if names and bars differ in number.
    """
    if quantity not in LABELS:
        raise ValueError(f"quantity must be one of {', '.join(LABELS)}, got {quantity!r}")
    rows = [(r.name, r.kind, getattr(r, quantity)) for r in records if getattr(r, quantity)]
    if not rows:
        raise ValueError(f"no layer has any {LABELS[quantity]}")
    return bars(
        [name for name, _, _ in rows] if names is None else names,
        [value for _, _, value in rows],
        ax,
        LABELS[quantity],
        groups=[kind for _, kind, _ in rows],
    )


def bars(
    labels: Sequence[str], values: Sequence[float], ax: Axes, unit: str, groups: Sequence[str] | None = None
) -> Axes:
    """Horizontal bars from top to bottom, each with its value and its share of the sum; one colour per group.

    A group that names a kind of layer has that kind's colour, the same in every plot.

    Raises: ValueError if labels, values and groups differ in length.
    """
    groups = ["" for _ in labels] if groups is None else groups
    if not len(labels) == len(values) == len(groups):
        raise ValueError(
            f"{len(labels)} labels, {len(values)} values, {len(groups)} groups: lengths must agree"
        )
    colours = kind_colours(groups)
    total = sum(values)
    for row, (value, kind) in enumerate(zip(values, groups, strict=True)):
        first = row == groups.index(kind)
        ax.barh(row, value, color=colours[kind], label=kind if first else None)
        ax.annotate(
            f"{short(value)}  ({100 * value / total:.0f} %)",
            (value, row),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize=10,
        )
    ax.set_yticks(range(len(labels)), labels)
    ax.invert_yaxis()
    ax.margins(x=0.36)
    ax.set_xlim(left=0)
    ax.set_xlabel(unit)
    ax.locator_params(axis="x", nbins=5)
    ax.xaxis.set_major_formatter(lambda value, _: short(value))
    if len(colours) > 1:
        ax.legend(loc="best")
    return describe(
        ax,
        f"Bars of {unit}: "
        + ", ".join(f"{label} {short(value)}" for label, value in zip(labels, values, strict=True)),
    )


def short(value: float) -> str:
    """A number for a bar or an axis: 1.5 k, 724 M, 3.2 G; three significant digits."""
    for size, letter in ((1e9, " G"), (1e6, " M"), (1e3, " k")):
        if abs(value) >= size:
            return f"{value / size:.3g}{letter}"
    return f"{value:.3g}"


def digits(value: float) -> str:
    """A measured number with three significant digits, zeros at the end too: 8.30, 1.00, 0.132."""
    return f"{value:#.3g}".rstrip(".")

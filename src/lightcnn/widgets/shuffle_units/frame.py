"""First frame of `ShuffleUnits` as HTML: both units with their widths and multiply-adds, and the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lightcnn.widgets.kit import svg
from lightcnn.widgets.kit.fallback import first_frame, html_table
from lightcnn.widgets.shuffle_units.ops import UNITS, Cost, Op, symbols, unit_costs, unit_total

if TYPE_CHECKING:
    from lightcnn.widgets.shuffle_units import ShuffleUnits

KINDS = {
    "relu": "ReLU",
    "shuffle": "channel shuffle",
    "pool": "average pool",
    "add": "add",
    "concat": "concatenate",
}
HEAD = (
    "unit",
    "operation",
    "channels in → out",
    "parameters",
    "multiply-adds",
    "element-wise",
    "memory accesses",
)
ROW, TOP, LANE, HALF = 40, 46, 356, 70


def html(widget: ShuffleUnits) -> str:
    """The picture and the table of the widget's present state."""
    return first_frame(widget.title, _picture(widget), _table(widget))


def _rows(widget: ShuffleUnits, unit: str) -> list[tuple[Op, Cost]]:
    sizes = (widget.side, widget.channels, widget.middle, widget.groups, widget.stride)
    return list(zip(UNITS[unit][str(widget.stride)], unit_costs(unit, *sizes), strict=True))


def _letters(widget: ShuffleUnits) -> dict[str, int]:
    return symbols(widget.channels, widget.middle, widget.groups, widget.stride)


def _name(op: Op, value: dict[str, int]) -> str:
    if op.kind != "conv":
        return KINDS[op.kind]
    groups = value[op.groups]
    kind = "" if groups == 1 else " depthwise" if groups == value[op.c_in] else f", {groups} groups"
    return f"{op.kernel}×{op.kernel}{kind}"


def _flow(op: Op, value: dict[str, int]) -> str:
    """Channels in and out; what is concatenated comes from both sides."""
    if op.kind == "concat":
        return f"{value['c']} + {value['o-c']} → {value[op.c_out]}"
    return f"{value[op.c_in]} → {value[op.c_out]}"


def _table(widget: ShuffleUnits) -> svg.Markup:
    value, rows = _letters(widget), []
    for unit in (widget.left, widget.right):
        name = widget.names[unit]
        for op, cost in _rows(widget, unit):
            place = " (shortcut)" if op.lane == "shortcut" else ""
            rows.append((name, _name(op, value) + place, _flow(op, value), *_figures(cost)))
        total = unit_total(unit, widget.side, widget.channels, widget.middle, widget.groups, widget.stride)
        rows.append((name, "whole unit", "", *_figures(total)))
    caption = f"Costs for one image, input {widget.channels} channels of {widget.side} × {widget.side}"
    return html_table(caption, HEAD, rows)


def _figures(cost: Cost) -> tuple[str, ...]:
    return tuple(f"{number:,}" for number in cost)


def _picture(widget: ShuffleUnits) -> svg.Markup:
    shown = (widget.left, widget.right)
    lanes = [part for k, unit in enumerate(shown) for part in _lane(widget, unit, k * LANE)]
    count = max(len(UNITS[unit][str(widget.stride)]) for unit in shown)
    words = " beside ".join(widget.names[unit] for unit in shown)
    return svg.picture(2 * LANE, TOP + ROW * count + 16, words, *lanes)


def _lane(widget: ShuffleUnits, unit: str, x: int) -> list[svg.Markup]:
    value, scale = _letters(widget), max(widget.channels * widget.stride, widget.middle)
    parts = [svg.label(x, 16, widget.names[unit], font_weight=600), _bar(x, TOP - 14, value["c"] / scale)]
    for k, (op, cost) in enumerate(_rows(widget, unit)):
        y = TOP + ROW * k
        work = f": {cost.macs / 1e6:.3g} M multiply-adds" if cost.macs else ""
        words = svg.label(x + 2 * HALF + 14, y + 18, f"{_name(op, value)}{work}")
        parts.append(svg.group(words, _bar(x, y + ROW - 14, value[op.c_out] / scale), class_="su-op"))
    return parts


def _bar(x: int, y: int, share: float) -> svg.Markup:
    half = HALF * share
    return svg.rect(x + HALF - half, y, 2 * half, 8, rx=2, style="fill:var(--group-0, #3b7dd8)")

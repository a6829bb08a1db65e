"""First frame of `ShuffleUnits` as HTML: both units with their widths and multiply-adds, and the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lightcnn.widgets.kit import svg
from lightcnn.widgets.kit.fallback import first_frame, html_table
from lightcnn.widgets.shuffle_units.ops import UNITS, Cost, Op, amount, symbols, unit_costs, unit_total

if TYPE_CHECKING:
    from lightcnn.widgets.shuffle_units import ShuffleUnits

KINDS = {
    "relu": "ReLU",
    "shuffle": "channel shuffle",
    "pool": "average pool",
    "split": "channel split",
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
WIDE, LANE, BAR, AXIS, HALF = 700, 216, 10, 88, 30
INK, WORK, MOVE, COLOUR = "opacity:.72", "opacity:.25", "opacity:.08", "fill:var(--group-0, #3b7dd8)"


def html(widget: ShuffleUnits) -> str:
    """The picture and the table of the widget's present state."""
    return first_frame(widget.title, _picture(widget), _table(widget))


def _rows(widget: ShuffleUnits, unit: str) -> list[tuple[Op, Cost]]:
    sizes = (widget.side, widget.channels, widget.middle, widget.groups, widget.stride)
    return list(zip(UNITS[unit].ops[str(widget.stride)], unit_costs(unit, *sizes), strict=True))


def _letters(widget: ShuffleUnits) -> dict[str, int]:
    return symbols(widget.channels, widget.middle, widget.groups, widget.stride)


def _name(op: Op) -> str:
    return f"{op.kernel}×{op.kernel}" if op.kind == "conv" else KINDS.get(op.kind, op.kind)


def _grouping(op: Op, value: dict[str, int]) -> str:
    groups = amount(op.groups, value)
    if op.kind != "conv" or groups == 1:
        return ""
    return "depthwise" if groups == amount(op.c_in, value) else f"{groups} groups"


def _flow(op: Op, before: Op | None, value: dict[str, int]) -> str:
    """Channels in and out; what is concatenated comes from both sides, below from the operation before."""
    out = amount(op.c_out, value)
    if op.kind == "concat" and before is not None:
        branch = amount(before.c_out, value)
        return f"{out - branch} + {branch} → {out}"
    return f"{amount(op.c_in, value)} → {out}"


def _table(widget: ShuffleUnits) -> svg.Markup:
    value, rows = _letters(widget), []
    for unit in (widget.left, widget.right):
        name, before = UNITS[unit].name, None
        for op, cost in _rows(widget, unit):
            words = ", ".join(filter(None, (_name(op), _grouping(op, value))))
            place = " (shortcut)" if op.lane == "shortcut" else ""
            rows.append((name, words + place, _flow(op, before, value), *_figures(cost)))
            before = before if op.lane == "shortcut" else op
        total = unit_total(unit, widget.side, widget.channels, widget.middle, widget.groups, widget.stride)
        rows.append((name, "whole unit", "", *_figures(total)))
    caption = f"Costs for one image, input {widget.channels} channels of {widget.side} × {widget.side}"
    return html_table(caption, HEAD, rows)


def _figures(cost: Cost) -> tuple[str, ...]:
    return tuple(f"{number:,}" for number in cost)


def _picture(widget: ShuffleUnits) -> svg.Markup:
    """Both units, one above the other, each over the bar of its multiply-adds; one scale for both."""
    shown = (widget.left, widget.right)
    totals = [sum(cost.macs for _, cost in _rows(widget, unit)) for unit in shown]
    lanes = [part for k, unit in enumerate(shown) for part in _lane(widget, unit, k * LANE, max(totals))]
    return svg.picture(WIDE, 2 * LANE, " above ".join(UNITS[unit].name for unit in shown), *lanes)


def _lane(widget: ShuffleUnits, unit: str, y: int, most: int) -> list[svg.Markup]:
    rows = _rows(widget, unit)
    spine = [(op, cost) for op, cost in rows if op.lane != "shortcut"]
    total, step = sum(cost.macs for _, cost in rows), (WIDE - BAR) / len(spine)
    words = f"{total / 1e6:#.3g} million multiply-adds"
    value, scale = _letters(widget), HALF / max(widget.channels * widget.stride, widget.middle)
    halves = [scale * amount(letter, value) for letter in (spine[0][0].c_in, *(op.c_out for op, _ in spine))]
    join = next(k for k, (op, _) in enumerate(spine) if op.lane == "join")
    parts = [
        svg.label(0, y + 15, UNITS[unit].name, font_weight=600),
        svg.label(WIDE, y + 15, words, text_anchor="end"),
        svg.rect(0, y + 22, WIDE * total / most, 6, rx=3, style=COLOUR),
        *_shortcut(rows, y, halves[0], BAR / 2 + step * (join + 0.5)),
        _tensor(BAR / 2, y, halves[0]),
    ]
    for k, (op, cost) in enumerate(spine):
        x, middle = BAR / 2 + step * k, BAR / 2 + step * (k + 0.5)
        work = _work(
            x + BAR / 2, x + step - BAR / 2, y + AXIS, halves[k], halves[k + 1], WORK if cost.macs else MOVE
        )
        price = _price(cost)
        lines = filter(
            None, (*_name(op).replace("concatenate", "concat").split(), _grouping(op, value), price)
        )
        labels = [
            svg.label(middle, y + AXIS + HALF + 20 + 26 * i, line, text_anchor="middle")
            for i, line in enumerate(lines)
        ]
        parts.append(svg.group(work, _tensor(x + step, y, halves[k + 1]), *labels, class_="su-op"))
    return parts


def _tensor(x: float, y: float, half: float) -> svg.Markup:
    return svg.rect(x - BAR / 2, y + AXIS - half, BAR, 2 * half, rx=2, fill="currentColor", style=INK)


def _work(x1: float, x2: float, axis: float, a: float, b: float, style: str) -> svg.Markup:
    corners = ((x1, axis - a), (x2, axis - b), (x2, axis + b), (x1, axis + a))
    return svg.path(f"M{'L'.join(f'{x:.1f} {y:.1f}' for x, y in corners)}Z", fill="currentColor", style=style)


def _shortcut(rows: list[tuple[Op, Cost]], y: int, half: float, x2: float) -> list[svg.Markup]:
    """The way around, from the input to the middle of the join, and what stands on it."""
    x1, top = BAR / 2, y + 40
    line = f"M{x1:.1f} {y + AXIS - half:.1f}V{top}H{x2:.1f}V{y + AXIS}"
    side = [(op, cost) for op, cost in rows if op.lane == "shortcut"]
    names = [
        svg.label(
            x1 + (x2 - x1) * (k + 1) / (len(side) + 1),
            top + 20,
            f"{_name(op)} {_price(cost)}",
            text_anchor="middle",
        )
        for k, (op, cost) in enumerate(side)
    ]
    return [svg.path(line, fill="none", stroke="currentColor", style="opacity:.6"), *names]


def _price(cost: Cost) -> str:
    return f"{cost.macs / 1e6:#.3g} M" if cost.macs else ""

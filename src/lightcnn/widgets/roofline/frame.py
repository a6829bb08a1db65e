"""First frame of `Roofline` as HTML: the roof, the layers under it, and a table."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lightcnn.widgets.kit import svg
from lightcnn.widgets.kit.fallback import first_frame, html_table
from lightcnn.widgets.roofline.layers import LAYERS, Machine, best_seconds, limited_by

if TYPE_CHECKING:
    from lightcnn.widgets.roofline import Roofline

WIDE, HIGH, LEFT, FOOT, TOP = 640, 320, 84, 86, 10
LOW, MOST = 0.03, 400  # multiply-adds per byte at the edges
COLOUR = {"memory": "#3b7dd8", "arithmetic": "#d9822b"}


def html(widget: Roofline) -> str:
    """The picture and the table, with the measured times of the widget."""
    machine = Machine(**widget.machine)
    return first_frame(widget.title, _picture(machine, widget.measured), _table(machine, widget.measured))


def duration(seconds: float) -> str:
    """ "4.77 ms", "7.00 ms", "72 µs": three figures of milliseconds, whole microseconds below."""
    return f"{seconds * 1e3:#.3g}".rstrip(".") + " ms" if seconds >= 0.9995e-3 else f"{seconds * 1e6:.0f} µs"


def _picture(machine: Machine, measured: dict[str, float]) -> svg.Markup:
    floor, top = machine.bandwidth * LOW / 2, machine.peak * 2

    def x(per_byte: float) -> float:
        return LEFT + math.log(per_byte / LOW) / math.log(MOST / LOW) * (WIDE - LEFT - 8)

    def y(rate: float) -> float:
        return TOP + math.log(top / rate) / math.log(top / floor) * (HIGH - TOP - FOOT)

    bend = machine.peak / machine.bandwidth
    drawn = [
        svg.label(LEFT, HIGH - 6, "multiply-adds per byte, and their rate; both logarithmic"),
        *(svg.label(LEFT - 6, y(rate) + 4, f"{rate / 1e9:g} G/s", text_anchor="end")
          for rate in (1e9, 1e10, 1e11) if floor < rate < top),
        svg.path(f"M{x(LOW):.1f} {y(machine.bandwidth * LOW):.1f}L{x(bend):.1f} {y(machine.peak):.1f}",
                 stroke=COLOUR["memory"], stroke_width=3),
        svg.path(f"M{x(bend):.1f} {y(machine.peak):.1f}H{x(MOST):.1f}",
                 stroke=COLOUR["arithmetic"], stroke_width=3),
    ]  # fmt: skip
    for number, layer in enumerate(LAYERS):
        here, best = x(layer.per_byte), best_seconds(layer, machine)
        colour = COLOUR[limited_by(layer, machine)]
        drawn.append(svg.label(here, HIGH - FOOT + 22 + 25 * (number % 2), layer.name, text_anchor="middle"))
        if layer.name in measured:
            reached = y(layer.operations / measured[layer.name])
            stem = f"M{here:.1f} {y(layer.operations / best):.1f}V{reached:.1f}"
            drawn.append(svg.path(stem, stroke="currentColor", stroke_width=1))
            drawn.append(svg.element("circle", cx=here, cy=reached, r=4, fill="currentColor"))
        drawn.append(svg.element("circle", cx=here, cy=y(layer.operations / best), r=5, fill=colour))
    words = "The roof and the layers under it, time at best: " + ", ".join(
        f"{layer.name} {duration(best_seconds(layer, machine))}, {limited_by(layer, machine)} sets it"
        for layer in LAYERS
    )
    return svg.picture(WIDE, HIGH, words, *drawn, margin=1)


def _table(machine: Machine, measured: dict[str, float]) -> svg.Markup:
    rows = [
        (
            layer.name, f"{layer.operations:,}", f"{layer.bytes:,}", f"{layer.per_byte:.2f}",
            duration(best_seconds(layer, machine)), limited_by(layer, machine),
            duration(measured[layer.name]) if layer.name in measured else "",
        )
        for layer in LAYERS
    ]  # fmt: skip
    caption = (
        f"176 channels on maps of 28 × 28, under {machine.peak / 1e9:.1f} G multiply-adds and "
        f"{machine.bandwidth / 1e9:.1f} GB a second ({machine.name})"
    )
    head = ("layer", "multiply-adds", "bytes", "per byte", "at best", "limit", "measured")
    return html_table(caption, head, rows)

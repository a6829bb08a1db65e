"""First frame of `MultiplierCalculator` as HTML: the network's blocks, and those of the paper in a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lightcnn.widgets.kit import svg
from lightcnn.widgets.kit.fallback import first_frame, html_table
from lightcnn.widgets.multiplier_calculator.layers import LAYERS, macs, published, sides, weights

if TYPE_CHECKING:
    from lightcnn.widgets.multiplier_calculator import MultiplierCalculator

COLUMN, UP, DOWN, AXIS = 40, 120, 80, 30
TONES = {"full": "#7a6a58", "depthwise": "#d9822b", "pointwise": "#3b7dd8", "classifier": "#7a6a58"}


def html(widget: MultiplierCalculator) -> str:
    """The blocks of the widget's network, and every published pair."""
    return first_frame(widget.title, _picture(widget.width, widget.side), _table())


def _picture(width: float, side: int) -> svg.Markup:
    """Multiply-adds of each block upwards, its weights downwards."""
    count, out = weights(width), sides(side)
    work = [n * places**2 for n, places in zip(count, out, strict=True)]
    wide = (LAYERS[-1].block + 1) * COLUMN
    whole = [n * places**2 for n, places in zip(weights(1.0), sides(224), strict=True)]
    up, down = (
        UP / max(_sums(whole)),
        DOWN / max(_sums(weights(1.0))),
    )
    drawn = [
        svg.label(0, 12, "multiply-adds"),
        svg.label(0, UP + AXIS + DOWN + 14, "weights"),
    ]
    tops = [float(UP + 16)] * (LAYERS[-1].block + 1)
    for layer, n, macs_, places in zip(LAYERS, count, work, out, strict=True):
        x, fill = layer.block * COLUMN + 3, TONES[layer.kind]
        tops[layer.block] -= macs_ * up
        drawn.append(svg.rect(x, tops[layer.block], COLUMN - 6, macs_ * up, fill=fill))
        drawn.append(svg.rect(x, UP + AXIS + 6, COLUMN - 6, n * down, fill=fill, opacity=0.6))
        if layer.kind != "depthwise":
            middle = x + COLUMN / 2 - 3
            drawn.append(svg.label(middle, UP + AXIS, f"{places}²", text_anchor="middle"))
    words = f"{sum(work):,} multiply-adds above, {sum(count):,} weights below, block by block"
    return svg.picture(wide, UP + AXIS + DOWN + 20, words, *drawn, margin=1)


def _sums(values: list[int]) -> list[int]:
    """Sums by block."""
    found = [0] * (LAYERS[-1].block + 1)
    for layer, value in zip(LAYERS, values, strict=True):
        found[layer.block] += value
    return found


def _table() -> svg.Markup:
    rows = [
        (
            f"{one.width:.3g} MobileNet-{one.side}" if one.width < 1 else f"1.0 MobileNet-{one.side}",
            f"{macs(one.width, one.side) / 1e6:.1f} M",
            f"{sum(weights(one.width)) / 1e6:.2f} M",
            one.top1,
        )
        for one in published()
    ]
    caption = (
        "Counted: multiply-adds, and parameters without batch norms and biases. Printed: top-1 accuracy, by "
        "the paper where it has the network, else by its authors' list"
    )
    return html_table(caption, ("network", "multiply-adds", "parameters", "top-1, %"), rows)

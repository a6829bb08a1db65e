"""First frame of `LowPrecision` as HTML: the histogram over its grid, and what each number of bits gives."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lightcnn.widgets.kit import svg
from lightcnn.widgets.kit.fallback import first_frame, html_table
from lightcnn.widgets.low_precision.grids import BITS, enough, errors

if TYPE_CHECKING:
    from lightcnn.widgets.low_precision import LowPrecision

WIDE, HIGH, FOOT = 600, 150, 40


def html(widget: LowPrecision) -> str:
    """The widget's activations with its bits and bound."""
    record = widget.activations[widget.record]
    words = f"Values of {record['layer']} over a grid of {widget.bits} bits that ends at {widget.bound:g}"
    return first_frame(
        widget.title,
        svg.picture(WIDE, HIGH + FOOT, words, *_drawn(record, widget.bits, widget.bound), margin=8),
        _table(widget, record),
    )


def _drawn(record: Mapping[str, Any], bits: int, bound: float) -> list[svg.Markup]:
    edges, counts = record["edges"], record["counts"]
    k, tall = WIDE / math.ceil(edges[-1]), HIGH / math.log10(max(counts) + 1)
    bars = [
        svg.rect(
            k * low,
            HIGH - tall * math.log10(count + 1),
            k * (high - low) * 0.9,
            tall * math.log10(count + 1),
            fill="#c2403d" if low >= bound else "#1f8a99",
        )
        for low, high, count in zip(edges, edges[1:], counts, strict=False)
        if count
    ]
    steps = 2**bits - 1
    comb = [
        svg.rect(k * bound * i / max(steps, 1) - 0.5, HIGH + 4, 1, 12, fill="#757575")
        for i in range(steps + 1)
    ]
    ends = [svg.label(0, HIGH + 32, "0"), svg.label(k * bound, HIGH + 32, f"{bound:g}", text_anchor="middle")]
    return [*bars, *comb, *ends]


def _table(widget: LowPrecision, record: Mapping[str, Any]) -> svg.Markup:
    rows = [
        (
            bits,
            f"{widget.bound / (2**bits - 1):.3f}",
            f"{errors(record, bits, widget.bound).decibel:.1f}",
            enough(widget.weights, bits),
            enough(widget.weights, bits, per_channel=True),
        )
        for bits in BITS[2:]
    ]
    return html_table(
        f"{record['layer']} on a grid from 0 to {widget.bound:g}; "
        f"channels of {widget.weights['layer']} with 4 points or more",
        ("bits", "step", "signal over error (dB)", "channels, one grid", "channels, a grid each"),
        rows,
    )

"""First frame of `LowRank` as HTML: photographs before and after, the kernel's terms, a table of kernels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lightcnn.widgets.kit import svg
from lightcnn.widgets.kit.fallback import first_frame, html_table
from lightcnn.widgets.low_rank.photo import png
from lightcnn.widgets.low_rank.terms import PRESETS, filtered, terms

if TYPE_CHECKING:
    from lightcnn.widgets.low_rank import LowRank

HEAD = ("kernel", "σ₁, σ₂, σ₃", "energy in rank 1", "relative error")
WIDE, PRINT, CELL, TOP = 640, 210, 24, 20
TONES = ("#2b9a66", "#b0489f", "#c2403d")


def html(widget: LowRank) -> str:
    """The picture and the table of the widget's present state."""
    return first_frame(widget.title, _picture(widget), _table())


def _table() -> svg.Markup:
    rows = []
    for name, kernel in PRESETS.items():
        parts = terms(kernel)
        sigmas = ", ".join(f"{sigma:.2f}" for sigma in parts.sigmas)
        rows.append((name, sigmas, f"{100 * parts.shares()[0]:.3g} %", f"{parts.error(1):.3f}"))
    return html_table("Five kernels and their closest column times row", HEAD, rows)


def _picture(widget: LowRank) -> svg.Markup:
    """The photograph, the sum of the first terms, the filtered photograph; below them all three terms."""
    parts, rank = terms(widget.kernel), widget.rank
    photo = np.frombuffer(widget.photo, np.uint8).reshape(widget.height, widget.width)
    white = np.quantile(np.abs(filtered(photo, parts.kernel(3))), 0.99) or 1
    after = np.abs(filtered(photo, parts.kernel(rank))).clip(0, white) / white
    most = np.abs(widget.kernel).max()
    middle, right, foot = WIDE / 2, WIDE - PRINT, TOP + PRINT + 26
    drawn = [
        svg.label(0, 13, "photograph"),
        _photo(0, photo / 255),
        svg.label(right, 13, f"filtered at rank {rank}"),
        _photo(right, after),
        *_tile(middle - 1.5 * CELL, TOP + PRINT / 2 - 1.5 * CELL, parts.kernel(rank), most),
        svg.label(middle, TOP + PRINT / 2 + 2.4 * CELL, f"rank {rank}", text_anchor="middle"),
    ]
    for sign in (middle - 3 * CELL, middle + 3 * CELL):
        drawn.append(svg.label(sign, TOP + PRINT / 2 + 6, "→", text_anchor="middle", font_size=20))
    for k, share in enumerate(parts.shares()):
        left = middle + (k - 1.5) * 150 + 39
        term = parts.sigmas[k] * np.outer(parts.columns[k], parts.rows[k])
        lit = {"stroke": TONES[k], "stroke_width": 2, "fill": "none"} if k < rank else None
        drawn += [
            *_tile(left, foot, term, most),
            *([svg.rect(left - 4, foot - 4, 3 * CELL + 8, 3 * CELL + 8, rx=6, **lit)] if lit else []),
            svg.label(left - 39, foot + 1.6 * CELL, "+" if k else "=", text_anchor="middle", font_size=20),
            svg.label(left + 1.5 * CELL, foot + 3 * CELL + 20, f"{100 * share:.3g} %", text_anchor="middle"),
        ]
    words = (
        f"A photograph, and the same filtered with the first {rank} of a kernel's three terms; "
        f"the terms hold {', '.join(f'{100 * share:.3g}' for share in parts.shares())} % of its energy"
    )
    return svg.picture(WIDE, foot + 3 * CELL + 26, words, *drawn, margin=1)


def _photo(left: float, picture: np.ndarray) -> svg.Markup:
    """A picture of values 0 to 1 in a black square."""
    box = {"x": left, "y": TOP, "width": PRINT, "height": PRINT}
    return svg.group(svg.element("rect", **box), svg.element("image", href=png(picture), **box))


def _tile(left: float, top: float, kernel: np.ndarray, most: float) -> list[svg.Markup]:
    """Nine squares: blue above zero, orange below, the stronger the larger."""
    return [
        svg.rect(
            left + CELL * (i % 3),
            top + CELL * (i // 3),
            CELL,
            CELL,
            fill="#d9822b" if value < 0 else "#3b7dd8",
            fill_opacity=round(0.7 * abs(float(value)) / float(most), 2),
            stroke="currentColor",
            stroke_opacity=0.4,
        )
        for i, value in enumerate(kernel.flat)
    ]

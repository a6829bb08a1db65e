"""First frame of `ConvolutionExplorer` as HTML: kernel matrices of four kinds, and what all kinds cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lightcnn.arithmetic import conv_macs, conv_params, conv_traffic, output_side
from lightcnn.widgets.convolution_explorer.kinds import LABELS, MODES, REAL_SIDE
from lightcnn.widgets.kit import svg
from lightcnn.widgets.kit.fallback import first_frame, html_table

if TYPE_CHECKING:
    from lightcnn.widgets.convolution_explorer import ConvolutionExplorer

SIZE, TOP = 15, 20  # pixels of a kernel with the gap beside it; where the matrices begin


def html(widget: ConvolutionExplorer) -> str:
    """The picture and the table of the widget's present state."""
    return first_frame(widget.title, _matrices(widget), _table(widget))


def costs(widget: ConvolutionExplorer, mode: str) -> dict[str, int]:
    """Weights, multiply-adds and bytes moved (4 a value) by one kind in the widget's present setting."""
    side, total = len(widget.image[0]), {"params": 0, "macs": 0, "bytes": 0}
    stride, padding, dilation = widget.stride, widget.padding, widget.dilation
    for index, (c_in, c_out, kernel, groups) in enumerate(widget.layers(mode)):
        point = mode == "pointwise" or index == 1
        out = output_side(side, kernel, stride, 0 if point else padding, 1 if point else dilation)
        total["params"] += conv_params(c_in, c_out, kernel, groups)
        total["macs"] += conv_macs(c_in, c_out, kernel, out, out, groups)
        total["bytes"] += conv_traffic(c_in, c_out, kernel, side, side, out, out, groups).total
        side, stride = out, 1
    return total


def _table(widget: ConvolutionExplorer) -> svg.Markup:
    rows = []
    for mode, real in zip(MODES, widget.real, strict=True):
        mini = costs(widget, mode)
        rows.append((LABELS[mode], f"{mini['params']:,}", f"{mini['macs']:,}", f"{real['macs'] / 1e6:.1f} M"))
    head = ("kind", "weights", "multiply-adds", f"multiply-adds at {REAL_SIDE}×{REAL_SIDE}, 512 → 512")
    caption = f"{widget.c_in} → {widget.c_out} channels, {widget.kernel}×{widget.kernel} kernels"
    return html_table(caption, head, rows)


def _matrices(widget: ConvolutionExplorer) -> svg.Markup:
    """The kernel matrices of all kinds: rows are output channels, columns input channels."""
    parts, left = [], 0
    for mode in ("standard", "grouped", "depthwise", "pointwise"):
        (layer,) = widget.layers(mode)
        parts += [svg.label(left, 12, LABELS[mode]), *_matrix(left, *layer)]
        left += max(widget.c_in * SIZE, 64) + 26
    high = TOP + 4 + max(widget.c_in, widget.c_out) * SIZE
    words = "Kernel matrices: full, blocks, diagonal, and full of single weights"
    return svg.picture(left, high, words, *parts)


def _matrix(left: int, c_in: int, c_out: int, kernel: int, groups: int) -> list[svg.Markup]:
    tiles = []
    for o in range(c_out):
        for i in range(c_in):
            full = o * groups // c_out == i * groups // c_in
            side = 5 if full and kernel == 1 else SIZE - 2
            x, y = left + i * SIZE + (SIZE - side) / 2, TOP + o * SIZE + (SIZE - side) / 2
            look = {"fill": "#3b7dd8"} if full else {"fill": "none", "stroke": "#888", "stroke_opacity": 0.4}
            tiles.append(svg.rect(x, y, side, side, rx=2, **look))
    return tiles

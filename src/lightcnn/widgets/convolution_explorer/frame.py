"""First frame of `ConvolutionExplorer` as HTML: maps and kernel matrix, and what all kinds cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lightcnn.arithmetic import conv_macs, conv_params, conv_traffic, output_side
from lightcnn.widgets.convolution_explorer.kinds import LABELS, MODES, REAL_SIDE
from lightcnn.widgets.kit import svg
from lightcnn.widgets.kit.fallback import first_frame, html_table

if TYPE_CHECKING:
    from lightcnn.widgets.convolution_explorer import ConvolutionExplorer

COLOURS = ("#3b7dd8", "#d9822b", "#2b9a66", "#b0489f", "#c2403d", "#8a7a1f", "#1f8a99", "#7a6a58")
TOP, MAP, GAP = 20, 96, 12  # where pictures begin; the side of an input map; between two
UNIT, TILE = 26, 23  # from kernel to kernel, and the side of one


def html(widget: ConvolutionExplorer) -> str:
    """The picture and the table of the widget's present state."""
    return first_frame(widget.title, _picture(widget), _table(widget))


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


def _picture(widget: ConvolutionExplorer) -> svg.Markup:
    """Input maps, then for each layer its kernels, with an empty output map at the end of each row."""
    columns = -(-widget.c_in // 2)
    parts = [svg.label(0, 12, "input maps")]
    for i, plane in enumerate(widget.image[: widget.c_in]):
        parts += _map(plane, i % columns * (MAP + GAP), TOP + i // columns * (MAP + GAP), COLOURS[i])
    left, high = columns * (MAP + GAP) + GAP, TOP + 2 * MAP + GAP
    names = ("depthwise", "pointwise") if widget.mode == "separable" else (widget.mode,)
    for name, layer in zip(names, widget.layers(), strict=True):
        parts += [svg.label(left, 12, name), *_matrix(left, *layer)]
        left += round((layer[0] + 1.35) * UNIT) + 2 * GAP
        high = max(high, TOP + layer[1] * UNIT)
    words = "Input maps; the kernel matrix, a row for each output and a column for each input; output maps"
    return svg.picture(left, high, words, *parts, margin=1)


def _map(plane: list[list[int]], x: float, y: float, colour: str) -> list[svg.Markup]:
    cell, most = MAP / len(plane), max(1, *(abs(value) for row in plane for value in row))
    inks = [
        svg.rect(x + c * cell, y + r * cell, cell, cell, fill=colour, fill_opacity=0.7 * abs(value) / most)
        for r, row in enumerate(plane)
        for c, value in enumerate(row)
        if value
    ]
    return [*inks, svg.rect(x, y, MAP, MAP, fill="none", stroke=colour)]


def _matrix(left: float, c_in: int, c_out: int, kernel: int, groups: int) -> list[svg.Markup]:
    """Rows are output channels, columns input channels; the output map stands behind its row."""
    parts = []
    for o in range(c_out):
        y = TOP + o * UNIT
        for i in range(c_in):
            full = o * groups // c_out == i * groups // c_in
            parts.append((_kernel if full else _none)(left + i * UNIT, y, kernel, COLOURS[i]))
        x = left + (c_in + 0.35) * UNIT
        parts.append(svg.rect(x, y, TILE, TILE, fill="none", stroke="currentColor", stroke_opacity=0.5))
    return parts


def _kernel(x: float, y: float, kernel: int, colour: str) -> svg.Markup:
    """As many squares as it has weights; those of a 3x3 kernel fill a tile."""
    pixel = TILE / max(3, kernel)
    inset, side = (TILE - kernel * pixel) / 2, f"{0.86 * pixel:.1f}"
    data = "".join(
        f"M{x + inset + k % kernel * pixel:.1f} {y + inset + k // kernel * pixel:.1f}h{side}v{side}h-{side}z"
        for k in range(kernel**2)
    )
    return svg.path(data, fill=colour)


def _none(x: float, y: float, kernel: int, colour: str) -> svg.Markup:
    middle = (TILE - 3) / 2
    return svg.rect(x + middle, y + middle, 3, 3, fill="currentColor", fill_opacity=0.25)

"""First frame of `BottleneckShapes` as HTML: both blocks as bodies, and their operations in a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lightcnn.widgets.bottleneck_shapes.blocks import BYTES, SHAPES, held, layers
from lightcnn.widgets.kit import svg
from lightcnn.widgets.kit.fallback import first_frame, html_table

if TYPE_CHECKING:
    from lightcnn.widgets.bottleneck_shapes import BottleneckShapes

WIDE, LANE, GAP, BAR = 600, 150, 150, 12
NAMES = {"inverted": "inverted residual", "classic": "classic bottleneck"}


def html(widget: BottleneckShapes) -> str:
    """Both blocks with the widget's channels, stride and side."""
    block = (widget.thin, widget.expansion, widget.stride, widget.side)
    lanes = [
        svg.group(*_lane(shape, block), transform=f"translate(0 {i * (LANE + 20)})")
        for i, shape in enumerate(SHAPES)
    ]
    words = "; ".join(
        f"{NAMES[shape]}: channels " + ", ".join(map(str, _channels(shape, block))) for shape in SHAPES
    )
    return first_frame(
        widget.title, svg.picture(WIDE, 2 * (LANE + 20), words, *lanes, margin=1), _table(block)
    )


def _channels(shape: str, block: tuple[int, int, int, int]) -> list[int]:
    found = layers(shape, *block)
    return [found[0].c_in, *(layer.c_out for layer in found)]


def _lane(shape: str, block: tuple[int, int, int, int]) -> list[svg.Markup]:
    """Tensors as bars as high as their channels, layers as what lies between them."""
    channels = _channels(shape, block)
    scale, middle = 100 / max(channels), LANE / 2 + 14
    places = [20 + i * GAP for i in range(len(channels))]
    drawn = [svg.label(0, 12, NAMES[shape], font_weight=600)]
    for i, (x, c) in enumerate(zip(places, channels, strict=True)):
        half = c * scale / 2
        if i:
            before = channels[i - 1] * scale / 2
            left = places[i - 1] + BAR
            data = (
                f"M{left} {middle - before:.1f}L{x} {middle - half:.1f}"
                f"V{middle + half:.1f}L{left} {middle + before:.1f}z"
            )
            drawn.append(svg.path(data, fill="#3b7dd8", opacity=0.25))
        drawn.append(svg.rect(x, middle - half, BAR, 2 * half, fill="#3b7dd8"))
        drawn.append(svg.label(x + BAR / 2, middle + half + 13, str(c), text_anchor="middle"))
    return drawn


def _table(block: tuple[int, int, int, int]) -> svg.Markup:
    rows = []
    for shape in SHAPES:
        moments = held(shape, *block)
        for layer, moment in zip(layers(shape, *block), moments, strict=False):
            kind = " depthwise" if layer.groups > 1 else ""
            rows.append(
                (
                    f"{NAMES[shape]}: {layer.kernel}×{layer.kernel}{kind}",
                    f"{layer.c_in} → {layer.c_out}",
                    f"{layer.macs:,}",
                    f"{BYTES * sum(moment):,}",
                )
            )
    return html_table(
        f"Operations at {block[3]} × {block[3]} pixels",
        ("operation", "channels", "multiply-adds", "bytes held"),
        rows,
    )

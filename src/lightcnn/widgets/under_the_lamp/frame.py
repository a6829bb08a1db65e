"""First frame of `UnderTheLamp` as HTML: the photograph, the network as bars, and its blocks as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lightcnn.widgets.kit import svg
from lightcnn.widgets.kit.fallback import first_frame, html_table

if TYPE_CHECKING:
    from lightcnn.widgets.under_the_lamp import UnderTheLamp

HEAD = ("block", "channels", "map", "multiply-adds", "parameters")
WIDE, HIGH, PHOTO, GAP = 640, 230, 200, 24


def html(widget: UnderTheLamp) -> str:
    """The picture and the table of the widget's network."""
    return first_frame(widget.title, _picture(widget), _table(widget))


def _table(widget: UnderTheLamp) -> svg.Markup:
    rows = [
        (
            block["name"],
            block["shape"][0],
            f"{block['shape'][1]} × {block['shape'][2]}",
            f"{block['macs']:,}",
            f"{block['weights']:,}",
        )
        for block in widget.blocks
    ]
    total = ("all", "", "", *(f"{sum(b[key] for b in widget.blocks):,}" for key in ("macs", "weights")))
    return html_table("The blocks of the network", HEAD, [*rows, total])


def _picture(widget: UnderTheLamp) -> svg.Markup:
    photo = widget.photographs[0]
    left, foot = PHOTO + GAP, PHOTO
    each = (WIDE - left) / len(widget.blocks)
    most = max(channels for block in widget.blocks for channels in block["profile"])
    bars = []
    for number, block in enumerate(widget.blocks):
        step = (each - 2) / len(block["profile"])
        for layer, channels in enumerate(block["profile"]):
            high = max(2.0, (PHOTO - 20) * (channels / most) ** 0.5)
            x = left + number * each + 1 + layer * step
            bars.append(svg.rect(x, foot - high, step, high, fill="#3b7dd8", fill_opacity=0.6))
    ends = (
        svg.label(left, foot + 18, widget.blocks[0]["name"]),
        svg.label(WIDE, foot + 18, widget.blocks[-1]["name"], text_anchor="end"),
    )
    words = (
        f"A photograph, {photo['name']}, and the {len(widget.blocks)} blocks of a network that looks at it"
    )
    shown = svg.element("image", href=photo["src"], width=PHOTO, height=PHOTO)
    return svg.picture(WIDE, HIGH, words, shown, *bars, *ends)

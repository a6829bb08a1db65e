"""First frame of `LowRank` as HTML: channels and weights of the block of SqueezeNext."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lightcnn.arithmetic import conv_params
from lightcnn.widgets.kit import svg
from lightcnn.widgets.kit.fallback import first_frame, html_table
from lightcnn.widgets.low_rank.block import block_layers

if TYPE_CHECKING:
    from lightcnn.widgets.low_rank import LowRank

PITCH, BAR, HIGH, GROUND = 90, 34, 110, 130  # pixels from bar to bar, a bar's width, the highest, their foot


def html(widget: LowRank) -> str:
    """The picture and the table of the widget's present state."""
    return first_frame(widget.title, _profile(widget.channels), _table(widget.channels))


def _table(channels: int) -> svg.Markup:
    rows = [
        ("{}×{}".format(*one["kernel"]), one["c_in"], one["c_out"], f"{one['weights']:,}")
        for one in block_layers(channels)
    ]
    total = sum(one["weights"] for one in block_layers(channels))
    direct = conv_params(channels, channels, 3)
    rows += [("sum", "", "", f"{total:,}"), ("one 3×3", channels, channels, f"{direct:,}")]
    return html_table(f"The block of SqueezeNext at C = {channels}", ("kernel", "in", "out", "weights"), rows)


def _profile(channels: int) -> svg.Markup:
    """Bars for the channels of the block's tensors."""
    parts = []
    for i, n in enumerate((channels, *(layer["c_out"] for layer in block_layers(channels)))):
        left, high = 20 + PITCH * i, HIGH * n / channels
        parts.append(svg.rect(left, GROUND - high, BAR, high, fill="#3b7dd8"))
        parts.append(svg.label(left + BAR / 2, GROUND + 16, str(n), text_anchor="middle"))
    return svg.picture(
        6 * PITCH, GROUND + 22, "Channels of the block's tensors: C, C/2, C/4, C/2, C/2, C", *parts
    )

"""First frame of `ChannelGates` as HTML: the line, its means and gates as bars, and all gates in a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lightcnn.widgets.kit import svg
from lightcnn.widgets.kit.fallback import first_frame, html_table

if TYPE_CHECKING:
    from lightcnn.widgets.channel_gates import ChannelGates

HEAD = ("channel", "batch norm's scale")
WIDE, TOP, ROW, BAR = 640, 92, 26, 190
BLUE, GREY = "#3b7dd8", "#7a6a58"


def html(widget: ChannelGates) -> str:
    """The picture and the table of the widget's block."""
    return first_frame(widget.title, _picture(widget), _table(widget))


def named(line: dict[str, Any]) -> str:
    """A line in words."""
    return f"{line['text']}, upside down" if line["turned"] else line["text"]


def _table(widget: ChannelGates) -> svg.Markup:
    block = widget.blocks[widget.block]
    rows = [
        (f"{channel + 1}", f"{scale:.2f}", *(f"{gates[channel]:.2f}" for gates in block["gates"]))
        for channel, scale in zip(block["shown"], block["scale"], strict=True)
    ]
    names = [f"gate: {named(line)}" for line in widget.lines]
    return html_table(f"What multiplies the channels of {block['name']}", (*HEAD, *names), rows)


def _picture(widget: ChannelGates) -> svg.Markup:
    """The chosen line, and a row a channel: its mean and its gate."""
    block, number = widget.blocks[widget.block], widget.line % len(widget.lines)
    means = block["means"][number][number]
    gates = [block["gates"][number][channel] for channel in block["shown"]]
    most = max(mean for row in block["means"] for line_ in row for mean in line_)
    drawn = [
        svg.element("image", href=widget.lines[number]["src"], x=0, y=0, width=240, height=60),
        svg.label(124, TOP - 8, "mean of the map"),
        svg.label(370, TOP - 8, "gate, 0 to 1"),
    ]
    for row, (channel, mean, gate) in enumerate(zip(block["shown"], means, gates, strict=True)):
        y = TOP + row * ROW
        drawn.append(svg.label(114, y + 16, f"channel {channel + 1}", text_anchor="end"))
        drawn.append(svg.rect(124, y + 3, BAR * max(0.0, mean) / most, ROW - 8, fill=GREY))
        drawn.append(svg.rect(370, y + 3, BAR, ROW - 8, fill="none", stroke=GREY))
        drawn.append(svg.rect(370, y + 3, BAR * gate, ROW - 8, fill=BLUE))
        drawn.append(svg.label(376 + BAR, y + 16, f"{gate:.2f}"))
    said = ", ".join(f"{gate:.2f}" for gate in gates)
    words = f"The line {named(widget.lines[number])}, and the gates of {len(gates)} channels: {said}"
    return svg.picture(WIDE, TOP + len(gates) * ROW, words, *drawn, margin=1)

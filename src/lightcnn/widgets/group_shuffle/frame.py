"""First frame of `GroupShuffle` as HTML: three columns of tokens, the wires between them, and the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lightcnn.arithmetic import shuffle_permutation
from lightcnn.widgets.kit import svg
from lightcnn.widgets.kit.fallback import first_frame, html_table

if TYPE_CHECKING:
    from lightcnn.widgets.group_shuffle import GroupShuffle

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWX"
COLOURS = ("#3b7dd8", "#d9822b", "#2b9a66", "#b0489f", "#c2403d", "#8a7a1f", "#1f8a99", "#7a6a58")
COLUMNS = (30, 190, 450)  # centres of input, layer 1, shuffled
ROW, TOP, TOKEN = 24, 34, (38, 18)


def html(widget: GroupShuffle) -> str:
    """The picture and the table of the widget's present state."""
    return first_frame(widget.title, _picture(widget), _table(widget))


def order_after(channels: int, groups: int, times: int) -> list[int]:
    """The order after `times` channel shuffles in a row: position i takes channel p[i].

    Raises: ValueError if `groups` does not divide `channels`.
    """
    shuffle, order = shuffle_permutation(channels, groups), list(range(channels))
    for _ in range(times):
        order = [order[source] for source in shuffle]
    return order


def _order(widget: GroupShuffle) -> list[int]:
    return order_after(widget.channels, widget.groups, widget.times if widget.shuffle else 0)


def _seen(widget: GroupShuffle) -> list[set[int]]:
    """Inputs that each output of the last layer depends on."""
    size, order = widget.channels // widget.groups, _order(widget)
    seen = [{i} for i in range(widget.channels)]
    for layer in range(widget.layers):
        taken = [seen[source] for source in order] if layer else seen
        groups = [set().union(*taken[at : at + size]) for at in range(0, widget.channels, size)]
        seen = [groups[i // size] for i in range(widget.channels)]
    return seen


def _groups(number: int) -> str:
    return f"{number} {'group' if number == 1 else 'groups'}"


def _table(widget: GroupShuffle) -> svg.Markup:
    size = widget.channels // widget.groups
    order, seen = _order(widget), _seen(widget)
    rows = [
        (
            i,
            LETTERS[i // size],
            f"{i // size}, {i % size}",
            order.index(i),
            f"{len(seen[i])} / {widget.channels}",
        )
        for i in range(widget.channels)
    ]
    head = (
        "channel",
        "group",
        "row, column",
        "position after the shuffle" if widget.times == 1 else f"position after {widget.times} shuffles",
        f"inputs seen after {widget.layers} {'layer' if widget.layers == 1 else 'layers'}",
    )
    return html_table(f"{widget.channels} channels in {_groups(widget.groups)}", head, rows)


def _picture(widget: GroupShuffle) -> svg.Markup:
    size, order = widget.channels // widget.groups, _order(widget)
    blocks = [
        (i, j) for i in range(widget.channels) for j in range(widget.channels) if i // size == j // size
    ]
    wires = [_wire(0, i, 1, j, i // size) for i, j in blocks]
    wires += [_wire(1, source, 2, position, source // size) for position, source in enumerate(order)]
    tokens = [_token(column, i, i, size) for column in (0, 1) for i in range(widget.channels)]
    tokens += [_token(2, position, source, size) for position, source in enumerate(order)]
    names = ("input", "layer 1", "shuffled" if widget.shuffle else "no shuffle")
    heads = [_label(COLUMNS[k], 16, name) for k, name in enumerate(names)]
    words = f"{widget.channels} channels in {_groups(widget.groups)}, before and after the shuffle"
    return svg.picture(480, TOP + ROW * widget.channels + 4, words, *heads, *wires, *tokens)


def _y(row: int) -> float:
    return TOP + ROW * (row + 0.5)


def _colour(group: int) -> str:
    return f"var(--group-{group % 8}, {COLOURS[group % 8]})"


def _wire(column: int, row: int, to: int, to_row: int, group: int) -> svg.Markup:
    x1, x2 = COLUMNS[column] + TOKEN[0] / 2, COLUMNS[to] - TOKEN[0] / 2
    style = f"stroke:{_colour(group)}"
    return svg.path(svg.curve(x1, _y(row), x2, _y(to_row)), fill="none", style=style, opacity=0.6)


def _token(column: int, row: int, channel: int, size: int) -> svg.Markup:
    x, y, (w, h), group = COLUMNS[column], _y(row), TOKEN, channel // size
    style = f"fill:{_colour(group)};stroke:{_colour(group)}"
    box = svg.rect(x - w / 2, y - h / 2, w, h, rx=4, style=style, fill_opacity=0.18)
    return svg.group(box, _label(x, y + 4, f"{LETTERS[group]}{channel}"), class_="gs-token")


def _label(x: float, y: float, text: str) -> svg.Markup:
    return svg.label(x, y, text, text_anchor="middle")

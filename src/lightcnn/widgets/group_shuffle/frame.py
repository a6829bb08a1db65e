"""First frame of `GroupShuffle` as HTML: rows of tokens, the wires between them, and the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lightcnn.arithmetic import shuffle_permutation
from lightcnn.widgets.kit import svg
from lightcnn.widgets.kit.fallback import first_frame, html_table

if TYPE_CHECKING:
    from lightcnn.widgets.group_shuffle import GroupShuffle

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWX"
COLOURS = ("#3b7dd8", "#d9822b", "#2b9a66", "#b0489f", "#c2403d", "#8a7a1f", "#1f8a99", "#7a6a58")
WIDE, LEFT, STEP, TALL, GAP = 640, 84, 82, 34, 4  # pixels; the names of the rows stand left of `LEFT`


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


def _seen(widget: GroupShuffle, shuffle: bool) -> list[set[int]]:
    """Inputs that each output of the last layer depends on."""
    seen = [{i} for i in range(widget.channels)]
    for _, reads in _rows(widget, shuffle):
        seen = [set().union(*(seen[above] for above in position)) for position in reads]
    return seen


def _groups(number: int) -> str:
    return f"{number} {'group' if number == 1 else 'groups'}"


def _table(widget: GroupShuffle) -> svg.Markup:
    channels, size = widget.channels, widget.channels // widget.groups
    order = order_after(channels, widget.groups, widget.times)
    seen = [_seen(widget, shuffle) for shuffle in (False, True)]
    rows = [
        (
            i,
            LETTERS[i // size],
            f"{i // size}, {i % size}",
            order.index(i),
            *(f"{len(outputs[i])} / {channels}" for outputs in seen),
        )
        for i in range(channels)
    ]
    layers = f"{widget.layers} {'layer' if widget.layers == 1 else 'layers'}"
    head = (
        "channel",
        "group",
        "row, column",
        "position after the shuffle" if widget.times == 1 else f"position after {widget.times} shuffles",
        f"inputs seen after {layers}, no shuffle",
        "with the shuffle",
    )
    return html_table(f"{channels} channels in {_groups(widget.groups)}", head, rows)


def _rows(widget: GroupShuffle, shuffle: bool) -> list[tuple[str, list[list[int]]]]:
    """(name, position -> positions above that it reads) of every row below the input."""
    size = widget.channels // widget.groups
    order = order_after(widget.channels, widget.groups, widget.times if shuffle else 0)
    convolved = [list(range(at := i // size * size, at + size)) for i in range(widget.channels)]
    shuffled = [[source] for source in order]
    rows = []
    for layer in range(1, widget.layers + 1):
        if layer > 1:
            rows.append(("shuffle" if shuffle else "no shuffle", shuffled))
        rows.append((f"layer {layer}", convolved))
    return rows


def _picture(widget: GroupShuffle) -> svg.Markup:
    """Tokens from the input down to the last layer; the wires of the chosen output are the strong ones."""
    channels, size = widget.channels, widget.channels // widget.groups
    rows = _rows(widget, widget.shuffle)
    met = [{widget.chosen}]
    for _, reads in reversed(rows):
        met.insert(0, {above for position in met[0] for above in reads[position]})
    groups = [{i // size} for i in range(channels)]
    drawn = [_label(0, _y(0) + 4, "input", "start")]
    drawn += [_token(widget, i, 0, i, groups[i], i in met[0]) for i in range(channels)]
    for r, (name, reads) in enumerate(rows, 1):
        for position, above in enumerate(reads):
            strong = [position in met[r] and q in met[r - 1] for q in above]
            drawn += [
                _wire(widget, q, r, position, groups[q], on) for q, on in zip(above, strong, strict=True)
            ]
        groups = [set().union(*(groups[q] for q in above)) for above in reads]
        drawn.append(_label(0, _y(r) + 4, name, "start"))
        for position, seen in enumerate(groups):
            channel = reads[position][0] if "shuffle" in name else position
            drawn.append(_token(widget, position, r, channel, seen, position in met[r]))
    words = (
        f"{channels} channels in {_groups(widget.groups)} through {len(rows)} rows: output {widget.chosen} "
        f"depends on {len(met[0])} of {channels} inputs"
    )
    return svg.picture(WIDE, _y(len(rows)) + TALL / 2 + 2, words, *drawn, margin=1)


def _x(position: int, channels: int) -> float:
    return LEFT + (WIDE - LEFT) * (position + 0.5) / channels


def _y(row: int) -> float:
    return TALL / 2 + 2 + STEP * row


def _colour(groups: set[int]) -> str:
    if len(groups) > 1:
        return "currentColor"
    group = min(groups) % 8
    return f"var(--group-{group}, {COLOURS[group]})"


def _wire(
    widget: GroupShuffle, above: int, row: int, position: int, groups: set[int], on: bool
) -> svg.Markup:
    x1, x2 = _x(above, widget.channels), _x(position, widget.channels)
    y1, y2 = _y(row - 1) + TALL / 2, _y(row) - TALL / 2
    middle = (y1 + y2) / 2
    line = f"M{x1:.1f} {y1:.1f}C{x1:.1f} {middle:.1f} {x2:.1f} {middle:.1f} {x2:.1f} {y2:.1f}"
    style = f"stroke:{_colour(groups)}"
    return svg.path(line, fill="none", style=style, opacity=1 if on else 0.2, stroke_width=2 if on else 1)


def _token(
    widget: GroupShuffle, position: int, row: int, channel: int, seen: set[int], on: bool
) -> svg.Markup:
    """A stripe for every group that the channel depends on, its letter where this is one."""
    x, y = _x(position, widget.channels), _y(row)
    wide = (WIDE - LEFT) / widget.channels - GAP
    part = wide / len(seen)
    stripes = [
        svg.rect(
            x - wide / 2 + k * part,
            y - TALL / 2,
            part,
            TALL,
            style=f"fill:{_colour({group})}",
            fill_opacity=0.25,
        )
        for k, group in enumerate(sorted(seen))
    ]
    edge = svg.rect(
        x - wide / 2, y - TALL / 2, wide, TALL, rx=4, fill="none", style=f"stroke:{_colour(seen)}"
    )
    letter = LETTERS[min(seen)] if len(seen) == 1 and wide > 24 else ""
    name = _label(x, y + 4, f"{letter}{channel}")
    return svg.group(*stripes, edge, name, class_="gs-token", opacity=1 if on else 0.5)


def _label(x: float, y: float, text: str, anchor: str = "middle") -> svg.Markup:
    return svg.label(x, y, text, text_anchor=anchor)

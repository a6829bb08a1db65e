"""First frame of `NetAdaptSteps` as HTML: the proposals of the first step, and a table of all steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lightcnn.widgets.kit import svg
from lightcnn.widgets.kit.fallback import first_frame, html_table

if TYPE_CHECKING:
    from lightcnn.widgets.net_adapt_steps import NetAdaptSteps

WIDE, NAMES, BARS, ROW = 640, 190, 160, 27
COLOUR = {"expansion": "#3b7dd8", "bottleneck": "#d9822b"}
HEAD = ("step", "width", "channels", "ms saved", "ms", "accuracy")


def html(widget: NetAdaptSteps) -> str:
    """The picture and the table of the widget's run."""
    return first_frame(widget.title, _picture(widget.run), _table(widget.run))


def named(run: Mapping[str, Any], proposal: Mapping[str, Any]) -> str:
    """The width of a proposal in words: "stage2.1 expansion"."""
    return " ".join(run["widths"][proposal["row"]]["name"].rsplit(".", 1))


def taken(step: Mapping[str, Any]) -> dict[str, Any]:
    """The proposal that the run took."""
    return step["proposals"][step["chosen"]]


def _picture(run: Mapping[str, Any]) -> svg.Markup:
    """A row a width: its channels, light what the first step would take, milliseconds saved, accuracy."""
    step, scale = run["steps"][0], BARS / max(width["channels"] for width in run["widths"])
    proposed = {one["row"]: one for one in step["proposals"]}
    drawn: list[str] = []
    for row, width in enumerate(run["widths"]):
        y, one = row * ROW + 3, proposed.get(row)
        stays = one["channels"] if one else width["channels"]
        fill = COLOUR.get(width["kind"], COLOUR["expansion"])
        drawn += [
            svg.label(0, y + 14, " ".join(width["name"].rsplit(".", 1))),
            svg.rect(NAMES, y, width["channels"] * scale, 18, fill=fill, opacity=0.35),
            svg.rect(NAMES, y, stays * scale, 18, fill=fill),
        ]
        if one:
            saved = step["latency"] - one["latency"]
            words = f"{width['channels']} → {stays}: −{saved:.2f} ms, {100 * one['accuracy']:.1f} %"
            drawn.append(svg.label(NAMES + BARS + 12, y + 14, words))
    said = f"Proposals of the first step, from {run['latency']:.2f} ms and {100 * run['accuracy']:.1f} %"
    return svg.picture(WIDE, len(run["widths"]) * ROW, said, *drawn)


def _table(run: Mapping[str, Any]) -> svg.Markup:
    rows: list[tuple[object, ...]] = [
        ("start", "", "", "", f"{run['latency']:.2f}", f"{100 * run['accuracy']:.1f} %")
    ]
    now = [width["channels"] for width in run["widths"]]
    for number, step in enumerate(run["steps"], 1):
        one = taken(step)
        cells = (f"{now[one['row']]} to {one['channels']}", f"{step['latency'] - one['latency']:.2f}")
        now[one["row"]] = one["channels"]
        rows.append(
            (number, named(run, one), *cells, f"{one['latency']:.2f}", f"{100 * one['accuracy']:.1f} %")
        )
    caption = f"What the run took, for {run['images']} images at once. {run['about']}"
    return html_table(caption, HEAD, rows)

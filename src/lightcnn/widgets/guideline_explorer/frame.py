"""First frame of `GuidelineExplorer` as HTML: the worst design of each guideline as a bar, all in a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lightcnn.widgets.guideline_explorer.costs import CASES, macs, times_the_least, values_moved
from lightcnn.widgets.kit import svg
from lightcnn.widgets.kit.fallback import first_frame, html_table

if TYPE_CHECKING:
    from lightcnn.widgets.guideline_explorer import GuidelineExplorer

WIDE, NAMES, ROW, BLUE, GREY = 640, 206, 30, "#3b7dd8", "#7a6a58"
SCALE = (WIDE - NAMES - 60) / 4  # pixels for the least


def html(widget: GuidelineExplorer) -> str:
    """The bars and the table, with the measured times of the widget."""
    return first_frame(widget.title, _picture(), _table(widget))


def _picture() -> svg.Markup:
    """One bar of multiply-adds for all, and what the last design of each guideline moves."""
    worst = list({case.guideline: case for case in CASES}.values())
    bars = [("multiply-adds of all", 1.0, GREY)]
    bars += [(f"{case.guideline}: {case.label}", times_the_least(case), BLUE) for case in worst]
    drawn: list[str] = []
    for number, (name, times, fill) in enumerate(bars):
        y = number * ROW + 4
        drawn.append(svg.label(NAMES - 8, y + 15, name, text_anchor="end"))
        drawn.append(svg.rect(NAMES, y, times * SCALE, 20, fill=fill))
        drawn.append(svg.label(NAMES + times * SCALE + 6, y + 15, f"{times:.2f}×"))
    words = "Values moved, relative to the least: " + ", ".join(
        f"{name} {times:.2f} times" for name, times, _ in bars[1:]
    )
    return svg.picture(WIDE, len(bars) * ROW, words, *drawn, margin=1)


def _table(widget: GuidelineExplorer) -> svg.Markup:
    devices = list(dict.fromkeys(row["device"] for row in widget.measured))
    times = {(row["guideline"], row["label"], row["device"]): row["times"] for row in widget.measured}
    rows: list[tuple[str, ...]] = []
    for case in CASES:
        moved = values_moved(case.guideline, next(iter(case.state.values())))
        found = (times.get((case.guideline, case.label, device)) for device in devices)
        cells = (f"{one:.2f}×" if one else "" for one in found)
        name = f"{case.guideline}: {case.label}"
        rows.append((name, f"{moved:,.0f}", f"{times_the_least(case):.2f}×", *cells))
    caption = f"{macs():,} multiply-adds each, on maps of 56 × 56; times beside the first design's"
    return html_table(caption, ("design", "values moved", "× the least", *devices), rows)

"""First frame of `RewardPlane` as HTML: the plane with its front and curves, and a table of the best."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lightcnn.widgets.kit import svg
from lightcnn.widgets.kit.fallback import first_frame, html_table
from lightcnn.widgets.reward_plane.points import RULES, best, reward

if TYPE_CHECKING:
    from lightcnn.widgets.reward_plane import RewardPlane

WIDE, HIGH, LEFT, TOP, FOOT = 640, 350, 74, 40, 56
ROWS = 10  # of the table: what each of the trials was would be ten screens of a phone
RANDOM, EVOLVED, FRONT, ACCENT = "#7a6a58", "#3b7dd8", "#2b9a66", "#1d5fb8"


def html(widget: RewardPlane) -> str:
    """The picture and the table of the widget's present state."""
    shown = widget.sets[widget.data]
    count = min(widget.step, len(shown["points"]))
    return first_frame(
        widget.title,
        _picture(shown, count, widget.target, widget.rule),
        _table(shown, count, widget.target, widget.rule),
    )


def named(point: Mapping[str, Any]) -> str:
    """ "83.4 % in 6.86 ms"."""
    return f"{100 * point['accuracy']:.1f} % in {point['latency']:.3g} ms"


def _picture(shown: Mapping[str, Any], count: int, target: float, rule: str) -> svg.Markup:
    (x0, x1), (y0, y1), all_ = shown["x"], shown["y"], shown["points"]

    def x(latency: float) -> float:
        return LEFT + (latency - x0) / (x1 - x0) * (WIDE - LEFT - 8)

    def y(accuracy: float) -> float:
        return HIGH - FOOT - (accuracy - y0) / (y1 - y0) * (HIGH - FOOT - TOP)

    tried = all_[:count]
    drawn = [
        svg.path(f"M{LEFT} {TOP}V{HIGH - FOOT}H{WIDE - 8}", fill="none", stroke="currentColor", opacity=0.4),
        svg.label(0, 16, "accuracy"),
        svg.label(WIDE - 8, HIGH - 6, f"{x1:.3g} ms: latency", text_anchor="end"),
        svg.label(LEFT, HIGH - 6, f"{x0:.3g} ms"),
        svg.label(LEFT - 4, y(y1) + 8, f"{100 * y1:.1f} %", text_anchor="end"),
        svg.label(LEFT - 4, y(y0), f"{100 * y0:.1f} %", text_anchor="end"),
        svg.path(f"M{x(target):.1f} {TOP}V{HIGH - FOOT}", stroke=ACCENT, stroke_width=2),
        svg.label(x(target), HIGH - FOOT + 20, f"target {target:g} ms", text_anchor="middle"),
    ]
    for point in tried:
        if point["parent"] is not None:
            before = all_[point["parent"]]
            line = f"M{x(before['latency']):.1f} {y(before['accuracy']):.1f}"
            line += f"L{x(point['latency']):.1f} {y(point['accuracy']):.1f}"
            drawn.append(svg.path(line, stroke="currentColor", opacity=0.2))
    edge = [tried[i] for i in shown["fronts"][count]]
    if edge:
        steps = "".join(f"H{x(one['latency']):.1f}V{y(one['accuracy']):.1f}" for one in edge[1:])
        start = f"M{x(edge[0]['latency']):.1f} {y(edge[0]['accuracy']):.1f}"
        drawn.append(svg.path(start + steps, fill="none", stroke=FRONT, stroke_width=2))
    for point in tried:
        colour = RANDOM if point["parent"] is None else EVOLVED
        at = {"cx": x(point["latency"]), "cy": y(point["accuracy"])}
        drawn.append(svg.element("circle", r=4, fill=colour, **at))
    if not tried:
        return svg.picture(WIDE, HIGH, "The plane of latency and accuracy, empty", *drawn)
    winner = tried[best(tried, target, rule)]
    worth = reward(winner, target, rule)
    ring = {"cx": x(winner["latency"]), "cy": y(winner["accuracy"])}
    drawn.append(svg.element("circle", r=9, fill="none", stroke=ACCENT, stroke_width=3, **ring))
    drawn.append(svg.path(_curve(worth, shown, target, rule, x, y), fill="none", stroke=ACCENT))
    words = (
        f"{count} networks by latency and accuracy; the front, and the curve of what is worth as much as the "
        f"best: {named(winner)}, reward {worth:.4f}"
    )
    return svg.picture(WIDE, HIGH, words, *drawn, margin=1)


def _curve(worth: float, shown: Mapping[str, Any], target: float, rule: str, x: Any, y: Any) -> str:
    """Path of the points with this reward, as far as they are in the picture."""
    (x0, x1), (y0, y1) = shown["x"], shown["y"]
    latencies = sorted({target, *(x0 + (x1 - x0) * i / 60 for i in range(61))})
    within, beyond = RULES[rule]
    spots = [
        (latency, worth / (latency / target) ** (within if latency <= target else beyond))
        for latency in latencies
    ]
    inside = [f"{x(latency):.1f} {y(accuracy):.1f}" for latency, accuracy in spots if y0 <= accuracy <= y1]
    return "M" + "L".join(inside)


def _table(shown: Mapping[str, Any], count: int, target: float, rule: str) -> svg.Markup:
    stages = len(shown["points"][0]["blocks"])
    trials = list(enumerate(shown["points"][:count], 1))
    trials.sort(key=lambda trial: -reward(trial[1], target, rule))
    rows = [
        (
            number, "" if point["parent"] is None else point["parent"] + 1,
            f"{100 * point['accuracy']:.1f} %", f"{point['latency']:.2f} ms",
            f"{reward(point, target, rule):.4f}", *point["blocks"],
        )
        for number, point in trials[:ROWS]
    ]  # fmt: skip
    head = ("network", "parent", "accuracy", "latency", "reward")
    head += tuple(f"stage {number}" for number in range(1, stages + 1))
    w = "0 up to the target, −1 beyond it" if rule == "hard" else rule.replace("-", "−")
    caption = f"Reward for a target of {target:g} ms, w = {w}"
    if count > ROWS:
        caption += f"; the {ROWS} best of {count}"
    if stages:
        caption += "; a stage has kernel, expansion, gate and depth"
    return html_table(caption, head, rows)

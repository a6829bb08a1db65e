"""MobileNet V2's inverted residual and the classic bottleneck: which ends the shortcut joins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import traitlets

from lightcnn.widgets.bottleneck_shapes import frame
from lightcnn.widgets.bottleneck_shapes.blocks import EXPANSIONS, PARTS, SHAPES, SIDES, THIN
from lightcnn.widgets.kit.base import BookWidget, Choice

LAST = 9  # the longest run: eight parts and the addition


class BottleneckShapes(BookWidget):
    """A residual block as a body as wide as its channels, with its multiply-adds and what it holds in memory.

    Traits:
        shape: "inverted", thin at the ends that the shortcut joins, or "classic", thick there.
        expansion: t, 1 to 10: thick channels for each thin one.
        thin: Thin channels, 8 to 64 in steps of 8.
        stride: 1, or 2, where nothing is added.
        side: Height and width of the input in pixels.
        parts: The middle of the inverted residual is computed at once (1) or in 2, 4 or 8 parts.
        step: Operations done: 0 to as many as the block has.
        shapes: {shape: [{"kernel", "into", "out", "depthwise", "after"}]}: the layers of both.
    """

    scripts = ("words", "counts", "layout", "body", "memory", "widget")
    shape = Choice(tuple(SHAPES), "inverted")
    expansion = Choice(EXPANSIONS, 6)
    thin = Choice(THIN, 24)
    stride = Choice((1, 2), 1)
    side = Choice(SIDES, 56)
    parts = Choice(PARTS, 1)
    step = Choice(range(LAST + 1), 4)
    shapes = traitlets.Dict().tag(sync=True)

    def __init__(self, *, beats: Sequence[dict[str, Any]] | None = None, **more: Any) -> None:
        more.setdefault("title", "Which ends does the shortcut join?")
        super().__init__(
            shapes={shape: [step._asdict() for step in steps] for shape, steps in SHAPES.items()},
            beats=list(BEATS if beats is None else beats),
            **more,
        )
        self.fallback = frame.html(self)


def _beat(label: str, shape: str = "inverted", **state: Any) -> dict[str, Any]:
    whole = {"expansion": 6, "thin": 24, "stride": 1, "side": 56, "parts": 1, "step": 4}
    return {"label": label, "state": {"shape": shape} | whole | state}


BEATS = (
    _beat("Inverted residual: expand 24 channels to 144, filter each by itself, project to 24.", step=3),
    _beat("Its shortcut joins the thin ends: 24 channels wait for it."),
    _beat("Classic bottleneck: the shortcut joins the thick ends, so 144 channels wait.", "classic"),
    _beat("At its worst moment each holds two thick tensors and a thin one.", step=2),
    _beat("Computed in 8 parts, the thick middle is never there as a whole.", parts=8, step=9),
    _beat("At stride 2 the ends differ in size: nothing is added, nothing waits.", stride=2, step=3),
)

"""The roof over a layer: what arithmetic and memory allow, dragged, beside what was measured."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import traitlets

from lightcnn.widgets.kit.base import BookWidget, Choice, one_of
from lightcnn.widgets.roofline import frame
from lightcnn.widgets.roofline.layers import FACTORS, LAYERS, NAMES, Machine

ROUND = Machine(40e9, 16e9, "a machine of round numbers")


class Roofline(BookWidget):
    """Eight layers under the two limits of a machine: the time that each takes at best.

    Traits:
        layer: One of `NAMES`; `empty`: none yet, where play begins.
        memory, arithmetic: How many times as fast as the machine's, one of `FACTORS`.
        factors: `FACTORS`, for the handles.
        layers: [{"name", "operations", "bytes", "code"}]: what play goes through, from the right to the left.
        machine: {"peak", "bandwidth", "name"}: multiply-adds and bytes a second.
        measured: {layer's name: seconds}: what it took on that machine.
    """

    scripts = ("words", "layers", "picture", "widget")
    layer = Choice(NAMES, "depthwise")
    memory = Choice(FACTORS, 1)
    arithmetic = Choice(FACTORS, 1)
    empty = traitlets.Bool(False).tag(sync=True)
    factors = traitlets.List(list(FACTORS)).tag(sync=True)
    layers = traitlets.List().tag(sync=True)
    machine = traitlets.Dict().tag(sync=True)
    measured = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        machine: Machine | tuple[float, float, str] = ROUND,
        measured: Iterable[tuple[str, float]] = (),
        *,
        beats: Sequence[dict[str, Any]] | None = None,
        **more: Any,
    ) -> None:
        """With the limits of a machine, and rows (layer, seconds) of what was measured on it.

        Raises: TraitError on a limit that is not positive, or on a row about another layer.
        """
        found, rows = Machine(*machine), list(measured)
        for name in ("peak", "bandwidth"):
            if not getattr(found, name) > 0:
                raise traitlets.TraitError(f"{name} must be positive, got {getattr(found, name)!r}")
        for name, _ in rows:
            one_of("a measured layer", name, NAMES)
        more.setdefault("title", "The roof over a layer")
        super().__init__(
            layers=[layer._asdict() for layer in LAYERS],
            machine=found._asdict(),
            measured=dict(rows),
            beats=list(BEATS if beats is None else beats),
            **more,
        )
        self.fallback = frame.html(self)


def _beat(label: str, layer: str, **state: Any) -> dict[str, Any]:
    return {
        "label": label,
        "state": {"layer": layer, "memory": 1, "arithmetic": 1, "empty": False} | state,
    }


BEATS = (
    _beat("The 3 × 3 layer uses each byte about a hundred times: arithmetic sets its time.", "3 × 3"),
    _beat("The 1 × 1 layer uses it twenty times. That is still right of the bend.", "1 × 1"),
    _beat(
        "In 8 groups: an eighth of the work, but nearly all of the moving. Memory sets the time.", "8 groups"
    ),
    _beat("Depthwise: however well it is written, most of the arithmetic has to wait.", "depthwise"),
    _beat("An addition: three values are moved for one operation.", "addition"),
    _beat("Memory twice as fast: only what stands under the slope rises.", "depthwise", memory=2),
    _beat(
        "Arithmetic four times as fast instead: the bend moves right, and more layers wait.",
        "1 × 1",
        arithmetic=4,
    ),
)

"""Where a grid of few bits should end, and why a depthwise layer needs more than one grid."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import traitlets

from lightcnn.widgets.kit.base import BookWidget, Choice
from lightcnn.widgets.low_precision import frame
from lightcnn.widgets.low_precision.grids import BITS, BOUNDS, best

STORED = ("activations", "layer", "channel")
ASKED = 3  # bits of the question
RECORD = Path(__file__).with_name("recorded.json")


class LowPrecision(BookWidget):
    """A histogram of activations over the grid that is to store them; or weights, channel by channel.

    Traits:
        stored: "activations", or weights on one grid for the "layer" or for each "channel".
        bits: 0 to 8; with 0 bits the only point is 0.
        bound: Where the grid of the activations ends, 0.25 to 16 in quarters; at most where its axis ends.
        record: Which of the activations, from 0; by default the first without the bound.
        activations: Records as from `precision.activation_histograms`.
        weights: {"layer", "low", "high"} as from `precision.weight_ranges`.
    Raises: TraitError on records that lack something, or hold no value above 0.
    """

    scripts = ("words", "grids", "layout", "values", "channels", "widget")
    stored = Choice(STORED, "activations")
    bits = Choice(BITS, ASKED)
    bound = Choice(BOUNDS, 6.0)
    record = traitlets.Int(0).tag(sync=True)
    activations = traitlets.List(traitlets.Dict()).tag(sync=True)
    weights = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        activations: Iterable[Mapping[str, Any]] | None = None,
        weights: Mapping[str, Any] | None = None,
        *,
        beats: Sequence[dict[str, Any]] | None = None,
        **more: Any,
    ) -> None:
        """Plain data; where it is missing, what was recorded of the book's trained MobileNetV2."""
        recorded = json.loads(RECORD.read_text(encoding="utf8"))
        more.setdefault("title", "Where should the grid end?")
        records = [dict(one) for one in (recorded["activations"] if activations is None else activations)]
        ranges = dict(recorded["weights"] if weights is None else weights)
        more.setdefault("record", next((i for i, one in enumerate(records) if not one.get("bounded")), 0))
        super().__init__(activations=records, weights=ranges, **more)
        self.beats = list(_beats(self.activations[self.record], self.record) if beats is None else beats)
        self.fallback = frame.html(self)

    @traitlets.validate("activations")
    def _histograms(self, proposal: traitlets.Bunch) -> list[dict[str, Any]]:
        for one in proposal.value:
            if missing := {"layer", "bounded", "edges", "counts"} - set(one):
                raise traitlets.TraitError(f"a record of activations lacks {', '.join(sorted(missing))}")
            if len(one["edges"]) != len(one["counts"]) + 1:
                raise traitlets.TraitError(
                    f"{one['layer']} has {len(one['edges'])} edges for {len(one['counts'])} counts"
                )
            if sum(one["counts"]) <= one.get("zeros", 0):
                raise traitlets.TraitError(f"{one['layer']} has no value above 0")
        if not proposal.value:
            raise traitlets.TraitError("activations must not be empty")
        return proposal.value

    @traitlets.validate("weights")
    def _ranges(self, proposal: traitlets.Bunch) -> dict[str, Any]:
        if missing := {"layer", "low", "high"} - set(proposal.value):
            raise traitlets.TraitError(f"weights lack {', '.join(sorted(missing))}")
        if not len(proposal.value["low"]) == len(proposal.value["high"]) > 0:
            raise traitlets.TraitError("weights need a low and a high for each channel")
        return proposal.value

    @traitlets.validate("record")
    def _one_of_them(self, proposal: traitlets.Bunch) -> int:
        count = len(self.activations)
        if count and not 0 <= proposal.value < count:
            raise traitlets.TraitError(f"record must be 0 to {count - 1}, got {proposal.value}")
        return proposal.value


def _beats(record: Mapping[str, Any], index: int) -> list[dict[str, Any]]:
    ends = {bits: best(record, bits) for bits in (3, 8)}

    def beat(label: str, stored: str = "activations", bits: int = 3, bound: float = 6.0) -> dict[str, Any]:
        return {"label": label, "state": {"stored": stored, "bits": bits, "bound": bound, "record": index}}

    far = f"With 8 bits all steps are fine, so cutting costs more: the best end is {ends[8]:g}."
    return [
        beat("3 bits are 8 points: from 0 to 6 they lie 0.86 apart, and every value moves to the nearest."),
        beat("A grid to 1 is finer, but all that lies above becomes 1: this error is clipping.", bound=1.0),
        beat(f"In between, at {ends[3]:g}, the sum of both is smallest.", bound=ends[3]),
        beat(far, bits=8, bound=ends[8]),
        beat("Weights, a line a channel: on one grid the loudest channel sets the step for all.", "layer", 4),
        beat("A grid for each, each line on its own scale: no channel has few points.", "channel", 4),
    ]

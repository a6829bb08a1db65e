"""ShuffleNet V2's four guidelines: the multiply-adds stay, the values moved do not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import traitlets

from lightcnn.widgets.guideline_explorer import frame
from lightcnn.widgets.guideline_explorer.costs import CASES, CHANNELS, EXTRAS, FRAGMENTS
from lightcnn.widgets.kit.base import BookWidget, Choice, one_of

GUIDELINES = ("G1", "G2", "G3", "G4")


class GuidelineExplorer(BookWidget):
    """Designs of equal multiply-adds, the values that they move, and the times that were measured.

    Traits:
        guideline: "G1" widths, "G2" groups, "G3" fragments, "G4" element-wise operations.
        outputs: G1: output channels, 128 to 512; the input channels keep the product.
        groups: G2: 1 to 8; the channels grow with the square root.
        fragments: G3: one of `FRAGMENTS`.
        extras: G4: one of `EXTRAS`.
        side: Height and width of the maps in pixels.
        empty: Nothing has been moved yet, where play begins.
        cases: [{"guideline", "label", "state"}]: the designs that play goes through.
        measured: [{"guideline", "label", "device", "times"}]: how many times as long as the
            guideline's first design it took on a device.
    """

    scripts = ("words", "costs", "shapes", "picture", "widget")
    guideline = Choice(GUIDELINES, "G1")
    outputs = Choice(range(CHANNELS, 4 * CHANNELS + 1), 443)
    groups = Choice(range(1, 9), 1)
    fragments = Choice(FRAGMENTS, FRAGMENTS[0])
    extras = Choice(EXTRAS, EXTRAS[0])
    side = Choice((7, 14, 28, 56), 56)
    empty = traitlets.Bool(False).tag(sync=True)
    cases = traitlets.List().tag(sync=True)
    measured = traitlets.List().tag(sync=True)

    def __init__(
        self,
        measured: Iterable[tuple[str, str, str, float]] = (),
        *,
        beats: Sequence[dict[str, Any]] | None = None,
        **more: Any,
    ) -> None:
        """With rows (guideline, label, device, times) of what was measured; see the trait.

        Raises: TraitError naming the designs there are, on a row about another one.
        """
        labels = [(case.guideline, case.label) for case in CASES]
        rows = [tuple(row) for row in measured]
        for guideline, label, *_ in rows:
            one_of("a measured design", (guideline, label), labels)
        more.setdefault("title", "Equal multiply-adds, unequal traffic")
        super().__init__(
            cases=[case._asdict() for case in CASES],
            measured=[dict(zip(("guideline", "label", "device", "times"), row, strict=True)) for row in rows],
            beats=list(BEATS if beats is None else beats),
            **more,
        )
        self.fallback = frame.html(self)


def _beat(label: str, guideline: str, **state: Any) -> dict[str, Any]:
    return {"label": label, "state": {"guideline": guideline, "side": 56, "empty": False} | state}


BEATS = (
    _beat("The square: no rectangle of this area has a shorter edge.", "G1", outputs=128),
    _beat("G1, equal widths: at 1:12 the same area has nearly twice the edge.", "G1", outputs=443),
    _beat("G2, few groups: blocks on the diagonal need a larger matrix for the same area.", "G2", groups=8),
    _beat(
        "G3, few fragments: in series, each piece writes maps that the next one reads.",
        "G3",
        fragments="4 in series",
    ),
    _beat(
        "In parallel, each piece reads the whole input, and joining them copies it all.",
        "G3",
        fragments="4 in parallel",
    ),
    _beat(
        "G4, few element-wise operations: no multiply-adds, but all of the maps again.", "G4", extras="both"
    ),
    _beat(
        "On maps of 7 × 7 the weights, which nothing changes, are most of what moves.",
        "G1",
        outputs=443,
        side=7,
    ),
)

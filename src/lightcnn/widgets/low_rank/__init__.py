"""A 3x3 kernel as a sum of columns times rows, and SqueezeNext's block that relies on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import traitlets

from lightcnn.widgets.kit.base import BookWidget, Choice, one_of
from lightcnn.widgets.low_rank import frame
from lightcnn.widgets.low_rank.photo import grey

PRESETS = {
    "Sobel": (-1, 0, 1, -2, 0, 2, -1, 0, 1),
    "Gauss": (1, 2, 1, 2, 4, 2, 1, 2, 1),
    "Laplace": (0, 1, 0, 1, -4, 1, 0, 1, 0),
    "sharpen": (0, -1, 0, -1, 5, -1, 0, -1, 0),
    "diagonal": (1, 0, 0, 0, 1, 0, 0, 0, 1),
}
TABS = ("kernel", "block")


class LowRank(BookWidget):
    """A kernel of nine integers split into rank-1 terms, a photograph filtered with the first of them.

    Traits:
        tab: "kernel", or "block" for the channels and weights of a SqueezeNext block.
        kernel: Nine integers from -9 to 9, row by row; not all 0.
        rank: Number of terms in use, 1 to 3.
        frame: Step of the walk. Kernel: 0 the photograph, then for every term its 3x1 and its 1x3 pass.
            Block: 0 to 5, the tensors from input to output.
        channels: C of the block, a multiple of 4 from 4 to 256.
        photo: height * width grey values, one byte each, row by row; `height`, `width` in pixels.
        presets: [{"name", "kernel"}].
    """

    scripts = ("words", "arithmetic", "widget")
    tab = Choice(TABS, "kernel")
    kernel = traitlets.List(traitlets.Int()).tag(sync=True)
    rank = Choice((1, 2, 3), 1)
    frame = Choice(range(7), 2)
    channels = Choice(range(4, 257, 4), 64)
    photo = traitlets.Bytes(b"").tag(sync=True)
    height = traitlets.Int(0).tag(sync=True)
    width = traitlets.Int(0).tag(sync=True)
    presets = traitlets.List().tag(sync=True)

    def __init__(
        self,
        photo: Any = None,
        *,
        kernel: str | Sequence[int] = "Laplace",
        beats: Sequence[dict[str, Any]] | None = None,
        **more: Any,
    ) -> None:
        """`photo`: rows of grey values, 0 to 255 or fractions 0 to 1; a drawn test picture if None."""
        numbers = PRESETS[one_of("kernel", kernel, PRESETS)] if isinstance(kernel, str) else kernel
        pixels, height, width = grey(photo)
        more.setdefault("title", "Is a kernel a column times a row?")
        more.setdefault("frame", 2 * one_of("rank", more.get("rank", 1), (1, 2, 3)))
        super().__init__(
            kernel=[int(number) for number in numbers],
            photo=pixels,
            height=height,
            width=width,
            presets=[{"name": name, "kernel": list(values)} for name, values in PRESETS.items()],
            beats=list(BEATS if beats is None else beats),
            **more,
        )
        self.fallback = frame.html(self)

    @traitlets.validate("kernel")
    def _nine_integers(self, proposal: traitlets.Bunch) -> list[int]:
        value = list(proposal.value)
        if len(value) != 9 or any(abs(number) > 9 for number in value) or not any(value):
            raise traitlets.TraitError(f"kernel must be nine integers from -9 to 9, not all 0, got {value}")
        return value


def _beat(label: str, kernel: str = "diagonal", **state: Any) -> dict[str, Any]:
    start = {"tab": "kernel", "kernel": list(PRESETS[kernel]), "rank": 1, "frame": 2, "channels": 64}
    return {"label": label, "state": start | state}


BEATS = (
    _beat("Sobel is a column times a row: rank 1 is exact.", "Sobel"),
    _beat("Laplace nearly is.", "Laplace"),
    _beat("A diagonal is not: rank 1 keeps a third of it."),
    _beat("Rank 2 of the diagonal.", rank=2, frame=4),
    _beat("Rank 3 is the kernel itself, and costs 18 weights for 9.", rank=3, frame=6),
    _beat("The block: squeeze twice, then 3×1 and 1×3, then expand.", tab="block", frame=5),
)

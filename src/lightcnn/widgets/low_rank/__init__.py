"""A 3x3 kernel as a sum of columns times rows, and what the first of them make of a photograph."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import traitlets

from lightcnn.widgets.kit.base import BookWidget, Choice, one_of
from lightcnn.widgets.low_rank import frame
from lightcnn.widgets.low_rank.photo import grey
from lightcnn.widgets.low_rank.terms import PRESETS


class LowRank(BookWidget):
    """A photograph, and the same filtered with the first terms of a kernel's singular value decomposition.

    Traits:
        kernel: Nine integers from -9 to 9, row by row; not all 0.
        rank: Terms that are added up, and step of the walk: 0 (nothing yet) to 3 (the kernel itself).
        photo: height * width grey values, one byte each, row by row; `height`, `width` in pixels.
        presets: [{"name", "kernel"}]; the question is about the last one.
    """

    scripts = ("words", "arithmetic", "picture", "aside", "widget")
    kernel = traitlets.List(traitlets.Int()).tag(sync=True)
    rank = Choice(range(4), 1)
    photo = traitlets.Bytes(b"").tag(sync=True)
    height = traitlets.Int(0).tag(sync=True)
    width = traitlets.Int(0).tag(sync=True)
    presets = traitlets.List().tag(sync=True)

    def __init__(
        self,
        photo: Any = None,
        *,
        kernel: str | Sequence[int] = "Sobel",
        beats: Sequence[dict[str, Any]] | None = None,
        **more: Any,
    ) -> None:
        """`photo`: rows of grey values, 0 to 255 or fractions 0 to 1; a drawn test picture if None."""
        numbers = PRESETS[one_of("kernel", kernel, PRESETS)] if isinstance(kernel, str) else kernel
        pixels, height, width = grey(photo)
        more.setdefault("title", "Is a kernel a column times a row?")
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


def _beat(label: str, kernel: str, rank: int = 1) -> dict[str, Any]:
    return {"label": label, "state": {"kernel": list(PRESETS[kernel]), "rank": rank}}


BEATS = (
    _beat("Sobel is a column times a row: one term is the whole kernel, with 6 weights for 9.", "Sobel"),
    _beat("Gauss too: a blur down, then a blur across.", "Gauss"),
    _beat("Laplace nearly is: 1 % of its energy is missing, and flat areas light up.", "Laplace"),
    _beat("The diagonal is not: one term keeps a third of it.", "diagonal"),
    _beat("Two terms of the diagonal cost more than its nine weights.", "diagonal", 2),
    _beat("Three are the kernel itself, with 18 weights for 9.", "diagonal", 3),
)

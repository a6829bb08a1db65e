"""One output value of a convolution at a time, in every kind: what it reads, multiplies and costs."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import traitlets

from lightcnn.arithmetic import output_side
from lightcnn.widgets.convolution_explorer import frame
from lightcnn.widgets.convolution_explorer.kinds import MODES, groups_in_effect, layers, real_layer
from lightcnn.widgets.kit.base import BookWidget, Choice

MOST_IN, MOST_OUT, LARGEST = 8, 16, 5


def _integers(rng: random.Random, low: int, high: int, *shape: int) -> Any:
    if not shape:
        return rng.randint(low, high)
    return [_integers(rng, low, high, *shape[1:]) for _ in range(shape[0])]


class ConvolutionExplorer(BookWidget):
    """Standard, grouped, depthwise, pointwise and depthwise-separable convolution of small integer maps.

    Traits:
        mode, other: A kind of `MODES`; `other` is a second kind beside it, or "".
        kernel, stride, padding, dilation: Pixels. A pointwise layer uses the stride only.
        c_in, c_out: Channels (at most 8 in, 16 out). The depthwise kind has c_in outputs.
        groups: Wished for the grouped kind, see `groups_in_effect`. A trait that does not fit with the others
            is kept, and drawn as the next smaller value that does.
        channel: The output channel that is followed.
        done: Output positions computed so far, in reading order, of all channels; the window is at the last.
        image: Planes of integers, [channel][row][column]. weights: [output][input][25 numbers, rows of 5]; a
            smaller kernel uses the top left corner. points: [output][input], the 1x1 kernels.
        real: The kinds as a real layer, see `real_layer`.
    """

    scripts = ("words", "arithmetic", "layout", "picture", "hands", "folded", "widget")
    mode = Choice(MODES, "standard")
    other = Choice(("", *MODES), "")
    kernel = Choice((1, 3, 5), 3)
    stride = Choice((1, 2, 3), 1)
    padding = Choice((0, 1, 2), 1)
    dilation = Choice((1, 2, 3), 1)
    c_in = Choice(range(1, MOST_IN + 1), 4)
    c_out = Choice(range(1, MOST_OUT + 1), 8)
    groups = traitlets.Int(2).tag(sync=True)
    channel = traitlets.Int(1, min=0).tag(sync=True)
    done = traitlets.Int(7, min=0).tag(sync=True)
    image = traitlets.List().tag(sync=True)
    weights = traitlets.List().tag(sync=True)
    points = traitlets.List().tag(sync=True)
    real = traitlets.List().tag(sync=True)

    def __init__(
        self,
        mode: str = "standard",
        *,
        image: Sequence[Any] | None = None,
        seed: int = 7,
        beats: Sequence[dict[str, Any]] | None = None,
        **more: Any,
    ) -> None:
        rng = random.Random(seed)
        drawn = _integers(rng, 0, 4, MOST_IN, 6, 6)
        if image is not None:  # numpy's integers would not travel to the page
            drawn = [[[int(pixel) for pixel in row] for row in plane] for plane in image]
        more.setdefault("title", "A convolution at work: drag the window")
        super().__init__(
            mode=mode,
            image=drawn,
            weights=_integers(rng, -2, 2, MOST_OUT, MOST_IN, LARGEST * LARGEST),
            points=_integers(rng, -2, 2, MOST_OUT, MOST_IN),
            real=real_layer(),
            beats=list(BEATS if beats is None else beats),
            **more,
        )
        if self.c_in > len(self.image):
            most = len(self.image)
            raise traitlets.TraitError(f"c_in must be at most {most}, the planes of image, got {self.c_in}")
        if self.c_in % self.groups or self.c_out % self.groups:
            raise traitlets.TraitError(
                f"groups must divide c_in and c_out ({self.c_in} and {self.c_out}), got {self.groups}"
            )
        try:
            output_side(len(self.image[0]), self.kernel, self.stride, self.padding, self.dilation)
        except ValueError as error:
            raise traitlets.TraitError(str(error)) from error
        self.fallback = frame.html(self)

    def layers(self, mode: str | None = None) -> list[tuple[int, int, int, int]]:
        """The convolutions of a kind with the present channels, as (in, out, kernel, groups)."""
        groups = groups_in_effect(self.groups, self.c_in, self.c_out)
        return layers(mode or self.mode, self.c_in, self.c_out, self.kernel, groups)

    @traitlets.validate("image")
    def _square_planes(self, proposal: traitlets.Bunch) -> list[Any]:
        planes = proposal.value
        side = len(planes[0]) if planes else 0
        if not 1 <= len(planes) <= MOST_IN or not 4 <= side <= 8:
            raise traitlets.TraitError(
                f"image must have 1 to {MOST_IN} planes of 4 to 8 pixels a side, got {len(planes)} of {side}"
            )
        if any(len(plane) != side or any(len(row) != side for row in plane) for plane in planes):
            raise traitlets.TraitError(f"every plane of image must be {side} x {side}")
        return planes


def _beat(label: str, **state: Any) -> dict[str, Any]:
    start = {
        "mode": "standard",
        "other": "",
        "kernel": 3,
        "stride": 1,
        "padding": 1,
        "dilation": 1,
        "c_in": 4,
        "c_out": 8,
        "groups": 2,
        "channel": 1,
        "done": 36,
    }
    return {"label": label, "state": start | state}


BEATS = (
    _beat("Standard: every output channel reads every input channel."),
    _beat("Grouped: half of the kernel matrix is gone.", mode="grouped"),
    _beat("Depthwise: only the diagonal is left.", mode="depthwise"),
    _beat("Pointwise: every pair of channels, one weight each.", mode="pointwise"),
    _beat("Depthwise, then pointwise: 2,448 multiply-adds for 10,368.", mode="separable", other="standard"),
    _beat("A stride that does not divide: the hatched border is never read.", stride=2, padding=0, done=4),
)

"""One output value of a convolution at a time, in every kind: what it reads, multiplies and costs."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import traitlets

from lightcnn.arithmetic import conv_macs, conv_params, conv_traffic, output_side
from lightcnn.widgets.base import BookWidget, Choice, first_frame, html_table

MODES = ("standard", "grouped", "depthwise", "pointwise", "separable")
LABELS = {mode: mode for mode in MODES} | {"separable": "depthwise-separable"}
MOST_IN, MOST_OUT, LARGEST = 8, 16, 5
REAL_SIDE, REAL_CHANNELS, REAL_GROUPS = 14, 512, 2


def groups_in_effect(groups: int, c_in: int, c_out: int) -> int:
    """`groups` or, while they do not divide both channels, the next smaller number that does."""
    return next(g for g in range(min(groups, c_in), 0, -1) if c_in % g == 0 == c_out % g)


def layers(mode: str, c_in: int, c_out: int, kernel: int, groups: int) -> list[tuple[int, int, int, int]]:
    """The convolutions of one kind as (channels in, channels out, kernel, groups)."""
    depthwise, pointwise = (c_in, c_in, kernel, c_in), (c_in, c_out, 1, 1)
    return {
        "standard": [(c_in, c_out, kernel, 1)],
        "grouped": [(c_in, c_out, kernel, groups)],
        "depthwise": [depthwise],
        "pointwise": [pointwise],
        "separable": [depthwise, pointwise],
    }[mode]


def real_layer() -> list[dict[str, Any]]:
    """Each kind as a 3x3 layer, 512 channels in and out, 14x14 outputs: groups, weights, multiply-adds."""
    rows = []
    for mode in MODES:
        shapes = layers(mode, REAL_CHANNELS, REAL_CHANNELS, 3, REAL_GROUPS)
        params = sum(conv_params(*shape) for shape in shapes)
        macs = sum(conv_macs(c_in, c_out, k, REAL_SIDE, REAL_SIDE, g) for c_in, c_out, k, g in shapes)
        rows.append({"mode": mode, "groups": shapes[0][3], "params": params, "macs": macs})
    return rows


def _integers(rng: random.Random, low: int, high: int, *shape: int) -> Any:
    if not shape:
        return rng.randint(low, high)
    return [_integers(rng, low, high, *shape[1:]) for _ in range(shape[0])]


class ConvolutionExplorer(BookWidget):
    """Standard, grouped, depthwise, pointwise and depthwise-separable convolution of small integer maps.

    Traits:
        mode, other: A kind of `MODES`; `other` is a second kind on the same output cell, or "".
        kernel, stride, padding, dilation: Pixels. A pointwise layer uses the stride only.
        c_in, c_out: Channels (at most 8 in, 16 out). The depthwise kind has c_in outputs.
        groups: Wished for the grouped kind; while they divide no channels, `groups_in_effect` are drawn.
        row, column, channel: The output value that is followed.
        tap: The input channel that is drawn with its numbers, one that the followed value reads.
        image: Planes of integers, [channel][row][column]. weights: [output][input][25 numbers, rows of 5]; a
            smaller kernel uses the top left corner. points: [output][input], the 1x1 kernels.
        real: The kinds as a real layer, see `real_layer`.
    """

    name = "convolution_explorer"
    mode = Choice(MODES, "standard")
    other = Choice(("", *MODES), "")
    kernel = Choice((1, 3, 5), 3)
    stride = Choice((1, 2, 3), 1)
    padding = Choice((0, 1, 2), 1)
    dilation = Choice((1, 2, 3), 1)
    c_in = Choice(range(1, MOST_IN + 1), 4)
    c_out = Choice(range(1, MOST_OUT + 1), 8)
    groups = traitlets.Int(2).tag(sync=True)
    row = traitlets.Int(2).tag(sync=True)
    column = traitlets.Int(3).tag(sync=True)
    channel = traitlets.Int(1).tag(sync=True)
    tap = traitlets.Int(0).tag(sync=True)
    image = traitlets.List().tag(sync=True)
    weights = traitlets.List().tag(sync=True)
    points = traitlets.List().tag(sync=True)
    real = traitlets.List().tag(sync=True)

    def __init__(
        self, mode: str = "standard", *, image: Sequence[Any] | None = None, seed: int = 7,
        beats: Sequence[dict[str, Any]] | None = None, **more: Any,
    ) -> None:
        rng = random.Random(seed)
        drawn = _integers(rng, 0, 4, MOST_IN, 6, 6)
        if image is not None:  # numpy's integers would not travel to the page
            drawn = [[[int(pixel) for pixel in row] for row in plane] for plane in image]
        more.setdefault("title", "Follow one output value of a convolution")
        super().__init__(
            mode=mode, image=drawn,
            weights=_integers(rng, -2, 2, MOST_OUT, MOST_IN, LARGEST * LARGEST),
            points=_integers(rng, -2, 2, MOST_OUT, MOST_IN),
            real=real_layer(), beats=list(BEATS if beats is None else beats), **more,
        )
        if self.c_in > len(self.image):
            most = len(self.image)
            raise traitlets.TraitError(f"c_in must be at most {most}, the planes of image, got {self.c_in}")
        if self.c_in % self.groups or self.c_out % self.groups:
            raise traitlets.TraitError(
                f"groups must divide c_in and c_out ({self.c_in} and {self.c_out}), got {self.groups}")
        try:
            output_side(len(self.image[0]), self.kernel, self.stride, self.padding, self.dilation)
        except ValueError as error:
            raise traitlets.TraitError(str(error)) from error
        self.fallback = first_frame(self.title, _matrices(self), _table(self))

    def layers(self, mode: str | None = None) -> list[tuple[int, int, int, int]]:
        """The convolutions of a kind with the present channels, as (in, out, kernel, groups)."""
        groups = groups_in_effect(self.groups, self.c_in, self.c_out)
        return layers(mode or self.mode, self.c_in, self.c_out, self.kernel, groups)

    @traitlets.validate("image")
    def _square_planes(self, proposal: traitlets.Bunch) -> list[Any]:
        planes = proposal.value
        side = len(planes[0]) if planes else 0
        if not 1 <= len(planes) <= MOST_IN or not 4 <= side <= 8:
            raise traitlets.TraitError(f"image must have 1 to {MOST_IN} planes of 4 to 8 pixels a side, "
                                       f"got {len(planes)} of {side}")
        if any(len(plane) != side or any(len(row) != side for row in plane) for plane in planes):
            raise traitlets.TraitError(f"every plane of image must be {side} x {side}")
        return planes


def costs(widget: ConvolutionExplorer, mode: str) -> dict[str, int]:
    """Weights, multiply-adds and bytes moved (4 a value) by one kind in the widget's present setting."""
    side, total = len(widget.image[0]), {"params": 0, "macs": 0, "bytes": 0}
    stride, padding, dilation = widget.stride, widget.padding, widget.dilation
    for index, (c_in, c_out, kernel, groups) in enumerate(widget.layers(mode)):
        point = mode == "pointwise" or index == 1
        out = output_side(side, kernel, stride, 0 if point else padding, 1 if point else dilation)
        total["params"] += conv_params(c_in, c_out, kernel, groups)
        total["macs"] += conv_macs(c_in, c_out, kernel, out, out, groups)
        total["bytes"] += conv_traffic(c_in, c_out, kernel, side, side, out, out, groups).total
        side, stride = out, 1
    return total


def _table(widget: ConvolutionExplorer) -> str:
    rows = []
    for mode, real in zip(MODES, widget.real, strict=True):
        mini = costs(widget, mode)
        rows.append((LABELS[mode], f"{mini['params']:,}", f"{mini['macs']:,}", f"{real['macs'] / 1e6:.1f} M"))
    head = ("kind", "weights", "multiply-adds", f"multiply-adds at {REAL_SIDE}×{REAL_SIDE}, 512 → 512")
    caption = f"{widget.c_in} → {widget.c_out} channels, {widget.kernel}×{widget.kernel} kernels"
    return html_table(caption, head, rows)


def _matrices(widget: ConvolutionExplorer) -> str:
    """The kernel matrices of all kinds: rows are output channels, columns input channels."""
    size, parts, left = 15, [], 0
    for mode in ("standard", "grouped", "depthwise", "pointwise"):
        ((c_in, c_out, kernel, groups),) = widget.layers(mode)
        parts.append(f'<text x="{left}" y="12" font-size="12" fill="currentColor">{LABELS[mode]}</text>')
        for o in range(c_out):
            for i in range(c_in):
                full = o * groups // c_out == i * groups // c_in
                side = 5 if full and kernel == 1 else size - 2
                x, y = left + i * size + (size - side) / 2, 20 + o * size + (size - side) / 2
                look = 'fill="#3b7dd8"' if full else 'fill="none" stroke="#888" stroke-opacity="0.4"'
                parts.append(f'<rect x="{x}" y="{y}" width="{side}" height="{side}" rx="2" {look}/>')
        left += max(c_in * size, 64) + 26
    high = 24 + max(widget.c_in, widget.c_out) * size
    words = "Kernel matrices: full, blocks, diagonal, and full of single weights"
    return (f'<svg viewBox="0 0 {left} {high}" width="{left}" style="max-width:100%" role="img" '
            f'aria-label="{words}">{"".join(parts)}</svg>')


def _beat(label: str, **state: Any) -> dict[str, Any]:
    start = {"mode": "standard", "other": "", "kernel": 3, "stride": 1, "padding": 1, "dilation": 1,
             "c_in": 4, "c_out": 8, "groups": 2, "row": 2, "column": 3, "channel": 1, "tap": 0}
    return {"label": label, "state": start | state}


BEATS = (
    _beat("Standard: every output channel reads every input channel."),
    _beat("Grouped: half of the kernel matrix is gone.", mode="grouped"),
    _beat("Depthwise: only the diagonal is left.", mode="depthwise"),
    _beat("Pointwise: every pair of channels, one weight each.", mode="pointwise"),
    _beat("Depthwise, then pointwise: 2,448 multiply-adds for 10,368.", mode="standard", other="separable"),
    _beat("A stride that does not divide: the hatched border is never read.", stride=2, padding=0,
          row=1, column=1),
)

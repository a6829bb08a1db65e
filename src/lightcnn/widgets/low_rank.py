"""A 3x3 kernel as a sum of columns times rows, and SqueezeNext's block that relies on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import traitlets

from lightcnn.arithmetic import conv_params
from lightcnn.widgets.base import BookWidget, Choice, first_frame, html_table, one_of

PRESETS = {
    "Sobel": (-1, 0, 1, -2, 0, 2, -1, 0, 1),
    "Gauss": (1, 2, 1, 2, 4, 2, 1, 2, 1),
    "Laplace": (0, 1, 0, 1, -4, 1, 0, 1, 0),
    "sharpen": (0, -1, 0, -1, 5, -1, 0, -1, 0),
    "diagonal": (1, 0, 0, 0, 1, 0, 0, 0, 1),
}
TABS = ("kernel", "block")
LARGEST_PHOTO = 256


def block_layers(channels: int) -> list[dict[str, Any]]:
    """The five convolutions of a SqueezeNext block: kernel (height, width), channels in and out, weights.

    Source: Gholami et al. 2018, arXiv:1803.10615, section 3; biases and batch normalisation left out.
    Raises: ValueError if 4 does not divide `channels`.
    """
    if channels < 4 or channels % 4:
        raise ValueError(f"channels must be a positive multiple of 4, got {channels}")
    half, quarter = channels // 2, channels // 4
    shapes = (
        ((1, 1), channels, half), ((1, 1), half, quarter), ((3, 1), quarter, half), ((1, 3), half, half),
        ((1, 1), half, channels),
    )
    return [
        {"kernel": list(kernel), "c_in": c_in, "c_out": c_out, "weights": conv_params(c_in, c_out, kernel)}
        for kernel, c_in, c_out in shapes
    ]


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
        presets: [{"name", "kernel"}]. blocks: {"C": `block_layers`} for every C.
    """

    name = "low_rank"
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
        self, photo: Any = None, *, kernel: str | Sequence[int] = "Laplace",
        beats: Sequence[dict[str, Any]] | None = None, **more: Any,
    ) -> None:
        """`photo`: rows of grey values, 0 to 255 or fractions 0 to 1; a drawn test picture if None."""
        numbers = PRESETS[one_of("kernel", kernel, PRESETS)] if isinstance(kernel, str) else kernel
        grey, height, width = _grey(photo)
        more.setdefault("title", "Is a kernel a column times a row?")
        more.setdefault("frame", 2 * one_of("rank", more.get("rank", 1), (1, 2, 3)))
        super().__init__(
            kernel=[int(number) for number in numbers], photo=grey, height=height, width=width,
            presets=[{"name": name, "kernel": list(values)} for name, values in PRESETS.items()],
            beats=list(BEATS if beats is None else beats), **more,
        )
        self.fallback = first_frame(self.title, _profile(self.channels), _table(self.channels))

    @traitlets.validate("kernel")
    def _nine_integers(self, proposal: traitlets.Bunch) -> list[int]:
        value = list(proposal.value)
        if len(value) != 9 or any(abs(number) > 9 for number in value) or not any(value):
            raise traitlets.TraitError(f"kernel must be nine integers from -9 to 9, not all 0, got {value}")
        return value


def _grey(photo: Any) -> tuple[bytes, int, int]:
    """(bytes, height, width) of rows of grey values."""
    if photo is None:
        photo = [[_drawn(row, column) for column in range(96)] for row in range(96)]
    rows = [[float(value) for value in row] for row in photo]
    height, width = len(rows), len(rows[0]) if rows else 0
    sides = height, width
    if min(sides) < 8 or max(sides) > LARGEST_PHOTO or any(len(row) != width for row in rows):
        raise traitlets.TraitError(
            f"photo must be 8 to {LARGEST_PHOTO} pixels a side and rectangular, got {height} x {width}")
    low, high = min(map(min, rows)), max(map(max, rows))
    if low < 0 or high > 255:
        raise traitlets.TraitError(f"photo must hold 0 to 255 or 0 to 1, got values from {low} to {high}")
    scale = 255 if high <= 1 else 1
    return bytes(round(value * scale) for row in rows for value in row), height, width


def _drawn(row: int, column: int) -> int:
    """A disc, bars and a slope: edges in every direction."""
    if (row - 32) ** 2 + (column - 34) ** 2 < 484:
        return 225
    if row > 60 and (column // 6) % 2:
        return 40
    return 200 if column - row > 30 else 90 + column // 2


def _table(channels: int) -> str:
    rows = [("{}×{}".format(*one["kernel"]), one["c_in"], one["c_out"], f"{one['weights']:,}")
            for one in block_layers(channels)]
    total = sum(one["weights"] for one in block_layers(channels))
    direct = conv_params(channels, channels, 3)
    rows += [("sum", "", "", f"{total:,}"), ("one 3×3", channels, channels, f"{direct:,}")]
    return html_table(f"The block of SqueezeNext at C = {channels}", ("kernel", "in", "out", "weights"), rows)


def _profile(channels: int) -> str:
    """Bars for the channels of the block's tensors."""
    widths = [channels, *(layer["c_out"] for layer in block_layers(channels))]
    bars = "".join(
        f'<rect x="{20 + 90 * i}" y="{130 - 110 * n / channels:.1f}" width="34" '
        f'height="{110 * n / channels:.1f}" fill="#3b7dd8"/>'
        f'<text x="{37 + 90 * i}" y="146" font-size="12" text-anchor="middle" '
        f'fill="currentColor">{n}</text>' for i, n in enumerate(widths)
    )
    words = "Channels of the block's tensors: C, C/2, C/4, C/2, C/2, C"
    return (f'<svg viewBox="0 0 540 152" width="540" style="max-width:100%" role="img" '
            f'aria-label="{words}">{bars}</svg>')


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

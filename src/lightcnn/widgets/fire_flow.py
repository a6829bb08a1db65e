"""SqueezeNet's fire module: a squeeze that makes the 3x3 kernels read few channels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import traitlets

from lightcnn.arithmetic import conv_macs, conv_params
from lightcnn.widgets.base import BookWidget, Choice, first_frame, html_table, one_of

# (channels in, squeeze, expand 1x1, expand 3x3, side of the map for a 227 x 227 image). Iandola et al. 2016,
# arXiv:1602.07360, Table 1: its map sides are those of version 1.0 at 227 pixels, not at the 224 it prints.
PRESETS = {
    "fire2": (96, 16, 64, 64, 55), "fire3": (128, 16, 64, 64, 55), "fire4": (128, 32, 128, 128, 55),
    "fire5": (256, 32, 128, 128, 27), "fire6": (256, 48, 192, 192, 27), "fire7": (384, 48, 192, 192, 27),
    "fire8": (384, 64, 256, 256, 27), "fire9": (512, 64, 256, 256, 13),
}
FRAMES = ("input", "squeeze", "expand 1×1", "expand 3×3", "concatenation")


def fire_costs(c_in: int, squeeze: int, expand1: int, expand3: int, side: int) -> dict[str, int]:
    """Weights of the three parts, of the direct 3x3 convolution, and multiply-adds of both; biases left out.

    Raises: ValueError if a width that must be positive is not.
    """
    parts = {
        "squeeze": (c_in, squeeze, 1), "expand1": (squeeze, expand1, 1), "expand3": (squeeze, expand3, 3),
    }
    used = {name: shape for name, shape in parts.items() if shape[1]}
    direct = (c_in, expand1 + expand3, 3)
    weights = {name: conv_params(*used[name]) if name in used else 0 for name in parts}
    return weights | {
        "total": sum(weights.values()),
        "direct": conv_params(*direct),
        "macs": sum(conv_macs(*shape, side, side) for shape in used.values()),
        "direct_macs": conv_macs(*direct, side, side),
    }


class FireFlow(BookWidget):
    """The channels of a fire module as bands, its weights as areas beside those of a direct 3x3 convolution.

    Traits:
        c_in, squeeze, expand1, expand3: Channels; at least one expansion is not empty.
        side: Height and width of the maps in pixels, for the multiply-adds.
        lock: Keep expand1 + expand3 while one of them moves.
        frame: Step of the walk, 0 to 4: input, squeeze, expand 1x1, expand 3x3, concatenation.
        presets: [{"name", "c_in", "squeeze", "expand1", "expand3", "side", "total", "direct"}] of SqueezeNet.
    """

    name = "fire_flow"
    c_in = Choice(range(8, 513), 96)
    squeeze = Choice(range(8, 193), 16)
    expand1 = Choice(range(513), 64)
    expand3 = Choice(range(513), 64)
    side = Choice(range(1, 228), 55)
    lock = traitlets.Bool(False).tag(sync=True)
    frame = Choice(range(len(FRAMES)), 4)
    presets = traitlets.List().tag(sync=True)

    def __init__(
        self, preset: str = "fire2", *, beats: Sequence[dict[str, Any]] | None = None, **more: Any
    ) -> None:
        chosen = _state(one_of("preset", preset, PRESETS))
        more.setdefault("title", "The fire module: squeeze, then expand")
        super().__init__(
            presets=[_row(name) for name in PRESETS], beats=list(BEATS if beats is None else beats),
            **(chosen | more),
        )
        if self.expand1 + self.expand3 == 0:
            raise traitlets.TraitError("expand1 and expand3 must not both be 0")
        widths = ("name", "c_in", "squeeze", "expand1", "expand3")
        rows = [
            (*(row[key] for key in widths), f"{row['total']:,}", f"{row['direct']:,}") for row in self.presets
        ]
        head = ("module", "in", "squeeze", "1×1", "3×3", "weights", "direct 3×3")
        table = html_table("The fire modules of SqueezeNet 1.0, biases left out", head, rows)
        self.fallback = first_frame(self.title, _areas(self), table)


def _state(name: str) -> dict[str, int]:
    return dict(zip(("c_in", "squeeze", "expand1", "expand3", "side"), PRESETS[name], strict=True))


def _row(name: str) -> dict[str, Any]:
    costs = fire_costs(*PRESETS[name])
    return {"name": name} | _state(name) | {"total": costs["total"], "direct": costs["direct"]}


def _areas(widget: FireFlow) -> str:
    """The weights as rectangles, inputs times kernel pixels wide and outputs high, in one scale."""
    wide, high = 560, 120
    across, down = wide / (9 * max(widget.c_in, widget.squeeze)), high / (widget.expand1 + widget.expand3)
    s, e1, e3 = widget.squeeze, widget.expand1, widget.expand3
    boxes = (
        (0, 18, 9 * widget.c_in, e1 + e3, "none"), (0, 18, s, e1, "#3b7dd8"),
        (0, 18 + e1 * down, 9 * s, e3, "#2b9a66"), (0, 28 + high, widget.c_in, s, "#d9822b"),
    )
    drawn = "".join(
        f'<rect x="{x}" y="{y:.1f}" width="{w * across:.1f}" height="{h * down:.1f}" fill="{fill}" '
        f'stroke="currentColor" stroke-opacity="0.5"/>' for x, y, w, h, fill in boxes
    )
    words = "Weights as areas: the direct 3×3 convolution in outline, the parts of the fire module inside"
    bottom = 34 + high + s * down
    return (f'<svg viewBox="-1 0 {wide + 2} {bottom:.0f}" width="{wide}" style="max-width:100%" role="img" '
            f'aria-label="{words}"><text x="0" y="12" font-size="12" fill="currentColor">outline: direct 3×3'
            f"</text>{drawn}</svg>")


def _beat(label: str, preset: str = "fire2", **state: Any) -> dict[str, Any]:
    return {"label": label, "state": _state(preset) | {"lock": False, "frame": 4} | state}


BEATS = (
    _beat("fire2: 96 channels pass through 16 on their way to 128.", frame=1),
    _beat("Nine of ten weights of the expansion are in the 3×3 branch."),
    _beat("Half the squeeze, half the weights: everything is linear in it.", squeeze=8),
    _beat("A squeeze wider than the input still saves: half of the outputs have 1×1 kernels.", squeeze=144),
    _beat("Above 150 channels it costs more than the direct 3×3.", squeeze=152),
    _beat("No 3×3 expansion: halving the squeeze still halves, but of 3,584 weights.",
          expand1=128, expand3=0, lock=True),
    _beat("fire9, the widest module: the same proportions.", "fire9"),
)

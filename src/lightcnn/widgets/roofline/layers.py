"""What stands under the roof: eight layers, what they do and move, and the best time of each.

All have 176 channels in and out on maps of 28 x 28 values, as stage 2 of ShuffleNet V2 has at width 1.5,
because 8 groups divide 176. They are those that `lightcnn.guidelines.roof` times.
"""

from __future__ import annotations

from typing import NamedTuple

from lightcnn.arithmetic import conv_macs, conv_traffic

CHANNELS, SIDE = 176, 28
# Speeds that a reader can drag to, beside the machine's: quarters of an octave.
FACTORS = (0.25, 0.3, 0.35, 0.42, 0.5, 0.59, 0.71, 0.84, 1, 1.19, 1.41, 1.68, 2, 2.38, 2.83, 3.36, 4)


class Machine(NamedTuple):
    """The two limits, and whose they are."""

    peak: float  # multiply-adds per second
    bandwidth: float  # bytes per second
    name: str = ""


class Layer(NamedTuple):
    """One layer under the roof.

    name: As in `lightcnn.guidelines.roof`.
    operations: Multiply-adds; for ReLU and addition one operation a value.
    bytes: Read and written at least, 4 a value.
    code: The layer in PyTorch.
    """

    name: str
    operations: int
    bytes: int
    code: str

    @property
    def per_byte(self) -> float:
        """Operations for each byte that is moved."""
        return self.operations / self.bytes


def _convolution(name: str, kernel: int, groups: int = 1) -> Layer:
    c, side = CHANNELS, SIDE
    moved = conv_traffic(c, c, kernel, side, side, side, side, groups).total
    options = f", padding={kernel // 2}" if kernel > 1 else ""
    options += f", groups={groups}" if groups > 1 else ""
    macs = conv_macs(c, c, kernel, side, side, groups)
    return Layer(name, macs, moved, f"y = nn.Conv2d({c}, {c}, {kernel}{options}, bias=False)(x)")


VALUES = CHANNELS * SIDE**2
LAYERS = (
    _convolution("3 × 3", 3),
    _convolution("1 × 1", 1),
    *(_convolution(f"{groups} groups", 1, groups) for groups in (2, 4, 8)),
    _convolution("depthwise", 3, CHANNELS),
    Layer("ReLU", VALUES, 4 * 2 * VALUES, "y = x.relu()"),
    Layer("addition", VALUES, 4 * 3 * VALUES, "y = x + shortcut"),
)
NAMES = tuple(layer.name for layer in LAYERS)


def best_seconds(layer: Layer, machine: Machine) -> float:
    """The time that a layer takes at best: the longer of its arithmetic's and its memory's."""
    return max(layer.operations / machine.peak, layer.bytes / machine.bandwidth)


def limited_by(layer: Layer, machine: Machine) -> str:
    """ "memory" left of the roof's bend, "arithmetic" right of it."""
    return "memory" if layer.per_byte < machine.peak / machine.bandwidth else "arithmetic"

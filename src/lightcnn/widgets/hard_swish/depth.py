"""Where the activation values of MobileNetV3-Large lie: most in the first layers, whose maps are large."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple


class Layer(NamedTuple):
    """What one activation of the network gives for an image of 224 x 224.

    name: The layer before it.
    hard: Whether it is h-swish; the others are ReLUs.
    channels, side: Of its output.
    """

    name: str
    hard: bool
    channels: int
    side: int

    @property
    def values(self) -> int:
        return self.channels * self.side**2

    @property
    def label(self) -> str:
        """The name as the picture writes it: "bneck 7, 1 × 1"."""
        block, _, part = self.name.partition(".branch.")
        kind = {"expand": ", 1 × 1", "depthwise": ", depthwise"}.get(part, "")
        return block.replace("bneck", "bneck ") + kind


LAYERS = tuple(
    Layer(*row)
    for row in json.loads(Path(__file__).with_name("layers.json").read_text(encoding="utf8"))["layers"]
)
VALUES = sum(layer.values for layer in LAYERS)
# So many of the last layers all have h-swish in MobileNetV3; before them only the stem has it.
DEEP = next(n for n, layer in enumerate(reversed(LAYERS)) if not layer.hard)


def share(deep: int) -> float:
    """The share of all activation values that the last `deep` layers give."""
    return sum(layer.values for layer in LAYERS[len(LAYERS) - deep :]) / VALUES

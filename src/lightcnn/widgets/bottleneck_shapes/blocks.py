"""Two residual blocks, layer by layer and moment by moment: the data behind `BottleneckShapes`.

The inverted residual is thin at its ends, where its shortcut joins them; the classic bottleneck is thick
there. Both widen or narrow by the same 1x1 convolutions.

Source: Sandler et al. 2018, arXiv:1801.04381, sections 3.4 and 5, and that an expansion of 1 has no expanding
layer, from its authors' code; He et al. 2016, arXiv:1512.03385, section 4.1.
"""

from __future__ import annotations

from typing import NamedTuple

from lightcnn.arithmetic import conv_macs, conv_params, output_side

BYTES = 4  # a value as float32
EXPANSIONS = range(1, 11)
THIN = range(8, 65, 8)
SIDES = (7, 14, 28, 56, 112)
PARTS = (1, 2, 4, 8)


class Step(NamedTuple):
    """A layer of a block: `into` and `out` are "thin" or "thick"; `after` is what follows it."""

    kernel: int
    into: str
    out: str
    depthwise: bool
    after: str


SHAPES = {
    "inverted": (
        Step(1, "thin", "thick", False, "ReLU6"),
        Step(3, "thick", "thick", True, "ReLU6"),
        Step(1, "thick", "thin", False, "linear"),
    ),
    "classic": (
        Step(1, "thick", "thin", False, "ReLU"),
        Step(3, "thin", "thin", False, "ReLU"),
        Step(1, "thin", "thick", False, "linear"),
    ),
}


class Layer(NamedTuple):
    """A layer with its numbers; sides in pixels."""

    kernel: int
    c_in: int
    c_out: int
    groups: int
    side_in: int
    side_out: int

    @property
    def weights(self) -> int:
        return conv_params(self.c_in, self.c_out, self.kernel, self.groups)

    @property
    def macs(self) -> int:
        return conv_macs(self.c_in, self.c_out, self.kernel, self.side_out, self.side_out, self.groups)


class Held(NamedTuple):
    """Values that are in memory while an operation runs.

    waits: The block's input, which the shortcut adds at the end.
    reads, writes: The operation's input and output.
    part: What is made of the middle and thrown away, where it is computed in parts.
    """

    waits: int
    reads: int
    writes: int
    part: int = 0


def layers(shape: str, thin: int = 24, expansion: int = 6, stride: int = 1, side: int = 56) -> list[Layer]:
    """The layers of a block; the 3x3 strides. At an expansion of 1 the inverted residual does not expand."""
    channels = {"thin": thin, "thick": thin * expansion}
    found: list[Layer] = []
    for step in SHAPES[shape]:
        if shape == "inverted" and step.out == "thick" and step.kernel == 1 and expansion == 1:
            continue
        c_in, c_out = channels[step.into], channels[step.out]
        out = output_side(side, step.kernel, stride if step.kernel > 1 else 1, padding=step.kernel // 2)
        found.append(Layer(step.kernel, c_in, c_out, c_in if step.depthwise else 1, side, out))
        side = out
    return found


def held(
    shape: str, thin: int = 24, expansion: int = 6, stride: int = 1, side: int = 56, parts: int = 1
) -> list[Held]:
    """What is held at each moment, one operation after the other, the addition last.

    Args:
        parts: The middle of the inverted residual is computed in so many parts: some of its channels are
            expanded, filtered and projected, what they give is added to the output, and they are thrown away.
            The classic block cannot: each channel of its 3x3 needs all others.
    """
    block = layers(shape, thin, expansion, stride, side)
    given = block[0].c_in * side**2
    made = block[-1].c_out * block[-1].side_out ** 2
    if parts > 1 and shape == "inverted":
        wide = [layer.c_out * layer.side_out**2 // parts for layer in block[:-1]]
        found = [Held(0, given, made, sum(wide))] * parts
    else:
        found = [
            Held(
                given if i and stride == 1 else 0,
                layer.c_in * layer.side_in**2,
                layer.c_out * layer.side_out**2,
            )
            for i, layer in enumerate(block)
        ]
    return [*found, Held(given, made, 0)] if stride == 1 else found


def peak(*block: object, **more: int) -> int:
    """Bytes at the worst moment; arguments as for `held`."""
    return BYTES * max(map(sum, held(*block, **more)))  # pyright: ignore[reportArgumentType]

"""Grouped convolutions with a channel shuffle between: where a channel goes, and what an output can see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import traitlets

from lightcnn.arithmetic import conv_params, shuffle_permutation
from lightcnn.widgets.group_shuffle import frame
from lightcnn.widgets.kit.base import BookWidget, Choice, one_of

CHANNELS = (6, 8, 12, 16, 24)
LAYERS = (1, 2, 3, 4)
KERNELS = (1, 3, 5, 7)
TIMES = range(1, 13)  # no number of channels here needs more than 11 shuffles to come home


def divisors(number: int) -> list[int]:
    """Every g with g | number, ascending."""
    return [g for g in range(1, number + 1) if number % g == 0]


def setting(channels: int, groups: int, kernel: int) -> dict[str, Any]:
    """All that the page needs for one choice: the permutation and a layer's weights."""
    return {
        "groups": groups,
        "order": shuffle_permutation(channels, groups),
        "params": conv_params(channels, channels, kernel, groups),
    }


class GroupShuffle(BookWidget):
    """Grouped layers with or without a shuffle between them; the shuffle is stepped through its three moves.

    Traits (the tables are computed here, so that a page without a kernel has them):
        channels, groups: C of `CHANNELS` and a divisor g of it.
        layers: 1 to 4 grouped convolutions.
        shuffle: Whether the channels are shuffled between layers.
        times: How many shuffles follow one another there, one of `TIMES`.
        phase: 0 flat, 1 reshaped to g x n, 2 transposed to n x g, 3 flattened again; so on to 3 * `times`.
        column, chosen: The token that is followed: channel `chosen` of the input (column 0) or of layer
            `column`. From a layer the wires lead back to the input; from the input, on to the outputs.
        kernel: Side of every kernel in pixels, for the weights.
        settings: {"C": [`setting` for every divisor]}.
        most_times: The largest of `TIMES`.
    """

    scripts = ("words", "geometry", "reach", "painting", "widget")
    channels = Choice(CHANNELS, 12)
    groups = traitlets.Int(3).tag(sync=True)
    layers = Choice(LAYERS, 2)
    shuffle = traitlets.Bool(True).tag(sync=True)
    times = Choice(TIMES, 1)
    phase = traitlets.Int(3).tag(sync=True)
    column = traitlets.Int(2).tag(sync=True)
    chosen = traitlets.Int(5).tag(sync=True)
    kernel = Choice(KERNELS, 1)
    settings = traitlets.Dict().tag(sync=True)
    most_times = traitlets.Int(TIMES[-1]).tag(sync=True)

    def __init__(
        self,
        channels: int = 12,
        groups: int = 3,
        layers: int = 2,
        shuffle: bool = True,
        *,
        chosen: int = 5,
        column: int | None = None,
        times: int = 1,
        phase: int | None = None,
        kernel: int = 1,
        beats: Sequence[dict[str, Any]] | None = None,
        **more: Any,
    ) -> None:
        one_of("kernel", kernel, KERNELS)
        one_of(f"groups for {channels} channels", groups, divisors(one_of("channels", channels, CHANNELS)))
        settings = {str(c): [setting(c, g, kernel) for g in divisors(c)] for c in CHANNELS}
        more.setdefault("title", "Grouped convolutions and the channel shuffle")
        super().__init__(
            channels=channels,
            groups=groups,
            layers=layers,
            shuffle=shuffle,
            times=times,
            phase=3 * times if phase is None else phase,
            kernel=kernel,
            column=layers if column is None else column,
            chosen=chosen,
            settings=settings,
            beats=list(BEATS if beats is None else beats),
            **more,
        )
        self.fallback = frame.html(self)

    @traitlets.validate("groups")
    def _dividing(self, proposal: traitlets.Bunch) -> int:
        return one_of(f"groups for {self.channels} channels", proposal.value, divisors(self.channels))

    @traitlets.validate("column")
    def _known_column(self, proposal: traitlets.Bunch) -> int:
        return one_of(f"column for {self.layers} layers", proposal.value, range(self.layers + 1))

    @traitlets.validate("phase")
    def _known_phase(self, proposal: traitlets.Bunch) -> int:
        return one_of("phase", proposal.value, range(3 * self.times + 1))

    @traitlets.validate("chosen")
    def _known_channel(self, proposal: traitlets.Bunch) -> int:
        return one_of(f"chosen for {self.channels} channels", proposal.value, range(self.channels))


def _beat(label: str, **state: Any) -> dict[str, Any]:
    start = {"channels": 12, "groups": 3, "layers": 2, "shuffle": True, "times": 1, "phase": 3}
    return {"label": label, "state": start | {"column": 2, "chosen": 5} | state}


BEATS = (
    _beat(
        "Without a shuffle an output sees its own group only, at any depth.",
        shuffle=False,
        layers=3,
        column=3,
    ),
    _beat("The channels stand in a row, group after group.", phase=0, column=0),
    _beat("Reshape: one row for each group.", phase=1, column=0),
    _beat("Transpose: rows become columns.", phase=2, column=0),
    _beat("Flatten: neighbours now come from different groups.", phase=3, column=0),
    _beat("After two layers every output sees all 12 channels.", column=2),
    _beat("4 groups of 3: two layers reach 9 of 12.", groups=4, column=2),
    _beat("A third layer reaches the rest.", groups=4, layers=3, column=3),
    _beat("Five shuffles bring the 12 channels home: nothing has met.", times=5, phase=15),
    _beat(
        "16 channels in 4 groups: a second shuffle undoes the first.", channels=16, groups=4, times=2, phase=6
    ),
)

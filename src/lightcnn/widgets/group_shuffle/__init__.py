"""Grouped convolutions with a channel shuffle between: where a channel goes, and what an output can see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import traitlets

from lightcnn.arithmetic import conv_params, shuffle_permutation
from lightcnn.widgets.group_shuffle.frame import html as first_frame
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
    """Grouped layers from top to bottom, one switch for the shuffle between them, and what one output sees.

    Traits (the tables are computed here, so that a page without a kernel has them):
        channels, groups: C of `CHANNELS` and a divisor g of it.
        layers: 1 to 4 grouped convolutions.
        shuffle: Whether the channels are shuffled between layers.
        times: How many shuffles follow one another there, one of `TIMES`.
        frame: Row that the signal has reached: 0 input, 1 layer 1, 2 the shuffle, 3 layer 2, and so on to
            2 * `layers` - 1, the last layer.
        chosen: Channel of that row whose inputs light up.
        kernel: Side of every kernel in pixels, for the weights.
        settings: {"C": [`setting` for every divisor]}.
        most_times: The largest of `TIMES`.
    """

    scripts = ("words", "reach", "picture", "controls", "telling", "widget")
    channels = Choice(CHANNELS, 12)
    groups = traitlets.Int(3).tag(sync=True)
    layers = Choice(LAYERS, 2)
    shuffle = traitlets.Bool(False).tag(sync=True)
    times = Choice(TIMES, 1)
    frame = traitlets.Int(3).tag(sync=True)
    chosen = traitlets.Int(5).tag(sync=True)
    kernel = Choice(KERNELS, 1)
    settings = traitlets.Dict().tag(sync=True)
    most_times = traitlets.Int(TIMES[-1]).tag(sync=True)

    def __init__(
        self,
        channels: int = 12,
        groups: int = 3,
        layers: int = 2,
        shuffle: bool = False,
        *,
        chosen: int = 5,
        times: int = 1,
        frame: int | None = None,
        kernel: int = 1,
        beats: Sequence[dict[str, Any]] | None = None,
        **more: Any,
    ) -> None:
        one_of("kernel", kernel, KERNELS)
        one_of(f"groups for {channels} channels", groups, divisors(one_of("channels", channels, CHANNELS)))
        settings = {str(c): [setting(c, g, kernel) for g in divisors(c)] for c in CHANNELS}
        more.setdefault("title", "Grouped convolutions and the shuffle")
        super().__init__(
            channels=channels,
            groups=groups,
            layers=layers,
            shuffle=shuffle,
            times=times,
            frame=2 * layers - 1 if frame is None else frame,
            kernel=kernel,
            chosen=chosen,
            settings=settings,
            beats=list(BEATS if beats is None else beats),
            **more,
        )
        self.fallback = first_frame(self)

    @traitlets.validate("groups")
    def _dividing(self, proposal: traitlets.Bunch) -> int:
        return one_of(f"groups for {self.channels} channels", proposal.value, divisors(self.channels))

    @traitlets.validate("frame")
    def _known_row(self, proposal: traitlets.Bunch) -> int:
        return one_of(f"frame for {self.layers} layers", proposal.value, range(2 * self.layers))

    @traitlets.validate("chosen")
    def _known_channel(self, proposal: traitlets.Bunch) -> int:
        return one_of(f"chosen for {self.channels} channels", proposal.value, range(self.channels))


def _beat(label: str, **state: Any) -> dict[str, Any]:
    start = {"channels": 12, "groups": 3, "layers": 2, "shuffle": True, "times": 1, "frame": 3, "chosen": 5}
    return {"label": label, "state": start | state}


BEATS = (
    _beat(
        "Without a shuffle an output sees its own group only, at any depth.", shuffle=False, layers=3, frame=5
    ),
    _beat("One grouped layer: an output sees the 4 channels of its group.", frame=1),
    _beat(
        "The shuffle deals the channels of every group to all groups: channel 5 goes to position 4.",
        frame=2,
        chosen=4,
    ),
    _beat("After two layers every output sees all 12 channels."),
    _beat("4 groups of 3: two layers reach 9 of 12.", groups=4),
    _beat("A third layer reaches the rest.", groups=4, layers=3, frame=5),
    _beat("Five shuffles bring the 12 channels home: nothing has met.", times=5),
    _beat("16 channels in 4 groups: a second shuffle undoes the first.", channels=16, groups=4, times=2),
)

"""Residual units side by side: a bottleneck, its grouped form, and ShuffleNet's, operation by operation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import traitlets

from lightcnn.widgets import shuffle_units_frame as frame
from lightcnn.widgets.base import BookWidget, one_of
from lightcnn.widgets.shuffle_units_ops import UNITS

NAMES = {"resnet": "ResNet bottleneck", "resnext": "ResNeXt", "shufflenet_v1": "ShuffleNet V1"}
SIDES = (7, 14, 28, 56)
GROUPS = (1, 2, 3, 4, 8)
CHANNELS = range(48, 961, 48)  # multiples of 48: every choice of groups divides them
MIDDLE = range(12, 481, 12)


class ShuffleUnits(BookWidget):
    """Two residual units in lockstep: tensors are bars as wide as their channels, operations have prices.

    Traits (the operations come as rows, so that a page without a kernel can price them):
        left, right: Two of the keys of `UNITS`.
        side: Height and width of the input in pixels, one of `SIDES`.
        channels: Input channels c, a multiple of 48 up to 960. Stride 2 doubles them.
        middle: Bottleneck channels m that `groups` divides, up to 480.
        groups: g, one of `GROUPS`.
        stride: 1 or 2.
        step: Operations that the packet has passed, 0 at the input.
        units: {key: {"1" | "2": [operation as a dict]}}.
        names: {key: name}.
    """

    name = "shuffle_units"
    left = traitlets.Unicode("resnet").tag(sync=True)
    right = traitlets.Unicode("shufflenet_v1").tag(sync=True)
    side = traitlets.Int(28).tag(sync=True)
    channels = traitlets.Int(240).tag(sync=True)
    middle = traitlets.Int(60).tag(sync=True)
    groups = traitlets.Int(3).tag(sync=True)
    stride = traitlets.Int(1).tag(sync=True)
    step = traitlets.Int(0).tag(sync=True)
    units = traitlets.Dict().tag(sync=True)
    names = traitlets.Dict().tag(sync=True)
    choices = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        left: str = "resnet",
        right: str = "shufflenet_v1",
        *,
        side: int = 28,
        channels: int = 240,
        middle: int = 60,
        groups: int = 3,
        stride: int = 1,
        step: int = 0,
        beats: Sequence[dict[str, Any]] | None = None,
        **more: Any,
    ) -> None:
        more.setdefault("title", "Three residual units and what they cost")
        super().__init__(
            left=left,
            right=right,
            side=side,
            channels=channels,
            middle=middle,
            groups=groups,
            stride=stride,
            step=step,
            units={
                key: {s: [op._asdict() for op in ops] for s, ops in unit.items()}
                for key, unit in UNITS.items()
            },
            names=NAMES,
            choices={
                "side": list(SIDES),
                "groups": list(GROUPS),
                "channels": list(CHANNELS),
                "middle": list(MIDDLE),
            },
            beats=list(BEATS if beats is None else beats),
            **more,
        )
        self.fallback = frame.html(self)

    @traitlets.validate("left", "right")
    def _known_unit(self, proposal: traitlets.Bunch) -> str:
        return one_of(proposal.trait.name, proposal.value, list(UNITS))

    @traitlets.validate("side")
    def _known_side(self, proposal: traitlets.Bunch) -> int:
        return one_of("side", proposal.value, SIDES)

    @traitlets.validate("channels")
    def _known_channels(self, proposal: traitlets.Bunch) -> int:
        return one_of("channels", proposal.value, CHANNELS)

    @traitlets.validate("middle")
    def _known_middle(self, proposal: traitlets.Bunch) -> int:
        fitting = [m for m in MIDDLE if m % self.groups == 0]
        return one_of(f"middle for {self.groups} groups", proposal.value, fitting)

    @traitlets.validate("groups")
    def _known_groups(self, proposal: traitlets.Bunch) -> int:
        return one_of("groups", proposal.value, GROUPS)

    @traitlets.validate("stride")
    def _known_stride(self, proposal: traitlets.Bunch) -> int:
        return one_of("stride", proposal.value, (1, 2))

    @traitlets.validate("step")
    def _known_step(self, proposal: traitlets.Bunch) -> int:
        # Traits are checked in no fixed order, so an unknown unit or stride may come by here first.
        for unit in (self.left, self.right):
            one_of("unit", unit, UNITS)
        one_of("stride", self.stride, (1, 2))
        last = max(len(UNITS[unit][str(self.stride)]) for unit in (self.left, self.right))
        return one_of("step", proposal.value, range(last + 1))


def _beat(label: str, **state: Any) -> dict[str, Any]:
    start = {
        "left": "resnet",
        "right": "shufflenet_v1",
        "side": 28,
        "channels": 240,
        "middle": 60,
        "groups": 3,
    }
    return {"label": label, "state": start | {"stride": 1, "step": 0} | state}


BEATS = (
    _beat("A bottleneck: 48.0 million multiply-adds."),
    _beat("Group its 3 x 3: 31.0 million.", right="resnext", step=3),
    _beat("Group the 1 x 1s, make the 3 x 3 depthwise: 7.95 million.", step=4),
    _beat("Stride 2: pool the shortcut and concatenate.", stride=2, step=6),
)

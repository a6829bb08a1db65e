"""Units in lockstep: a bottleneck, its grouped form, and both of ShuffleNet, operation by operation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import traitlets

from lightcnn.widgets.kit.base import BookWidget, Choice, one_of
from lightcnn.widgets.shuffle_units import frame
from lightcnn.widgets.shuffle_units.ops import UNITS, Unit

SIDES = (7, 14, 28, 56)
GROUPS = (1, 2, 3, 4, 8)
CHANNELS = range(48, 961, 48)  # multiples of 48: every choice of groups divides them
MIDDLE = range(12, 481, 12)


def network_middle(channels: int, groups: int, stride: int) -> int:
    """A quarter of the output channels, as in the network; or the nearest choice that `groups` divides."""
    fitting = [m for m in MIDDLE if m % groups == 0]
    return min(fitting, key=lambda m: abs(m - channels * stride // 4))


class ShuffleUnits(BookWidget):
    """Two units in lockstep: tensors are bars as high as their channels, operations have prices.

    Traits (the operations come as rows, so that a page without a kernel can price them):
        left, right: Two of the keys of `UNITS`; the first stands above the second.
        side: Height and width of the input in pixels, one of `SIDES`.
        channels: Input channels c, a multiple of 48 up to 960. Stride 2 doubles them.
        middle: Bottleneck channels m that `groups` divides, up to 480; by default `network_middle`.
        groups: g, one of `GROUPS`.
        stride: 1 or 2.
        step: Operations that the packet has passed, 0 at the input.
        beats: By default, what leads from a bottleneck to ShuffleNet's unit, or from its V1 to its V2.
        units: {key: {"name": name, "formula": [letters, numbers], "ops": {"1" | "2": [row]}}}.
    """

    scripts = ("words", "costs", "judging", "layout", "painting", "lane", "settings", "widget")
    left = Choice(UNITS, "resnet")
    right = Choice(UNITS, "shufflenet_v1")
    side = Choice(SIDES, 28)
    channels = Choice(CHANNELS, 240)
    middle = traitlets.Int(60).tag(sync=True)
    groups = Choice(GROUPS, 3)
    stride = Choice((1, 2), 1)
    step = traitlets.Int(0).tag(sync=True)
    units = traitlets.Dict().tag(sync=True)
    choices = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        left: str = "resnet",
        right: str = "shufflenet_v1",
        *,
        side: int = 28,
        channels: int = 240,
        middle: int | None = None,
        groups: int = 3,
        stride: int = 1,
        step: int = 0,
        beats: Sequence[dict[str, Any]] | None = None,
        **more: Any,
    ) -> None:
        if middle is None:
            middle = network_middle(channels, one_of("groups", groups, GROUPS), stride)
        title, tour = FROM_V1 if (left, right) == ("shufflenet_v1", "shufflenet_v2") else FROM_RESNET
        more.setdefault("title", title)
        super().__init__(
            left=left,
            right=right,
            side=side,
            channels=channels,
            middle=middle,
            groups=groups,
            stride=stride,
            step=step,
            units={key: _as_dict(unit) for key, unit in UNITS.items()},
            choices={
                "stride": [1, 2],
                "groups": list(GROUPS),
                "side": list(SIDES),
                "channels": list(CHANNELS),
                "middle": list(MIDDLE),
            },
            beats=list(tour if beats is None else beats),
            **more,
        )
        self.fallback = frame.html(self)

    @traitlets.validate("middle")
    def _known_middle(self, proposal: traitlets.Bunch) -> int:
        fitting = [m for m in MIDDLE if m % self.groups == 0]
        return one_of(f"middle for {self.groups} groups", proposal.value, fitting)

    @traitlets.validate("step")
    def _known_step(self, proposal: traitlets.Bunch) -> int:
        last = max(len(UNITS[unit].spine(self.stride)) for unit in (self.left, self.right))
        return one_of("step", proposal.value, range(last + 1))


def _as_dict(unit: Unit) -> dict[str, Any]:
    ops = {stride: [op._asdict() for op in ops] for stride, ops in unit.ops.items()}
    return unit._asdict() | {"ops": ops, "formula": list(unit.formula)}


def _beat(label: str, **state: Any) -> dict[str, Any]:
    start = {"left": "resnet", "right": "shufflenet_v1", "side": 28, "channels": 240, "middle": 60}
    return {"label": label, "state": start | {"groups": 3, "stride": 1, "step": 7} | state}


FROM_RESNET = (
    "Two residual units in lockstep",
    (
        _beat("Group the 3 × 3 of a bottleneck: 48.0 million multiply-adds become 31.0.", right="resnext"),
        _beat(
            "ShuffleNet groups its first 1 × 1, and its 3 × 3 is depthwise: so far 36.7 against 4.19.", step=4
        ),
        _beat("The whole unit: 7.95 million instead of 48.0, a sixth."),
        _beat("Stride 2: one shortcut is a convolution, the other only pools.", stride=2, middle=120),
    ),
)

BOTH = {"left": "shufflenet_v1", "right": "shufflenet_v2"}
FROM_V1 = (
    "ShuffleNet V1 and V2 in lockstep",
    (
        _beat("V2 splits: 120 of its 240 channels rest, and cost nothing.", **BOTH, step=1),
        _beat(
            "No layer of V2 is grouped but the 3 × 3, and none is a bottleneck: 23.4 million.", **BOTH, step=5
        ),
        _beat("V2 concatenates instead of adding: what rested joins as it is.", **BOTH),
        _beat(
            "The shuffle mixes both. V2 has 2.95 times the multiply-adds, but moves 1.01 times the values.",
            **BOTH,
            step=8,
        ),
        _beat("At stride 2 nothing rests: both paths read all channels.", **BOTH, stride=2, middle=120),
    ),
)

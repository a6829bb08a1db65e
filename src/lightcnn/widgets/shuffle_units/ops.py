"""Residual units as lists of operations, and what each operation costs: the data behind `ShuffleUnits`.

A unit is a table: one row an operation, channels and groups as terms. c channels come in, o come out, m is
the bottleneck, g the groups; stride 2 halves the side and doubles the channels (o = 2c). Another unit is one
more entry of `UNITS`: picture, question, first frame and tables take all that they show from there.
"""

from __future__ import annotations

from collections.abc import Mapping
from operator import floordiv, sub
from typing import NamedTuple

from lightcnn.arithmetic import conv_macs, conv_params, conv_traffic, output_side


class Op(NamedTuple):
    """One operation. Channels and groups are terms for `amount`; `strided` ones halve the side at stride 2.

    lane: "branch", "shortcut", or "join" from where both meet. kind: "conv", "relu", "shuffle", "pool",
    "add", "concat", or another that only moves data; "split" moves none, since its halves are views of one
    tensor: c_out channels go on, the others rest until they are concatenated. small: it runs after the side
    has shrunk.
    """

    kind: str
    lane: str
    c_in: str
    c_out: str
    kernel: int = 1
    groups: str = "1"
    strided: bool = False
    small: bool = False


class Unit(NamedTuple):
    """One unit of `UNITS`.

    name: With "the" before it, it stands in a sentence. ops: its operations in their order, by stride.
    formula: its multiply-adds at stride 1, with letters; and with {h}, {c}, {m}, {g} for numbers; or "".
    """

    name: str
    ops: dict[str, tuple[Op, ...]]
    formula: tuple[str, str] = ("", "")

    def spine(self, stride: int) -> list[Op]:
        """What a packet passes one after the other: all but the operations on the shortcut."""
        return [op for op in self.ops[str(stride)] if op.lane != "shortcut"]


class Cost(NamedTuple):
    """What one operation costs for one image.

    elementwise: additions, maxima and comparisons outside convolutions (batch norm is folded into the
    convolutions). accesses: values read and written, weights included, each crossing the memory bus once.
    """

    params: int
    macs: int
    elementwise: int
    accesses: int


def _bottleneck(spatial_groups: str) -> dict[str, tuple[Op, ...]]:
    middle = Op("conv", "branch", "m", "m", 3, spatial_groups, strided=True)
    head = (Op("conv", "branch", "c", "m"), Op("relu", "branch", "m", "m"), middle)
    tail = (Op("relu", "branch", "m", "m", small=True), Op("conv", "branch", "m", "o", small=True))
    join = (Op("add", "join", "o", "o", small=True), Op("relu", "join", "o", "o", small=True))
    project = Op("conv", "shortcut", "c", "o", strided=True)
    return {"1": (*head, *tail, *join), "2": (*head, *tail, project, *join)}


def _shuffle_v1() -> dict[str, tuple[Op, ...]]:
    depthwise = Op("conv", "branch", "m", "m", 3, "m", strided=True)
    relu = Op("relu", "branch", "m", "m")
    head = (
        Op("conv", "branch", "c", "m", 1, "g"),
        relu,
        Op("shuffle", "branch", "m", "m", 1, "g"),
        depthwise,
    )
    last = Op("relu", "join", "o", "o", small=True)
    add = (Op("conv", "branch", "m", "c", 1, "g"), Op("add", "join", "c", "c"), last)
    expand = Op("conv", "branch", "m", "o-c", 1, "g", small=True)
    pool = Op("pool", "shortcut", "c", "c", 3, strided=True)
    concat = (expand, pool, Op("concat", "join", "o", "o", small=True), last)
    return {"1": (*head, *add), "2": (*head, *concat)}


def _shuffle_v2() -> dict[str, tuple[Op, ...]]:
    def branch(width: str, read: str) -> tuple[Op, ...]:
        return (
            Op("conv", "branch", read, width),
            Op("relu", "branch", width, width),
            Op("conv", "branch", width, width, 3, width, strided=True),
            Op("conv", "branch", width, f"o-{read}", small=True),
            Op("relu", "branch", f"o-{read}", f"o-{read}", small=True),
        )

    project = (
        Op("conv", "shortcut", "c", "c", 3, "c", strided=True),
        Op("conv", "shortcut", "c", "c", small=True),
        Op("relu", "shortcut", "c", "c", small=True),
    )
    join = (Op("concat", "join", "o", "o", small=True), Op("shuffle", "join", "o", "o", 1, "2", small=True))
    split = Op("split", "branch", "c", "c/2")
    return {"1": (split, *branch("c/2", "c/2"), *join), "2": (*branch("o/2", "c"), *project, *join)}


# He et al. 2016, arXiv:1512.03385, Fig. 5 (right); Xie et al. 2017, arXiv:1611.05431, Fig. 3(c); Zhang et al.
# 2018, arXiv:1707.01083, Fig. 2(b, c); Ma et al. 2018, arXiv:1807.11164, Fig. 3(c, d). A strided bottleneck
# projects its shortcut (option B of He et al.), as V2 does.
UNITS: dict[str, Unit] = {
    "resnet": Unit(
        "ResNet bottleneck", _bottleneck("1"), ("hw (2cm + 9m²)", "{h}² · (2 · {c} · {m} + 9 · {m}²)")
    ),
    "resnext": Unit(
        "ResNeXt block", _bottleneck("g"), ("hw (2cm + 9m² / g)", "{h}² · (2 · {c} · {m} + 9 · {m}² / {g})")
    ),
    "shufflenet_v1": Unit(
        "ShuffleNet V1 unit", _shuffle_v1(), ("hw (2cm / g + 9m)", "{h}² · (2 · {c} · {m} / {g} + 9 · {m})")
    ),
    "shufflenet_v2": Unit(
        "ShuffleNet V2 unit", _shuffle_v2(), ("hw (c² / 2 + 9c / 2)", "{h}² · ({c}² / 2 + 9 · {c} / 2)")
    ),
}


def symbols(channels: int, middle: int, groups: int, stride: int) -> dict[str, int]:
    """Letter of a term -> number. Raises: ValueError on a stride other than 1 or 2."""
    if stride not in (1, 2):
        raise ValueError(f"stride must be 1 or 2, got {stride}")
    out = channels * stride
    return {"c": channels, "m": middle, "o": out, "g": groups}


def amount(term: str, value: Mapping[str, int]) -> int:
    """What a term of a table is: a letter of `value`, a number, or two of them with - or / between, as "o-c".

    Raises: ValueError on any other term.
    """
    for sign, combine in (("-", sub), ("/", floordiv)):
        if sign in term:
            left, right = term.split(sign)
            return combine(amount(left, value), amount(right, value))
    return value[term] if term in value else int(term)


def op_cost(op: Op, value: Mapping[str, int], side: int, stride: int) -> Cost:
    """Cost of `op` in a unit whose input has `side` x `side` pixels; `value` as from `symbols`.

    Raises: ValueError where groups do not divide channels or a number is below 1.
    """
    after = output_side(side, 3, stride, 1)
    before = after if op.small else side
    out = after if op.strided else before
    c_in, c_out, groups = (amount(term, value) for term in (op.c_in, op.c_out, op.groups))
    if op.kind == "conv":
        traffic = conv_traffic(c_in, c_out, op.kernel, before, before, out, out, groups, bytes_per_value=1)
        macs = conv_macs(c_in, c_out, op.kernel, out, out, groups)
        return Cost(conv_params(c_in, c_out, op.kernel, groups), macs, 0, traffic.total)
    if op.kind == "split":
        return Cost(0, 0, 0, 0)
    read, written = c_in * before * before, c_out * out * out
    work = {"relu": 1, "add": 1, "pool": op.kernel**2}.get(op.kind, 0)
    return Cost(0, 0, work * written, read * (2 if op.kind == "add" else 1) + written)


def unit_costs(unit: str, side: int, channels: int, middle: int, groups: int, stride: int = 1) -> list[Cost]:
    """Cost of every operation of one unit, in the order of its `ops`.

    Raises: ValueError on an unknown unit or stride, or groups that do not divide `channels` and `middle`.
    """
    if unit not in UNITS:
        raise ValueError(f"unit must be one of {sorted(UNITS)}, got {unit!r}")
    value = symbols(channels, middle, groups, stride)
    return [op_cost(op, value, side, stride) for op in UNITS[unit].ops[str(stride)]]


def unit_total(unit: str, side: int, channels: int, middle: int, groups: int, stride: int = 1) -> Cost:
    """Sums of `unit_costs`, column by column."""
    rows = unit_costs(unit, side, channels, middle, groups, stride)
    return Cost(*(sum(column) for column in zip(*rows, strict=True)))

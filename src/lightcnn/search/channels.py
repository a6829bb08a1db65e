"""Which layers share a number of channels, and a smaller copy of a trained network without some of them.

A channel is not one layer's own: the layer that makes it, its batch norm, the depthwise filter and the gate
that it passes, and every layer that reads it lose it together; and where a shortcut adds two maps, both lose
the same channel.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import torch
from torch import Tensor, nn

from lightcnn.blocks import InvertedResidual, InvertedResidualV3

Kind = Literal["expansion", "bottleneck", "other"]
Role = Literal["makes", "passes", "reads"]

_PASSING = (
    nn.ReLU, nn.ReLU6, nn.Hardswish, nn.Identity, nn.Flatten, nn.Dropout, nn.AdaptiveAvgPool2d,
)  # fmt: skip


@dataclass
class Width:
    """A number of channels that may change as one.

    name: Of the part that makes them first, then what they are: "bneck3.expansion", "bneck2.bottleneck".
    kind: "expansion" in the middle of a block, "bottleneck" between blocks, where shortcuts tie several
        blocks together, or "other": stem and head, which a search leaves alone.
    channels: How many there are.
    layers: Path of a module, and whether it makes these channels, passes each one on (batch norm, depthwise
        filters), or reads them.
    """

    name: str
    kind: Kind
    channels: int
    layers: list[tuple[str, Role]] = field(default_factory=list)


def widths(net: nn.Module) -> list[Width]:
    """The widths of a network that is a sequence of convolutions, inverted residuals and linear layers.

    Raises: ValueError naming a part that channels cannot be followed through.
    """
    found: list[Width] = []
    _walk(net, "", None, found)
    return found


def _walk(part: nn.Module, path: str, stream: Width | None, found: list[Width]) -> Width | None:
    """Follow the channels of `stream` through `part`; what comes out of it."""
    if isinstance(part, InvertedResidual | InvertedResidualV3):
        return _block(part, path, stream, found)
    if isinstance(part, nn.Sequential):
        for name, child in part.named_children():
            stream = _walk(child, f"{path}.{name}".lstrip("."), stream, found)
        return stream
    if isinstance(part, nn.Conv2d | nn.Linear):
        if isinstance(part, nn.Conv2d) and part.groups > 1:
            raise ValueError(f"cannot follow channels through the grouped convolution {path}")
        if stream is not None:
            _enter(stream, path, "reads", part.weight.shape[1])
        made = Width(path.removesuffix(".conv"), "other", part.weight.shape[0], [(path, "makes")])
        found.append(made)
        return made
    if isinstance(part, nn.BatchNorm2d):
        if stream is not None:
            _enter(stream, path, "passes", part.num_features)
        return stream
    if isinstance(part, _PASSING):
        return stream
    raise ValueError(f"cannot follow channels through {path} ({type(part).__name__})")


def _block(
    block: InvertedResidual | InvertedResidualV3, path: str, stream: Width | None, found: list[Width]
) -> Width:
    branch = dict(block.branch.named_children())
    inside = f"{path}.branch"
    middle = stream
    if "expand" in branch:
        middle = _walk(branch["expand"], f"{inside}.expand", stream, found)
        assert middle is not None
        middle.name, middle.kind = f"{path}.expansion", "expansion"
    if middle is None:
        raise ValueError(f"{path} needs a convolution before it")
    for name in ("conv", "bn"):
        layer = branch["depthwise"].get_submodule(name)
        _enter(middle, f"{inside}.depthwise.{name}", "passes", len(layer.get_parameter("weight")))
    if "excite" in branch:
        middle.layers.append((f"{inside}.excite.gate.reduce", "reads"))
        middle.layers.append((f"{inside}.excite.gate.restore", "makes"))
    c_out, c_in = branch["project"].get_submodule("conv").get_parameter("weight").shape[:2]
    _enter(middle, f"{inside}.project.conv", "reads", c_in)
    out = stream if block.shortcut and stream is not None else Width("", "other", c_out)
    if out is not stream:
        found.append(out)
    if out.kind == "other":
        out.name, out.kind = f"{path}.bottleneck", "bottleneck"
    _enter(out, f"{inside}.project.conv", "makes", c_out)
    _enter(out, f"{inside}.project.bn", "passes", c_out)
    return out


def _enter(width: Width, path: str, role: Role, channels: int) -> None:
    if channels != width.channels:
        raise ValueError(f"{path} has {channels} channels where {width.name} has {width.channels}")
    width.layers.append((path, role))


def with_channels(net: nn.Module, channels: Mapping[str, int]) -> nn.Module:
    """A copy of `net` with fewer channels; the network itself stays as it is.

    Those channels stay whose filters have the largest sums of squares, over all layers that make them.

    Args:
        net: As `widths` takes it.
        channels: How many each width named here is to have.
    Raises: ValueError on a name that no width has, fewer than 1 channel, or more than there are.
    Source: Yang et al. 2018 (NetAdapt), arXiv:1804.03230, section 3.3, which keeps the largest filters.
    """
    smaller = copy.deepcopy(net)
    there = {width.name: width for width in widths(smaller)}
    for name, number in channels.items():
        if name not in there:
            raise ValueError(f"no width {name!r}; there are {', '.join(there)}")
        if not 1 <= number <= there[name].channels:
            raise ValueError(f"{name} can have 1 to {there[name].channels} channels, got {number}")
        if number < there[name].channels:
            _cut(smaller, there[name], number)
    return smaller


def _cut(net: nn.Module, width: Width, number: int) -> None:
    made = [_weight(net, path) for path, role in width.layers if role == "makes" and ".excite." not in path]
    power = torch.stack([weight.detach().flatten(1).square().sum(1) for weight in made]).sum(0)
    keep = power.argsort(descending=True, stable=True)[:number].sort().values
    for path, role in width.layers:
        layer = net.get_submodule(path)
        if role == "reads":
            _select(layer, ("weight",), keep, 1)
            setattr(layer, "in_channels" if isinstance(layer, nn.Conv2d) else "in_features", number)
        elif isinstance(layer, nn.BatchNorm2d):
            _select(layer, ("weight", "bias", "running_mean", "running_var"), keep, 0)
            layer.num_features = number
        else:
            _select(layer, ("weight", "bias"), keep, 0)
            setattr(layer, "out_channels" if isinstance(layer, nn.Conv2d) else "out_features", number)
            if isinstance(layer, nn.Conv2d) and role == "passes":
                layer.in_channels = layer.groups = number


def _weight(net: nn.Module, path: str) -> Tensor:
    return net.get_submodule(path).get_parameter("weight")


def _select(layer: nn.Module, names: Sequence[str], keep: Tensor, dim: int) -> None:
    for name in names:
        tensor = getattr(layer, name)
        if tensor is None:
            continue
        chosen = tensor.detach().index_select(dim, keep.to(tensor.device)).clone()
        if isinstance(tensor, nn.Parameter):
            chosen = nn.Parameter(chosen, requires_grad=tensor.requires_grad)
        setattr(layer, name, chosen)

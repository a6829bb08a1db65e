"""A network for a page: its steps as plain data and its weights as bytes, for `kit.cnn` of the widgets.

`export` runs a network once and notes what its operators do, so that it takes whatever a module's code does:
splits, shuffles, several inputs. Batch norm is folded into the convolution before it.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn

from lightcnn.benchmark import as_it_was
from lightcnn.export.fold import folded, fused, needed
from lightcnn.export.pack import KINDS as KINDS
from lightcnn.export.pack import Kind as Kind
from lightcnn.export.pack import pack
from lightcnn.export.record import Recorder
from lightcnn.export.record import Step as Step
from lightcnn.export.rules import RULES, WHOLE


@dataclass(frozen=True)
class PageNetwork:
    """What a page needs of a network.

    steps: One operation each, in order, the image first: `op`; its place `out` in this list; the places of
        its inputs `in`; the `name` of its module; the `shape` (C, H, W) of its result; its multiply-adds
        `macs`; and what the operation needs. One with weights has a `kernel`, `channels` that it makes and
        `taps` that each of them reads, and says where its `weight`, `scale` and `bias` begin in `weights`.
        `low`, `high` and `act` are its activation.
    kind: How the weights are stored; biases, and scales, one an output channel, are float32.
    weights: All of them, batch norm folded in.
    """

    steps: list[Step]
    kind: Kind
    weights: bytes = field(repr=False)

    def as_trait(self) -> dict[str, Any]:
        """Plain data for a widget's trait, without the weights: {steps, kind}."""
        return {"steps": self.steps, "kind": self.kind}

    def text(self) -> str:
        """The weights as base64, a third longer than the bytes."""
        return base64.b64encode(self.weights).decode()


def export(net: nn.Module, input: Sequence[int] = (3, 224, 224), kind: Kind = "int8") -> PageNetwork:
    """Run one blank image through `net` in evaluation mode and write its steps; the network stays as it is.

    An activation right behind a convolution becomes part of it, unless something else reads the convolution.

    Args:
        net: Maps (1, C, H, W) to one tensor.
        input: Shape of the image: channels, height, width.
        kind: How to store weights: "float32", "float16", or "int8" with one scale an output channel.
    Raises: ValueError on another kind or shape, or on something the page cannot compute, naming it.
    """
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}, got {kind!r}")
    if len(input) != 3 or min(input) < 1:
        raise ValueError(f"input must be channels, height and width, each 1 or more, got {tuple(input)}")
    steps, _ = record(net, torch.zeros(1, *input))
    return PageNetwork(steps, kind, pack(steps, kind))


def record(net: nn.Module, image: Tensor) -> tuple[list[Step], list[Tensor]]:
    """Steps with their weights as tensors, folded and fused, and for each what torch made of `image`."""
    recorder = Recorder(image, RULES, WHOLE)
    # Inference mode shows an operator before it is broken down into those that we know.
    with as_it_was(net), recorder.following(net), recorder:
        result = net(image)
    if not isinstance(result, Tensor) or recorder.id(result) is None:
        raise ValueError(
            f"the network must return one tensor that depends on its image, got {type(result).__name__}"
        )
    steps = fused(folded(needed(recorder.steps, recorder.id(result))))
    values = [recorder.values[step["out"]] for step in steps]
    place = {step["out"]: number for number, step in enumerate(steps)}
    for step in steps:
        step["in"], step["out"] = [place[number] for number in step["in"]], place[step["out"]]
    return steps, values

"""What a gate per channel and h-swish are worth on a small scale: on an everyday task, and where a gate is needed.

*Garments*: name the garment. *Pointed digits*: two digits and a pointer, a zero or a one, in three input
channels; the pointer says which of the two is to be named. The stem gives each of the three filters of its
own. Which channels matter then differs from image to image, which no fixed weight can say.

Three kinds of gates: "none"; "fixed", a number per channel that is learned and is the same for all images;
"own", the squeeze-and-excite of MobileNetV3, whose gates each image has of its own.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Literal, get_args

import torch
from torch import Tensor, nn

from lightcnn.blocks import InvertedResidualV3, SqueezeExcite, conv_bn_act
from lightcnn.blocks.conv import hard_swish, relu
from lightcnn.learning.data import Dataset, halved, load_digits28
from lightcnn.learning.experiments._compare import Outcome, compare
from lightcnn.learning.fashion import load_fashion28

Task = Literal["garments", "pointed digits"]
Gate = Literal["none", "fixed", "own"]
ACTS: Mapping[str, Callable[[], nn.Module]] = {"ReLU": relu, "h-swish": hard_swish}
BLIND = 0.5 + 0.5 * 0.1
"""Accuracy on pointed digits of who reads both digits and not the pointer: half, and one in ten of the rest."""


class FixedGate(nn.Module):
    """A gate per channel from 0 to 1 that is learned, the same for every image: (N, C, H, W) -> (N, C, H, W)."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.logits = nn.Parameter(torch.zeros(1, channels, 1, 1))

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, H, W) -> (N, C, H, W)."""
        return x * nn.functional.hardsigmoid(self.logits)


def small_v3(
    c_in: int, classes: int, *, gate: Gate, act: str = "ReLU", width: int = 24, middle: int = 48, blocks: int = 2
) -> nn.Sequential:  # fmt: skip
    """A 3x3 stem at stride 2, V3 blocks at stride 1, average, linear: (N, c_in, H, W) -> logits (N, classes).

    Args:
        c_in, classes: Input channels, each with filters of its own in the stem, and outputs.
        gate: Of every block: "none", "fixed" or "own".
        act: "ReLU" or "h-swish", everywhere outside the gates.
        width, middle: Channels of a block's thin ends and of its middle; `c_in` must divide `width`.
        blocks: How many, at least 1.
    Raises: ValueError naming the choices on another gate or activation, if `blocks` is below 1, and as the
        blocks do.
    """
    if gate not in get_args(Gate):
        raise ValueError(f"gate must be one of {', '.join(get_args(Gate))}, got {gate!r}")
    if act not in ACTS:
        raise ValueError(f"act must be one of {', '.join(ACTS)}, got {act!r}")
    if blocks < 1:
        raise ValueError(f"blocks must be 1 or more, got {blocks}")
    parts: OrderedDict[str, nn.Module] = OrderedDict(
        stem=conv_bn_act(c_in, width, 3, stride=2, groups=c_in, act=ACTS[act])
    )
    for number in range(1, blocks + 1):
        block = InvertedResidualV3(width, width, middle=middle, excite=gate != "none", act=ACTS[act])
        if gate == "fixed":
            block.branch.excite = FixedGate(middle)
        parts[f"block{number}"] = block
    parts |= {"average": nn.AdaptiveAvgPool2d(1), "flatten": nn.Flatten(), "fc": nn.Linear(width, classes)}
    return nn.Sequential(parts)


def pointed_digits(data: Dataset, train: int = 4000, test: int = 1000, seed: int = 0) -> Dataset:
    """Two digits and a pointer as three channels, (N, 3, H, W); the label is the digit pointed at.

    The pointer is a zero for the first digit, a one for the second. Training images are made of training
    images only, test images of test images.

    Raises: ValueError if `data` has more than one channel, or a number of images is below 1.
    """
    if data.channels != 1:
        raise ValueError(f"pointed digits are made of one-channel images, got {data.channels} channels")
    if min(train, test) < 1:
        raise ValueError(f"train and test must be 1 or more, got {train} and {test}")
    draw = torch.Generator().manual_seed(seed)
    parts: list[Tensor] = []
    for x, y, number in ((data.x_train, data.y_train, train), (data.x_test, data.y_test, test)):
        first, second = torch.randint(len(y), (2, number), generator=draw)
        pointers = (y < 2).nonzero().flatten()
        pointer = pointers[torch.randint(len(pointers), (number,), generator=draw)]
        parts += [torch.cat((x[first], x[second], x[pointer]), 1), torch.where(y[pointer] == 0, y[first], y[second])]
    return Dataset(f"pointed digits, {data.name}", *parts, classes=data.classes)


def task_data(task: Task) -> Dataset:
    """The images of a task, 14 x 14 pixels. Raises: ValueError naming the choices on another task."""
    if task == "garments":
        return halved(load_fashion28())
    if task == "pointed digits":
        return pointed_digits(halved(load_digits28()))
    raise ValueError(f"task must be one of {', '.join(get_args(Task))}, got {task!r}")


def run(
    task: Task,
    designs: Mapping[str, Mapping[str, str]],
    *,
    seeds: Sequence[int] = (0, 1, 2),
    epochs: int = 2,
    threads: int = 1,
    **sizes: int,
) -> list[Outcome]:
    """Train designs of one task with the same seeds.

    Args:
        task: "garments" or "pointed digits".
        designs: Label -> {"gate": ..., "act": ...} as in `small_v3`.
        seeds, epochs, threads: As in `compare`.
        sizes: As in `small_v3`.
    Raises: ValueError as `task_data`, `small_v3` and `compare` do.
    """
    data = task_data(task)
    built = {
        label: partial(small_v3, data.channels, data.classes, **sizes, **design)  # type: ignore[arg-type]
        for label, design in designs.items()
    }
    return compare(built, data, seeds=seeds, epochs=epochs, threads=threads)


class BorrowedGates:
    """While this context lasts, the gates of a network are those of other images: image i has those of i + 1.

    Within each batch the gates are rolled by one; what they are applied to stays.
    """

    def __init__(self, net: nn.Module) -> None:
        self._gates = [part.gate for part in net.modules() if isinstance(part, SqueezeExcite)]

    def __enter__(self) -> None:
        self._hooks = [gate.register_forward_hook(lambda _, args, found: found.roll(1, 0)) for gate in self._gates]

    def __exit__(self, *_: object) -> None:
        for hook in self._hooks:
            hook.remove()

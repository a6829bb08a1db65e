"""What gates and h-swish are worth on a small scale: on an everyday task, and where a gate is needed.

*Garments*: name the garment. *Pointed digits*: two digits, each a 0 or a 1, in one place, and far from them
a third one or nothing: that says which of the two is to be named. Each is a channel of its own to the stem.
A network without gates adds up what it sees at each place, and no place sees both the digits and the pointer;
no such sum is right for more than 7 of 8 equally likely cases.

Three kinds of gates: "none"; "fixed", a number per channel that is learned and is the same for all images;
"own", the squeeze-and-excite of MobileNetV3, whose gates each image has of its own.

``python -m lightcnn.learning.experiments.channel_gates`` runs the longer comparison on garments and writes
``recorded/channel_gates.json``.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, get_args

import torch
from torch import Tensor, nn

from lightcnn.blocks import InvertedResidualV3, SqueezeExcite, conv_bn_act
from lightcnn.blocks.conv import hard_swish, relu
from lightcnn.learning.data import Dataset, halved, load_digits28
from lightcnn.learning.experiments._compare import Outcome, compare
from lightcnn.learning.fashion import load_fashion28
from lightcnn.profiling import environment

Task = Literal["garments", "pointed digits"]
Gate = Literal["none", "fixed", "own"]
ACTS: Mapping[str, Callable[[], nn.Module]] = {"ReLU": relu, "h-swish": hard_swish}
GAP = 8
"""Empty columns between pointer and digits: more than `small_v3` with one block sees from one place."""
CEILING = 7 / 8
"""What no sum of one term for the pointer and one for the digits exceeds on pointed digits."""
SETTINGS: Mapping[str, Mapping[str, Any]] = {
    "garments": {"epochs": 2, "rate": 0.05, "batch": 64},
    "pointed digits": {"epochs": 6, "rate": 0.2, "batch": 32},
}
DESIGNS: Mapping[str, Mapping[str, str]] = {
    "plain": {"gate": "none", "act": "ReLU"},
    "gates": {"gate": "own", "act": "ReLU"},
    "h-swish": {"gate": "none", "act": "h-swish"},
}
"""The networks of the longer run: two that differ from the first in one thing each."""
RECORD = "recorded/channel_gates.json"


class FixedGate(nn.Module):
    """A learned gate per channel, 0 to 1, the same for every image: (N, C, H, W) -> (N, C, H, W)."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.logits = nn.Parameter(torch.zeros(1, channels, 1, 1))

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, H, W) -> (N, C, H, W)."""
        return x * nn.functional.hardsigmoid(self.logits)


def small_v3(
    c_in: int, classes: int, *,
    gate: Gate, act: str = "ReLU", width: int = 24, middle: int = 48, blocks: int = 1,
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


def pointed_digits(
    data: Dataset, train: int = 2000, test: int = 1000, digits: int = 2, seed: int = 0
) -> Dataset:
    """Two digits in one place, and far from them what says which is meant: (N, 3, H, 2 W + `GAP`).

    The digits are on the right, each in a channel of its own. Where the third channel holds a digit on the
    left, the label is the second digit, where it holds nothing, the first. Training images are made of
    training images only, test images of test images.

    Args:
        data: One-channel images of digits.
        train, test: How many to make.
        digits: So many different ones, from 0.
        seed: Of the draw.
    Raises: ValueError if `data` has more than one channel, a number of images is below 1, or fewer than 2 or
        more digits than there are.
    """
    if data.channels != 1:
        raise ValueError(f"pointed digits are made of one-channel images, got {data.channels} channels")
    if min(train, test) < 1:
        raise ValueError(f"train and test must be 1 or more, got {train} and {test}")
    if not 2 <= digits <= data.classes:
        raise ValueError(f"digits must be 2 to {data.classes}, got {digits}")
    draw = torch.Generator().manual_seed(seed)
    parts: list[Tensor] = []
    for x, y, number in ((data.x_train, data.y_train, train), (data.x_test, data.y_test, test)):
        first, second = _drawn(y < digits, 2 * number, draw).chunk(2)
        pointer, points = _drawn(y < digits, number, draw), torch.rand(number, generator=draw) < 0.5
        blank = x.min()  # the background
        images = blank.expand(number, 3, x.shape[2], 2 * x.shape[3] + GAP).clone()
        images[:, 0, :, -x.shape[3] :], images[:, 1, :, -x.shape[3] :] = x[first, 0], x[second, 0]
        images[points, 2, :, : x.shape[3]] = x[pointer[points], 0]
        parts += [images, torch.where(points, y[second], y[first])]
    return Dataset(f"pointed digits, {data.name}", *parts, classes=digits)


def _drawn(which: Tensor, number: int, draw: torch.Generator) -> Tensor:
    """`number` indices of what is true in `which`, with repetition."""
    found = which.nonzero().flatten()
    return found[torch.randint(len(found), (number,), generator=draw)]


def task_data(task: Task) -> Dataset:
    """A task's images, of 14 x 14 pixels or digits of 7 x 7. Raises: ValueError on another task."""
    if task == "garments":
        return halved(load_fashion28())
    if task == "pointed digits":
        return pointed_digits(halved(halved(load_digits28())))
    raise ValueError(f"task must be one of {', '.join(get_args(Task))}, got {task!r}")


def run(
    task: Task,
    designs: Mapping[str, Mapping[str, str]],
    *,
    seeds: Sequence[int] = (0, 1, 2),
    epochs: int | None = None,
    threads: int = 1,
    **sizes: int,
) -> list[Outcome]:
    """Train designs of one task with the same seeds, by the task's `SETTINGS`.

    Args:
        task: "garments" or "pointed digits".
        designs: Label -> {"gate": ..., "act": ...} as in `small_v3`.
        seeds, threads: As in `compare`.
        epochs: Instead of the task's own.
        sizes: As in `small_v3`.
    Raises: ValueError as `task_data`, `small_v3` and `compare` do.
    """
    data = task_data(task)
    settings = dict(SETTINGS[task]) | ({} if epochs is None else {"epochs": epochs})
    built = {
        label: partial(small_v3, data.channels, data.classes, **sizes, **design)  # type: ignore[arg-type]
        for label, design in designs.items()
    }
    return compare(built, data, seeds=seeds, threads=threads, **settings)


def recorded() -> dict[str, Any]:
    """The longer run on garments, with the library: "rows", "environment", "settings", "seconds"."""
    return json.loads(files("lightcnn.learning").joinpath(RECORD).read_text(encoding="utf-8"))


def record_longer_run(path: Path, seeds: Sequence[int] = range(5), epochs: int = 5, blocks: int = 2) -> None:
    """Train `DESIGNS` on garments and write `path`; rows are written as they are measured."""
    rows: list[dict[str, Any]] = []
    for label, design in DESIGNS.items():
        (outcome,) = run("garments", {label: design}, seeds=seeds, epochs=epochs, blocks=blocks)
        row = {"arm": label, "params": outcome.params, "accuracies": outcome.accuracies}
        rows.append(row | {"seconds": round(outcome.seconds, 1)})
        record = {
            "environment": environment(),
            "settings": {"seeds": list(seeds), "epochs": epochs, "blocks": blocks, "threads": 1},
            "seconds": round(sum(r["seconds"] for r in rows), 1),
            "rows": rows,
        }
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


@contextmanager
def borrowed_gates(net: nn.Module) -> Iterator[None]:
    """Give each image of a batch the gates of another one, for as long as the context lasts."""
    gates = [part.gate for part in net.modules() if isinstance(part, SqueezeExcite)]
    hooks = [gate.register_forward_hook(lambda _, args, found: found.roll(1, 0)) for gate in gates]
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()


if __name__ == "__main__":
    record_longer_run(Path(__file__).parents[1] / RECORD)

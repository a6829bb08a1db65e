"""What the channel shuffle is worth on a small scale: with it and without it, on two tasks.

*Digits*: name the digit. One input channel, so that every group sees the whole image from the first layer on.
*Pairs*: two digits, each a 0 or a 1, in two input channels; do they differ? The stem is grouped, so that each
half of the channels sees one digit, and neither half can answer alone. Without a shuffle the logits are a sum
of one term per digit, and no such sum can tell "different" from "same".

``python -m lightcnn.learning.experiments.shuffle_ablation`` runs the longer comparison and writes
``recorded/shuffle_ablation.json``.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import torch
from torch import nn

from lightcnn.blocks import ShuffleUnitV1, conv_bn_act
from lightcnn.learning.data import Dataset, halved, load_digits28
from lightcnn.learning.experiments._compare import Outcome, compare
from lightcnn.profiling import environment

Task = Literal["digits", "pairs"]
RECORD = "recorded/shuffle_ablation.json"


def small_shufflenet(
    c_in: int,
    classes: int,
    *,
    groups: int,
    shuffle: bool,
    width: int = 64,
    units: int = 2,
    stem_groups: int = 1,
) -> nn.Sequential:
    """A 3x3 stem at stride 2 and a few ShuffleNet units: (N, c_in, H, W) -> logits (N, classes).

    Args:
        c_in, classes: Input channels and outputs.
        groups: Groups of all pointwise convolutions; must divide `width` / 4.
        shuffle: With the channel shuffle or without it; parameters and multiply-adds are the same.
        width: Channels of every unit.
        units: How many, at least 1.
        stem_groups: Groups of the stem; `c_in` gives each input channel filters of its own.
    Raises: ValueError as `ShuffleUnitV1` and `conv_bn_act` do, and if `units` is below 1.
    """
    if units < 1:
        raise ValueError(f"units must be 1 or more, got {units}")
    parts: OrderedDict[str, nn.Module] = OrderedDict(
        stem=conv_bn_act(c_in, width, 3, stride=2, groups=stem_groups)
    )
    for number in range(1, units + 1):
        parts[f"unit{number}"] = ShuffleUnitV1(width, width, groups=groups, shuffle=shuffle)
    parts |= {"average": nn.AdaptiveAvgPool2d(1), "flatten": nn.Flatten(), "fc": nn.Linear(width, classes)}
    return nn.Sequential(parts)


def digit_pairs(data: Dataset, train: int = 2000, test: int = 1000, seed: int = 0) -> Dataset:
    """Random pairs of zeros and ones as two channels, (N, 2, H, W); the label is 1 where the two differ.

    Training pairs are made of training images only, test pairs of test images.

    Raises: ValueError if `data` has more than one channel, or a number of pairs is below 1.
    """
    if data.channels != 1:
        raise ValueError(f"pairs are made of one-channel images, got {data.channels} channels")
    if min(train, test) < 1:
        raise ValueError(f"train and test must be 1 or more, got {train} and {test}")
    generator = torch.Generator().manual_seed(seed)
    parts = []
    for x, y, number in ((data.x_train, data.y_train, train), (data.x_test, data.y_test, test)):
        x, y = x[y < 2], y[y < 2]
        first, second = torch.randint(len(y), (2, number), generator=generator)
        parts += [torch.cat((x[first], x[second]), dim=1), (y[first] + y[second]) % 2]
    return Dataset(f"pairs of zeros and ones, {data.name}", *parts, classes=2)


def arms(task: Task, groups: int, **sizes: int) -> dict[str, Callable[[], nn.Module]]:
    """The two networks to compare, "shuffle" and "no shuffle"; `sizes` as in `small_shufflenet`.

    Raises: ValueError naming the choices on another task.
    """
    if task not in ("digits", "pairs"):
        raise ValueError(f"task must be digits or pairs, got {task!r}")
    c_in, classes = (1, 10) if task == "digits" else (2, 2)
    build = partial(small_shufflenet, c_in, classes, groups=groups, stem_groups=c_in, **sizes)
    return {"shuffle": partial(build, shuffle=True), "no shuffle": partial(build, shuffle=False)}


def run(
    task: Task,
    groups: int,
    *,
    seeds: Sequence[int] = (0, 1, 2),
    epochs: int = 2,
    threads: int = 1,
    **sizes: int,
) -> list[Outcome]:
    """Train both arms of one task with the same seeds; see `arms` and `compare` for arguments and errors."""
    designs = arms(task, groups, **sizes)
    digits = halved(load_digits28())
    data = digits if task == "digits" else digit_pairs(digits)
    return compare(designs, data, seeds=seeds, epochs=epochs, threads=threads)


def recorded() -> dict[str, Any]:
    """The longer run that comes with the library: "rows", "environment", "settings", "seconds"."""
    return json.loads(files("lightcnn.learning").joinpath(RECORD).read_text(encoding="utf-8"))


def record_longer_run(path: Path, seeds: Sequence[int] = range(5), epochs: int = 6) -> None:
    """Measure both tasks at 2 and 8 groups and write `path`; rows are written as they are measured."""
    rows: list[dict[str, Any]] = []
    for task in ("pairs", "digits"):
        for groups in (2, 8):
            for outcome in run(task, groups, seeds=seeds, epochs=epochs):
                row = {"task": task, "groups": groups, "arm": outcome.label, "params": outcome.params}
                rows.append(row | {"accuracies": outcome.accuracies, "seconds": round(outcome.seconds, 1)})
                seconds = round(sum(r["seconds"] for r in rows), 1)
                settings = {"seeds": list(seeds), "epochs": epochs, "threads": 1}
                record = {
                    "environment": environment(),
                    "settings": settings,
                    "seconds": seconds,
                    "rows": rows,
                }
                path.parent.mkdir(exist_ok=True)
                path.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    record_longer_run(Path(__file__).parents[1] / RECORD)

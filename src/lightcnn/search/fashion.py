"""Both searches on Fashion-MNIST: the space, the short trainings, and the runs that come with the library.

A search that picks by its test images would learn them. So all accuracies here are those of images held back
from training, and the test images wait for the end.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import torch
from torch import nn
from torch.nn.functional import cross_entropy

from lightcnn.benchmark import fixed_threads
from lightcnn.learning import Dataset, accuracy, halved, load_fashion28, train
from lightcnn.reward import Exponent
from lightcnn.search.blockwise import Search, Trial, blockwise
from lightcnn.search.netadapt import Adaptation, Rule, Step, netadapt
from lightcnn.search.space import Candidate, Choice, Space
from lightcnn.search.times import LayerTimes

SMALL = Space(stages=((24, 1), (48, 2)), expansions=(2, 6), depths=(1,), side=14)
"""64 networks for images of 14 x 14 pixels: a search that a page runs."""
LARGE = Space(stages=((16, 1), (24, 2), (40, 2)))
"""13,824 networks for images of 28 x 28 pixels."""
SEED_NETWORK: Candidate = (Choice(3, 4, True, 2), Choice(5, 4, True, 2), Choice(5, 4, True, 2))
"""Where NetAdapt starts unless it is told otherwise: a network of `LARGE`."""

BATCH = 32  # images that a layer is timed on


def held_back(data: Dataset, share: float = 0.2, seed: int = 0) -> Dataset:
    """The training images alone, split once more: the part held back is the new test part.

    Raises: ValueError if `share` is not between 0 and 1.
    """
    if not 0 < share < 1:
        raise ValueError(f"share must be between 0 and 1, got {share}")
    order = torch.randperm(len(data.y_train), generator=torch.Generator().manual_seed(seed))
    back, rest = order.split([round(share * len(order)), len(order) - round(share * len(order))])
    x, y = data.x_train, data.y_train
    return Dataset(f"{data.name}, {len(back):,} held back", x[rest], y[rest], x[back], y[back], data.classes)


def trained_accuracy(
    space: Space, data: Dataset, *, epochs: int = 1, seed: int = 0
) -> Callable[[Candidate], float]:
    """A function that trains a candidate from scratch on `data` and gives its accuracy on the test part."""
    return lambda candidate: (
        train(partial(space.build, candidate), data, epochs=epochs, seed=seed)[1].accuracy
    )


def tuned(net: nn.Module, data: Dataset, steps: int = 40, rate: float = 0.01, batch: int = 64) -> None:
    """Train `net` in place for some steps at a constant rate; the images are drawn by torch's generator.

    Raises: ValueError on steps or batch below 1.
    """
    if min(steps, batch) < 1:
        raise ValueError(f"steps and batch must be 1 or more, got {steps} and {batch}")
    optimiser = torch.optim.SGD(net.parameters(), lr=rate, momentum=0.9, nesterov=True, weight_decay=5e-4)
    net.train()
    for _ in range(steps):
        some = torch.randint(len(data.y_train), (batch,))
        optimiser.zero_grad()
        cross_entropy(net(data.x_train[some]), data.y_train[some]).backward()
        optimiser.step()
    net.eval()


def search_blocks(
    space: Space = SMALL,
    *,
    target: float,
    w: Exponent = -0.07,
    trials: int = 8,
    epochs: int = 2,
    images: int = 1500,
    seed: int = 0,
    path: Path | None = None,
    report: Callable[[Trial], None] | None = None,
) -> Search:
    """Run `blockwise` on the garments that come with the library, on one thread; latency from `LayerTimes`.

    Args:
        space: Of networks for images of 28 x 28 pixels, or of 14 x 14.
        target, w, trials, seed, path, report: As in `blockwise`; the target in ms for 32 images. The table of
            layers is kept beside `path`.
        epochs, images: Of each training; four fifths of the images train, the others judge.
    Raises: ValueError as `blockwise` does, on fewer than 10 images, or on another side than 28 or 14.
    """
    data = _garments(images, space.side)
    times = LayerTimes(space.side, batch=BATCH, path=_table(path))
    about = _about("search_blocks", data, epochs=epochs, images=images)
    with fixed_threads(1):
        return blockwise(
            space,
            trained_accuracy(space, data, epochs=epochs, seed=seed),
            lambda candidate: times(space.build(candidate)),
            target=target, w=w, trials=trials, seed=seed, path=path, about=about, report=report,
        )  # fmt: skip


def adapt_channels(
    space: Space = SMALL,
    candidate: Candidate | None = None,
    *,
    share: float = 0.7,
    step_share: float = 0.1,
    rule: Rule = "ratio",
    epochs: int = 3,
    steps: int = 20,
    images: int = 2000,
    seed: int = 0,
    path: Path | None = None,
    report: Callable[[Step], None] | None = None,
) -> Adaptation:
    """Train a candidate, then run `netadapt` on it, on one thread; latency from `LayerTimes`.

    Args:
        space, candidate: The network; by default the one with the most of everything.
        share, step_share: Target and delta as shares of the start's latency.
        rule, seed, path, report: As in `netadapt`. The trained network is kept beside `path` too.
        epochs: Of the training before.
        steps: Of each proposal's tuning.
        images: As in `search_blocks`.
    Raises: ValueError as `netadapt` and `search_blocks` do.
    """
    data = _garments(images, space.side)
    times = LayerTimes(space.side, batch=BATCH, path=_table(path))
    chosen = candidate or tuple(
        Choice(max(space.kernels), max(space.expansions), max(space.excites), max(space.depths))
        for _ in space.stages
    )
    network = {"space": space.as_record(), "candidate": chosen}
    about = _about("adapt_channels", data, epochs=epochs, steps=steps, images=images, **network)
    start = path.with_name(f"{path.stem}.start.pt") if path else None
    with fixed_threads(1):
        net, _ = train(partial(space.build, chosen), data, epochs=epochs, seed=seed, checkpoint=start)
        whole = times(net)
        return netadapt(
            net,
            lambda smaller: tuned(smaller, data, steps),
            lambda smaller: accuracy(smaller, data.x_test, data.y_test),
            times,
            target=share * whole, delta=step_share * whole, rule=rule, seed=seed, path=path, about=about,
            report=report,
        )  # fmt: skip


def _about(function: str, data: Dataset, **more: object) -> dict[str, object]:
    """How a run came about, for its file."""
    return {"script": f"{__name__}.{function}", "data": data.name, "threads": 1, "timed_batch": BATCH, **more}


def _garments(images: int, side: int) -> Dataset:
    if images < 10:
        raise ValueError(f"images must be 10 or more, got {images}")
    if side not in (28, 14):
        raise ValueError(f"the garments are 28 pixels wide, or halved to 14, not {side}")
    data = load_fashion28() if side == 28 else halved(load_fashion28())
    order = torch.randperm(len(data.y_train), generator=torch.Generator().manual_seed(0))[:images]
    name = f"Fashion-MNIST, {len(order):,} images"
    return held_back(data._replace(name=name, x_train=data.x_train[order], y_train=data.y_train[order]))


def _table(path: Path | None) -> Path | None:
    return path.with_name(f"{path.stem}.times.json") if path else None

"""One training loop for every experiment of the book: seeded, recorded, and safe to interrupt."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from lightcnn.learning.data import Dataset

Report = Callable[["History"], None]


@dataclass
class History:
    """What a training run left, an entry per epoch: mean training loss, share of test images recognised."""

    seed: int
    losses: list[float] = field(default_factory=list)
    accuracies: list[float] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def epochs(self) -> int:
        """Epochs done."""
        return len(self.losses)

    @property
    def accuracy(self) -> float:
        """Test accuracy after the last epoch, 0 to 1. Raises: ValueError before the first one."""
        if not self.accuracies:
            raise ValueError("no epoch has been trained yet")
        return self.accuracies[-1]


def train(
    build: Callable[[], nn.Module],
    data: Dataset,
    *,
    epochs: int = 3,
    seed: int = 0,
    batch: int = 64,
    rate: float = 0.05,
    checkpoint: Path | None = None,
    report: Report | None = None,
) -> tuple[nn.Module, History]:
    """Train a network by stochastic gradient descent with momentum under a one-cycle schedule.

    Args:
        build: Makes the network, (N, C, H, W) -> logits (N, classes); called under the seed.
        data: Where to learn and test.
        epochs: Passes over the training images.
        seed: Of the first weights and of the order of the images.
        batch: Images a step.
        rate: Highest learning rate of the schedule.
        checkpoint: A file written after every epoch; where it exists already, training goes on from it
            and ends with the same weights as a run without interruption.
        report: Called with the history after every epoch.
    Returns: The trained network in evaluation mode, and its history.
    Raises: ValueError on epochs or batch below 1, or a checkpoint of another run.
    """
    if min(epochs, batch) < 1:
        raise ValueError(f"epochs and batch must be 1 or more, got {epochs} and {batch}")
    torch.manual_seed(seed)
    net, history = build(), History(seed)
    optimiser = torch.optim.SGD(net.parameters(), lr=rate, momentum=0.9, nesterov=True, weight_decay=5e-4)
    steps = epochs * -(-len(data.y_train) // batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, total_steps=steps, pct_start=0.3)
    order = torch.Generator().manual_seed(seed)
    parts = {"net": net, "optimiser": optimiser, "schedule": schedule}
    run = {"seed": seed, "epochs": epochs, "batch": batch, "rate": rate, "data": data.name}
    if checkpoint is not None and checkpoint.is_file():
        history = _resume(checkpoint, run, parts, order)
    while history.epochs < epochs:
        started = time.perf_counter()
        history.losses.append(_epoch(net, data, optimiser, schedule, order, batch))
        history.accuracies.append(accuracy(net, data.x_test, data.y_test))
        history.seconds += time.perf_counter() - started
        if checkpoint is not None:
            _save(checkpoint, run, parts, order, history)
        if report is not None:
            report(history)
    return net.eval(), history


def accuracy(net: nn.Module, x: Tensor, y: Tensor, batch: int = 500) -> float:
    """Share of the images (N, C, H, W) whose largest logit is their label, 0 to 1."""
    net.eval()
    with torch.inference_mode():
        hits = sum(
            int((net(x[i : i + batch]).argmax(1) == y[i : i + batch]).sum()) for i in range(0, len(y), batch)
        )
    return hits / len(y)


def _epoch(
    net: nn.Module, data: Dataset, optimiser: Any, schedule: Any, order: torch.Generator, batch: int
) -> float:
    net.train()
    losses: list[float] = []
    for some in torch.randperm(len(data.y_train), generator=order).split(batch):
        loss = cross_entropy(net(data.x_train[some]), data.y_train[some])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        losses.append(loss.item() * len(some))
    return sum(losses) / len(data.y_train)


def _save(
    path: Path, run: dict[str, Any], parts: dict[str, Any], order: torch.Generator, history: History
) -> None:
    state = {name: part.state_dict() for name, part in parts.items()}
    # Dropout draws from the global generator: an interrupted run has to find it where it was.
    random = {"order": order.get_state(), "global": torch.get_rng_state()}
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".part")
    torch.save({"run": run, "history": asdict(history), "random": random, **state}, fresh)
    fresh.replace(path)  # whole or not at all


def _resume(path: Path, run: dict[str, Any], parts: dict[str, Any], order: torch.Generator) -> History:
    saved = torch.load(path, weights_only=True)
    if saved["run"] != run:
        raise ValueError(f"{path.name} belongs to another run: {saved['run']}, not {run}")
    for name, part in parts.items():
        part.load_state_dict(saved[name])
    order.set_state(saved["random"]["order"])
    torch.set_rng_state(saved["random"]["global"])
    return History(**saved["history"])

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

from lightcnn.benchmark import as_it_was, is_lazy
from lightcnn.learning.checkpoint import Checkpoint
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
    checkpoint: str | Path | None = None,
    report: Report | None = None,
    device: str | torch.device | None = None,
) -> tuple[nn.Module, History]:
    """Train a network by stochastic gradient descent with momentum under a one-cycle schedule.

    Works where gradients are switched off, too.

    Args:
        build: Makes the network, (N, C, H, W) -> logits (N, classes); called under the seed.
        data: Where to learn and test.
        epochs: Passes over the training images.
        seed: Of the first weights and of the order of the images.
        batch: Images a step. A single image that is left over joins the step before it, because batch norm
            cannot tell one value from its mean.
        rate: Highest learning rate of the schedule.
        checkpoint: A file written after every epoch; where it exists already, training goes on from it
            and ends with the same weights as a run without interruption. It knows its network and its data.
        report: Called with the history after every epoch.
        device: Where to train, such as "cuda"; by default where `build` puts the network. A checkpoint may
            come from another device.
    Returns: The trained network in evaluation mode, and its history.
    Raises: ValueError on epochs or batch below 1, a device that is not here, a checkpoint of another run, or
        a file that is none, or is damaged.
    """
    if min(epochs, batch) < 1:
        raise ValueError(f"epochs and batch must be 1 or more, got {epochs} and {batch}")
    place = None if device is None else _device(device)
    with torch.inference_mode(False), torch.enable_grad():
        torch.manual_seed(seed)
        net, history = build(), History(seed)
        settings = {"seed": seed, "epochs": epochs, "batch": batch, "rate": rate, "data": data.name}
        kept = None if checkpoint is None else Checkpoint(checkpoint, settings, net, data)
        net.to(place)
        _order_values(net, torch.channels_last)  # a CPU trains small networks up to twice as fast so
        optimiser = torch.optim.SGD(net.parameters(), lr=rate, momentum=0.9, nesterov=True, weight_decay=5e-4)
        steps = epochs * len(_batches(torch.arange(len(data.y_train)), batch))
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, total_steps=steps, pct_start=0.3)
        order = torch.Generator().manual_seed(seed)
        parts = {"net": net, "optimiser": optimiser, "schedule": schedule}
        if kept is not None and (past := kept.resume(parts, order)) is not None:
            history = History(**past)
        while history.epochs < epochs:
            started = time.perf_counter()
            history.losses.append(_epoch(net, data, optimiser, schedule, order, batch))
            history.accuracies.append(accuracy(net, data.x_test, data.y_test))
            history.seconds += time.perf_counter() - started
            if kept is not None:
                kept.save(parts, order, asdict(history))
            if report is not None:
                report(history)
    _order_values(net, torch.contiguous_format)
    return net.eval(), history


def accuracy(net: nn.Module, x: Tensor, y: Tensor, batch: int = 500) -> float:
    """Share of the images (N, C, H, W) whose largest logit is their label, 0 to 1.

    Judged in evaluation mode, on the network's device and in its type; the network stays as it was, but a
    lazy one learns its sizes. Logits that are no numbers hit nothing.

    Raises: ValueError without an image, without a label (N,) for each, on a batch below 1, on a network
        without values, or one whose answer is not logits (N, classes).
    """
    if not isinstance(x, Tensor) or not isinstance(y, Tensor) or y.ndim != 1:
        shape = f" of shape {tuple(y.shape)}" if isinstance(y, Tensor) else ""
        raise ValueError(
            "images and labels are tensors, labels a number each; got images in "
            f"{type(x).__name__}, labels{shape} in {type(y).__name__}"
        )
    if not isinstance(batch, int) or batch < 1:
        raise ValueError(f"batch must be a whole number, 1 or more, got batch={batch!r}")
    if not len(x) or len(x) != len(y):
        raise ValueError(f"each image needs its label, got {len(x)} images and {len(y)} labels")
    if any(parameter.is_meta for parameter in net.parameters()):
        raise ValueError("the network is on the device meta, where it has shapes, but no values to judge")
    if is_lazy(net):
        modes = {module: module.training for module in net.modules()}
        with torch.no_grad():  # not inference mode: its layers would keep weights that cannot be trained
            net.eval()(_fitted(net, x[:1]))
        for module, mode in modes.items():
            module.training = mode
    hits = 0
    with as_it_was(net):
        for some, labels in zip(x.split(batch), y.split(batch), strict=True):
            logits = net(_fitted(net, some))
            if not isinstance(logits, Tensor) or logits.ndim != 2:
                got = tuple(logits.shape) if isinstance(logits, Tensor) else type(logits).__name__
                raise ValueError(f"the network must answer with logits (N, classes), it gives {got}")
            hit = (logits.argmax(1) == labels.to(logits.device)) & ~logits.isnan().any(1)
            hits += int(hit.sum())
    return hits / len(y)


def _fitted(net: nn.Module, images: Tensor) -> Tensor:
    """Images on the network's device, and of its type where both are real numbers."""
    like = next((p for p in net.parameters() if p.is_floating_point()), None)
    return images.to(_place(net), like.dtype if like is not None and images.is_floating_point() else None)


def _epoch(
    net: nn.Module, data: Dataset, optimiser: Any, schedule: Any, order: torch.Generator, batch: int
) -> float:
    net.train()
    place = _place(net)
    losses: list[float] = []
    for some in _batches(torch.randperm(len(data.y_train), generator=order), batch):
        some = some.to(data.x_train.device)
        loss = cross_entropy(net(data.x_train[some].to(place)), data.y_train[some].to(place))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        losses.append(loss.item() * len(some))
    return sum(losses) / len(data.y_train)


def _order_values(net: nn.Module, order: torch.memory_format) -> None:
    """Lay the weights of 2-D convolutions out in memory in this order; maps take theirs from them."""
    for parameter in net.parameters():
        if parameter.ndim == 4:
            # Into fresh memory: weights of one input channel pass for either order, so `contiguous` leaves
            # them, and the first layer of a network for grey images would hand on maps in the usual order.
            parameter.data = torch.empty_like(parameter.data, memory_format=order).copy_(parameter.data)


def _batches(order: Tensor, batch: int) -> list[Tensor]:
    """`order` in pieces of `batch`; one image that is left over joins the piece before it."""
    pieces = list(order.split(batch))
    if batch > 1 and len(pieces) > 1 and len(pieces[-1]) == 1:
        pieces[-2:] = [torch.cat(pieces[-2:])]
    return pieces


def _place(net: nn.Module) -> torch.device:
    return next((parameter.device for parameter in net.parameters()), torch.device("cpu"))


def _device(name: str | torch.device) -> torch.device:
    try:
        place = torch.device(name)
        if place.type != "meta":  # it has shapes, but no values to train
            torch.zeros(1, device=place)
            return place
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        first = (str(error).splitlines() or [""])[0]
        raise ValueError(f"device {str(name)!r} cannot be used here: {first}") from error
    raise ValueError("device 'meta' holds no values, so nothing can be trained on it")

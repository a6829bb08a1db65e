"""What few bits do to a trained network: grids and their error, with and without the bound of ReLU6.

Nothing here runs in integers: a tensor is put on the grid that an integer would have, and kept as float32, so
that the error of the grid can be seen alone. Batch norm is best folded before (`inspection.fold_batch_norm`),
since a phone stores the folded weights.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from lightcnn.benchmark import as_it_was
from lightcnn.inspection import layers, outputs

ACTIVATIONS = (nn.ReLU, nn.ReLU6)


def quantised(x: Tensor, bits: int = 8, *, channel: int | None = None) -> Tensor:
    """The values on a grid of 2**bits points at equal distances, from the smallest to the largest of them.

    Zero is a point of the grid, as it must be where a ReLU and padding put so many values.

    Args:
        x: Any shape.
        bits: 1 or more.
        channel: The axis of the channels, for a grid for each channel; None: one grid for all.
    Raises: ValueError on fewer bits.
    """
    if bits < 1:
        raise ValueError(f"bits must be 1 or more, got {bits}")
    axes = tuple(axis for axis in range(x.ndim) if channel is None or axis != channel % x.ndim)
    low, high = x.amin(axes, keepdim=True).clamp(max=0), x.amax(axes, keepdim=True).clamp(min=0)
    return _on_grid(x, low, high, bits)


def on_fixed_grid(x: Tensor, high: float = 6.0, bits: int = 8) -> Tensor:
    """The values on a grid of 2**bits points from 0 to `high`, whatever they reach; above it is `high`.

    Raises: ValueError unless `high` is positive, or on fewer than 1 bit.
    """
    if bits < 1 or not high > 0:
        raise ValueError(f"bits must be 1 or more and high positive, got {bits} and {high}")
    return _on_grid(x, torch.tensor(0.0), torch.tensor(float(high)), bits)


def _on_grid(x: Tensor, low: Tensor, high: Tensor, bits: int) -> Tensor:
    step = (high - low) / (2**bits - 1)
    step = torch.where(step > 0, step, torch.ones_like(step))
    first = (low / step).round()
    # In place, because a batch of maps is 100 MB and each fresh copy of it costs more than the arithmetic.
    return (x / step).round_().clamp_(first, first + 2**bits - 1).mul_(step)


def float16(x: Tensor) -> Tensor:
    """The values as a float of 16 bits keeps them, in float32 again."""
    return x.half().float()


def sqnr(x: Tensor, stored: Tensor) -> float:
    """Signal over error, in decibel: 10 log10 of the values' power over the error's; inf without an error.

    6 dB more is half of the error. Raises: ValueError if the shapes differ.
    """
    if x.shape != stored.shape:
        raise ValueError(f"both must have one shape, got {tuple(x.shape)} and {tuple(stored.shape)}")
    error = (x - stored).double().square().sum()
    return float(10 * torch.log10(x.double().square().sum() / error))


def unbounded(net: nn.Module) -> nn.Module:
    """A copy with the same weights in which a ReLU stands for every ReLU6."""
    copied = copy.deepcopy(net)
    for parent in list(copied.modules()):
        for name, part in parent.named_children():
            if isinstance(part, nn.ReLU6):
                setattr(parent, name, nn.ReLU(inplace=part.inplace))
    return copied


def activations(net: nn.Module) -> list[str]:
    """The names of all ReLU and ReLU6, in the order in which `net` holds them."""
    return [name for name, part in net.named_modules() if isinstance(part, ACTIVATIONS)]


def stored_as(net: nn.Module, images: Tensor, change: Callable[[Tensor], Tensor]) -> Tensor:
    """The logits if everything that a ReLU or ReLU6 gives passes through `change` before it is read.

    Args:
        net: Left as it was.
        images: (N, 3, H, W); a grid is fitted to all of them.
        change: (N, C, h, w) -> the same shape.
    """
    parts = dict(net.named_modules())

    def put(part: nn.Module, given: Any, made: Tensor) -> Tensor:
        return change(made)

    hooks = [parts[name].register_forward_hook(put) for name in activations(net)]
    try:
        with as_it_was(net), torch.inference_mode():
            return net(images)
    finally:
        for hook in hooks:
            hook.remove()


def stored_weights(
    net: nn.Module, images: Tensor, change: Callable[[Tensor], Tensor], names: Sequence[str] | None = None
) -> Tensor:
    """The logits if the weights of the layers called `names` pass through `change`; by default of all.

    Args:
        net: Left as it was.
        images: (N, 3, H, W).
        change: Weights (C, ...) -> the same shape.
        names: Of convolutions and linear layers.
    Raises: ValueError naming a layer that `net` does not have.
    """
    found = layers(net)
    chosen = list(found) if names is None else list(names)
    if unknown := [name for name in chosen if name not in found]:
        raise ValueError(f"the network has no layer called {unknown[0]!r}")
    kept = {name: found[name].weight.data for name in chosen}
    try:
        with as_it_was(net), torch.inference_mode():
            for name, weight in kept.items():
                found[name].weight.data = change(weight)
            return net(images)
    finally:
        for name, weight in kept.items():
            found[name].weight.data = weight


def logit_error(exact: Tensor, made: Tensor) -> float:
    """Root mean square of the change of the logits (N, classes) over that of their spread; 0 is no change."""
    spread = (exact - exact.mean(1, keepdim=True)).square().mean().sqrt()
    return float((made - exact).square().mean().sqrt() / spread)


def largest(net: nn.Module, images: Tensor, names: Sequence[str] | None = None) -> dict[str, float]:
    """The largest value of each of the parts called `names`, by default of every activation, on `images`.

    Raises: ValueError naming a part that `net` does not have.
    """
    chosen = activations(net) if names is None else list(names)
    found: dict[str, float] = {}
    for image in images.split(1):  # one at a time: all maps of a batch need not fit at once
        for name, maps in outputs(net, image, chosen).items():
            found[name] = max(found.get(name, -torch.inf), float(maps.max()))
    return found


def activation_histograms(
    net: nn.Module, images: Tensor, names: Sequence[str], bins: int = 64
) -> list[dict[str, Any]]:
    """How the values of some activations lie, with the bound at 6 and with a ReLU in its place everywhere.

    Args:
        net: A network with ReLU6; left as it was.
        images: (N, 3, H, W).
        names: Of activations in `net`.
        bins: Of equal width from 0 to the largest value without the bound; both histograms of a layer have
            the same.
    Returns: For each name first the bounded, then the unbounded record: {"layer", "bounded", "edges" (bins +
        1), "counts" (bins), "zeros"}, in plain numbers. Zeros are those of the first count that are exactly
        0, on every grid without an error.
    Raises: ValueError naming a part that `net` does not have, or on fewer than 1 bin.
    """
    if bins < 1:
        raise ValueError(f"bins must be 1 or more, got {bins}")
    free = unbounded(net)
    bounded, without = largest(net, images, names), largest(free, images, names)
    tops = {name: max(bounded[name], without[name]) for name in names}
    edges = {name: np.linspace(0, top if top > 0 else 1, bins + 1) for name, top in tops.items()}
    counts = {(name, kind): np.zeros(bins, dtype=np.int64) for name in names for kind in (True, False)}
    zeros = dict.fromkeys(counts, 0)
    for kind, which in ((True, net), (False, free)):
        for image in images.split(1):
            for name, maps in outputs(which, image, names).items():
                counts[name, kind] += np.histogram(maps.double().clamp(max=tops[name]).numpy(), edges[name])[
                    0
                ]
                zeros[name, kind] += int((maps == 0).sum())
    return [
        {
            "layer": name,
            "bounded": kind,
            "edges": edges[name].tolist(),
            "counts": counts[name, kind].tolist(),
            "zeros": zeros[name, kind],
        }
        for name in names
        for kind in (True, False)
    ]


def weight_ranges(net: nn.Module, name: str) -> dict[str, Any]:
    """The smallest and largest weight of each output channel of a layer: {"layer", "low", "high"}.

    Raises: ValueError if `net` has no convolution or linear layer called `name`.
    """
    found = layers(net)
    if name not in found:
        raise ValueError(f"the network has no layer called {name!r}")
    weight = found[name].weight.detach().flatten(1)
    return {"layer": name, "low": weight.amin(1).tolist(), "high": weight.amax(1).tolist()}

"""Splitting looking from mixing, on garments: trained split, split afterwards, and thinned to the same cost.

Three networks of one shape: with full 3x3 convolutions; with depthwise-separable ones; and with full ones
again, but so few channels that the multiply-adds are those of the separable network.
"""

from __future__ import annotations

import copy
from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import partial

import torch
from torch import Tensor, nn

from lightcnn.blocks import DepthwiseSeparable, conv_bn_act
from lightcnn.learning.experiments._compare import Outcome, compare
from lightcnn.learning.fashion import load_fashion28

WIDTHS = (16, 32, 32, 64, 64)  # of the stem and the four blocks
THIN = (6, 12, 12, 24, 24)
STRIDES = (2, 1, 2, 1)  # of the blocks
RATE = 0.1


def small_network(
    block: Callable[..., nn.Module] = DepthwiseSeparable,
    widths: Sequence[int] = WIDTHS,
    strides: Sequence[int] = STRIDES,
) -> nn.Sequential:
    """A 3x3 stem at stride 2, blocks, average, linear layer: (N, 1, 28, 28) -> logits (N, 10).

    Args:
        block: ``block(c_in, c_out, stride=...)`` makes one; `conv_bn_act` is a full convolution.
        widths: Channels of the stem, then of each block.
        strides: Of each block.
    Raises: ValueError unless there is one stride a block and at least one block; and as `block` does.
    """
    if len(widths) != len(strides) + 1 or not strides:
        raise ValueError(f"each block takes a width behind the stem's and a stride, got {widths}, {strides}")
    parts: OrderedDict[str, nn.Module] = OrderedDict(stem=conv_bn_act(1, widths[0], 3, stride=2))
    for i, stride in enumerate(strides):
        parts[f"block{i + 1}"] = block(widths[i], widths[i + 1], stride=stride)
    parts |= {"pool": nn.AdaptiveAvgPool2d(1), "flatten": nn.Flatten(), "fc": nn.Linear(widths[-1], 10)}
    return nn.Sequential(parts)


def arms() -> dict[str, Callable[[], nn.Sequential]]:
    """The networks to compare: "full", "split", and "full, thin", which costs what "split" does."""
    return {
        "full": partial(small_network, conv_bn_act),
        "split": small_network,
        "full, thin": partial(small_network, conv_bn_act, THIN),
    }


def run(
    labels: Sequence[str] = ("full", "split", "full, thin"),
    *,
    seeds: Sequence[int] = (0, 1, 2),
    epochs: int = 3,
    threads: int = 1,
    whole: bool = False,
) -> list[Outcome]:
    """Train the named networks on Fashion-MNIST with the same seeds; see `arms` and `compare`.

    Args:
        labels: Of `arms`.
        seeds, epochs, threads: As in `compare`.
        whole: All 60,000 images instead of the 5,000 that come with the package; see `load_fashion28`.
    Raises: ValueError naming the choices on another label, and as `compare` does.
    """
    built = arms()
    if unknown := [label for label in labels if label not in built]:
        raise ValueError(f"there is no network {unknown[0]!r}; choose from {'; '.join(built)}")
    chosen = {label: built[label] for label in labels}
    return compare(chosen, load_fashion28(whole), seeds=seeds, epochs=epochs, rate=RATE, threads=threads)


def split_afterwards(net: nn.Module, kernels: int = 1) -> nn.Module:
    """A copy of a trained network whose blocks look at each input map with so few different kernels.

    With one kernel for an input map a full convolution computes what a depthwise and a pointwise one do, and
    with nine what it did before. Each map's kernels are the best for it in the sense of least squares.

    Args:
        net: With full convolutions; of its layers those with more than one input map are split.
        kernels: Of each input map, 1 to 9.
    Raises: ValueError on another number of kernels.
    """
    net = copy.deepcopy(net)
    for module in net.modules():
        if isinstance(module, nn.Conv2d) and module.groups == 1 and module.in_channels > 1:
            module.weight.data = nearest_shared(module.weight.data, kernels)
    return net


def nearest_shared(weight: Tensor, kernels: int = 1) -> Tensor:
    """The nearest weights (N, C, K, K) of which, for each input map, all N kernels mix the same few.

    Raises: ValueError unless `kernels` is 1 to K * K.
    """
    c_out, c_in, height, width = weight.shape
    if not 1 <= kernels <= height * width:
        raise ValueError(f"kernels must be 1 to {height * width}, got {kernels}")
    own = weight.transpose(0, 1).reshape(c_in, c_out, height * width)
    left, size, right = torch.linalg.svd(own, full_matrices=False)
    kept = (left[:, :, :kernels] * size[:, None, :kernels]) @ right[:, :kernels]
    return kept.reshape(c_in, c_out, height, width).transpose(0, 1).contiguous()

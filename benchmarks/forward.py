"""The forward pass of our networks beside torchvision's, in one run: medians, one thread, one image."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

import torch
from torch import Tensor, nn

from benchmarks.reference import torchvision_models
from benchmarks.report import Row
from lightcnn.networks import NETWORKS, alexnet

OURS = {
    "alexnet": lambda: alexnet(layout="torchvision"),
    "squeezenet1_0": NETWORKS["squeezenet1_0"],
    "squeezenet1_1": NETWORKS["squeezenet1_1"],
    "mobilenet_v2": NETWORKS["mobilenet_v2"],
}
REPEATS = 30


def seconds(net: nn.Module, image: Tensor) -> float:
    started = time.perf_counter()
    net(image)
    return time.perf_counter() - started


def medians(ours: nn.Module, theirs: nn.Module) -> tuple[float, float]:
    """Median ms of both; their passes alternate, so that whatever the machine does meets both."""
    image = torch.randn(1, 3, 224, 224)
    times: tuple[list[float], list[float]] = ([], [])
    with torch.inference_mode():
        for net in (ours, theirs):
            for _ in range(5):
                net(image)
        for _ in range(REPEATS):
            for kept, net in zip(times, (ours, theirs), strict=True):
                kept.append(seconds(net, image))
    return 1000 * statistics.median(times[0]), 1000 * statistics.median(times[1])


def measure(root: Path) -> list[Row]:
    torch.set_num_threads(1)
    rows, models = [], torchvision_models()
    for name, build in OURS.items():
        theirs = getattr(models, name)(weights=None).eval()
        mine, reference = medians(build().eval(), theirs)
        note = f"{mine:.1f} ms beside {reference:.1f} ms"
        rows.append(Row(f"{name}, ours / torchvision's", mine / reference, "x", 1.05, note))
    return rows

"""What a network costs: one record per layer, and wall-clock latency. Nothing here prints.

Parameters are the learnable ones, batch norm's scale and shift included. Multiply-adds are those of
convolution and linear layers for one image. Traffic is in bytes, latency in milliseconds.
"""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

import torch
from torch import Tensor, nn

Quantity = Literal["params", "macs", "traffic_bytes"]


@dataclass(frozen=True)
class LayerRecord:
    """One layer for one image.

    name: Path of the module in the network, empty for the network itself.
    kind: "conv", "pointwise", "grouped conv", "grouped pointwise", "depthwise", "linear", or the class name.
    in_shape, out_shape: With the batch of 1, for example (1, C, H, W); of the first tensor in and out.
    params: Learnable parameters the layer owns; a parameter shared with an earlier layer counts there.
    macs: Multiply-adds; 0 for anything but convolution and linear layers.
    traffic_bytes: Inputs and parameters read once, output written once; 0 for a layer that only makes a view.
    """

    name: str
    kind: str
    in_shape: tuple[int, ...]
    out_shape: tuple[int, ...]
    params: int
    macs: int
    traffic_bytes: int


@dataclass(frozen=True)
class Profile:
    """The layers of a network in the order in which they ran."""

    records: tuple[LayerRecord, ...]

    @property
    def params(self) -> int:
        """Learnable parameters of the network."""
        return self.total("params")

    @property
    def macs(self) -> int:
        """Multiply-adds for one image."""
        return self.total("macs")

    @property
    def traffic_bytes(self) -> int:
        """Bytes that all layers move for one image, additions and concatenations inside blocks left out."""
        return self.total("traffic_bytes")

    def total(self, quantity: Quantity) -> int:
        """Sum over the layers. Raises: ValueError on anything but params, macs, traffic_bytes."""
        if quantity not in ("params", "macs", "traffic_bytes"):
            raise ValueError(f"quantity must be params, macs or traffic_bytes, got {quantity!r}")
        return sum(getattr(record, quantity) for record in self.records)

    def by_kind(self, quantity: Quantity) -> dict[str, int]:
        """Sums per kind of layer, in order of first appearance. Raises: ValueError as `total` does."""
        self.total(quantity)
        sums: dict[str, int] = {}
        for record in self.records:
            sums[record.kind] = sums.get(record.kind, 0) + getattr(record, quantity)
        return sums


@dataclass(frozen=True)
class Latency:
    """Time of a forward pass, in milliseconds for the whole batch; see `latency` for the clock."""

    median_ms: float
    low_ms: float  # 10th percentile
    high_ms: float  # 90th percentile
    repeats: int
    device: str
    threads: int


def profile(net: nn.Module, side: int = 224, channels: int = 3) -> Profile:
    """Run one blank image through `net` in evaluation mode and record every layer; the mode is put back.

    Works on any module that maps (1, channels, side, side): layers without children are recorded, and modules
    that own parameters themselves.

    Args:
        net: The network, on any device.
        side: Height and width of the image, in pixels.
        channels: Channels of the image.
    Raises: ValueError on a side or channels below 1, or if parts of the network with parameters never ran.
    """
    if min(side, channels) < 1:
        raise ValueError(f"side and channels must be 1 or more, got {side} and {channels}")
    records: list[LayerRecord] = []
    counted: set[int] = set()

    def watch(name: str) -> Any:
        def hook(module: nn.Module, args: tuple[Any, ...], output: Any) -> None:
            records.append(_record(name, module, args, output, counted))

        return hook

    handles = [
        module.register_forward_hook(watch(name)) for name, module in net.named_modules() if _is_layer(module)
    ]
    try:
        with _evaluating(net):
            net(_blank(net, 1, side, channels))
    finally:
        for handle in handles:
            handle.remove()
    missing = [name for name, p in net.named_parameters() if p.requires_grad and id(p) not in counted]
    if missing:
        raise ValueError(f"these parameters belong to layers that never ran: {', '.join(missing)}")
    return Profile(tuple(records))


def latency(
    net: nn.Module, side: int = 224, batch: int = 1, repeats: int = 30, warmup: int = 5, threads: int = 1,
    memory_format: torch.memory_format = torch.contiguous_format, settle: bool = True,
) -> Latency:  # fmt: skip
    """Median time of a forward pass in evaluation mode, after a warm-up; mode and threads are put back.

    On one CPU thread the clock is the thread's own, so that other programs' turns do not count; with more
    threads or on a GPU it is the clock on the wall.

    Args:
        net: The network, on any device; a GPU is synchronised around every pass.
        side: Height and width of the images, in pixels.
        batch: Images in a pass.
        repeats: Timed passes.
        warmup: Passes before them, not timed.
        threads: CPU threads PyTorch may use.
        memory_format: Order of the input's values; `torch.channels_last` keeps a pixel's channels together.
        settle: Let the process keep the memory it frees, as in a long run; without it, a fresh process may
            hand large blocks back to the system after every pass and pay for them again in the next.
    Raises: ValueError on a value below 1 (`warmup` may be 0).
    """
    if min(side, batch, repeats, threads) < 1 or warmup < 0:
        raise ValueError(
            f"side, batch, repeats and threads must be 1 or more and warmup 0 or more, got side={side}, "
            f"batch={batch}, repeats={repeats}, threads={threads}, warmup={warmup}"
        )
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    if settle:
        _keep_freed_memory()
    try:
        with _evaluating(net):
            x = _blank(net, batch, side, _input_channels(net)).contiguous(memory_format=memory_format)
            for _ in range(warmup):
                net(x)
            # On one CPU thread the thread's own clock, which stops while the system runs other programs.
            clock = time.thread_time if threads == 1 and not x.is_cuda else time.perf_counter
            times = [_timed(net, x, clock) for _ in range(repeats)]
    finally:
        torch.set_num_threads(before)
    deciles = statistics.quantiles(times, n=10, method="inclusive") if repeats > 1 else times
    return Latency(statistics.median(times), deciles[0], deciles[-1], repeats, str(x.device), threads)


def environment() -> dict[str, str]:
    """What a measurement ran on: cpu, cores, gpu (if there is one), system, python, torch, date (UTC)."""
    facts = {
        "cpu": _cpu_name(),
        "cores": str(os.cpu_count()),
        "system": platform.system(),
        "python": platform.python_version(),
        "torch": torch.__version__,
        "date": datetime.now(UTC).date().isoformat(),
    }
    if torch.cuda.is_available():
        facts["gpu"] = torch.cuda.get_device_name()
    return facts


def _is_layer(module: nn.Module) -> bool:
    has_children = next(module.children(), None) is not None
    return not has_children or next(module.parameters(recurse=False), None) is not None


def _record(
    name: str, module: nn.Module, args: tuple[Any, ...], output: Any, counted: set[int]
) -> LayerRecord:
    inputs = [a for a in args if isinstance(a, Tensor)]
    out = output if isinstance(output, Tensor) else output[0]
    own = [p for p in module.parameters(recurse=False)]
    fresh = [p for p in own if p.requires_grad and id(p) not in counted]
    counted.update(id(p) for p in fresh)
    return LayerRecord(
        name,
        _kind(module),
        tuple(inputs[0].shape),
        tuple(out.shape),
        sum(p.numel() for p in fresh),
        _macs(module, tuple(out.shape)),
        0 if _is_view(module) else sum(t.numel() * t.element_size() for t in [*inputs, *own, out]),
    )


def _kind(module: nn.Module) -> str:
    if isinstance(module, nn.Linear):
        return "linear"
    if not isinstance(module, nn.Conv2d):
        return type(module).__name__
    if 1 < module.groups == module.in_channels:
        return "depthwise"
    shape = "pointwise" if set(module.kernel_size) == {1} else "conv"
    return shape if module.groups == 1 else f"grouped {shape}"


def _macs(module: nn.Module, out_shape: tuple[int, ...]) -> int:
    if isinstance(module, nn.Conv1d | nn.Conv2d | nn.Conv3d):
        positions = out_shape[0] * _product(out_shape[2:])
        return module.weight.numel() * positions
    if isinstance(module, nn.Linear):
        return module.weight.numel() * _product(out_shape[:-1])
    return 0


def _product(sizes: tuple[int, ...]) -> int:
    result = 1
    for size in sizes:
        result *= size
    return result


def _is_view(module: nn.Module) -> bool:
    # In evaluation mode dropout hands its input on, and flattening only renames it.
    return isinstance(module, nn.Identity | nn.Flatten | nn.Dropout | nn.Dropout2d)


def _blank(net: nn.Module, batch: int, side: int, channels: int) -> Tensor:
    like = next(net.parameters(), torch.empty(0))
    return torch.zeros(batch, channels, side, side, device=like.device, dtype=like.dtype)


def _input_channels(net: nn.Module) -> int:
    first = next((m for m in net.modules() if isinstance(m, nn.Conv2d)), None)
    return 3 if first is None else first.in_channels


def _timed(net: nn.Module, x: Tensor, clock: Callable[[], float]) -> float:
    _synchronise(x)
    start = clock()
    net(x)
    _synchronise(x)
    return (clock() - start) * 1000


def _keep_freed_memory() -> None:
    # glibc returns a freed block to the system if it is larger than any it has seen freed, up to 32 MiB
    # (mallopt(3), M_MMAP_THRESHOLD). After one free of nearly that size it keeps blocks up to twice as large.
    torch.empty(31 * 2**20, dtype=torch.uint8)


def _synchronise(x: Tensor) -> None:
    if x.is_cuda:
        torch.cuda.synchronize(x.device)


@contextmanager
def _evaluating(net: nn.Module) -> Iterator[None]:
    modes = {module: module.training for module in net.modules()}
    net.eval()
    try:
        with torch.inference_mode():
            yield
    finally:
        for module, mode in modes.items():
            module.training = mode


def _cpu_name() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    except OSError:
        names = []
    return names[0] if names else platform.processor() or platform.machine()

"""Timing that can be trusted: warmed up, repeated, in turns, with its spread and where it was measured.

A time that was taken once says nothing. So `benchmark` warms up, fixes the number of threads, lets the
subjects take turns (a machine that slows down or gets busy then hits all of them alike), and reports the
median of many runs with the range that holds the middle eight of ten. Times are in milliseconds. Nothing
here prints.
"""

from __future__ import annotations

import copy
import os
import platform
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Literal

import torch
from torch import Tensor, nn

Clock = Literal["thread", "wall", "device events"]
LEAST_REPEATS = 5  # fewer have no spread worth the name


@dataclass(frozen=True)
class Timing:
    """One subject's time for one call.

    label: Its name among the subjects.
    median_ms, low_ms, high_ms: Median, 10th and 90th percentile of the timed calls.
    best_ms: The fastest call.
    repeats, warmup: Timed calls, and calls before them.
    clock: "thread" is the calling thread's own clock, which stops while other programs run; "wall" does not;
        "device events" are two marks in a GPU's own queue of work.
    device, threads: Where it ran, and how many CPU threads PyTorch could use.
    inputs, input_bytes: Inputs that were rotated, and the bytes of all of them together.
    """

    label: str
    median_ms: float
    low_ms: float
    high_ms: float
    best_ms: float
    repeats: int
    warmup: int
    clock: Clock
    device: str
    threads: int
    inputs: int
    input_bytes: int

    @property
    def spread(self) -> float:
        """Width of the middle eight tenths, as a share of the median: 0.05 is steady, 0.5 is noise."""
        return (self.high_ms - self.low_ms) / self.median_ms

    def as_record(self) -> dict[str, Any]:
        """Plain data for a JSON file, times rounded to a tenth of a microsecond."""
        return {k: round(v, 4) if isinstance(v, float) else v for k, v in asdict(self).items()}


def benchmark(
    subjects: Mapping[str, tuple[Callable[[Tensor], object], Tensor]],
    *,
    repeats: int = 30,
    warmup: int = 5,
    threads: int = 1,
    rotate_bytes: int = 0,
) -> list[Timing]:
    """Time each subject's function on its input, in turns; threads and modules' modes are put back.

    Gradients are off, modules run in evaluation mode. The clock is the thread's own on one CPU thread, the
    wall's on several, device events on a GPU.

    Args:
        subjects: Label -> (function or module, input). All inputs on one device.
        repeats: Timed calls of each subject, 5 or more.
        warmup: Calls of each subject before them: the first ones allocate, choose algorithms, fill caches.
        threads: CPU threads PyTorch may use.
        rotate_bytes: Give each call another copy of the input, as many copies as fill this many bytes. With
            more than the last cache holds, every call finds its input in main memory, as a network that has
            other work to do would. 0 hands out the same tensor each time.
    Raises: ValueError without a subject, on inputs on several devices or on one that is neither a CPU nor
        CUDA's, on a lazy network, on fewer than 5 repeats, and on other values out of range.
    """
    _check(subjects, repeats, warmup, threads, rotate_bytes)
    inputs = {label: _copies(x, rotate_bytes) for label, (_, x) in subjects.items()}
    device = next(iter(inputs.values()))[0].device
    times: dict[str, list[float]] = {label: [] for label in subjects}
    with ExitStack() as stack:
        stack.enter_context(fixed_threads(threads))
        for run, _ in subjects.values():
            if isinstance(run, nn.Module):
                stack.enter_context(as_it_was(run))
        stack.enter_context(torch.inference_mode())
        keep_freed_memory()
        clock, timed = pass_timer(device, threads)
        for turn in range(-warmup, repeats):
            for label, (run, _) in subjects.items():
                x = inputs[label][turn % len(inputs[label])]
                ms = timed(lambda run=run, x=x: run(x))
                if turn >= 0:
                    times[label].append(ms)
    return [_timing(label, times[label], warmup, clock, threads, inputs[label]) for label in subjects]


def pass_timer(device: torch.device, threads: int) -> tuple[Clock, Callable[[Callable[[], object]], float]]:
    """The clock that fits a device and a number of threads, and a function that times one call, in ms.

    Raises: ValueError on a device that is neither a CPU nor CUDA's.
    """
    if device.type not in ("cpu", "cuda"):
        # A call there returns before its work is done, so the CPU's clock would time the launch.
        raise ValueError(f"there is no clock for the device {device}: time on cpu or cuda")
    if device.type == "cuda":
        return "device events", lambda run: _between_events(run, device)
    clock: tuple[Clock, Callable[[], float]] = (
        ("thread", time.thread_time) if threads == 1 else ("wall", time.perf_counter)
    )
    return clock[0], lambda run: _between_ticks(run, clock[1])


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
        facts["cuda"] = str(torch.version.cuda)
    return facts


@contextmanager
def fixed_threads(threads: int) -> Iterator[None]:
    """Let PyTorch use this many CPU threads, and put the former number back."""
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@contextmanager
def as_it_was(net: nn.Module) -> Iterator[None]:
    """Evaluation mode without gradients; what the network holds and PyTorch's random state are put back.

    Modes, buffers and every attribute that a forward pass sets or fills: an output that it keeps, a counter,
    a list of maps.

    Raises: ValueError on a lazy network, whose parameters would be made here and could never be trained.
    """
    if is_lazy(net):
        raise ValueError("the network is lazy: run it once on an input, so that its layers know their sizes")
    tensors = [*net.buffers(), *(p for p in net.parameters() if p.is_cuda)]
    devices = {tensor.device for tensor in tensors if tensor.is_cuda}
    # No inference mode: a tensor that the network keeps from the run could never be trained with.
    with torch.inference_mode(False), torch.no_grad(), torch.random.fork_rng(list(devices)):
        values = [(buffer, buffer.detach().clone()) for buffer in net.buffers()]
        modes = [(module, module.training) for module in net.modules()]
        held = [_held(module) for module in net.modules() if not isinstance(module, torch.jit.ScriptModule)]
        try:
            net.eval()
            yield
        finally:
            for attributes, before in (pair for pairs in held for pair in pairs):
                attributes.clear()
                attributes.extend(before) if isinstance(attributes, list) else attributes.update(before)
            for module, mode in modes:
                module.training = mode
            for buffer, value in values:
                if not buffer.is_meta and not torch.equal(buffer, value):
                    with torch.inference_mode(buffer.is_inference()):
                        buffer.copy_(value)


def _held(module: nn.Module) -> list[tuple[Any, Any]]:
    """A module's attributes, and the lists, sets and dictionaries among them, each with its items."""
    places = [vars(module), *(v for v in vars(module).values() if isinstance(v, (list, set, dict)))]
    return [(place, copy.copy(place)) for place in places]


def is_lazy(net: nn.Module) -> bool:
    """Whether a parameter or buffer still waits for the first input to learn its shape."""
    return any(
        nn.parameter.is_lazy(tensor)
        for module in net.modules()
        for tensor in (*module._parameters.values(), *module._buffers.values())
        if tensor is not None
    )


def keep_freed_memory() -> None:
    """Let the process keep the memory it frees, as in a long run."""
    # glibc returns a freed block to the system if it is larger than any it has seen freed, up to 32 MiB
    # (mallopt(3), M_MMAP_THRESHOLD). After one free of nearly that size it keeps blocks up to twice as large.
    torch.empty(31 * 2**20, dtype=torch.uint8)


def deciles(times: Sequence[float]) -> tuple[float, float]:
    """The 10th and the 90th percentile; both are the value itself if there is only one."""
    if len(times) == 1:
        return times[0], times[0]
    cuts = statistics.quantiles(times, n=10, method="inclusive")
    return cuts[0], cuts[-1]


def _check(
    subjects: Mapping[str, tuple[Callable[[Tensor], object], Tensor]],
    repeats: int, warmup: int, threads: int, rotate_bytes: int,
) -> None:  # fmt: skip
    if not subjects:
        raise ValueError("there is nothing to time: no subjects")
    devices = {str(x.device) for _, x in subjects.values()}
    if len(devices) > 1:
        raise ValueError(f"all inputs must be on one device, got {', '.join(sorted(devices))}")
    if repeats < LEAST_REPEATS:
        raise ValueError(f"{repeats} repeats have no spread: take {LEAST_REPEATS} or more")
    if threads < 1 or min(warmup, rotate_bytes) < 0:
        raise ValueError(
            f"threads must be 1 or more, warmup and rotate_bytes 0 or more, got threads={threads}, "
            f"warmup={warmup}, rotate_bytes={rotate_bytes}"
        )


def _copies(x: Tensor, rotate_bytes: int) -> list[Tensor]:
    size = max(1, x.numel() * x.element_size())
    return [x, *(x.clone() for _ in range(-(-rotate_bytes // size) - 1))]


def _timing(
    label: str, times: Sequence[float], warmup: int, clock: Clock, threads: int, inputs: Sequence[Tensor]
) -> Timing:
    low, high = deciles(times)
    size = sum(x.numel() * x.element_size() for x in inputs)
    return Timing(
        label, statistics.median(times), low, high, min(times), len(times), warmup, clock,
        str(inputs[0].device), threads, len(inputs), size,
    )  # fmt: skip


def _between_ticks(run: Callable[[], object], clock: Callable[[], float]) -> float:
    start = clock()
    run()
    return (clock() - start) * 1000


def _between_events(run: Callable[[], object], device: torch.device) -> float:
    # The host only queues the work and runs ahead; the marks are passed when the device gets to them.
    start, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
    torch.cuda.synchronize(device)
    start.record()
    run()
    end.record()
    torch.cuda.synchronize(device)
    return start.elapsed_time(end)


def _cpu_name() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    except OSError:
        names = []
    return names[0] if names else platform.processor() or platform.machine()

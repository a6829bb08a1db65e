"""What a network costs: one record per layer, and wall-clock latency. Nothing here prints.

Parameters are the learnable ones, batch norm's scale and shift included. Multiply-adds are those of
convolutions, of products of matrices and of attention, whether a layer or a function computes them, for one
image. Traffic is in bytes, latency in milliseconds.
"""

from __future__ import annotations

import copy
import reprlib
import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from numbers import Integral
from typing import Any, Literal

import torch
from torch import Tensor, nn

from lightcnn.benchmark import as_it_was, deciles, fixed_threads, is_lazy, keep_freed_memory, pass_timer
from lightcnn.benchmark import environment as environment
from lightcnn.operators import Operators, tensors
from lightcnn.tables import Table

Quantity = Literal["params", "macs", "traffic_bytes"]


@dataclass(frozen=True)
class LayerRecord:
    """One layer for one image.

    name: Path of the module in the network, empty for the network itself.
    kind: "conv", "pointwise", "grouped conv", "grouped pointwise", "depthwise", "linear", or the class name.
    in_shape, out_shape: With the batch of 1, for example (1, C, H, W); of the first tensor in and out, and
        empty if there is none.
    params: Learnable parameters the layer owns, and those it reads of layers that never run themselves; a
        parameter shared with an earlier layer counts there.
    macs: Multiply-adds of the operators that ran in the layer itself, not in layers inside it.
    traffic_bytes: Inputs and parameters read once, outputs written once; 0 for a layer that computes nothing
        in evaluation mode or only makes a view. For a block that is no layer but multiplies by functions,
        what these functions read and write.
    """

    name: str
    kind: str
    in_shape: tuple[int, ...]
    out_shape: tuple[int, ...]
    params: int
    macs: int
    traffic_bytes: int


@dataclass(frozen=True, repr=False)
class Profile:
    """The layers of a network in the order in which they ran. Printed, and in a notebook, it is its `table`.

    records: One for each run of a layer.
    frozen_params: Parameters that do not learn (`requires_grad` is off), which no record counts.
    """

    records: tuple[LayerRecord, ...]
    frozen_params: int = 0

    @property
    def params(self) -> int:
        """Learnable parameters of the network."""
        return self.total("params")

    @property
    def all_params(self) -> int:
        """All parameters of the network, the frozen ones included."""
        return self.params + self.frozen_params

    @property
    def macs(self) -> int:
        """Multiply-adds for one image."""
        return self.total("macs")

    @property
    def traffic_bytes(self) -> int:
        """Bytes that all layers move for one image, additions and concatenations inside blocks left out."""
        return self.total("traffic_bytes")

    def table(self, caption: str = "") -> Table:
        """The layers that have parameters or multiply, one a row, and their sum."""
        rows = [
            (record.name, record.kind, " × ".join(map(str, record.out_shape[1:])), record.params, record.macs)
            for record in self.records
            if record.params or record.macs
        ]
        head = ("layer", "kind", "output", "parameters", "multiply-adds")
        return Table(head, [*rows, ("total", "", "", self.params, self.macs)], caption)

    def __repr__(self) -> str:
        return repr(self.table())

    def _repr_html_(self) -> str:
        return self.table()._repr_html_()

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


def profile(
    net: nn.Module,
    side: int | Sequence[int] | Tensor | Sequence[Any] | Mapping[str, Any] = 224,
    channels: int = 3,
) -> Profile:
    """Run one image through `net` in evaluation mode and record every layer; the network stays as it was.

    Counts at PyTorch's operators, so that work done by functions (`F.conv2d`, `@`, attention) is seen, and
    records it with the module that did it. Recorded are layers without children, modules that own parameters,
    and other modules that multiply themselves. A lazy network is copied, and the copy counted.

    Args:
        net: The network, on any device.
        side: Height and width of a blank image, in pixels. Or its shape: (height, width), (channels, height,
            width) or the whole shape with the batch in front. Or the input itself: a tensor, a sequence of
            arguments, a dictionary of keyword arguments; of a batch, all of it is counted.
        channels: Channels of the blank image where `side` does not tell them.
    Raises: ValueError on a side or channels below 1, on what is no input, on a scripted network, if parts of
        the network with parameters never ran, and at an operator whose multiply-adds are unknown.
    """
    args, kwargs = _inputs(net, side, channels)
    if any(isinstance(module, torch.jit.ScriptModule) for module in net.modules()):
        raise ValueError(
            "a scripted or traced network hides its layers: profile the network that it was made from"
        )
    net = _initialised(net, *args, **kwargs)
    recorder = _Recorder(net)
    with as_it_was(net), _slow_attention(), recorder.following(net):
        args, kwargs = _copied(args), _copied(kwargs)
        with Operators(recorder.operator):
            net(*args, **kwargs)
    return recorder.profile()


def latency(
    net: nn.Module, side: int = 224, batch: int = 1, repeats: int = 30, warmup: int = 5, threads: int = 1,
    memory_format: torch.memory_format = torch.contiguous_format, settle: bool = True,
    channels: int | None = None,
) -> Latency:  # fmt: skip
    """Median time of a forward pass in evaluation mode, after a warm-up; the network stays as it was.

    On one CPU thread the clock is the thread's own, so that other programs' turns do not count; with more
    threads it is the clock on the wall, on a GPU the device's own events. A lazy network is copied, and the
    copy timed. To compare several networks, or to keep the result, use `lightcnn.benchmark.benchmark`.

    Args:
        net: The network, on a CPU or a CUDA device.
        side: Height and width of the images, in pixels.
        batch: Images in a pass.
        repeats: Timed passes.
        warmup: Passes before them, not timed.
        threads: CPU threads PyTorch may use.
        memory_format: Order of the input's values; `torch.channels_last` keeps a pixel's channels together.
        settle: Let the process keep the memory it frees, as in a long run; without it, a fresh process may
            hand large blocks back to the system after every pass and pay for them again in the next.
        channels: Channels of the images; None reads them off the first convolution.
    Raises: ValueError on a value below 1 (`warmup` may be 0), and on another device than a CPU or CUDA's.
    """
    numbers = (side, batch, repeats, threads, 1 if channels is None else channels, warmup)
    if not all(map(_is_whole, numbers)) or min(numbers[:-1]) < 1 or warmup < 0:
        raise ValueError(
            "side, batch, repeats, threads and channels must be 1 or more and warmup 0 or more, in whole "
            f"numbers, got side={side}, batch={batch}, repeats={repeats}, threads={threads}, "
            f"channels={channels}, warmup={warmup}"
        )
    like = _like(net)
    _, timed = pass_timer(like.device, threads)
    shape = (batch, channels or _input_channels(net), side, side)
    net = _initialised(net, _blank(like, shape))
    if settle:
        keep_freed_memory()
    with fixed_threads(threads), as_it_was(net):
        x = _blank(like, shape).contiguous(memory_format=memory_format)
        # What a network keeps from its first pass must not be of inference mode: it could never train again.
        for _ in range(warmup):
            net(x)
        with torch.inference_mode():
            x = x.clone()
            times = [timed(lambda: net(x)) for _ in range(repeats)]
    return Latency(statistics.median(times), *deciles(times), repeats, str(x.device), threads)


@dataclass(eq=False)
class _Run:
    """One run of a module, while it goes on and after it."""

    module: nn.Module
    name: str
    layer: bool
    macs: int = 0
    operator_bytes: int = 0  # of the operators that multiply or read a parameter
    computes: bool = False  # anything but views, in children too
    read: dict[int, Tensor] = field(default_factory=dict)  # parameters, by identity
    in_shape: tuple[int, ...] = ()
    out_shape: tuple[int, ...] = ()
    moved_bytes: int = 0
    params: int = 0

    def record(self) -> LayerRecord:
        moved = self.moved_bytes if self.layer else self.operator_bytes
        return LayerRecord(
            self.name, _kind(self.module), self.in_shape, self.out_shape, self.params, self.macs,
            moved if self.computes else 0,
        )  # fmt: skip


class _Recorder:
    """Attributes every operator to the innermost module that is running."""

    def __init__(self, net: nn.Module) -> None:
        self.named = dict(net.named_parameters())
        self.parameters = {id(p): p for p in self.named.values()}
        self.counted: set[int] = set()
        self.running: list[_Run] = []
        self.done: list[_Run] = []

    @contextmanager
    def following(self, net: nn.Module) -> Iterator[None]:
        handles = []
        for name, module in net.named_modules():
            # Before the module's other hooks, because some make its weight (the old weight_norm).
            enter = self._enter(name, _is_layer(module))
            handles.append(module.register_forward_pre_hook(enter, prepend=True))
            handles.append(module.register_forward_hook(self._leave, with_kwargs=True))
        try:
            yield
        finally:
            for handle in handles:
                handle.remove()

    def operator(self, macs: int, view: bool, inputs: list[Tensor], outputs: list[Tensor]) -> None:
        run = self.running[-1]
        read = {id(t): t for t in inputs if id(t) in self.parameters}
        run.read |= read
        run.macs += macs
        if not view:
            run.computes = True
            if macs or read:
                run.operator_bytes += _bytes(inputs) + _bytes(outputs)

    def profile(self) -> Profile:
        """The records, after the run."""
        for run in self.done:  # weights read by a function while their own layer never ran, as attention does
            self._count(run, run.read.values())
        learnable = {name: p for name, p in self.named.items() if p.requires_grad}
        missing = [name for name, p in learnable.items() if id(p) not in self.counted]
        if missing:
            raise ValueError(
                f"no operator read these parameters, because their layers never ran: {', '.join(missing)}"
            )
        frozen = sum(p.numel() for p in self.parameters.values() if not p.requires_grad)
        return Profile(tuple(r.record() for r in self.done if r.layer or r.macs or r.params), frozen)

    def _enter(self, name: str, layer: bool) -> Any:
        def hook(module: nn.Module, args: tuple[Any, ...]) -> None:
            self.running.append(_Run(module, name, layer))

        return hook

    def _leave(self, module: nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any], output: Any) -> None:
        run = self.running.pop()
        # A run above this one ended in an error that the network caught: its work was done all the same.
        while run.module is not module:
            failed, run = run, self.running.pop()
            run.macs += failed.macs
            run.operator_bytes += failed.operator_bytes
            run.read |= failed.read
            run.computes |= failed.computes
        if self.running:
            self.running[-1].computes |= run.computes
        inputs, outputs = tensors((args, kwargs)), tensors(output)
        run.in_shape = tuple(inputs[0].shape) if inputs else ()
        run.out_shape = tuple(outputs[0].shape) if outputs else ()
        if run.layer:
            own = {id(p): p for p in module._parameters.values() if p is not None}
            self._count(run, own.values())
            run.moved_bytes = _bytes(inputs) + _bytes((own | run.read).values()) + _bytes(outputs)
        self.done.append(run)

    def _count(self, run: _Run, parameters: Iterable[Tensor]) -> None:
        fresh = {id(p): p for p in parameters if p.requires_grad and id(p) not in self.counted}
        self.counted |= fresh.keys()
        run.params += sum(p.numel() for p in fresh.values())


@contextmanager
def _slow_attention() -> Iterator[None]:
    # PyTorch's fast path for whole transformer layers is one operator, which shows nothing of what is inside.
    before = torch.backends.mha.get_fastpath_enabled()
    torch.backends.mha.set_fastpath_enabled(False)
    try:
        yield
    finally:
        torch.backends.mha.set_fastpath_enabled(before)


def _initialised(net: nn.Module, *args: Any, **kwargs: Any) -> nn.Module:
    """The network, or a copy of a lazy one that has met its first input."""
    if not is_lazy(net):
        return net
    # PyTorch copies parameters without a shape, but not buffers.
    shapeless = filter(nn.parameter.is_lazy, net.buffers())
    made: Any = nn.UninitializedBuffer  # its stub has another class's arguments
    buffers = {id(b): made(device=b.device, dtype=b.dtype) for b in shapeless}
    net = copy.deepcopy(net, buffers)
    with torch.random.fork_rng([]), torch.no_grad():
        net.eval()(*_copied(args), **_copied(kwargs))
    return net


def _is_layer(module: nn.Module) -> bool:
    has_children = next(module.children(), None) is not None
    return not has_children or next(module.parameters(recurse=False), None) is not None


def _bytes(values: Iterable[Tensor]) -> int:
    """Of all tensors together, one that comes twice counted once."""
    return sum(t.numel() * t.element_size() for t in {id(t): t for t in values}.values())


def _kind(module: nn.Module) -> str:
    if isinstance(module, nn.Linear):
        return "linear"
    if not isinstance(module, nn.Conv2d):
        return type(module).__name__
    if 1 < module.groups == module.in_channels:
        return "depthwise"
    shape = "pointwise" if set(module.kernel_size) == {1} else "conv"
    return shape if module.groups == 1 else f"grouped {shape}"


def _is_whole(value: Any) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool)


def _inputs(net: nn.Module, given: Any, channels: int) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Arguments and keyword arguments for `net`."""
    if not isinstance(net, nn.Module):
        raise ValueError(f"a network is asked for, an nn.Module that is built, got {reprlib.repr(net)}")
    found = tensors(given)
    if found and not any(tensor.numel() for tensor in found):
        raise ValueError(f"an input of shape {tuple(found[0].shape)} holds no image to count with")
    if isinstance(given, Tensor):
        return (given,), {}
    if isinstance(given, Mapping):
        return (), dict(given)
    shape = (given, given) if _is_whole(given) else given
    if not isinstance(shape, Sequence) or isinstance(shape, str) or len(shape) == 0:
        got = reprlib.repr(given)
        raise ValueError(f"side must be a number of pixels, a shape or the network's input, got {got}")
    if tensors(shape):
        return tuple(shape), {}
    if not all(isinstance(size, Integral) for size in shape) or len(shape) == 1:
        raise ValueError(f"a shape is (height, width), (channels, height, width) or longer, got {given!r}")
    if min(*shape, channels) < 1:
        raise ValueError(f"side and channels must be 1 or more, got {given} and {channels}")
    front = {2: (1, channels), 3: (1,)}.get(len(shape), ())
    return (_blank(_like(net), (*front, *map(int, shape))),), {}


def _copied(value: Any) -> Any:
    """Arguments with tensors of their own, which a network may change."""
    if isinstance(value, Tensor):
        return value.detach().clone()
    if isinstance(value, dict):
        return {key: _copied(part) for key, part in value.items()}
    return type(value)(_copied(part) for part in value) if type(value) in (tuple, list) else value


def _like(net: nn.Module) -> Tensor:
    """A tensor whose device and type the network's input has."""
    return next(net.parameters(), torch.empty(0))


def _blank(like: Tensor, shape: Sequence[int]) -> Tensor:
    return torch.zeros(*shape, device=like.device, dtype=like.dtype)


def _input_channels(net: nn.Module) -> int:
    first = next((m for m in net.modules() if isinstance(m, nn.Conv2d)), None)
    return 3 if first is None else first.in_channels or 3  # a lazy convolution says 0

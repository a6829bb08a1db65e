"""A network for a page: its steps as plain data and its weights as bytes, for `kit.cnn` of the widgets.

`export` runs a network once and notes what its operators do, so that it takes whatever the module's code does on
the way: splits, shuffles, several inputs. Batch norm is folded into the convolution before it.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import torch
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode

from lightcnn.benchmark import evaluating

Kind = Literal["float32", "float16", "int8"]
KINDS: tuple[Kind, ...] = ("float32", "float16", "int8")
Step = dict[str, Any]


@dataclass(frozen=True)
class PageNetwork:
    """What a page needs of a network.

    steps: One operation each, in order, the image first: `op`; its place `out` in this list; the places of its
        inputs `in`; the `name` of its module; the `shape` (C, H, W) of its result; its multiply-adds `macs`; and
        what the operation needs. One with weights has a `kernel`, `channels` that it makes, `taps` that each of
        them reads, and says where these begin in `weights`. `low`, `high` and `act` are its activation.
    kind: How the weights are stored; biases, and scales, one an output channel, are float32.
    weights: All of them, batch norm folded in.
    """

    steps: list[Step]
    kind: Kind
    weights: bytes = field(repr=False)

    def as_trait(self) -> dict[str, Any]:
        """Plain data for a widget's trait, without the weights: {steps, kind}."""
        return {"steps": self.steps, "kind": self.kind}

    def text(self) -> str:
        """The weights as base64, a third longer than the bytes."""
        return base64.b64encode(self.weights).decode()


def export(net: nn.Module, input: Sequence[int] = (3, 224, 224), kind: Kind = "int8") -> PageNetwork:
    """Run one blank image through `net` in evaluation mode and write down its steps; the network stays as it is.

    An activation right behind a convolution becomes part of it, unless something else reads the convolution.

    Args:
        net: Maps (1, C, H, W) to one tensor.
        input: Shape of the image: channels, height, width.
        kind: How to store weights: "float32", "float16", or "int8" with one scale an output channel.
    Raises: ValueError on another kind or shape, or on something the page cannot compute, naming it.
    """
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}, got {kind!r}")
    if len(input) != 3 or min(input) < 1:
        raise ValueError(f"input must be channels, height and width, each 1 or more, got {tuple(input)}")
    steps, _ = record(net, torch.zeros(1, *input))
    return PageNetwork(steps, kind, _pack(steps, kind))


def record(net: nn.Module, image: Tensor) -> tuple[list[Step], list[Tensor]]:
    """Steps with their weights as tensors, folded and fused, and for each what torch made of `image`."""
    recorder = _Recorder(image)
    # Inference mode shows an operator before it is broken down into those that we know.
    with evaluating(net), torch.inference_mode(False), torch.no_grad(), recorder.following(net), recorder:
        result = net(image)
    if not isinstance(result, Tensor) or recorder.id(result) is None:
        raise ValueError(f"the network must return one tensor that depends on its image, got {type(result).__name__}")
    steps = _fused(_folded(_needed(recorder.steps, recorder.id(result))))
    values = [recorder.values[step["out"]] for step in steps]
    place = {step["out"]: number for number, step in enumerate(steps)}
    for step in steps:
        step["in"], step["out"] = [place[number] for number in step["in"]], place[step["out"]]
    return steps, values


class _Recorder(TorchDispatchMode):
    """Writes a step for each operator that reads what depends on the image."""

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        return False  # nothing is compiled here, and to skip the compiler means to load it: four seconds

    def __init__(self, image: Tensor) -> None:
        super().__init__()
        self.steps: list[Step] = []
        self.values: dict[int, Tensor] = {}
        self._ids: dict[int, int] = {}
        self._kept: list[Tensor] = []  # an id() is unique only as long as its object lives
        self.grouped = _Grouped()
        self._modules: list[str] = [""]
        self._whole = 0  # inside a module that is one step
        self.step("image", [], image)

    def id(self, value: Any) -> int | None:
        """The id of a tensor that depends on the image."""
        return self._ids.get(id(value)) if isinstance(value, Tensor) else None

    def _know(self, value: Tensor, number: int) -> None:
        self._ids[id(value)] = number
        self._kept.append(value)
        self.values[number] = value.clone()

    def step(self, op: str, inputs: Sequence[Tensor], result: Tensor, **more: Any) -> None:
        """Add a step; `result` is what torch made."""
        number = len(self.values)
        shape = [*result.shape[1:], 1, 1][:3]
        ids = [self.id(value) for value in inputs]
        name = self._modules[-1]
        self.steps.append({"op": op, "in": ids, "out": number, "name": name, "shape": shape, "macs": 0, **more})
        self._know(result, number)

    def same(self, value: Tensor, result: Tensor) -> None:
        """`result` is `value` in another tensor's clothes."""
        number = self.id(value)
        assert number is not None
        self._ids[id(result)] = number
        self._kept.append(result)

    @contextmanager
    def following(self, net: nn.Module) -> Iterator[None]:
        """Know in which module an operator runs, and take some modules whole."""
        handles = []
        for name, module in net.named_modules():
            whole = isinstance(module, nn.LocalResponseNorm)
            handles.append(module.register_forward_pre_hook(self._enter(name, whole)))
            handles.append(module.register_forward_hook(self._leave(whole)))
        try:
            yield
        finally:
            for handle in handles:
                handle.remove()

    def _enter(self, name: str, whole: bool) -> Any:
        def hook(module: nn.Module, args: Any) -> None:
            self._modules.append(name)
            self._whole += whole

        return hook

    def _leave(self, whole: bool) -> Any:
        def hook(module: nn.Module, args: Any, result: Any) -> None:
            if whole:
                _normalise(self, module, args[0], result)
                self._whole -= 1
            self._modules.pop()

        return hook

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        name = func._schema.name.removeprefix("aten::")
        flat = [one for arg in args for one in (arg if isinstance(arg, list | tuple) else [arg])]
        inputs = [value for value in flat if self.id(value) is not None or value in self.grouped]
        result = func(*args, **(kwargs or {}))
        if self._whole or not inputs:
            return result
        rule = _RULES.get(name.removesuffix("_"))
        given = _named(func, args, kwargs or {})
        if rule is None or not rule(self, given, result):
            raise ValueError(f"a page cannot compute {self._where(name, inputs)}")
        if name.endswith("_"):
            self._no_view(inputs[0], name)
        return result

    def _where(self, name: str, inputs: Sequence[Tensor]) -> str:
        shapes = ", ".join(str(tuple(value.shape)) for value in inputs)
        where = self._modules[-1]
        return f"{name} of {shapes}" + (f" in {where!r}" if where else "")

    def _no_view(self, changed: Tensor, name: str) -> None:
        # A view of what is overwritten would change too, and the steps would not say so.
        place = changed.untyped_storage().data_ptr()
        for other in self._kept:
            if other is not changed and other.untyped_storage().data_ptr() == place:
                raise ValueError(f"a page cannot compute {self._where(name, [changed])}: it overwrites a view")


def _named(func: Any, args: Any, kwargs: Any) -> dict[str, Any]:
    """Arguments by name, with their defaults."""
    schema = func._schema.arguments
    given = {arg.name: arg.default_value for arg in schema if arg.has_default_value()}
    return given | {arg.name: value for arg, value in zip(schema, args, strict=False)} | kwargs


# A rule writes the step of an operator, or says no. `r` is the recorder, `a` the operator's arguments by name.
_Rule = Callable[["_Recorder", dict[str, Any], Any], bool]
_RULES: dict[str, _Rule] = {}


def _rule(*names: str) -> Callable[[_Rule], _Rule]:
    def keep(rule: _Rule) -> _Rule:
        _RULES.update(dict.fromkeys(names, rule))
        return rule

    return keep


def _pair(value: Sequence[int]) -> list[int]:
    return [value[0], value[-1]]


def _weighted(
    r: _Recorder, op: str, x: Tensor, result: Tensor, weight: Tensor, bias: Tensor | None, **more: Any
) -> bool:
    """A step with weights: (M, C per group, rows, columns)."""
    channels = weight.shape[0]
    window = {"stride": [1, 1], "padding": [0, 0], "dilation": [1, 1], "groups": 1} | more
    taps = weight[0].numel()
    r.step(
        op, [x], result, kernel=list(weight.shape[2:]), **window, channels=channels, taps=taps,
        weight=weight.detach().clone(), bias=torch.zeros(channels) if bias is None else bias.detach().clone(),
    )  # fmt: skip
    if op != "norm":
        r.steps[-1]["macs"] = taps * result.numel()
    return True


@_rule("convolution")
def _convolution(r: _Recorder, a: dict[str, Any], result: Tensor) -> bool:
    if a["transposed"] or result.ndim != 4 or r.id(a["weight"]) is not None:
        return False
    window = {name: _pair(a[name]) for name in ("stride", "padding", "dilation")}
    return _weighted(r, "conv", a["input"], result, a["weight"], a["bias"], **window, groups=a["groups"])


@_rule("addmm")
def _linear(r: _Recorder, a: dict[str, Any], result: Tensor) -> bool:
    if r.id(a["mat2"]) is not None or a["beta"] != 1 or a["alpha"] != 1:
        return False
    return _weighted(r, "linear", a["mat1"], result, a["mat2"].t()[:, :, None, None], a["self"])


@_rule("mm")
def _linear_without_bias(r: _Recorder, a: dict[str, Any], result: Tensor) -> bool:
    if r.id(a["mat2"]) is not None:
        return False
    return _weighted(r, "linear", a["self"], result, a["mat2"].t()[:, :, None, None], None)


@_rule("native_batch_norm", "_native_batch_norm_legit_no_training", "cudnn_batch_norm")
def _batch_norm(r: _Recorder, a: dict[str, Any], result: Any) -> bool:
    mean, var, eps = a["running_mean"], a["running_var"], a.get("eps", a.get("epsilon"))
    if a.get("training") or mean is None:
        return False
    scale = torch.rsqrt(var + eps) * (1 if a["weight"] is None else a["weight"])
    return _per_channel(r, a["input"], result[0], scale, (0 if a["bias"] is None else a["bias"]) - mean * scale)


def _per_channel(r: _Recorder, x: Tensor, result: Tensor, scale: Tensor, shift: Tensor) -> bool:
    """scale * x + shift by channel: a depthwise pointwise convolution, until it is folded away."""
    return _weighted(r, "norm", x, result, scale[:, None, None, None], shift, groups=len(scale))


_ACTIVATION = {"low", "high", "act"}


def _curve(act: str) -> _Rule:
    def rule(r: _Recorder, a: dict[str, Any], result: Tensor) -> bool:
        r.step("same", [a["self"]], result, act=act)
        return True

    return rule


_RULES["hardswish"] = _curve("hswish")
_RULES["hardsigmoid"] = _curve("hsigmoid")
_RULES["sigmoid"] = _curve("sigmoid")
_RULES["silu"] = _curve("swish")


def _normalise(r: _Recorder, module: nn.LocalResponseNorm, x: Tensor, result: Tensor) -> None:
    """x * (k + alpha * mean of x**2 over neighbouring channels) ** -beta, in steps that a page has anyway."""
    if module.beta != 0.75:
        raise ValueError(f"a page normalises with beta 0.75, not {module.beta}")
    channels, below = torch.arange(x.shape[1]), module.size // 2
    offset = channels[None, :] - channels[:, None]
    near = (offset >= -below) & (offset < module.size - below)
    weight = near[:, :, None, None] * (module.alpha / module.size)
    bias = torch.full((x.shape[1],), float(module.k))
    squares = x * x
    factors = nn.functional.conv2d(squares, weight, bias) ** -module.beta
    r.step("mul", [x, x], squares)
    _weighted(r, "conv", squares, factors, weight, bias)
    r.steps[-1] |= {"act": "normalise", "macs": 0}
    r.step("mul", [x, factors], result)


@_rule("relu", "hardtanh", "clamp", "clamp_min", "clamp_max")
def _clamped(r: _Recorder, a: dict[str, Any], result: Tensor) -> bool:
    """ReLU and ReLU6: nothing below `low` or above `high`."""
    low, high = a.get("min_val", a.get("min")), a.get("max_val", a.get("max"))
    low = 0 if "min_val" not in a and "min" not in a and "max" not in a else low  # relu has neither
    limits = {name: float(limit) for name, limit in (("low", low), ("high", high)) if limit is not None}
    r.step("same", [a["self"]], result, **limits)
    return True


def _constant(r: _Recorder, value: Any, channels: int) -> Tensor | None:
    """A number, or one a channel, as (channels,); None for what is neither or depends on the image."""
    if r.id(value) is not None:
        return None
    value = torch.as_tensor(value, dtype=torch.float32).detach()
    if value.numel() == 1:
        return value.reshape(1).repeat(channels)
    fits = value.numel() == channels == value.shape[max(0, value.ndim - 3)]
    return value.reshape(channels) if fits else None


def _with_constant(r: _Recorder, a: dict[str, Any], result: Tensor, op: str) -> bool:
    x, other = a["self"], a["other"]
    if r.id(x) is None and op in ("add", "mul"):
        x, other = other, x
    if r.id(x) is None or a.get("alpha", 1) != 1 or a.get("rounding_mode") or result.shape != x.shape:
        return False
    number = _constant(r, other, x.shape[1])
    if number is None:
        return False
    one, zero = torch.ones(x.shape[1]), torch.zeros(x.shape[1])
    scale, shift = {
        "add": (one, number), "sub": (one, -number), "mul": (number, zero), "div": (1 / number, zero),
    }[op]  # fmt: skip
    return _per_channel(r, x, result, scale, shift)


def _binary(op: str) -> _Rule:
    def rule(r: _Recorder, a: dict[str, Any], result: Tensor) -> bool:
        x, y = a["self"], a["other"]
        if r.id(x) is None or r.id(y) is None:
            return _with_constant(r, a, result, op)
        if x.numel() < y.numel():
            x, y = y, x
        per_channel = y.ndim == x.ndim == 4 and y.shape[1:] == (x.shape[1], 1, 1)
        if op not in ("add", "mul") or a.get("alpha", 1) != 1 or not (x.shape == y.shape or per_channel):
            return False
        r.step(op, [x, y], result)
        return True

    return rule


for _name in ("add", "sub", "mul", "div"):
    _RULES[_name] = _binary(_name)


@_rule("cat")
def _concat(r: _Recorder, a: dict[str, Any], result: Tensor) -> bool:
    if a["dim"] % result.ndim != 1 or any(r.id(one) is None for one in a["tensors"]):
        return False
    r.step("concat", a["tensors"], result)
    return True


@_rule("max_pool2d_with_indices")
def _max_pool(r: _Recorder, a: dict[str, Any], result: tuple[Tensor, Tensor]) -> bool:
    return _pair(a["dilation"]) == [1, 1] and _pool(r, "max", a, result[0])


@_rule("avg_pool2d")
def _avg_pool(r: _Recorder, a: dict[str, Any], result: Tensor) -> bool:
    return a["divisor_override"] is None and _pool(r, "avg", a, result, padded=a["count_include_pad"])


def _pool(r: _Recorder, op: str, a: dict[str, Any], result: Tensor, **more: bool) -> bool:
    window = {
        "kernel": _pair(a["kernel_size"]),
        "stride": _pair(a["stride"] or a["kernel_size"]),
        "padding": _pair(a["padding"]) if isinstance(a["padding"], list | tuple) else [a["padding"]] * 2,
    }
    r.step(op, [a["self"]], result, **window, **more)
    return True


@_rule("mean")
def _mean(r: _Recorder, a: dict[str, Any], result: Tensor) -> bool:
    x, dims = a["self"], a.get("dim")
    if x.ndim != 4 or dims is None or sorted(dim % 4 for dim in dims) != [2, 3]:
        return False
    _average(r, x, result, list(x.shape[2:]))
    return True


def _average(r: _Recorder, x: Tensor, result: Tensor, window: list[int]) -> None:
    r.step("avg", [x], result, kernel=window, stride=window, padding=[0, 0], padded=False)


@_rule("_adaptive_avg_pool2d")
def _adaptive_pool(r: _Recorder, a: dict[str, Any], result: Tensor) -> bool:
    x = a["self"]
    (h, w), (rows, columns) = x.shape[2:], result.shape[2:]
    if (rows, columns) == (h, w):
        r.same(x, result)
    elif h % rows or w % columns:
        return False
    else:
        _average(r, x, result, [h // rows, w // columns])
    return True


@_rule("split", "split_with_sizes")
def _split(r: _Recorder, a: dict[str, Any], result: Sequence[Tensor]) -> bool:
    if a["dim"] % a["self"].ndim != 1:
        return False
    start = 0
    for part in result:
        r.step("slice", [a["self"]], part, **{"from": start, "to": start + part.shape[1]})
        start += part.shape[1]
    return True


@_rule("slice")
def _slice(r: _Recorder, a: dict[str, Any], result: Tensor) -> bool:
    x = a["self"]
    if result.shape == x.shape:
        r.same(x, result)
    elif a["dim"] % x.ndim == 1 and a["step"] == 1:
        start = (a["start"] or 0) % x.shape[1]
        r.step("slice", [x], result, **{"from": start, "to": start + result.shape[1]})
    else:
        return False
    return True


@_rule("view", "_unsafe_view", "reshape", "unsqueeze", "squeeze", "clone", "alias", "detach")
def _another_shape(r: _Recorder, a: dict[str, Any], result: Tensor) -> bool:
    x = a["self"]
    if x in r.grouped:
        return r.grouped.goes_on(r, x, result)
    values = result.shape[1:].numel()
    if result.shape == x.shape or (values == x.shape[1] and result.shape[:2] == x.shape[:2]):
        r.same(x, result)
    elif result.ndim == 2 and result.shape[0] == 1:
        r.step("flatten", [x], result)
    elif result.ndim == 5 and x.ndim == 4 and result.shape[3:] == x.shape[2:]:
        r.grouped.begins(x, result)
    else:
        return False
    return True


@_rule("transpose", "permute")
def _transpose(r: _Recorder, a: dict[str, Any], result: Tensor) -> bool:
    x = a["self"]
    order = list(range(x.ndim))
    if "dims" in a:
        order = [dim % x.ndim for dim in a["dims"]]
    else:
        i, j = a["dim0"] % x.ndim, a["dim1"] % x.ndim
        order[i], order[j] = order[j], order[i]
    return x in r.grouped and order == [0, 2, 1, 3, 4] and r.grouped.turns(x, result)


class _Grouped:
    """Maps whose channels stand as (groups, channels of one): the way of a channel shuffle, in three steps."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Tensor, Tensor, int]] = {}  # this tensor, the maps, how often it was turned

    def __contains__(self, value: object) -> bool:
        return id(value) in self._known

    def begins(self, maps: Tensor, result: Tensor) -> None:
        self._known[id(result)] = result, maps, 0

    def turns(self, value: Tensor, result: Tensor) -> bool:
        _, maps, turns = self._known[id(value)]
        self._known[id(result)] = result, maps, turns + 1
        return True

    def goes_on(self, r: _Recorder, value: Tensor, result: Tensor) -> bool:
        _, maps, turns = self._known[id(value)]
        if result.shape == value.shape:
            self._known[id(result)] = result, maps, turns
        elif result.shape == maps.shape and turns % 2:
            r.step("shuffle", [maps], result, groups=value.shape[2])
        elif result.shape == maps.shape:
            r.same(maps, result)
        else:
            return False
        return True


def _needed(steps: list[Step], result: int | None) -> list[Step]:
    """The image and the steps that lead to `result`, which the last one makes."""
    needed, kept = {result}, []
    for step in reversed(steps[1:]):
        if step["out"] in needed:
            needed.update(step["in"])
            kept.append(step)
    return [steps[0], *kept[::-1]]


def _sole_reader(steps: list[Step]) -> Callable[[Step], Step | None]:
    """The step that made a step's input, if it has weights, no activation yet, and no other reader."""
    made = {step["out"]: step for step in steps}
    reads = [number for step in steps for number in step["in"]]

    def of(step: Step) -> Step | None:
        before = made.get(step["in"][0])
        alone = before and reads.count(before["out"]) == 1 and len(step["in"]) == 1
        return before if alone and "taps" in before and not _ACTIVATION & before.keys() else None

    return of


def _folded(steps: list[Step]) -> list[Step]:
    """Batch norm, and constants added or multiplied, in the weights of the convolution before them."""
    kept: list[Step] = []
    for step in steps:
        before = _sole_reader(steps)(step) if step["op"] == "norm" else None
        if before is None:
            kept.append(step)
            continue
        scale = step["weight"]
        before["weight"] = before["weight"] * scale
        before["bias"] = before["bias"] * scale.flatten() + step["bias"]
        before["out"] = step["out"]
    for step in kept:
        step["op"] = "conv" if step["op"] == "norm" else step["op"]
    return kept


def _fused(steps: list[Step]) -> list[Step]:
    """Activations in the step before them."""
    kept: list[Step] = []
    for step in steps:
        before = _sole_reader(steps)(step) if _ACTIVATION & step.keys() else None
        if before is None:
            kept.append(step)
        else:
            before.update({name: step[name] for name in _ACTIVATION & step.keys()}, out=step["out"])
    return kept


def _pack(steps: list[Step], kind: Kind) -> bytes:
    """All weights in one text of bytes; each step's tensors give way to the places where they begin."""
    packed = bytearray()

    def put(array: np.ndarray) -> int:
        packed.extend(bytes(-len(packed) % 4))  # a float32 begins at a multiple of 4
        at = len(packed)
        packed.extend(array.tobytes())
        return at

    for step in steps:
        if "taps" not in step:
            continue
        weight = step["weight"].flatten(1).numpy().astype("<f4")
        step["bias"] = put(step["bias"].numpy().astype("<f4"))
        if kind == "int8":
            most = np.abs(weight).max(axis=1)
            scale = np.where(most > 0, most / 127, 1).astype("<f4")
            weight = np.rint(weight / scale[:, None]).astype("i1")
        elif kind == "float16":
            # The page moves the bits to where a float32 has them, and such a number is too small by this much.
            scale, weight = np.full(len(weight), 2.0**112, "<f4"), weight.astype("<f2")
        else:
            scale = np.ones(len(weight), "<f4")
        step["scale"], step["weight"] = put(scale), put(weight)
    return bytes(packed)

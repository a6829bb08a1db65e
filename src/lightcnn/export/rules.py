"""Which step an operator of torch is.

A rule writes the step of an operator, or says no. `r` is the recorder, `a` the operator's arguments by name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from lightcnn.export.record import Recorder

_Rule = Callable[[Recorder, dict[str, Any], Any], bool]
RULES: dict[str, _Rule] = {}


def _rule(*names: str) -> Callable[[_Rule], _Rule]:
    def keep(rule: _Rule) -> _Rule:
        RULES.update(dict.fromkeys(names, rule))
        return rule

    return keep


def _pair(value: Sequence[int]) -> list[int]:
    return [value[0], value[-1]]


def _weighted(
    r: Recorder, op: str, x: Tensor, result: Tensor, weight: Tensor, bias: Tensor | None, **more: Any
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
def _convolution(r: Recorder, a: dict[str, Any], result: Tensor) -> bool:
    if a["transposed"] or result.ndim != 4 or r.id(a["weight"]) is not None:
        return False
    window = {name: _pair(a[name]) for name in ("stride", "padding", "dilation")}
    return _weighted(r, "conv", a["input"], result, a["weight"], a["bias"], **window, groups=a["groups"])


@_rule("addmm")
def _linear(r: Recorder, a: dict[str, Any], result: Tensor) -> bool:
    if r.id(a["mat2"]) is not None or a["beta"] != 1 or a["alpha"] != 1:
        return False
    return _weighted(r, "linear", a["mat1"], result, a["mat2"].t()[:, :, None, None], a["self"])


@_rule("mm")
def _linear_without_bias(r: Recorder, a: dict[str, Any], result: Tensor) -> bool:
    if r.id(a["mat2"]) is not None:
        return False
    return _weighted(r, "linear", a["self"], result, a["mat2"].t()[:, :, None, None], None)


@_rule("native_batch_norm", "_native_batch_norm_legit_no_training", "cudnn_batch_norm")
def _batch_norm(r: Recorder, a: dict[str, Any], result: Any) -> bool:
    mean, var, eps = a["running_mean"], a["running_var"], a.get("eps", a.get("epsilon"))
    if a.get("training") or mean is None:
        return False
    scale = torch.rsqrt(var + eps) * (1 if a["weight"] is None else a["weight"])
    return _per_channel(
        r, a["input"], result[0], scale, (0 if a["bias"] is None else a["bias"]) - mean * scale
    )


def _per_channel(r: Recorder, x: Tensor, result: Tensor, scale: Tensor, shift: Tensor) -> bool:
    """scale * x + shift by channel: a depthwise pointwise convolution, until it is folded away."""
    return _weighted(r, "norm", x, result, scale[:, None, None, None], shift, groups=len(scale))


def _curve(act: str) -> _Rule:
    def rule(r: Recorder, a: dict[str, Any], result: Tensor) -> bool:
        r.step("same", [a["self"]], result, act=act)
        return True

    return rule


RULES["hardswish"] = _curve("hswish")
RULES["hardsigmoid"] = _curve("hsigmoid")
RULES["sigmoid"] = _curve("sigmoid")
RULES["silu"] = _curve("swish")


@_rule("relu", "hardtanh", "clamp", "clamp_min", "clamp_max")
def _clamped(r: Recorder, a: dict[str, Any], result: Tensor) -> bool:
    """ReLU and ReLU6: nothing below `low` or above `high`."""
    low, high = a.get("min_val", a.get("min")), a.get("max_val", a.get("max"))
    if not {"min_val", "min", "max"} & a.keys():
        low = 0  # ReLU states none
    limits = {name: float(limit) for name, limit in (("low", low), ("high", high)) if limit is not None}
    r.step("same", [a["self"]], result, **limits)
    return True


def _constant(r: Recorder, value: Any, x: Tensor) -> Tensor | None:
    """A number, or one a channel of `x`, as (channels,); None for what is neither or depends on the image."""
    if r.id(value) is not None:
        return None
    value, channels, axis = torch.as_tensor(value, dtype=torch.float32).detach(), x.shape[1], 1 - x.ndim
    if value.numel() == 1:
        return value.reshape(1).repeat(channels)
    fits = value.numel() == channels and value.ndim >= -axis and value.shape[axis] == channels
    return value.reshape(channels) if fits else None


def _with_constant(r: Recorder, a: dict[str, Any], result: Tensor, op: str) -> bool:
    x, other = a["self"], a["other"]
    if r.id(x) is None and op in ("add", "mul"):
        x, other = other, x
    if r.id(x) is None or a.get("alpha", 1) != 1 or a.get("rounding_mode") or result.shape != x.shape:
        return False
    number = _constant(r, other, x)
    if number is None:
        return False
    one, zero = torch.ones(x.shape[1]), torch.zeros(x.shape[1])
    scale, shift = {
        "add": (one, number), "sub": (one, -number), "mul": (number, zero), "div": (1 / number, zero),
    }[op]  # fmt: skip
    return _per_channel(r, x, result, scale, shift)


def _binary(op: str) -> _Rule:
    def rule(r: Recorder, a: dict[str, Any], result: Tensor) -> bool:
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
    RULES[_name] = _binary(_name)


@_rule("cat")
def _concat(r: Recorder, a: dict[str, Any], result: Tensor) -> bool:
    if a["dim"] % result.ndim != 1 or any(r.id(one) is None for one in a["tensors"]):
        return False
    r.step("concat", a["tensors"], result)
    return True


@_rule("max_pool2d_with_indices")
def _max_pool(r: Recorder, a: dict[str, Any], result: tuple[Tensor, Tensor]) -> bool:
    return _pair(a["dilation"]) == [1, 1] and _pool(r, "max", a, result[0])


@_rule("avg_pool2d")
def _avg_pool(r: Recorder, a: dict[str, Any], result: Tensor) -> bool:
    return a["divisor_override"] is None and _pool(r, "avg", a, result, padded=a["count_include_pad"])


def _pool(r: Recorder, op: str, a: dict[str, Any], result: Tensor, **more: bool) -> bool:
    window = {
        "kernel": _pair(a["kernel_size"]),
        "stride": _pair(a["stride"] or a["kernel_size"]),
        "padding": _pair(a["padding"]) if isinstance(a["padding"], list | tuple) else [a["padding"]] * 2,
    }
    r.step(op, [a["self"]], result, **window, **more)
    return True


@_rule("mean")
def _mean(r: Recorder, a: dict[str, Any], result: Tensor) -> bool:
    x, dims = a["self"], a.get("dim")
    if x.ndim != 4 or dims is None or sorted(dim % 4 for dim in dims) != [2, 3]:
        return False
    _average(r, x, result, list(x.shape[2:]))
    return True


def _average(r: Recorder, x: Tensor, result: Tensor, window: list[int]) -> None:
    r.step("avg", [x], result, kernel=window, stride=window, padding=[0, 0], padded=False)


@_rule("_adaptive_avg_pool2d")
def _adaptive_pool(r: Recorder, a: dict[str, Any], result: Tensor) -> bool:
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
def _split(r: Recorder, a: dict[str, Any], result: Sequence[Tensor]) -> bool:
    if a["dim"] % a["self"].ndim != 1:
        return False
    start = 0
    for part in result:
        r.step("slice", [a["self"]], part, **{"from": start, "to": start + part.shape[1]})
        start += part.shape[1]
    return True


@_rule("slice")
def _slice(r: Recorder, a: dict[str, Any], result: Tensor) -> bool:
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
def _another_shape(r: Recorder, a: dict[str, Any], result: Tensor) -> bool:
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
def _transpose(r: Recorder, a: dict[str, Any], result: Tensor) -> bool:
    x = a["self"]
    order = list(range(x.ndim))
    if "dims" in a:
        order = [dim % x.ndim for dim in a["dims"]]
    else:
        i, j = a["dim0"] % x.ndim, a["dim1"] % x.ndim
        order[i], order[j] = order[j], order[i]
    return x in r.grouped and order == [0, 2, 1, 3, 4] and r.grouped.turns(x, result)


def normalise(r: Recorder, module: nn.LocalResponseNorm, x: Tensor, result: Tensor) -> None:
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


WHOLE = {nn.LocalResponseNorm: normalise}

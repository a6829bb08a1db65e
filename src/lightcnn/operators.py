"""What PyTorch's operators multiply, and a mode that sees every one of them.

The formulas are those of `torch.utils.flop_counter`, which counts two operations for a multiply-add; the ones
it lacks stand here. An operator that multiplies and has no formula is refused, because a silent 0 would be
believed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from math import prod
from typing import Any

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import conv_flop_count, flop_registry, sdpa_flop

aten = torch.ops.aten
Formula = Callable[..., int]
Watcher = Callable[[int, bool, list[Tensor], list[Tensor]], None]

# Operators that multiply matrices, convolve, attend, transform or solve say so in their names ...
MULTIPLIES = re.compile(
    r"mm(_|$)|matmul|(^|_)(mv|addmv|v?dot|rnn|lstm|gru)(_|$)|conv|attention|transformer|linear|fft_|linalg_"
    r"|cdist|cholesky|triangular_solve"
)
# ... but so do some that rearrange, interpolate or work value by value.
HARMLESS = re.compile(
    r"convert|upsample|fftfreq|flatten_weight|reorder|check_errors|vector_norm|powsum|linalg_cross|_cell"
)
# Namespaces of PyTorch's own operators that compute nothing.
SILENT = ("prim", "profiler")
# Most of what operators are given besides tensors.
PLAIN = frozenset((int, float, bool, str, type(None)))


def _convolution(
    x: Tensor, weight: Tensor, bias: Any, stride: Any, padding: Any, dilation: Any, transposed: bool, *_: Any,
    out_val: Tensor, **__: Any,
) -> int:  # fmt: skip
    return conv_flop_count(list(x.shape), list(weight.shape), list(out_val.shape), transposed)


def _matrix_vector(matrix: Tensor, *_: Any, **__: Any) -> int:
    return 2 * matrix.numel()


def _linear(x: Tensor, weight: Tensor, *_: Any, **__: Any) -> int:
    return 2 * x.numel() * prod(weight.shape[:-1])


def _recurrent_layer(x: Tensor, of_input: Tensor, of_state: Tensor, *_: Any, **__: Any) -> int:
    return 2 * prod(x.shape[:-1]) * (of_input.numel() + of_state.numel())


def _recurrent(x: Tensor, weights: Iterable[Tensor], *_: Any, **__: Any) -> int:
    return 2 * prod(x.shape[:-1]) * sum(w.numel() for w in weights if w.ndim == 2)


def _after_first(formula: Formula) -> Formula:
    """The formula for an operator that adds its product to a first argument."""
    return lambda added, *args, **kwargs: formula(*args, **kwargs)


# Operations, two for a multiply-add, as in PyTorch's table.
FORMULAS: dict[Any, Formula] = {
    aten.convolution: _convolution,  # PyTorch's, without its search through every argument for shapes
    aten.mv: _matrix_vector,
    aten.addmv: _after_first(_matrix_vector),
    aten.addmv_: _after_first(_matrix_vector),
    aten.dot: _matrix_vector,
    aten.vdot: _matrix_vector,
    aten.linear: _linear,
    aten.addmm_: flop_registry[aten.addmm],
    aten._addmm_activation: flop_registry[aten.addmm],
    aten._int_mm: flop_registry[aten.mm],
    aten.baddbmm_: flop_registry[aten.baddbmm],
    aten.addbmm: flop_registry[aten.baddbmm],
    aten.addbmm_: flop_registry[aten.baddbmm],
    aten.mkldnn_rnn_layer: _recurrent_layer,
    aten._cudnn_rnn: _recurrent,
    # On a CPU, attention runs in an operator of its own (pytorch/pytorch#195460).
    aten._scaled_dot_product_flash_attention_for_cpu: sdpa_flop,
    aten._scaled_dot_product_attention_math_for_mps: sdpa_flop,
    aten._scaled_dot_product_fused_attention_overrideable: sdpa_flop,
}


class Operators(TorchDispatchMode):
    """Tells `watcher` of every operator that runs: multiply-adds, whether it is a view, tensors in and out.

    Raises: ValueError at an operator that multiplies and has no formula.
    """

    supports_higher_order_operators = True

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        # True would import PyTorch's compiler, for seconds, and pass every operator through it.
        return False

    def __init__(self, watcher: Watcher) -> None:
        super().__init__()
        self._watcher = watcher
        self._known: dict[Any, tuple[Formula | None, bool]] = {}

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        try:
            formula, view = self._about(func)
        except ValueError:
            # A composite operator is seen whole if all of its tensors are of inference mode: look inside.
            with self:
                parts = func.decompose(*args, **kwargs) if hasattr(func, "decompose") else NotImplemented
            if parts is NotImplemented:
                raise
            return parts
        out = func(*args, **kwargs)
        macs = 0 if formula is None else formula(*args, **kwargs, out_val=out) // 2
        self._watcher(macs, view, tensors((args, kwargs)), tensors(out))
        return out

    def _about(self, func: Any) -> tuple[Formula | None, bool]:
        if func not in self._known:
            self._known[func] = _formula(func), _is_view(func)
        return self._known[func]


def tensors(value: Any) -> list[Tensor]:
    """The tensors in a value: in lists, tuples, dictionaries and data classes, in order."""
    found: list[Tensor] = []
    _collect((value,), found)
    return found


def _collect(values: Iterable[Any], found: list[Tensor]) -> None:
    for value in values:
        if type(value) in PLAIN:
            continue
        if isinstance(value, Tensor):
            found.append(value)
        elif isinstance(value, (list, tuple, set)):
            _collect(value, found)
        elif isinstance(value, Mapping):
            _collect(value.values(), found)
        elif is_dataclass(value) and not isinstance(value, type):
            _collect((getattr(value, field.name) for field in fields(value)), found)


def _formula(func: Any) -> Formula | None:
    packet = getattr(func, "_overloadpacket", func)
    for table in (FORMULAS, flop_registry):
        if packet in table:
            return table[packet]
    namespace, name = getattr(func, "namespace", "higher_order"), getattr(packet, "__name__", str(func))
    if namespace in SILENT:
        return None
    if namespace in ("aten", "prims") and (HARMLESS.search(name) or not MULTIPLIES.search(name)):
        return None
    raise ValueError(
        f"{namespace}::{name} cannot be counted, because nobody has told what it multiplies; give its "
        "operations, two for a multiply-add, with torch.utils.flop_counter.register_flop_formula"
    )


def _is_view(func: Any) -> bool:
    # _unsafe_view is a view in all but name: it renames a tensor that nobody else holds.
    return getattr(func, "is_view", False) or func is aten._unsafe_view.default

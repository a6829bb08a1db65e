"""Judging without a trace: on copies of what is the reader's, under settings that are always the same."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn


@contextmanager
def aside() -> Iterator[None]:
    """PyTorch as it is when freshly imported, from one seed; the reader's settings and draws come back.

    Gradients are on, inference mode and autocast off, the default dtype is float32, the default device the
    CPU. Verdicts then depend on the answer alone.
    """
    python, numpy_, torch_ = random.getstate(), np.random.get_state(), torch.get_rng_state()
    gpus = torch.cuda.get_rng_state_all() if torch.cuda.is_initialized() else None
    dtype = torch.get_default_dtype()
    try:
        with ExitStack() as stack:
            stack.enter_context(torch.inference_mode(False))
            stack.enter_context(torch.enable_grad())
            for device in ("cpu", "cuda"):
                if torch.is_autocast_enabled(device):
                    stack.enter_context(torch.autocast(device, enabled=False))
            stack.enter_context(torch.device("cpu"))
            torch.set_default_dtype(torch.float32)
            torch.default_generator.manual_seed(0)
            yield
    finally:
        torch.set_default_dtype(dtype)
        random.setstate(python)
        np.random.set_state(numpy_)
        torch.set_rng_state(torch_)
        if gpus is not None:
            torch.cuda.set_rng_state_all(gpus)


def own(answer: Any) -> Any:
    """A copy of an answer, which a judge may set to evaluation mode, fill with weights or write to.

    Modules and tensors are copied to the CPU and to float32, tensors without their gradients' history; lists,
    tuples and dictionaries item by item. A function, a class or a bound method cannot be copied: what it
    returns is.
    """
    if isinstance(answer, Tensor):
        copied = answer.detach().cpu().clone()
        return copied.float() if copied.is_floating_point() else copied
    if isinstance(answer, nn.Module):
        return _module(answer)
    if type(answer) in (list, tuple):
        return type(answer)(own(item) for item in answer)
    if type(answer) is dict:
        return {key: own(value) for key, value in answer.items()}
    if isinstance(answer, np.ndarray):
        return answer.copy()
    if not callable(answer):
        return answer
    # A method of the reader's module, or a partial over one, would still run that module.
    run = answer
    try:
        run = copy.deepcopy(answer)
    except Exception:  # anything may stand behind a callable: what cannot be copied is called as it is
        pass
    return lambda *args, **kwargs: own(run(*args, **kwargs))


def _module(module: nn.Module) -> nn.Module:
    # Tensors with a history cannot be copied by `deepcopy`; their values can.
    held = [value for part in module.modules() for value in vars(part).values() if isinstance(value, Tensor)]
    memo = {id(value): value.detach().clone() for value in held if not value.is_leaf}
    return copy.deepcopy(module, memo).to("cpu", torch.float32)

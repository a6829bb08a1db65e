"""torchvision's networks, which ours are tested and timed against."""

from __future__ import annotations

import sys
from functools import cache
from importlib import import_module
from typing import Any

import torch

KEPT: list[torch.library.Library] = []  # a declaration lasts as long as the object that made it


@cache
def torchvision_models() -> Any:
    """`torchvision.models`, also beside a CPU build of torch, where its compiled operators do not load.

    There its import fails on the two operators that it looks up, and declaring them is enough for the models.
    Where they do load they must not be declared: a second declaration ends the process.
    """
    try:
        return import_module("torchvision.models")
    except RuntimeError as error:
        if "torchvision::nms" not in str(error):
            raise
    for name in [name for name in sys.modules if name.split(".")[0] == "torchvision"]:
        del sys.modules[name]
    library = torch.library.Library("torchvision", "FRAGMENT")
    for name in ("nms", "qnms"):
        library.define(name + "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    KEPT.append(library)
    return import_module("torchvision.models")

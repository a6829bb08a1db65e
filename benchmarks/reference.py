"""torchvision's networks, which ours are tested and timed against."""

from __future__ import annotations

from functools import cache
from typing import Any

import torch

KEPT: list[torch.library.Library] = []  # a declaration lasts as long as the object that made it


@cache
def torchvision_models() -> Any:
    """`torchvision.models`, also beside a CPU build of torch, where its compiled operators do not load.

    Declaring the two operators that its import looks up is enough for the models.
    """
    library = torch.library.Library("torchvision", "FRAGMENT")
    for name in ("nms", "qnms"):
        try:
            library.define(name + "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
        except RuntimeError:
            continue  # the compiled one is there
    KEPT.append(library)
    import torchvision.models

    return torchvision.models

"""The published variants of all networks, by name."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from torch import nn


def variants() -> dict[str, Callable[[], nn.Module]]:
    """The `VARIANTS` of every file beside this one, file by file.

    Raises: ValueError if a name does not begin with its file's name, by which readers and the build find it.
    """
    beside = [module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)])]
    files = [name for name in beside if not name.startswith("_") and name != Path(__file__).stem]
    found: dict[str, Callable[[], nn.Module]] = {}
    for file in files:
        variants = import_module(f"{__package__}.{file}").VARIANTS
        for name in variants:
            if max((other for other in files if name.startswith(other)), key=len, default="") != file:
                raise ValueError(f"a variant in {file}.py must begin with that name, got {name!r}")
        found |= variants
    return found


NETWORKS: dict[str, Callable[[], nn.Module]] = variants()
"""Name, torchvision's where it has one -> a function that builds the network."""

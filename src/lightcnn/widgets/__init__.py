"""Widgets: one idea each, live in a notebook, on a page without a kernel and on a slide."""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOMES = {
    "ConvolutionExplorer": "convolution_explorer",
    "FireFlow": "fire_flow",
    "GroupShuffle": "group_shuffle",
    "LowRank": "low_rank",
    "ShuffleUnits": "shuffle_units",
}
__all__ = ["ConvolutionExplorer", "FireFlow", "GroupShuffle", "LowRank", "ShuffleUnits"]  # noqa: F822


def __getattr__(name: str) -> Any:
    # A page loads only the widgets that it shows.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it has {sorted(_HOMES)}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)

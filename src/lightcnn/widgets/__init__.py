"""Widgets: one idea each, live in a notebook, on a page without a kernel and on a slide.

A widget is found by its place: `FireFlow` is in `fire_flow`.
"""

from __future__ import annotations

import pkgutil
import re
from importlib import import_module
from typing import Any


def __getattr__(name: str) -> Any:
    # A page loads only the widgets that it shows.
    home = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    found = [module.name for module in pkgutil.iter_modules(__path__)]
    if home == name or home not in found:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it has {found}")
    return getattr(import_module(f"{__name__}.{home}"), name)

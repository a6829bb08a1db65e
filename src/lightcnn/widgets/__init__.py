"""Widgets: one idea each, live in a notebook, on a page without a kernel and on a slide.

The widget `FireFlow` is found by its place, the folder `fire_flow`: its class and traits in ``__init__.py``,
what it draws in ``widget.js`` and ``widget.css``, its first frame in ``frame.py``. What all share lies in
``kit``.
"""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from typing import Any

__all__ = sorted(  # pyright: ignore[reportUnsupportedDunderAll]
    script.parent.name.title().replace("_", "") for script in Path(__file__).parent.glob("*/widget.js")
)


def __getattr__(name: str) -> Any:
    # A page loads only the widgets that it shows.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it has {__all__}")
    folder = re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
    return getattr(import_module(f"{__name__}.{folder}"), name)


def __dir__() -> list[str]:
    return __all__

"""Lightweight convolutional networks, block by block: the library under the book *Small by Design*.

Rooms: `arithmetic` (closed forms), `published` (figures as printed), `blocks`, `networks`, `profiling`,
`pretrained`, `learning`, `plots`, `widgets`, `exercises`. Import from the room, for example
``from lightcnn.networks import shufflenet_v1``, or write ``lightcnn.networks``, which loads it when it is
first asked for. ``python -m lightcnn`` lists the networks, and profiles one by name.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from types import ModuleType

__version__ = "0.1.0"


def __getattr__(name: str) -> ModuleType:
    """A room, loaded when it is first asked for: torch is not imported before it is needed."""
    if name in _rooms():
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({"__doc__", "__file__", "__name__", "__path__", "__version__", *_rooms()})


def _rooms() -> set[str]:
    """The public modules and packages beside this file."""
    places = (path for folder in __path__ for path in Path(folder).iterdir() if path.name[0] not in "_.")
    return {path.stem for path in places if path.suffix == ".py" or (path / "__init__.py").is_file()}

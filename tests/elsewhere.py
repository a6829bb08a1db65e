"""Work in a thread of its own: an open browser has the event loop and the stack of the present one."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def elsewhere(work: Callable[..., Any], *what: Any, **options: Any) -> Any:
    """What ``work(*what, **options)`` returns or raises."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work, *what, **options).result()

"""Puts a computed value under a name, so that prose on the same page can print it.

The prose says ``{glue:text}`name` `` or ``{glue:text}`name:.1f` ``; a notebook shows nothing.
"""

from __future__ import annotations

from typing import Any

from IPython.display import display


def record(name: str, value: Any) -> None:
    """Emit `value` as an invisible output that a page finds under `name`.

    Args:
        name: Unique on its page; letters, digits, dots, underscores and hyphens.
        value: Anything with a text form; numbers keep their type's repr, so that prose can format them.
    Raises: ValueError on an empty name or one with white space or a colon.
    """
    if not name or any(character.isspace() or character == ":" for character in name):
        raise ValueError(f"a recorded name has no white space and no colon, got {name!r}")
    value = (
        value.item() if hasattr(value, "item") else value
    )  # numpy and torch scalars print as plain numbers
    prefix = "application/papermill.record/"
    display(
        {prefix + "text/plain": repr(value)},
        raw=True,
        metadata={"scrapbook": {"name": name, "mime_prefix": prefix}},
    )

"""The pieces that a notebook's Markdown is put together from: quotes, lists, folds, targets of links."""

from __future__ import annotations

import re
from html import escape

from docutils import nodes


def anchors(node: nodes.Element) -> str:
    """Targets for links inside the notebook."""
    return "".join(f'<a id="{escape(name)}"></a>' for name in node.get("ids", ())) + (
        "\n\n" if node.get("ids") else ""
    )


def split_title(node: nodes.Element) -> tuple[nodes.Element | None, list[nodes.Node]]:
    """The title of a section or box, None without one, and what follows it."""
    if node.children and isinstance(node.children[0], nodes.title):
        return node.children[0], list(node.children[1:])
    return None, list(node.children)


def indent(body: str, mark: str, width: int | None = None) -> str:
    """A list item: its mark, and what follows its first line `width` in (default: below the first letter)."""
    lines = body.splitlines() or [""]
    space = " " * (len(mark) if width is None else width)
    return "\n".join([mark + lines[0], *(space + line if line else "" for line in lines[1:])])


def quote(body: str) -> str:
    """A box: every line behind a bar."""
    return "\n".join(f"> {line}".rstrip() for line in body.strip().splitlines())


def fold(summary: str, body: str) -> str:
    """Folded until the reader opens it. The summary is HTML, so that it shows as a line of its own."""
    return f"<details>\n<summary>{_plain(summary)}</summary>\n\n{body}\n\n</details>"


def _plain(markdown: str) -> str:
    """A summary cannot hold Markdown: its marks are taken off."""
    words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", markdown)
    return re.sub(r"\\([\\`*_\[\]$])", r"\1", words).replace("**", "")

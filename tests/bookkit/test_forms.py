"""A node has the form of its class, else of its base; nobody knows a class by the letters of its name."""

from __future__ import annotations

import re
from pathlib import Path

from docutils import nodes

import bookkit
from bookkit.forms import Forms

BY_NAME = re.compile(
    r"type\(\w+\)\.__name__\s*(==|!=|in\b)|in type\(\w+\)\.__name__|__name__\.(start|ends)with"
)


class note_of_ours(nodes.paragraph):
    """A word's node."""


def test_the_nearest_class_decides() -> None:
    forms = Forms()
    forms(nodes.Element)(lambda node: "any")
    forms(nodes.paragraph, nodes.title)(lambda node: "text")
    assert forms.of(note_of_ours())(note_of_ours()) == "text"
    forms(note_of_ours)(lambda node: "ours")
    assert forms.of(note_of_ours())(note_of_ours()) == "ours"
    assert forms.of(nodes.table())(nodes.table()) == "any"
    assert forms.of(nodes.Text("")) is None


def test_no_class_is_known_by_its_name() -> None:
    files = Path(bookkit.__file__).parent.rglob("*.py")
    sources = {path.name: path.read_text(encoding="utf8") for path in files}
    assert BY_NAME.search('if type(node).__name__ == "quiz"')
    assert BY_NAME.search('"widget" in type(part).__name__')
    assert [name for name, text in sources.items() if BY_NAME.search(text)] == []

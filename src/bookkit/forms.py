"""What becomes of a node in a notebook and on a slide, said in the file of its directive.

A page's form is Sphinx's own affair (``app.add_node``), and a deck shows it too, unless the node has a form
of its own there::

    @forms.markdown(quiz)
    def as_markdown(cell: forms.Cell, node: quiz) -> str: ...
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol, TypeVar

from docutils import nodes

Form = TypeVar("Form", bound=Callable[..., Any])


class Cell(Protocol):
    """What turns a node into Markdown, as a form sees it."""

    solutions: str  # answers are "folded", left "out" or "open"

    def render(self, blocks: Iterable[nodes.Node]) -> str:
        """The Markdown of blocks, one after the other."""
        ...

    def number(self, kind: str, name: str, /) -> str:
        """The printed number of what is called `name`, "" without one."""
        ...


class Notebook(Protocol):
    """One edition of a chapter's notebook while its cells are made, as a form sees it."""

    cell: Cell
    check: str  # the line of the last code cell that has an answer checked

    def say(self, node: nodes.Node) -> None:
        """Go on with a node's Markdown."""
        ...

    def write(self, markdown: str) -> None:
        """Go on with Markdown."""
        ...

    def code(self, source: str, tags: Sequence[str] = ()) -> None:
        """Add a code cell."""
        ...


class Slide(Protocol):
    """A slide while it is being collected, as a form sees it."""

    body: list[nodes.Node]
    notes: list[nodes.Node]


class Forms:
    """The forms of one kind, by class of node; a class without a form has that of its base."""

    def __init__(self) -> None:
        self._found: dict[type, Callable[..., Any]] = {}

    def __call__(self, *kinds: type) -> Callable[[Form], Form]:
        """Decorates the form of nodes of `kinds`."""

        def keep(form: Form) -> Form:
            self._found |= dict.fromkeys(kinds, form)
            return form

        return keep

    def of(self, node: nodes.Node) -> Callable[..., Any] | None:
        """The form of `node`, None without one."""
        return next((self._found[kind] for kind in type(node).__mro__ if kind in self._found), None)


markdown = Forms()  # (Cell, node) -> Markdown: the node inside a cell of text
cells = Forms()  # (Notebook, node) -> None: the node as cells of its own, where it stands in no other
slide = Forms()  # (Slide, node) -> None: what the slide shows, and what the lecturer says

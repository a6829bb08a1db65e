"""The one list of handlers is true: nothing in it is missing, nothing of ours fires beside it."""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path

import pytest
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

import bookkit
from bookkit import frame

NAMED = [name for handlers in frame.EVENTS.values() for name in handlers if name != frame.OTHERS]
SOURCES = Path(bookkit.__file__).parent


@pytest.mark.parametrize("name", [*NAMED, *frame.TRANSFORMS])
def test_what_the_list_names_is_there(name: str) -> None:
    part, _, function = name.rpartition(".")
    assert f"bookkit.{part}" in set(frame.parts([part.partition(".")[0]]))
    assert callable(getattr(import_module(f"bookkit.{part}"), function))


def test_nobody_connects_beside_the_list() -> None:
    beside = {"connect", "add_post_transform"}
    found = [
        path.relative_to(SOURCES).as_posix()
        for path in SOURCES.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in beside
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "app"
    ]
    assert set(found) == {"frame.py"}


@pytest.mark.parametrize("part", ["page.styles", "screen.mathematics"])
def test_handlers_fire_in_the_order_of_the_list(tmp_path: Path, part: str) -> None:
    (tmp_path / "index.rst").write_text("T\n=\n", encoding="utf8")
    with patch_docutils(str(tmp_path)), docutils_namespace():
        app = Sphinx(
            str(tmp_path),
            None,
            str(tmp_path / "out"),
            str(tmp_path / "trees"),
            "html",
            {"extensions": [f"bookkit.{part}"]},
            status=None,
            warning=None,
        )
    for event, handlers in frame.EVENTS.items():
        fired = sorted(app.events.listeners[event], key=lambda one: one.priority)
        ours = [place for place, one in enumerate(fired) if one.handler.__module__ == f"bookkit.{part}"]
        before = [name for name in handlers[: handlers.index(frame.OTHERS)] if name.startswith(f"{part}.")]
        after = [name for name in handlers[handlers.index(frame.OTHERS) :] if name.startswith(f"{part}.")]
        assert [fired[place].handler.__name__ for place in ours] == [
            name.rpartition(".")[2] for name in (*before, *after)
        ]
        assert ours[: len(before)] == list(range(len(before)))
        assert ours[len(before) :] == list(range(len(fired) - len(after), len(fired)))


def test_a_part_serves_the_doors_of_its_room() -> None:
    def rooms(door: str) -> set[str]:
        return {room for room, doors in frame.ROOMS.items() if door in doors}

    assert rooms("page") == {"execution", "screen", "words", "page"}
    assert rooms("deck") == {"execution", "screen", "words", "deck"}
    assert rooms("notebook") == {"execution", "words", "notebook"}
    assert {"bookkit.words.quiz", "bookkit.words.slide"} <= set(frame.parts(["words"]))

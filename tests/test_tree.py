"""What git tracks: sources only, in the book's own words, one idea a cell."""

from __future__ import annotations

import ast
import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from subprocess import run

import pytest
import yaml

from bookkit.execution.keys import plain_python

ROOT = Path(__file__).parents[1]
CELL_LINES = 20
LARGEST = 400_000  # bytes; fonts are the largest sources
DATA = {"src/lightcnn/learning/fashion_mnist/subset.xz"}  # 6,000 pictures, as small as they get
TEXT = {".md", ".py", ".toml", ".yml", ".js", ".css", ".html", ".svg", ".bib", ".txt", ".json", ""}
# Code cells of the page language, with their options on the first lines.
CELL = re.compile(r"^```\{code-cell\}[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
OPTIONS = re.compile(r"\A(:[^\n]*\n|---\n.*?^---\n)*", re.MULTILINE | re.DOTALL)
GENERATED = re.compile(
    r"(^|/)(_build|node_modules|dist|\.venv[^/]*|__pycache__|\.ipynb_checkpoints|data)/"
    r"|\.(ipynb|pyc|onnx|pt|pth|ckpt|npz?|pkl|whl|zip|map|bundle\.js|min\.js|png|jpe?g|gif|pdf)$"
)
SEEN = ("astronaut", "chelsea", "coffee", "rocket")
PICTURES = {
    "src/bookkit/page/assets/card.png",  # other sites show the book by it, and read no SVG
    # What a trained network looks at, in the page and in its chapter.
    *(f"src/lightcnn/pretrained/photographs/{name}.jpg" for name in SEEN),
}
# Each in two parts, so that this file passes its own test.
PRIVATE = ["/wor" + "k/", "/ro" + "ot/", "/ho" + "me/", "shar" + "ed/"]


@cache
def tracked() -> tuple[str, ...]:
    """Every file git tracks, or would with the next commit."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listing = run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return tuple(name for name in listing.splitlines() if (ROOT / name).is_file())


def texts() -> list[tuple[str, str]]:
    return [
        (name, (ROOT / name).read_text(encoding="utf8")) for name in tracked() if Path(name).suffix in TEXT
    ]


def chapters() -> list[str]:
    return [name for name in tracked() if name.startswith("chapters/") and name.endswith(".md")]


def cells(chapter: str) -> list[str]:
    """The code of a chapter's cells, without their options."""
    return [OPTIONS.sub("", cell) for cell in CELL.findall((ROOT / chapter).read_text(encoding="utf8"))]


def test_there_is_a_tree_to_look_at() -> None:
    assert {"Makefile", "_toc.yml", "chapters/intro.md"} <= set(tracked())
    assert sum(len(cells(chapter)) for chapter in chapters()) > 20


def test_no_generated_file_is_tracked() -> None:
    assert [name for name in tracked() if GENERATED.search(name) and name not in PICTURES] == []


def test_no_file_is_large() -> None:
    large = {name for name in tracked() if (ROOT / name).stat().st_size > LARGEST}
    assert large == DATA
    assert sum((ROOT / name).stat().st_size for name in DATA) < 2_300_000


def test_no_script_is_a_bundle() -> None:
    """Scripts and styles are written by hand: a line of 2,000 characters is a bundler's, the typesetting's
    own style sheet excepted."""
    sources = [(name, text) for name, text in texts() if name.endswith((".js", ".css"))]
    assert sources
    long = [name for name, text in sources if max(map(len, text.splitlines()), default=0) > 2000]
    assert [name for name in long if "/typesetting/" not in name] == []


def test_nothing_speaks_of_the_machine_it_was_written_on() -> None:
    found = [(name, word) for name, text in texts() for word in PRIVATE if word in text]
    assert found == []


@pytest.mark.parametrize("word", [r"\bMACs?\b", r"\bFLOPs?\b"])
def test_multiply_adds_are_called_so(word: str) -> None:
    """Other names are ambiguous, so prose has one. Code and quotations are others' words; the appendix, and a
    paragraph that sets such a word in *italics*, explain them."""
    found = []
    for chapter in (name for name in chapters() if "/appendix/" not in name):
        text = CELL.sub("", (ROOT / chapter).read_text(encoding="utf8"))
        prose = re.sub(r"`[^`\n]*`|\"[^\"\n]{1,120}\"|“[^”]{1,120}”|\[\^?[^\]]*\]\([^)]*\)", "", text)
        paragraphs = [part for part in prose.split("\n\n") if not re.search(r"\*(MACs?|FLOPs?)\*", part)]
        found += [(chapter, part) for part in paragraphs if re.search(word, part)]
    assert found == []


@pytest.mark.parametrize("chapter", chapters())
def test_cells_are_short(chapter: str) -> None:
    long = [cell for cell in cells(chapter) if len(cell.rstrip().splitlines()) > CELL_LINES]
    assert long == [], f"at most {CELL_LINES} lines"


def test_no_helper_is_pasted_from_chapter_to_chapter() -> None:
    """A function or class defined in two chapters belongs into the library; an empty starter does not."""
    homes: dict[str, set[str]] = {}
    for chapter in chapters():
        for cell in cells(chapter):
            for node in ast.parse(plain_python(cell)).body:
                if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.unparse(node.body[-1]) != "...":
                    homes.setdefault(node.name, set()).add(chapter)
    assert {name: where for name, where in homes.items() if len(where) > 1} == {}


def test_chapters_draw_through_the_library() -> None:
    """A chapter may ask for axes and hand them to the library; it plots and installs nothing itself."""
    banned = re.compile(r"\b(plt|axe?s?)\.(plot|bar|scatter|imshow|hist|show)\(|^\s*[%!]\s*pip", re.MULTILINE)
    found = [(chapter, cell) for chapter in chapters() for cell in cells(chapter) if banned.search(cell)]
    assert found == []


def test_every_page_is_in_the_contents_once() -> None:
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf8"))
    listed = [toc["root"], *(page["file"] for part in toc["parts"] for page in part["chapters"])]
    assert Counter(listed) == Counter(name.removesuffix(".md") for name in chapters())


def test_every_picture_is_used() -> None:
    pages = " ".join((ROOT / chapter).read_text(encoding="utf8") for chapter in chapters())
    pictures = [name for name in tracked() if name.startswith("images/")]
    assert pictures and [name for name in pictures if name not in pages] == []


def test_pins_are_exact_and_agree() -> None:
    """requirements*.txt pin exactly, and constraints.txt pins the same versions."""
    pin = re.compile(r"^([A-Za-z0-9_.-]+)(?:\[\w+\])?==([^\s;]+)", re.MULTILINE)
    constraints = {
        name.lower().replace("_", "-"): version
        for name, version in pin.findall((ROOT / "constraints.txt").read_text(encoding="utf8"))
    }
    for file in ("requirements.txt", "requirements-dev.txt"):
        lines = (ROOT / file).read_text(encoding="utf8").splitlines()
        for line in (line for line in lines if line and line[0] not in "#-"):
            name, version = pin.fullmatch(line).groups()  # type: ignore[union-attr]
            assert constraints[name.lower().replace("_", "-")] == version, line


def test_our_versions_satisfy_the_package_s_lower_bounds() -> None:
    """`pip install lightcnn` in a hosted notebook and the book's own pins must not contradict each other."""
    from importlib.metadata import requires, version

    from packaging.requirements import Requirement

    wanted = [Requirement(text) for text in requires("lightcnn") or ()]
    assert wanted
    assert [str(need) for need in wanted if not need.specifier.contains(version(need.name))] == []


def test_json_is_valid() -> None:
    for name in tracked():
        if name.endswith(".json"):
            json.loads((ROOT / name).read_text(encoding="utf8"))

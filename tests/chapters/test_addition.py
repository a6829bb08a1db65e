"""A chapter is pure addition: with all that belongs to it, it runs itself and no other page."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml
from elsewhere import elsewhere

from bookkit.execution.run import Book, execute

ROOT = Path(__file__).parents[2]
SOURCES = ("chapters", "src/lightcnn", "_toc.yml", "_config.yml", "requirements.txt", "constraints.txt")
CHAPTER = "chapters/addition/sums"

BLOCK = '''"""A block: (N, C, H, W) -> the same."""
from torch import nn

class Twice(nn.Module):
    def forward(self, x):
        return x + x
'''
NETWORK = '''"""A network: (N, 3, H, W) -> logits (N, 4)."""
from torch import nn
from lightcnn.blocks.twice import Twice

def twicenet():
    return nn.Sequential(nn.Conv2d(3, 4, 1), Twice(), nn.AdaptiveAvgPool2d(1), nn.Flatten())

VARIANTS = {"twicenet_x1_0": twicenet}
'''
EXERCISES = '''"""Judges of the chapter."""
from lightcnn.exercises._compare import compare_number
from lightcnn.exercises._registry import exercise

@exercise("sums.two")
def judge_two(answer):
    return compare_number(answer, 2, "Well added.")
'''
WIDGET = '''"""A widget in a folder of its own."""
from pathlib import Path
import anywidget

class AddUp(anywidget.AnyWidget):
    _esm = (Path(__file__).parent / "widget.js").read_text()
    _css = (Path(__file__).parent / "widget.css").read_text()
'''
PLOT = '''"""A plot: the Axes in, the Axes out."""
def dot(ax):
    ax.plot([1], [1], "o")
    return ax
'''
EXPERIMENT = '''"""An experiment with a recorded run."""
import json
from importlib.resources import files

def recorded_sums():
    return json.loads(files("lightcnn.learning").joinpath("recorded/sums.json").read_text())
'''
FILES = {
    "blocks/twice.py": BLOCK,
    "networks/twicenet.py": NETWORK,
    "exercises/sums.py": EXERCISES,
    "widgets/add_up/__init__.py": WIDGET,
    "widgets/add_up/widget.js": "export default { render() {} };\n",
    "widgets/add_up/widget.css": ".add-up { color: inherit }\n",
    "published/twicenet.toml": 'x1.params = "16"\nsource = "arXiv:0000.00000"\n',
    "plots/dots.py": PLOT,
    "learning/experiments/sums.py": EXPERIMENT,
    "learning/recorded/sums.json": "[1, 2]\n",
}
# What a door gains: one line, for the editors and type checkers that complete names.
LINES = {
    "blocks/__init__.py": "from lightcnn.blocks.twice import Twice as Twice\n",
    "networks/__init__.py": "from lightcnn.networks.twicenet import twicenet as twicenet\n",
    "plots/__init__.py": "from lightcnn.plots.dots import dot as dot\n",
}
CELLS = [
    'from lightcnn.networks import NETWORKS\nnet = NETWORKS["twicenet_x1_0"]()',
    "from lightcnn.blocks import Twice\nassert isinstance(net[1], Twice)",
    'from lightcnn.published import published\nsize = "twicenet.x1"\n'
    'assert published(f"{size}.params").agrees(sum(p.numel() for p in net.parameters()))',
    "from lightcnn.learning.experiments.sums import recorded_sums\nassert recorded_sums() == [1, 2]",
    "from matplotlib.figure import Figure\nfrom lightcnn.plots import dot\ndot(Figure().subplots());",
    "from lightcnn.widgets import AddUp\nAddUp()",
    'from lightcnn.exercises import check\nanswer = 1 + 1\nassert check("sums.two", answer)',
]  # fmt: skip
FRONT = "---\njupytext: {text_representation: {format_name: myst}}\nkernelspec: {name: python3}\n---\n\n# Sums\n\n"

# Of the chapters that stood when this test was written: who uses what.
COST = "chapters/foundations/cost-of-a-convolution"
SQUEEZENET, SQUEEZENEXT = "chapters/squeezenet/squeezenet", "chapters/squeezenet/squeezenext"
SHUFFLENET, LIBRARY = "chapters/shufflenet/shufflenet-v1", "chapters/appendix/library"
STOOD = {COST, SQUEEZENET, SQUEEZENEXT, SHUFFLENET, LIBRARY}


def copy_of_the_book(target: Path) -> Path:
    for name in SOURCES:
        source = ROOT / name
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target / name)
    return target


def add_a_chapter(root: Path) -> None:
    """A chapter with its block, network, exercise, widget, figures, plot, experiment and recorded run."""
    for name, text in FILES.items():
        path = root / "src/lightcnn" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf8")
    for name, line in LINES.items():
        door = root / "src/lightcnn" / name
        before, imports, after = door.read_text(encoding="utf8").partition("from lightcnn.")
        door.write_text(f"{before}{line}{imports}{after}", encoding="utf8")
    page = root / f"{CHAPTER}.md"
    page.parent.mkdir()
    blocks = "\n".join(f"```{{code-cell}} ipython3\n{cell}\n```\n" for cell in CELLS)
    page.write_text(f"{FRONT}{blocks}", encoding="utf8")
    contents = yaml.safe_load((root / "_toc.yml").read_text(encoding="utf8"))
    contents["parts"].insert(-1, {"caption": "Addition", "chapters": [{"file": CHAPTER}]})
    (root / "_toc.yml").write_text(yaml.safe_dump(contents, sort_keys=False), encoding="utf8")


def stale(root: Path) -> set[str]:
    """The chapters that would execute now."""
    book = Book(root)
    return elsewhere(lambda: {chapter.docname for chapter in book.chapters if not book.is_current(chapter)})


def keys_of(root: Path) -> dict[str, str]:
    return elsewhere(lambda: Book(root).keys)


def keep_all(book: Book) -> None:
    """As if all chapters had run."""
    for chapter in book.chapters:
        book.keep(chapter, chapter.notebook, seconds=1.0)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the book as if all its chapters had run, and then one chapter added."""
    root = copy_of_the_book(tmp_path_factory.mktemp("book"))
    elsewhere(keep_all, Book(root))
    add_a_chapter(root)
    return root


@pytest.fixture(scope="module")
def keys(scratch: Path) -> dict[str, str]:
    return keys_of(scratch)


@pytest.fixture
def keys_change(scratch: Path, keys: dict[str, str]) -> Iterator[Callable[[str], set[str]]]:
    """Edit one file of the library, see which chapters' keys change, and put it back."""
    kept = {}

    def edit(name: str) -> set[str]:
        path = scratch / "src/lightcnn" / name
        kept[path] = path.read_bytes()
        path.write_bytes(kept[path] + b"\n")
        return {chapter for chapter, key in keys_of(scratch).items() if key != keys[chapter]}

    yield edit
    for path, content in kept.items():
        path.write_bytes(content)


def test_only_the_new_chapter_executes(
    scratch: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert stale(scratch) == {CHAPTER}
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(scratch / "src"), str(ROOT / "src")]))
    status, told = elsewhere(execute, Book(scratch)), capsys.readouterr()
    assert status == 0, told.err
    assert "Executing 1 of" in told.out and f"{CHAPTER}: {len(CELLS)} cells" in told.out
    assert stale(scratch) == set()


@pytest.mark.parametrize("file", FILES)
def test_what_belongs_to_the_new_chapter_runs_it_again_and_nothing_else(
    keys_change: Callable[[str], set[str]], file: str
) -> None:
    assert keys_change(file) == {CHAPTER}


@pytest.mark.parametrize(
    ("file", "again"),
    [
        ("blocks/__init__.py", set()),
        ("networks/__init__.py", set()),
        ("plots/__init__.py", set()),
        ("learning/recorded/shuffle_ablation.json", {SHUFFLENET}),
        ("blocks/fire.py", {COST, SQUEEZENET, SQUEEZENEXT, LIBRARY}),
        ("networks/squeezenext.py", {SQUEEZENEXT}),
        ("networks/zoo.py", {LIBRARY}),
        ("published/squeezenext.toml", {SQUEEZENEXT}),
        ("published/mobilenet_v2.toml", set()),
        ("exercises/squeezenet.py", {SQUEEZENET}),
        ("exercises/_compare.py", {COST, SQUEEZENET, SQUEEZENEXT, SHUFFLENET}),
        ("arithmetic.py", {COST, SQUEEZENET, SQUEEZENEXT, SHUFFLENET}),
    ],
)
def test_an_edit_runs_exactly_the_chapters_that_reach_it(
    keys_change: Callable[[str], set[str]], file: str, again: set[str]
) -> None:
    assert keys_change(file) & STOOD == again

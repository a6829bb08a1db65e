"""What code reaches in a package: modules through doors and rooms, and the data files that they read."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from bookkit.execution.reach import Library

ROOT = Path(__file__).parents[3]
ROOM = """from importlib import import_module
def check(name, answer): return import_module(f"{__name__}.{name.partition('.')[0]}")
"""
FOUND = """from importlib import import_module
def __getattr__(name): return getattr(import_module(f"{__name__}.{snake(name)}"), name)
"""
FILES = {
    "__init__.py": '"""Tiny."""\n',
    "base.py": "PI = 3\n",
    "data.txt": "",
    "shapes/__init__.py": "from tiny.shapes.circle import area\nfrom tiny.shapes.square import side\n",
    "shapes/circle.py": "from tiny.base import PI\ndef area(r): return PI * r * r\n",
    "shapes/square.py": "def side(a): return a\n",
    "shapes/circle.js": "",
    "checks/__init__.py": ROOM,
    "checks/_tools.py": "",
    "checks/round.py": "from tiny.shapes import area\nfrom tiny.checks import _tools\n",
    "checks/round_two.py": "",
    "figures/__init__.py": 'def figure(key): return open(f"{key}.toml"), open("_units.toml")\n',
    "figures/_units.toml": "",
    "figures/ant.toml": "",
    "figures/bee.toml": "",
    "play/__init__.py": FOUND,
    "play/base.py": 'TEXT = [f"{part}.js" for part in ("kit", "kit/more")]\n',
    "play/kit/kit.js": "",
    "play/dice_game/__init__.py": "from tiny.play.base import TEXT\nfrom tiny.play.dice_game import frame\n",
    "play/dice_game/frame.py": "",
    "play/dice_game/widget.js": "",
    "play/dice_game/widget.css": "",
    "play/chess/__init__.py": "from tiny.play.base import TEXT\n",
    "play/chess/widget.js": "",
    "runs/deep/one.py": 'RECORD = "kept/one.json"\n',
    "runs/deep/far.py": 'from importlib.resources import files\nfiles("tiny.runs") / "kept/two.json"\n',
    "runs/deep/some.py": 'import tiny\ndef load(n): return open(f"kept/{n}.json")\n',
    "runs/deep/every.py": 'from pathlib import Path\nPath("..").glob("kept/*.json")\n',
    "runs/deep/all_of.py": 'files("tiny.figures")\n',
    "runs/__init__.py": "",
    "runs/deep/__init__.py": "",
    "runs/kept/one.json": "",
    "runs/kept/two.json": "",
}  # fmt: skip
BEES = {"figures/__init__.py", "figures/_units.toml", "figures/bee.toml"}
FIGURES = BEES | {"figures/ant.toml"}
KIT = {"play/__init__.py", "play/base.py", "play/kit/kit.js"}
DICE = KIT | {f"play/dice_game/{name}" for name in ("__init__.py", "frame.py", "widget.js", "widget.css")}
CIRCLE = {"shapes/circle.py", "shapes/circle.js", "base.py", "data.txt"}
ROUND = {"checks/__init__.py", "checks/round.py", "checks/_tools.py"} | CIRCLE
CHECKS = ROUND | {"checks/round_two.py"}
KEPT = {"runs/kept/one.json", "runs/kept/two.json"}


@pytest.fixture
def tiny(tmp_path: Path) -> Library:
    for name, text in FILES.items():
        path = tmp_path / "tiny" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf8")
    return Library(tmp_path / "tiny")


def reached(library: Library, *cells: str) -> set[str]:
    return {path.relative_to(library.folder).as_posix() for path in library.used_by(cells)}


@pytest.mark.parametrize(
    ("cell", "files"),
    [
        # Doors lead on and count for nothing, unless they are used as a whole.
        ("from tiny.shapes import area", CIRCLE),
        ("from tiny.shapes import side as s", {"shapes/square.py"}),
        ("import tiny.shapes.square as s", {"shapes/square.py"}),
        ("def late():\n    from tiny.shapes import side", {"shapes/square.py"}),
        ("import tiny.shapes", {"shapes/__init__.py", "shapes/square.py"} | CIRCLE),
        ("from tiny import shapes", {"shapes/__init__.py", "shapes/square.py"} | CIRCLE),
        ("from tiny.shapes import *", {"shapes/__init__.py", "shapes/square.py"} | CIRCLE),
        # A room of modules: the literal key names the part, the longest name counts.
        ('from tiny.checks import check\ncheck("round.area", 3)', ROUND),
        ('from tiny.checks import check\ncheck("round_two.area", 3)',
         {"checks/__init__.py", "checks/round_two.py"}),
        ('from tiny.checks import check\ncheck(f"round.{x}", 3)', ROUND),
        ('from tiny.checks import check as c\nc["round"]', ROUND),
        ('from tiny.checks import check\ncheck(name, "round")', CHECKS),
        ('from tiny.checks import check\ncheck("nothing", 3)', CHECKS),
        ('from tiny.checks import check\ncheck("round_two.a", 3)\nf = check', CHECKS),
        ("from tiny.checks import check", CHECKS),
        ("import tiny.checks", CHECKS),
        # A room of files: literal keys, keys computed from strings that are there, and neither.
        ('from tiny.figures import figure\nfigure("bee.legs")', BEES),
        ('from tiny.figures import figure\nfor x in ("bee", "bee.wings"): figure(f"{x}.size")', BEES),
        ('from tiny.figures import figure\nkey = "bee.{}"\nfigure(key.format(3))', BEES),
        ("from tiny.figures import figure\nfigure(key)", FIGURES),
        ('from tiny.figures import figure\nfigure()\n"bee"', FIGURES),
        # A package that finds a name's module by its place: the whole folder, and what is shared.
        ("from tiny.play import DiceGame", DICE),
        ("from tiny.play.dice_game import DiceGame", DICE),
        ("from tiny.play import Chess", KIT | {"play/chess/__init__.py", "play/chess/widget.js"}),
        # Data named by a path from a folder above, by a package, by a beginning, by a pattern.
        ("import tiny.runs.deep.one", {"runs/deep/one.py", "runs/kept/one.json"}),
        ("import tiny.runs.deep.far", {"runs/deep/far.py", "runs/kept/two.json"}),
        ("import tiny.runs.deep.some", {"runs/deep/some.py", "__init__.py", "data.txt"} | KEPT),
        ("import tiny.runs.deep.every", {"runs/deep/every.py"} | KEPT),
        ("import tiny.runs.deep.all_of", {"runs/deep/all_of.py"} | FIGURES - {"figures/__init__.py"}),
        ('open("runs/kept/one.json")', {"runs/kept/one.json"}),
        ('"figures", "data", "runs"', set()),
    ],
)  # fmt: skip
def test_what_a_cell_reaches(tiny: Library, cell: str, files: set[str]) -> None:
    assert reached(tiny, cell) == files


@pytest.mark.parametrize(
    ("module", "cell", "files"),
    [
        # A package whose __init__ does more than re-export counts whole.
        ("X = 1\nfrom tiny.shapes.square import side\n", "from tiny.shapes import X",
         {"shapes/__init__.py", "shapes/square.py"}),
        # A module imported for its effect counts.
        ("from tiny.shapes import circle\n", "from tiny.shapes import anything",
         {"shapes/__init__.py"} | CIRCLE),
        # A door that gives a name another name counts for that name.
        ("from .circle import area as disc\nfrom ..base import PI\n", "from tiny.shapes import disc",
         {"shapes/__init__.py"} | CIRCLE),
        ("from .circle import area as disc\nfrom ..base import PI\n", "from tiny.shapes import PI",
         {"base.py", "data.txt"}),
        # Imports by a computed name may reach the whole package.
        ("from importlib import import_module\nimport_module('tiny' + x)\n", "import tiny.shapes",
         {"shapes/__init__.py", "shapes/square.py"} | CIRCLE),
    ],
)  # fmt: skip
def test_what_another_init_reaches(tiny: Library, module: str, cell: str, files: set[str]) -> None:
    (tiny.folder / "shapes/__init__.py").write_text(module, encoding="utf8")
    assert reached(tiny, cell) == files


def test_a_cell_that_imports_a_computed_name_reaches_everything(tiny: Library) -> None:
    everything = {name for name in FILES}
    assert reached(tiny, "from importlib import import_module\nimport_module(x)") == everything


def test_a_package_can_be_left_out(tiny: Library) -> None:
    cell = 'from tiny.checks import check\ncheck("round.area", 3)'
    found = tiny.used_by([cell], short_of="tiny.shapes")
    names = {path.relative_to(tiny.folder).as_posix() for path in found}
    assert names == {"checks/__init__.py", "checks/round.py", "checks/_tools.py"}


def test_data_that_nothing_reads_has_no_owner(tiny: Library) -> None:
    stray = tiny.folder / "runs/lost/three.json"
    stray.parent.mkdir()
    stray.write_text("", encoding="utf8")
    owners = {path.relative_to(tiny.folder).as_posix(): names for path, names in tiny.owners().items()}
    assert [name for name, names in owners.items() if not names] == ["runs/lost/three.json"]
    assert owners["runs/kept/two.json"] == {f"tiny.runs.deep.{name}" for name in ("far", "some", "every")}
    assert owners["shapes/circle.js"] == {"tiny.shapes.circle"}


def test_every_data_file_of_the_library_is_some_module_s() -> None:
    """A data file that no module owns or names would, edited, run no page again. Licences nobody reads."""
    owners = Library(ROOT / "src/lightcnn").owners()
    listing = subprocess.run(
        ["git", "ls-files", "src/lightcnn"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    tracked = {ROOT / name for name in listing.stdout.splitlines() if not name.endswith(".py")}
    there = {path for path in tracked if path.is_file()}
    assert len(there) > 20
    assert {path for path in there if not owners.get(path) and path.name != "LICENSE"} == set()

"""Who may import whom: the contracts hold, they can fail, and light rooms stay light."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the contracts on the sources below `folder`."""
    command = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command as run; run()",
        "--no-cache",
    ]
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder / "src")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_contracts_hold() -> None:
    result = lint_imports(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr
    assert ", 0 broken" in result.stdout


PLAIN = "closed forms, published figures and the answers to exercises are plain Python"


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("lightcnn/blocks/conv.py", "import lightcnn.networks", "rooms look only downwards"),
        ("lightcnn/plots/layers.py", "import lightcnn.profiling", "pictures and widgets take plain data"),
        ("lightcnn/arithmetic.py", "import numpy", PLAIN),
        ("lightcnn/exercises/numbers/squeezenet.py", "import lightcnn.blocks", PLAIN),
        ("bookkit/__init__.py", "import torch", "the build reads published figures and never loads torch"),
        (
            "bookkit/__init__.py",
            "import lightcnn.tables",
            "the build reads published figures and never loads",
        ),
        ("bookkit/execution/run.py", "import bookkit.words.quiz", "what is executed knows nothing"),
        ("bookkit/words/quiz.py", "import bookkit.page.head", "words and figures know no door"),
        ("bookkit/deck/slides.py", "import bookkit.page.head", "no door leads through another"),
    ],
)
def test_a_wrong_import_breaks_its_contract(tmp_path: Path, module: str, line: str, contract: str) -> None:
    shutil.copytree(
        ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info")
    )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / "src" / module).open("a", encoding="utf-8") as source:
        source.write(f"\n{line}\n")
    result = lint_imports(tmp_path)
    assert result.returncode != 0
    assert any(contract in row and "BROKEN" in row for row in result.stdout.splitlines()), result.stdout


@pytest.mark.parametrize(
    ("module", "heavy"),
    [
        ("lightcnn", "torch numpy matplotlib"),
        ("lightcnn.arithmetic", "torch numpy matplotlib"),
        ("lightcnn.published", "torch numpy matplotlib"),
        ("lightcnn.tables", "torch numpy matplotlib"),
        ("lightcnn.plots", "torch anywidget sphinx"),
        ("lightcnn.networks", "matplotlib anywidget IPython sphinx torchvision"),
        ("lightcnn.profiling", "matplotlib anywidget IPython sphinx torchvision"),
    ],
)
def test_a_room_loads_no_more_than_it_needs(module: str, heavy: str) -> None:
    code = f"import sys, {module}; print(*[name for name in {heavy.split()!r} if name in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == ""

"""The plain notebooks: clean Markdown; they run at Colab's versions, set up by their own first cell."""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from notebook_lint import problems

ROOT = Path(__file__).parents[2]
NOTEBOOKS = ROOT / "_build/html/notebooks"
COLAB = ROOT / ".venv-colab"
EVERY = sorted(NOTEBOOKS.rglob("*.ipynb"))
PLAIN = [path for path in EVERY if not path.stem.endswith(("-student", "-teacher"))]
UNTOUCHED = ("torch", "numpy", "ipywidgets", "ipython", "anywidget", "matplotlib")
# What anywidget gives to a front end at any version; anything else needs a newer runtime than Colab's.
MODEL_API = {"get", "set", "save_changes", "on", "off"}


def name(path: Path) -> str:
    return path.relative_to(NOTEBOOKS).with_suffix("").as_posix()


def test_every_page_with_code_has_a_notebook() -> None:
    assert EVERY, "there are no notebooks: build the book first"
    executed = set(json.loads((ROOT / "_build/execution.json").read_text(encoding="utf8")))
    assert {name(path) for path in PLAIN} >= executed
    assert len(EVERY) == 3 * len(PLAIN)


@pytest.mark.parametrize("path", EVERY, ids=name)
def test_a_notebook_shows_no_raw_markup(path: Path) -> None:
    assert problems(nbformat.read(path, as_version=4)) == []


@pytest.mark.parametrize("broken", [
    "```{note}\nx\n```", ":::{tip}\nx\n:::", "see {ref}`x`", "(label)=\n# T", "![x](images/a.svg)",
    '<img src="a.svg">', "text[^1]", "see [x](other.md)", "see [x](#nowhere)", "| a | b |\n| c | d |",
    "text\n2. two", "$$ x", "{.slide}\nText",
])
def test_the_lint_can_fail(broken: str) -> None:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(broken)])
    assert problems(notebook)


@pytest.fixture(scope="session")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The interpreter of an environment that sees Colab's packages and keeps what a first cell installs."""
    assert (COLAB / "bin/python").exists(), "there is no environment at Colab's versions: make colab-env"
    folder = tmp_path_factory.mktemp("runtime")
    subprocess.run([COLAB / "bin/python", "-m", "venv", "--without-pip", folder / "venv"], check=True)
    [theirs], [ours] = COLAB.glob("lib/python*/site-packages"), folder.glob("venv/lib/python*/site-packages")
    (ours / "colab.pth").write_text(f"{theirs}\n", encoding="utf8")
    python = folder / "venv/bin/python"
    kernel = {"argv": [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"],
              "display_name": "Colab", "language": "python"}
    spec = folder / "share/kernels/colab/kernel.json"
    spec.parent.mkdir(parents=True)
    spec.write_text(json.dumps(kernel), encoding="utf8")
    before = os.environ.get("JUPYTER_PATH")
    os.environ["JUPYTER_PATH"] = str(folder / "share")
    yield python
    os.environ.pop("JUPYTER_PATH") if before is None else os.environ.update(JUPYTER_PATH=before)


def versions(python: Path) -> dict[str, str]:
    code = f"import importlib.metadata as m; print(*[m.version(name) for name in {UNTOUCHED}])"
    told = subprocess.check_output([python, "-c", code], text=True).split()
    return dict(zip(UNTOUCHED, told, strict=True))


def run(path: Path) -> tuple[nbformat.NotebookNode, float]:
    """Execute the notebook in its own folder; return it with its outputs, and the seconds."""
    notebook = nbformat.read(path, as_version=4)
    env = os.environ | {"OMP_NUM_THREADS": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1",
                        "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    client = NotebookClient(notebook, kernel_name="colab", timeout=300, record_timing=False,
                            resources={"metadata": {"path": str(path.parent)}})
    started = time.perf_counter()
    client.execute(env=env)
    return notebook, time.perf_counter() - started


def complaints(notebook: nbformat.NotebookNode) -> list[str]:
    """What a cell wrote to the error stream."""
    return [output.text for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs
            if output.output_type == "stream" and output.name == "stderr"]


def test_the_first_cell_installs_what_is_missing_and_nothing_else(runtime: Path) -> None:
    before = versions(runtime)
    assert before["ipywidgets"] == "7.7.1" and before["ipython"].startswith("7.34")
    assert subprocess.run([runtime, "-c", "import lightcnn"], capture_output=True).returncode
    notebook = nbformat.read(PLAIN[0], as_version=4)
    setup = next(cell.source for cell in notebook.cells if cell.cell_type == "code")
    subprocess.run([runtime, "-c", setup], cwd=PLAIN[0].parent, check=True)
    where = subprocess.check_output([runtime, "-c", "import lightcnn; print(lightcnn.__file__)"], text=True)
    assert str(runtime.parent.parent) in where
    assert versions(runtime) == before


@pytest.mark.slow
@pytest.mark.parametrize("path", PLAIN, ids=name)
def test_a_notebook_runs_at_colabs_versions(runtime: Path, path: Path) -> None:
    notebook, seconds = run(path)
    print(f"{name(path)}: {seconds:.1f} s at Colab's versions")
    assert complaints(notebook) == []


@pytest.mark.slow
@pytest.mark.parametrize("path", PLAIN, ids=name)
def test_the_teachers_solutions_pass_their_checks(runtime: Path, path: Path) -> None:
    """Every solution is a cell of the teacher's edition, and its check says that it is right."""
    teacher = path.with_name(f"{path.stem}-teacher.ipynb")
    if "Solution to" not in teacher.read_text(encoding="utf8"):
        pytest.skip("no exercises on this page")
    notebook, _ = run(teacher)
    solved = [cell for cell in notebook.cells if "solution" in cell.metadata.get("tags", [])]
    verdicts = [text for cell in solved if "check(" in cell.source for text in _texts(cell)]
    assert verdicts
    assert [words for words in verdicts if not re.match(r"Right\b", words)] == []


def _texts(cell: nbformat.NotebookNode) -> list[str]:
    return [output.get("text") or output.data.get("text/plain", "") for output in cell.get("outputs", [])]


def test_widgets_ask_for_nothing_that_colab_lacks() -> None:
    scripts = [path.read_text(encoding="utf8") for path in (ROOT / "src/lightcnn/widgets").rglob("*.js")]
    assert scripts
    assert {called for text in scripts for called in re.findall(r"\bmodel\.(\w+)", text)} <= MODEL_API

"""The plain notebooks: clean Markdown; they run at Colab's versions, set up by their own first cell."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import re
import subprocess
import time
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
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
TEACHERS = [path.with_name(f"{path.stem}-teacher.ipynb") for path in PLAIN]
RAN = ROOT / "_build/notebooks-ran"  # one empty file for each notebook that ran as it is now
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


def make_runtime(folder: Path) -> Path:
    """The interpreter of an environment that sees Colab's packages and keeps what a first cell installs."""
    assert (COLAB / "bin/python").exists(), "there is no environment at Colab's versions: make colab-env"
    subprocess.run([COLAB / "bin/python", "-m", "venv", "--without-pip", folder / "venv"], check=True)
    [theirs], [ours] = COLAB.glob("lib/python*/site-packages"), folder.glob("venv/lib/python*/site-packages")
    (ours / "colab.pth").write_text(f"{theirs}\n", encoding="utf8")
    return folder / "venv/bin/python"


@pytest.fixture(scope="session")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A runtime with a kernel of its own, for all notebooks of a process."""
    folder = tmp_path_factory.mktemp("runtime")
    python = make_runtime(folder)
    kernel = {"argv": [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"],
              "display_name": "Colab", "language": "python"}
    spec = folder / "share/kernels/colab/kernel.json"
    spec.parent.mkdir(parents=True)
    spec.write_text(json.dumps(kernel), encoding="utf8")
    before = os.environ.get("JUPYTER_PATH")
    os.environ["JUPYTER_PATH"] = str(folder / "share")
    yield python
    os.environ.pop("JUPYTER_PATH") if before is None else os.environ.update(JUPYTER_PATH=before)


def clean() -> dict[str, str]:
    """The environment of a reader's process: where our sources are, it does not say."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}


def versions(python: Path) -> dict[str, str]:
    code = f"import importlib.metadata as m; print(*[m.version(name) for name in {UNTOUCHED}])"
    told = subprocess.check_output([python, "-c", code], text=True, env=clean()).split()
    return dict(zip(UNTOUCHED, told, strict=True))


# At the pinned versions the build trains on every picture, times calls until the median is steady and shows a
# network all photographs and views of them; here it is asked whether the code runs at other versions.
SHORTENED = """
import functools as _functools
import lightcnn.benchmark as _benchmark
def _few_calls(measure):
    @_functools.wraps(measure)
    def _once(*given, **options):
        return measure(*given, **options | {"repeats": 5, "warmup": 1})
    return _once
_benchmark.benchmark = _few_calls(_benchmark.benchmark)  # before others take it from there
import lightcnn.profiling as _profiling
_profiling.latency = _few_calls(_profiling.latency)
import lightcnn.pretrained.labelled as _labelled
import lightcnn.pretrained.views as _views
_all_labelled, _all_views = _labelled.labelled, _views.views
_labelled.labelled = lambda: _all_labelled()[:5]
_views.views = lambda *given: _all_views(*given)[:1]
import lightcnn.learning as _learning
import lightcnn.learning.training as _training
_train = _training.train
def _on_a_few(build, data, **options):
    few = {part: getattr(data, part)[:256] for part in ("x_train", "y_train", "x_test", "y_test")}
    return _train(build, data._replace(**few), **options)
_training.train = _learning.train = _on_a_few
"""


def run(path: Path) -> tuple[nbformat.NotebookNode, float]:
    """Execute the notebook in its own folder; return it with its outputs, and the seconds."""
    notebook = nbformat.read(path, as_version=4)
    first = next(i for i, cell in enumerate(notebook.cells) if cell.cell_type == "code")
    notebook.cells.insert(first + 1, nbformat.v4.new_code_cell(SHORTENED))
    env = clean() | {"OMP_NUM_THREADS": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1",
                        "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    client = NotebookClient(notebook, kernel_name="colab", timeout=300, record_timing=False,
                            resources={"metadata": {"path": str(path.parent)}})
    started = time.perf_counter()
    with ThreadPoolExecutor(1) as pool:  # its event loop needs a thread of its own beside a browser's
        pool.submit(lambda: asyncio.run(client.async_execute(env=env))).result()
    return notebook, time.perf_counter() - started


def key(path: Path) -> str:
    """A digest of the notebook, of the library it installs and of the environment it runs in."""
    # The commit that a notebook names does not change what it does.
    parts: list[object] = [re.sub(r" \([0-9a-f]{10}\)", "", path.read_text(encoding="utf8"))]
    for wheel in sorted((NOTEBOOKS.parent / "wheels").glob("*.whl")):
        with zipfile.ZipFile(wheel) as opened:
            parts += sorted((file.filename, file.CRC) for file in opened.infolist())
    parts += [(ROOT / "requirements-colab.txt").read_text(encoding="utf8"), (COLAB / "pyvenv.cfg").read_text()]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def complaints(notebook: nbformat.NotebookNode) -> list[str]:
    """What a cell wrote to the error stream."""
    return [output.text for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs
            if output.output_type == "stream" and output.name == "stderr"]


def test_the_first_cell_installs_what_is_missing_and_nothing_else(tmp_path: Path) -> None:
    runtime = make_runtime(tmp_path)
    before = versions(runtime)
    assert before["ipywidgets"] == "7.7.1" and before["ipython"].startswith("7.34")
    assert subprocess.run([runtime, "-c", "import lightcnn"], capture_output=True, env=clean()).returncode
    notebook = nbformat.read(PLAIN[0], as_version=4)
    setup = next(cell.source for cell in notebook.cells if cell.cell_type == "code")
    subprocess.run([runtime, "-c", setup], cwd=PLAIN[0].parent, check=True, env=clean())
    ask = "import lightcnn; print(lightcnn.__file__)"
    where = subprocess.check_output([runtime, "-c", ask], text=True, env=clean())
    assert str(runtime.parent.parent) in where
    assert versions(runtime) == before


def code(path: Path) -> list[str]:
    return [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


@pytest.mark.parametrize("path", PLAIN, ids=name)
def test_the_teachers_edition_holds_the_code_of_the_others(path: Path) -> None:
    """In the same order: what runs in it runs in them."""
    teachers = iter(code(path.with_name(f"{path.stem}-teacher.ipynb")))
    assert [cell for cell in code(path) if cell not in teachers] == []
    assert code(path.with_name(f"{path.stem}-student.ipynb")) == code(path)


@pytest.mark.slow
@pytest.mark.parametrize(
    "path", [pytest.param(path, marks=pytest.mark.xdist_group(path.stem), id=name(path)) for path in TEACHERS]
)
def test_a_notebook_runs_at_colabs_versions_and_its_solutions_are_right(runtime: Path, path: Path) -> None:
    """The teacher's edition, in which every solution is a cell and its check says that it is right."""
    ran = RAN / f"{path.stem}-{key(path)}"
    if ran.exists() and not os.environ.get("CI"):
        pytest.skip("it ran as it is now; CI=true runs it again")
    notebook, seconds = run(path)
    print(f"{name(path)}: {seconds:.1f} s at Colab's versions")
    assert complaints(notebook) == []
    solved = [cell for cell in notebook.cells if "solution" in cell.metadata.get("tags", [])]
    verdicts = [text for cell in solved if "check(" in cell.source for text in _texts(cell)]
    assert bool(verdicts) == ("Solution to" in path.read_text(encoding="utf8"))
    assert [words for words in verdicts if not re.match(r"Right\b", words)] == []
    RAN.mkdir(exist_ok=True)
    for old in RAN.glob(f"{path.stem}-*"):
        old.unlink()
    ran.touch()


def _texts(cell: nbformat.NotebookNode) -> list[str]:
    return [output.get("text") or output.data.get("text/plain", "") for output in cell.get("outputs", [])]


def test_widgets_ask_for_nothing_that_colab_lacks() -> None:
    scripts = [path.read_text(encoding="utf8") for path in (ROOT / "src/lightcnn/widgets").rglob("*.js")]
    assert scripts
    assert {called for text in scripts for called in re.findall(r"\bmodel\.(\w+)", text)} <= MODEL_API

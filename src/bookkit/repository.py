"""Where the book's repository lives: read in one place, from the environment or from git."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import NamedTuple


class Repository(NamedTuple):
    """A repository on GitHub, and the addresses that follow from its name."""

    owner: str
    name: str

    @property
    def url(self) -> str:
        return f"https://github.com/{self.owner}/{self.name}"

    @property
    def site(self) -> str:
        """The address its pages are published at, with a slash at the end."""
        root = f"https://{self.owner.lower()}.github.io/"
        return root if self.name.lower() == f"{self.owner.lower()}.github.io" else f"{root}{self.name}/"

    def colab(self, notebook: str) -> str:
        """Open `notebook` (a path inside the published site) in Colab, from the branch the site is on."""
        return f"https://colab.research.google.com/github/{self.owner}/{self.name}/blob/gh-pages/{notebook}"


def parse(address: str) -> Repository | None:
    """ "owner/name", an https or an ssh address on github.com -> Repository; None for any other host.

    Raises: ValueError when a bare name is not of the form "owner/name".
    """
    address = address.strip().rstrip("/").removesuffix(".git")
    scheme = r"(?:https?://(?:[^@/]+@)?|ssh://git@|git@)"
    on_github = re.fullmatch(scheme + r"github\.com[/:]([\w.-]+)/([\w.-]+)", address)
    if on_github:
        return Repository(*on_github.groups())
    if "://" in address or "@" in address or address.startswith(("/", ".")):
        return None
    if bare := re.fullmatch(r"([\w.-]+)/([\w.-]+)", address):
        return Repository(*bare.groups())
    raise ValueError(f"a repository is 'owner/name' or an address on github.com, got {address!r}")


def find_repository(root: Path) -> Repository | None:
    """BOOK_REPOSITORY, else GITHUB_REPOSITORY, else git's `origin` of the book at `root`, else None."""
    for variable in ("BOOK_REPOSITORY", "GITHUB_REPOSITORY"):
        if os.environ.get(variable):
            return parse(os.environ[variable])
    asked = subprocess.run(
        ["git", "-C", str(root), "remote", "get-url", "origin"], capture_output=True, text=True, check=False
    )
    return parse(asked.stdout) if asked.returncode == 0 else None

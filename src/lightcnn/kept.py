"""Files that a run goes on from when it was broken off: written whole or not at all, read only as written.

One bit that a disk or a copy turned would go unseen: PyTorch reads damaged weights without a word, and one
digit is as good as another. So a run's text ends with a digest of the rest, and the sums that an archive of
weights carries are compared.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import torch

from lightcnn.benchmark import environment

SAME = ("cpu", "gpu", "torch", "cuda")  # what a run that is taken up again must agree in
DIGEST = "sha256"


def begin(path: Path | None, settings: dict[str, Any]) -> dict[str, Any]:
    """What `path` holds, or a new run: "environment", "settings" and whatever its maker adds.

    Raises: ValueError if `path` holds a run of another machine, torch or setting, whose rows would not
        compare; as `read` does.
    """
    here, plain = environment(), json.loads(json.dumps(settings))
    if path is None or not path.exists():
        return {"environment": here, "settings": plain}
    run = read(path)
    changed = [name for name in SAME if run["environment"].get(name) != here.get(name)]
    changed += [name for name in plain if run["settings"].get(name) != plain[name]]
    if changed:
        raise ValueError(f"{path} holds a run with another {', '.join(changed)}: give a new file")
    return run


def read(path: Path | Traversable) -> dict[str, Any]:
    """The run in a file. Raises: ValueError if the file is another, or not as `write` left it."""
    try:
        run = json.loads(path.read_text(encoding="utf-8"))
        if run.pop(DIGEST) == _digest(run):
            return run
    except (ValueError, KeyError, AttributeError, TypeError):  # no text, no JSON, no dictionary, no digest
        pass
    raise _damaged(path, "run")


def write(path: Path | None, run: dict[str, Any]) -> None:
    """Write a run, if it has a file. Who is broken off here, or reads now, finds the old file or the new."""
    if path is not None:
        text = json.dumps({**run, DIGEST: _digest(run)}, indent=1) + "\n"
        _replace(path, text.encode())


def read_tensors(path: Path, what: str) -> Any:
    """What `write_tensors` wrote, on the CPU.

    Args:
        path: Of the file.
        what: What it should be, for the error.
    Raises: ValueError if the file is missing or another, or not as it was written.
    """
    try:
        content = io.BytesIO(path.read_bytes())
        if zipfile.ZipFile(content).testzip() is None:
            content.seek(0)
            return torch.load(content, map_location="cpu", weights_only=True)
    except Exception as error:  # what a foreign file makes of a reader of archives and pickles is open
        raise _damaged(path, what) from error
    raise _damaged(path, what)


def write_tensors(path: Path, value: Any) -> None:
    """Write tensors, and plain values around them, whole or not at all."""
    content = io.BytesIO()
    torch.save(value, content)
    _replace(path, content.getvalue())


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.part")
    fresh.write_bytes(content)
    fresh.replace(path)


def _digest(run: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(run).encode()).hexdigest()


def _damaged(path: Path | Traversable, what: str) -> ValueError:
    return ValueError(
        f"{path} is no {what}, or not as it was written, so no run can go on from it: delete the files of "
        "the run, or give a new one"
    )

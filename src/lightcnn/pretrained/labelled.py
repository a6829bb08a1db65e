"""Photographs whose class is known: 20 of ImageNet, read from the package foolbox, which is never imported.

Their rights are unclear, so they are in no file of this book: a reader's own environment holds them.
"""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from lightcnn.pretrained.files import INSTALL

if TYPE_CHECKING:
    from PIL.Image import Image

PHOTOGRAPHS = f"{INSTALL} foolbox==3.3.4"


class Labelled(NamedTuple):
    """A photograph and its class, an index into the 1,000 of ImageNet."""

    picture: Image
    label: int


def labelled() -> list[Labelled]:
    """The 20 photographs, 512 x 512 pixels but for one; the class stands in the file's name.

    Raises: FileNotFoundError naming what to install, 1.7 MB, if they are not there.
    """
    from PIL import Image

    spec = find_spec("foolbox")
    folders = spec.submodule_search_locations if spec else None
    files = sorted((Path(folders[0]) / "data").glob("imagenet_*.jpg")) if folders else []
    if not files:
        raise FileNotFoundError(f"the labelled photographs come in the package foolbox: {PHOTOGRAPHS}")
    found = []
    for path in files:
        label = re.fullmatch(r"imagenet_\d\d_(\d+)", path.stem)
        if label is None:
            raise FileNotFoundError(f"{path.name} names no class; the photographs are those of: {INSTALL}")
        with Image.open(path) as image:
            found.append(Labelled(image.convert("RGB"), int(label[1])))
    return found

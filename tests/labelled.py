"""Photographs whose class is known: 20 of ImageNet, in the package foolbox, which is never imported."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from PIL import Image


class Labelled(NamedTuple):
    """A photograph and its class, an index into the 1,000 of ImageNet."""

    picture: Image.Image
    label: int


def photographs() -> list[Labelled]:
    """The 20 photographs, 512 x 512 pixels but for one; the class stands in the file's name."""
    spec = find_spec("foolbox")
    assert spec and spec.submodule_search_locations, "the environment lacks requirements-weights.txt"
    folder = Path(spec.submodule_search_locations[0]) / "data"
    found = []
    for path in sorted(folder.glob("imagenet_*.jpg")):
        label = re.fullmatch(r"imagenet_\d\d_(\d+)", path.stem)
        assert label
        with Image.open(path) as image:
            found.append(Labelled(image.convert("RGB"), int(label[1])))
    return found

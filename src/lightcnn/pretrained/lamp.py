"""A trained network and photographs as plain data, for a page that looks for itself."""

from __future__ import annotations

import base64
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from lightcnn.export import Kind, export
from lightcnn.pretrained.catalogue import load

HERE = Path(__file__).parent / "photographs"
# The names in HERE, in the order of the widget; the question is about the first.
PHOTOGRAPHS = {
    "rocket": "a rocket",
    "chelsea": "a cat",
    "coffee": "a cup of coffee",
    "astronaut": "an astronaut",
}
QUESTION = {
    "text": "ImageNet has the classes missile and space shuttle. What does the network say of this rocket?",
    "answers": [
        {
            "text": "missile",
            "why": "A missile of ImageNet flies or stands alone; this rocket stands in a lattice tower.",
        },
        {
            "text": "drilling platform",
            "right": True,
            "why": "A lit lattice tower in the dark: of its thousand classes, a drilling platform.",
        },
        {
            "text": "space shuttle",
            "why": "It has learnt a shuttle by its white body and its wings, and this rocket has neither.",
        },
    ],
}


def photographs() -> list[dict[str, str]]:
    """Four photographs, each {"name", "src"}: 256 x 256 pixels, JPEG, as data addresses."""
    return [
        {"name": words, "src": "data:image/jpeg;base64," + _text(HERE / f"{name}.jpg")}
        for name, words in PHOTOGRAPHS.items()
    ]


def _text(file: Path) -> str:
    return base64.b64encode(file.read_bytes()).decode()


@cache
def _exported(name: str, kind: Kind) -> dict[str, Any]:
    trained = load(name)
    rule = asdict(trained.preprocess)
    page = export(trained.net, (3, rule["side"], rule["side"]), kind)
    return {
        "network": page.as_trait(),
        "weights": page.text(),
        "labels": list(trained.labels),
        "preprocessing": rule,
    }


def lamp(name: str = "squeezenet1_1", kind: Kind = "int8") -> dict[str, Any]:
    """What `UnderTheLamp` needs to show a trained network: ``UnderTheLamp(**lamp("squeezenet1_1"))``.

    Args:
        name: As in `load`.
        kind: How the weights are stored, see `lightcnn.export.export`.
    Raises: as `load` and `export`.
    """
    return _exported(name, kind) | {"photographs": photographs(), "question": QUESTION}

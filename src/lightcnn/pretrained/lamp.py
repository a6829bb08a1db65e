"""A trained network and photographs as plain data, for a page that looks for itself."""

from __future__ import annotations

import base64
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from torch import nn

from lightcnn.export import Kind, export
from lightcnn.pretrained.catalogue import Pretrained, load

HERE = Path(__file__).parent / "photographs"
# The names in HERE, in the order of the widget; the question is about the first.
PHOTOGRAPHS = {
    "rocket": "a rocket",
    "chelsea": "a cat",
    "coffee": "a cup of coffee",
    "astronaut": "an astronaut",
}
QUESTION = {
    "text": "A rocket on its pad, and a thousand classes. What does the network call it?",
    "answers": [
        {
            "text": "missile",
            "why": "It has seen missiles fly or lie; this one stands between two masts.",
        },
        {
            "text": "drilling platform",
            "right": True,
            "why": "Lit masts against the sky. It knows no rocket on a pad.",
        },
        {
            "text": "space shuttle",
            "why": "It knows a shuttle by white body and wings; here are none.",
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
    return _data(trained, trained.net, kind)


def _data(trained: Pretrained, net: nn.Module, kind: Kind) -> dict[str, Any]:
    rule = asdict(trained.preprocess)
    page = export(net, (3, rule["side"], rule["side"]), kind)
    return {
        "network": page.as_trait(),
        "weights": page.text(),
        "labels": list(trained.labels),
        "preprocessing": rule,
    }


def lamp(name: str = "squeezenet1_1", kind: Kind = "int8", *, net: nn.Module | None = None) -> dict[str, Any]:
    """What `UnderTheLamp` needs to show a trained network: ``UnderTheLamp(**lamp("squeezenet1_1"))``.

    Args:
        name: As in `load`.
        kind: How the weights are stored, see `lightcnn.export.export`.
        net: A network that was built elsewhere and gets the weights; by default the one that `load` builds.
    Raises: as `load` and `export`; RuntimeError naming the layers if the weights do not fit `net`.
    """
    if net is None:
        data = _exported(name, kind)
    else:
        trained = load(name)
        net.load_state_dict(trained.net.state_dict())
        data = _data(trained, net, kind)
    return data | {"photographs": photographs(), "question": QUESTION}

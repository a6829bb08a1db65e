"""All weights of a network in one text of bytes."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

Kind = Literal["float32", "float16", "int8"]
KINDS: tuple[Kind, ...] = ("float32", "float16", "int8")


def pack(steps: list[dict[str, Any]], kind: Kind) -> bytes:
    """The weights; in the steps, tensors give way to the places where they begin."""
    packed = bytearray()

    def put(array: np.ndarray) -> int:
        packed.extend(bytes(-len(packed) % 4))  # a float32 begins at a multiple of 4
        at = len(packed)
        packed.extend(array.tobytes())
        return at

    for step in steps:
        if "taps" not in step:
            continue
        weight = step["weight"].flatten(1).numpy().astype("<f4")
        step["bias"] = put(step["bias"].numpy().astype("<f4"))
        if kind == "int8":
            most = np.abs(weight).max(axis=1)
            scale = np.where(most > 0, most / 127, 1).astype("<f4")
            weight = np.rint(weight / scale[:, None]).astype("i1")
        elif kind == "float16":
            # The page moves the bits to where a float32 has them: such a number is too small by this much.
            scale, weight = np.full(len(weight), 2.0**112, "<f4"), weight.astype("<f2")
        else:
            scale = np.ones(len(weight), "<f4")
        step["scale"], step["weight"] = put(scale), put(weight)
    return bytes(packed)

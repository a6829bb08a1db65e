"""Four layers with random weights, and drawn pictures: what the widget shows without arguments."""

from __future__ import annotations

import base64
import random
import struct
import zlib
from collections.abc import Callable
from typing import Any

SIDE = 32
# (name, inputs, outputs, kernel, stride), each with ReLU behind it but the last.
LAYERS = (("first", 3, 8, 3, 2), ("second", 8, 16, 3, 2), ("third", 16, 12, 3, 1), ("classes", 12, 6, 1, 1))
LABELS = ("ring", "stripes", "wedge", "checks", "sun", "fog")
PREPROCESSING = {
    "side": SIDE,
    "filter": "bilinear",
    "order": "RGB",
    "scale": 1.0,
    "mean": [0.5, 0.5, 0.5],
    "std": [0.25, 0.25, 0.25],
}


def network() -> tuple[dict[str, Any], str]:
    """({"steps", "kind"}, weights as base64), as `lightcnn.export` writes them; the weights are int8."""
    draw, packed, side = random.Random(11), bytearray(), SIDE
    steps: list[dict[str, Any]] = [_step("image", [], 0, "", [3, SIDE, SIDE])]

    def put(data: bytes) -> int:
        packed.extend(bytes(-len(packed) % 4))
        at = len(packed)
        packed.extend(data)
        return at

    for number, (name, c_in, c_out, kernel, stride) in enumerate(LAYERS, 1):
        side, taps = side // stride, c_in * kernel * kernel
        step = _step("conv", [number - 1], number, name, [c_out, side, side])
        step |= {"macs": taps * c_out * side * side, "kernel": [kernel] * 2, "stride": [stride] * 2}
        step |= {"padding": [kernel // 2] * 2, "dilation": [1, 1], "groups": 1}
        step |= {"channels": c_out, "taps": taps}
        step["bias"] = put(struct.pack(f"<{c_out}f", *(draw.uniform(-0.2, 0.2) for _ in range(c_out))))
        step["scale"] = put(struct.pack(f"<{c_out}f", *([2.4 / 127 / taps**0.5] * c_out)))
        values = [draw.randint(-127, 127) for _ in range(taps * c_out)]
        step["weight"] = put(struct.pack(f"{taps * c_out}b", *values))
        steps.append(step | ({"low": 0.0} if number < len(LAYERS) else {}))
    pool = {"kernel": [side] * 2, "stride": [side] * 2, "padding": [0, 0], "padded": False}
    steps.append(_step("avg", [len(LAYERS)], len(LAYERS) + 1, "pool", [len(LABELS), 1, 1]) | pool)
    return {"steps": steps, "kind": "int8"}, base64.b64encode(bytes(packed)).decode()


def _step(op: str, reads: list[int], out: int, name: str, shape: list[int]) -> dict[str, Any]:
    return {"op": op, "in": reads, "out": out, "name": name, "shape": shape, "macs": 0}


def photographs() -> list[dict[str, str]]:
    """Four drawn pictures, [{"name", "src"}]."""
    middle = (SIDE - 1) / 2

    def away(x: int, y: int) -> float:
        return ((x - middle) ** 2 + (y - middle) ** 2) ** 0.5

    pictures: dict[str, Callable[[int, int], tuple[int, int, int]]] = {
        "ring": lambda x, y: (235, 160, 40) if 7 < away(x, y) < 12 else (30, 40, 60),
        "stripes": lambda x, y: (220, 220, 230) if (x + y) // 4 % 2 else (170, 40, 50),
        "wedge": lambda x, y: (60, 150, 90) if y > x else (240, 230, 200),
        "sun": lambda x, y: (250, 220, 90) if away(x, y) < 8 else (70, 120 + 3 * y, 200),
    }
    return [{"name": name, "src": _png(pixel)} for name, pixel in pictures.items()]


def _png(pixel: Callable[[int, int], tuple[int, int, int]]) -> str:
    """A picture as a data address."""
    rows = b"".join(b"\0" + bytes(value for x in range(SIDE) for value in pixel(x, y)) for y in range(SIDE))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")
    return "data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\n" + parts).decode()

"""Photographs as the bytes that travel to a page, and as pictures inside the first frame."""

from __future__ import annotations

import base64
import struct
import zlib
from typing import Any

import numpy as np
import traitlets

LARGEST = 256


def grey(photo: Any) -> tuple[bytes, int, int]:
    """(bytes, height, width) of rows of grey values."""
    if photo is None:
        photo = [[_drawn(row, column) for column in range(96)] for row in range(96)]
    rows = [[float(value) for value in row] for row in photo]
    height, width = len(rows), len(rows[0]) if rows else 0
    sides = height, width
    if min(sides) < 8 or max(sides) > LARGEST or any(len(row) != width for row in rows):
        raise traitlets.TraitError(
            f"photo must be 8 to {LARGEST} pixels a side and rectangular, got {height} x {width}"
        )
    low, high = min(map(min, rows)), max(map(max, rows))
    if low < 0 or high > 255:
        raise traitlets.TraitError(f"photo must hold 0 to 255 or 0 to 1, got values from {low} to {high}")
    scale = 255 if high <= 1 else 1
    return bytes(round(value * scale) for row in rows for value in row), height, width


def png(picture: np.ndarray) -> str:
    """A picture of values 0 to 1 as the address of a PNG with 16 greys: it stays small inside a page."""
    height, width = picture.shape
    nibbles = np.pad((15 * picture).round().astype(np.uint8), ((0, 0), (0, width % 2)))
    packed = nibbles[:, ::2] << 4 | nibbles[:, 1::2]
    rows = b"".join(b"\0" + row.tobytes() for row in packed)
    head = struct.pack(">IIBBBBB", width, height, 4, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    return "data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\n" + body).decode()


def _drawn(row: int, column: int) -> int:
    """A disc, bars and a slope: edges in every direction."""
    if (row - 32) ** 2 + (column - 34) ** 2 < 484:
        return 225
    if row > 60 and (column // 6) % 2:
        return 40
    return 200 if column - row > 30 else 90 + column // 2

"""Photographs as the bytes that travel to a page."""

from __future__ import annotations

from typing import Any

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


def _drawn(row: int, column: int) -> int:
    """A disc, bars and a slope: edges in every direction."""
    if (row - 32) ** 2 + (column - 34) ** 2 < 484:
        return 225
    if row > 60 and (column // 6) % 2:
        return 40
    return 200 if column - row > 30 else 90 + column // 2

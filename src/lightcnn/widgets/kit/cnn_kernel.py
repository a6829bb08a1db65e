"""The WebAssembly kernel of `cnn_convolution.js`, instruction by instruction.

``python -m lightcnn.widgets.kit.cnn_kernel`` prints the bytes in base64, as the script carries them; a test
holds the two together. The module imports one memory, "m" "m", and exports "f", which makes four channels of
a map, 8 pixels at a time:

    out[r][p] = clamp(bias[r] + sum over k of weight[k][r] * x[r][tap[k] + p], low, high)

A tap is where, beside pixel p, a number of the input stands: another plane for another channel, a shift for
another place of the kernel. x is the same for the four channels, or for each the next map, where each reads
its own. So these lines are every convolution, pointwise, dense, grouped or depthwise.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable

I32, F32, V128 = 0x7F, 0x7D, 0x7B
# Parameters, all addresses and lengths in bytes. `weights`: the biases of the rows, then for each tap their
# weights. `last`: where the last eight pixels begin; they may overlap those before.
OUT, NEXT_OUT, WEIGHTS, X, NEXT_X, TAPS, END, LAST, LOW, HIGH = range(10)
PARAMETERS = (I32,) * 8 + (F32,) * 2
PIXEL, TAP, WEIGHT, ADDRESS, FACTOR = range(10, 15)  # locals; the sums follow
INTEGERS = 4
ROWS, VECTORS = 4, 2  # eight sums and what they need fit the 16 vector registers of an x86


def whole(value: int) -> bytes:
    """LEB128 of a number that is not negative."""
    out = bytearray()
    while True:
        value, low = value >> 7, value & 0x7F
        out.append(low | (0x80 if value else 0))
        if not value:
            return bytes(out)


def vector(items: Iterable[bytes]) -> bytes:
    """A counted list."""
    listed = list(items)
    return whole(len(listed)) + b"".join(listed)


def sized(body: bytes) -> bytes:
    return whole(len(body)) + body


def section(number: int, items: Iterable[bytes]) -> bytes:
    return bytes([number]) + sized(vector(items))


def get(local: int) -> bytes:
    return b"\x20" + whole(local)


def put(local: int) -> bytes:
    return b"\x21" + whole(local)


def keep(local: int) -> bytes:
    return b"\x22" + whole(local)


def number(value: int) -> bytes:
    return b"\x41" + whole(value)  # signed there, so below 64


def simd(code: int, *rest: int) -> bytes:
    return b"\xfd" + whole(code) + bytes(rest)


def load(offset: int) -> bytes:
    return simd(0x00, 0, offset)


def splat_from(offset: int) -> bytes:
    """Four times the number at an address."""
    return simd(0x09, 2, offset)


def store(offset: int) -> bytes:
    return simd(0x0B, 0, offset)


ADD, LOAD_I = b"\x6a", b"\x28\x02\x00"
LESS, SELECT = b"\x49", b"\x1b"
SPLAT, PLUS, TIMES, LEAST, MOST = (simd(code) for code in (0x13, 0xE4, 0xE6, 0xEA, 0xEB))
LOOP, AGAIN_IF, CLOSE = b"\x03\x40", b"\x0d\x00", b"\x0b"


def kernel() -> bytes:
    """The body of the function."""
    sums = [[FACTOR + 1 + r * VECTORS + v for v in range(VECTORS)] for r in range(ROWS)]

    # As far as a whole tile fits: min(pixel, last).
    code = LOOP + get(PIXEL) + get(LAST) + get(PIXEL) + get(LAST) + LESS + SELECT + put(PIXEL)
    for r, row in enumerate(sums):
        code += get(WEIGHTS) + splat_from(4 * r)
        code += b"".join(keep(s) for s in row[:-1]) + put(row[-1])
    code += get(WEIGHTS) + put(WEIGHT) + get(TAPS) + put(TAP)

    code += LOOP + get(WEIGHT) + number(4 * ROWS) + ADD + put(WEIGHT)
    code += get(X) + get(PIXEL) + ADD + get(TAP) + LOAD_I + ADD + put(ADDRESS)
    for r, row in enumerate(sums):
        code += get(WEIGHT) + splat_from(4 * r) + put(FACTOR)
        for v, s in enumerate(row):
            code += get(ADDRESS) + load(16 * v) + get(FACTOR) + TIMES + get(s) + PLUS + put(s)
        if r + 1 < ROWS:
            code += get(ADDRESS) + get(NEXT_X) + ADD + put(ADDRESS)
    code += get(TAP) + number(4) + ADD + keep(TAP) + get(END) + LESS + AGAIN_IF + CLOSE

    code += get(OUT) + get(PIXEL) + ADD + put(ADDRESS)
    for row in sums:
        for v, s in enumerate(row):
            code += (
                get(ADDRESS) + get(s) + get(LOW) + SPLAT + MOST + get(HIGH) + SPLAT + LEAST + store(16 * v)
            )
        code += get(ADDRESS) + get(NEXT_OUT) + ADD + put(ADDRESS)
    # One tile on; again if what was made did not reach the last one.
    code += get(PIXEL) + get(PIXEL) + number(16 * VECTORS) + ADD + put(PIXEL)
    code += get(LAST) + LESS + AGAIN_IF + CLOSE + CLOSE

    local = vector([whole(INTEGERS) + bytes([I32]), whole(1 + ROWS * VECTORS) + bytes([V128])])
    return sized(local + code)


def assemble() -> bytes:
    """The module."""
    signature = b"\x60" + vector(bytes([kind]) for kind in PARAMETERS) + vector(())
    memory = b"\x01m\x01m\x02\x00\x00"
    return (
        b"\x00asm\x01\x00\x00\x00"
        + section(1, [signature])
        + section(2, [memory])
        + section(3, [b"\x00"])
        + section(7, [b"\x01f\x00\x00"])
        + section(10, [kernel()])
    )


if __name__ == "__main__":
    print(base64.b64encode(assemble()).decode())

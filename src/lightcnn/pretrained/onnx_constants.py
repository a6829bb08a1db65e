"""Read the arrays of an ONNX file, and nothing else of it: no package of ONNX is needed, nothing is run.

The file is a protocol buffer: fields, each a number, a kind and a value. What is read here are the fields of
a model on the way to its arrays of floats: those that the graph holds, and those of its nodes "Constant".

Source: onnx/onnx.proto of the ONNX project; protobuf.dev/programming-guides/encoding.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

# Numbers of the fields, as onnx.proto gives them.
MODEL_GRAPH = 7
GRAPH_NODE, GRAPH_INITIALIZER = 1, 5
NODE_OUTPUT, NODE_OPERATOR, NODE_ATTRIBUTE = 2, 4, 5
ATTRIBUTE_TENSOR = 5
TENSOR_DIMS, TENSOR_TYPE, TENSOR_FLOATS, TENSOR_NAME, TENSOR_RAW = 1, 2, 4, 8, 9
FLOAT = 1  # the type of 32-bit floats

Field = tuple[int, int | memoryview]


def read_constants(content: bytes) -> dict[str, np.ndarray]:
    """Name -> array, for every constant of 32-bit floats in an ONNX file.

    Raises: ValueError if it is none, or is cut off.
    """
    found: dict[str, np.ndarray] = {}
    try:
        for number, graph in _fields(memoryview(content)):
            if number != MODEL_GRAPH:
                continue
            for kind, part in _fields(_bytes(graph)):
                if kind == GRAPH_INITIALIZER:
                    found |= _array(_bytes(part))
                elif kind == GRAPH_NODE:
                    found |= _constant(_bytes(part))
    except (IndexError, UnicodeDecodeError) as error:
        raise ValueError(f"this is no ONNX file, or only a part of one: {error}") from error
    if not found:
        raise ValueError("this is no ONNX file: it holds no arrays of floats")
    return found


def _constant(node: memoryview) -> dict[str, np.ndarray]:
    """The array of a node "Constant", by the name of what the node gives."""
    fields = list(_fields(node))
    names = [str(_bytes(value), "utf8") for number, value in fields if number == NODE_OUTPUT]
    if not any(number == NODE_OPERATOR and _bytes(value) == b"Constant" for number, value in fields):
        return {}
    tensors = [
        _bytes(tensor)
        for number, attribute in fields
        if number == NODE_ATTRIBUTE
        for kind, tensor in _fields(_bytes(attribute))
        if kind == ATTRIBUTE_TENSOR
    ]
    return {name: array for name in names for tensor in tensors for array in _array(tensor).values()}


def _array(tensor: memoryview) -> dict[str, np.ndarray]:
    """{name: array}; nothing for an array of another type."""
    dims: list[int] = []
    name, kind, data = "", 0, memoryview(b"")
    for number, value in _fields(tensor):
        if number == TENSOR_DIMS:
            dims += [value] if isinstance(value, int) else list(_numbers(value))
        elif number == TENSOR_TYPE and isinstance(value, int):
            kind = value
        elif number == TENSOR_NAME:
            name = str(_bytes(value), "utf8")
        elif number in (TENSOR_RAW, TENSOR_FLOATS):
            data = _bytes(value)
    if kind != FLOAT:
        return {}
    if len(data) != 4 * math.prod(dims):
        raise ValueError(f"{name or 'an array'} of shape {tuple(dims)} has {len(data)} bytes")
    return {name: np.frombuffer(data, "<f4").reshape(dims).copy()}


def _fields(message: memoryview) -> Iterator[Field]:
    """(number, value): a number, or the bytes of everything longer."""
    at = 0
    while at < len(message):
        key, at = _number(message, at)
        number, kind = key >> 3, key & 7
        if kind == 0:
            value, at = _number(message, at)
            yield number, value
            continue
        if kind not in (1, 2, 5):
            raise IndexError(f"field {number} is of no known kind")
        size, at = _number(message, at) if kind == 2 else (8 if kind == 1 else 4, at)
        if at + size > len(message):
            raise IndexError(f"field {number} needs {size} bytes, {len(message) - at} are left")
        yield number, message[at : at + size]
        at += size


def _number(message: memoryview, at: int) -> tuple[int, int]:
    """A number of seven bits a byte, the last one without the eighth bit, and where it ends."""
    number = shift = 0
    while True:
        byte = message[at]
        number |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return number, at


def _numbers(packed: memoryview) -> Iterator[int]:
    at = 0
    while at < len(packed):
        number, at = _number(packed, at)
        yield number


def _bytes(value: int | memoryview) -> memoryview:
    if isinstance(value, int):
        raise IndexError(f"a number, {value}, where bytes are due")
    return value

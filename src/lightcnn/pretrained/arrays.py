"""Read a pickle of NumPy arrays without trusting it: names of arrays are looked up, nothing else is called.

An open `pickle.load` runs whatever the file asks for. The reader here knows three names, and refuses a file
that asks for a fourth.
"""

from __future__ import annotations

import io
import pickle
from typing import Any

import numpy as np

# The function that makes an empty array, wherever this version of NumPy keeps it.
_MAKE_ARRAY = np.zeros(0).__reduce__()[0]
_KNOWN: dict[tuple[str, str], Any] = {
    ("numpy", "ndarray"): np.ndarray,
    ("numpy", "dtype"): np.dtype,
    ("numpy.core.multiarray", "_reconstruct"): _MAKE_ARRAY,
    ("numpy._core.multiarray", "_reconstruct"): _MAKE_ARRAY,
}


class _ArraysOnly(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _KNOWN:
            raise ValueError(f"a file of arrays has no use for {module}.{name}, so it is not read")
        return _KNOWN[module, name]


def read_arrays(content: bytes) -> Any:
    """The lists, dictionaries, strings and arrays pickled in `content`.

    Raises: ValueError if it asks for anything but arrays, or is no pickle.
    """
    try:
        return _ArraysOnly(io.BytesIO(content)).load()
    except (pickle.UnpicklingError, EOFError, IndexError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"this is no pickle of arrays: {error}") from error

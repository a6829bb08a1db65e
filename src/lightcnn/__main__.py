"""``python -m lightcnn`` lists the networks; ``python -m lightcnn mobilenet_v2`` profiles one by layers.

``--side 160`` takes another image than the paper's.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from difflib import get_close_matches

from torch import nn

from lightcnn import __version__
from lightcnn.networks import NETWORKS
from lightcnn.profiling import profile


def main(arguments: Sequence[str] | None = None) -> None:
    """Print what is asked for. Raises: SystemExit with a sentence on a name or a side that does not fit."""
    parser = argparse.ArgumentParser(
        prog="python -m lightcnn", description="Networks by name, and their cost."
    )
    parser.add_argument("network", nargs="?", help="one of the names; without it all are listed")
    parser.add_argument("--side", type=int, help="height and width of the image in pixels; else the paper's")
    parser.add_argument("--version", action="version", version=__version__)
    asked = parser.parse_args(arguments)
    if asked.network is None:
        print(*NETWORKS, sep="\n")
        return
    if asked.network not in NETWORKS:
        near = get_close_matches(asked.network, NETWORKS, n=3) or list(NETWORKS)
        parser.error(f"no network is named {asked.network!r}; there is {', '.join(near)}")
    build = NETWORKS[asked.network]
    try:
        print(_table(asked.network, build, _side(build) if asked.side is None else asked.side))
    except (RuntimeError, ValueError) as error:
        parser.error(f"{asked.network} does not take a side of {asked.side}: {error}")


def _table(name: str, build: Callable[[], nn.Module], side: int) -> str:
    return f"{name} at {side} × {side} pixels\n\n{profile(build(), side)}"


def _side(build: Callable[[], nn.Module]) -> int:
    """The side that the network's paper gives, from the file that it comes from."""
    return sys.modules[getattr(build, "func", build).__module__].SIDE


if __name__ == "__main__":
    main()

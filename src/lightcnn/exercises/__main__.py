"""``python -m lightcnn.exercises squeezenet``: the chapter's numbers and slips as JSON, without torch."""

from __future__ import annotations

import json
import pkgutil
import sys
from importlib import import_module

from lightcnn.exercises import numbers


def main(chapter: str) -> None:
    chapters = [module.name for module in pkgutil.iter_modules(numbers.__path__)]
    if chapter not in chapters:
        raise SystemExit(f"no chapter {chapter!r} asks for numbers; there are {', '.join(chapters)}")
    found = import_module(f"{numbers.__name__}.{chapter}").NUMBERS
    print(json.dumps({name: number.verdicts() for name, number in found.items()}))


if __name__ == "__main__":
    main(*sys.argv[1:])

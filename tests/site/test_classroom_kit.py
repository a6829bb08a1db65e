"""The classroom kit of the real book, unpacked and used with the network off."""

from __future__ import annotations

import hashlib
import os
import platform
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from bookkit.classroom import collect_wheels, pack, pack_large, pins
from bookkit.shelf import Target
from lightcnn.pretrained.catalogue import _ENTRIES

ROOT = Path(__file__).parents[2]


HERE = Target(f"{sys.version_info.major}.{sys.version_info.minor}", platform.system())
# No interface at all; where the system grants that to nobody, pip is still told to ask no index.
OFFLINE = ["unshare", "--map-root-user", "--net"]
# There even the machine's way to itself is down, by which a notebook speaks with its kernel: bring it up
# (SIOCSIFFLAGS, IFF_UP).
LOOPBACK = f"""{sys.executable} -c 'import fcntl, socket, struct
fcntl.ioctl(socket.socket(), 0x8914, struct.pack("16sh22x", b"lo", 1))' && """


@pytest.fixture(scope="module")
def kit(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both archives for this Python and system, unpacked into one folder."""
    room = tmp_path_factory.mktemp("classroom")
    # What was fetched stays between runs.
    wheels, large = collect_wheels(ROOT, ROOT / "_build/kit-wheels", [HERE])
    archives = (
        pack(site, wheels, room / "kit.zip", pins(ROOT, wheels), [HERE]),
        pack_large(large, room / "torch.zip"),
    )
    for archive in archives:
        zipfile.ZipFile(archive).extractall(room / "kit")
    return room / "kit"


def test_the_checksums_hold(kit: Path) -> None:
    done = subprocess.run(
        ["sha256sum", "--check", "--quiet", "SHA256SUMS", "SHA256SUMS.torch"],
        cwd=kit,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
def test_start_followed_to_the_letter_runs_a_notebook_without_a_network(kit: Path) -> None:
    """The commands as START.txt has them, the last one with a notebook to run in place of a window."""
    start = (kit / "START.txt").read_text(encoding="utf8")
    commands = start.split("Linux and macOS:\n")[1].split("\n\n")[0].splitlines()
    *commands, opening = [command.strip() for command in commands]
    assert opening == "classroom/bin/jupyter lab site/notebooks"
    notebook = "site/notebooks/chapters/appendix/library.ipynb"
    commands += [
        "classroom/bin/jupyter lab --version",
        f"classroom/bin/jupyter execute --output=ran.ipynb {notebook}",
    ]
    tried = subprocess.run([*OFFLINE, "true"], capture_output=True, check=False)
    cut = OFFLINE if tried.returncode == 0 else []
    # What this machine's pip or Python is told to do, the classroom's is not.
    env = {"PATH": os.environ["PATH"], "HOME": str(kit), "PIP_CONFIG_FILE": os.devnull, "LANG": "C.UTF-8"}
    # Of 13,000 modules a notebook loads a few: Python compiles these at import, pip need not compile all.
    # For pip "no" turns a no-option on.
    env["PIP_NO_COMPILE"] = "no"
    for command in commands:
        done = subprocess.run(
            [*cut, "sh", "-c", LOOPBACK + command if cut else command],
            cwd=kit,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout[-1000:]}{done.stderr[-3000:]}"
    ran = (kit / notebook).with_name("ran.ipynb")
    assert "1,235,496" in ran.read_text(encoding="utf8") or "1,248,424" in ran.read_text(encoding="utf8")
    [places] = kit.glob("classroom/lib/python*/site-packages")
    # What a notebook loads: the same files as those that the book was built with.
    for entry in _ENTRIES.values():
        package, path = entry.file.package.replace("-", "_"), entry.file.path
        assert hashlib.sha256((places / package / path).read_bytes()).hexdigest() == entry.file.sha256


def test_weights_stand_in_files_of_their_own(kit: Path) -> None:
    """Fetched at the first touch: in no page, deck or notebook, and once for all that show a network."""
    files = list((kit / "site").rglob("under-the-lamp-weights-*.js"))
    assert files
    for file in files:
        begin = re.search(rb'"([A-Za-z0-9+/]{60})', file.read_bytes())
        assert begin and file.stat().st_size > 1_000_000
        carriers = [
            page.name
            for ending in ("*.html", "*.ipynb")
            for page in (kit / "site").rglob(ending)
            if begin[1] in page.read_bytes()
        ]
        assert carriers == []


@pytest.mark.parametrize(
    "page", ["chapters/shufflenet/shufflenet-v1.html", "decks/chapters/shufflenet/shufflenet-v1.html"]
)
def test_its_pages_live_from_disk(kit: Path, new_page: Callable[..., Page], page: str) -> None:
    tab = new_page(offline=True)
    tab.goto((kit / "site" / page).as_uri())
    mount = tab.locator(".widget-mount").first
    if "decks" in page:
        find = "(m) => [...document.querySelectorAll('.slides > section')].findIndex((s) => s.contains(m))"
        number = mount.evaluate(find)
        tab.evaluate("(number) => Reveal.slide(number)", number)
    else:
        mount.scroll_into_view_if_needed()
    tab.wait_for_function("(m) => m.dataset.mounted === 'true'", arg=mount.element_handle())
    assert tab.watch.complaints == []

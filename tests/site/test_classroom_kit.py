"""The classroom kit of the real book, unpacked and used with the network off."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from bookkit.classroom import collect_wheels, pack
from lightcnn.pretrained.catalogue import _ENTRIES

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def kit(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked kit."""
    room = tmp_path_factory.mktemp("classroom")
    archive = pack(site, collect_wheels(ROOT, room / "wheels"), room / "kit.zip")
    zipfile.ZipFile(archive).extractall(room / "kit")
    return room / "kit"


def test_the_checksums_hold(kit: Path) -> None:
    done = subprocess.run(
        ["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=kit, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout


def test_its_wheels_install_and_count_without_a_network(kit: Path, tmp_path: Path) -> None:
    wheels = [str(path) for path in (kit / "wheels").glob("*.whl")]
    pip = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-index",
        "--no-deps",
        "--target",
        str(tmp_path),
    ]
    subprocess.run([*pip, *wheels], check=True)
    count = "sum(p.numel() for p in networks.squeezenet().parameters())"
    code = f"from lightcnn import networks; print(networks.__file__, {count})"
    done = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True
    )
    where, count = done.stdout.rsplit(maxsplit=1)
    assert where.startswith(str(tmp_path)) and count == "1248424", done.stderr
    # What a notebook loads: the same files as those that the book was built with.
    for entry in _ENTRIES.values():
        package, path = entry.file.package.replace("-", "_"), entry.file.path
        weights = (tmp_path / package / path).read_bytes()
        assert hashlib.sha256(weights).hexdigest() == entry.file.sha256


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

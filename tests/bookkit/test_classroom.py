"""The classroom kit: complete, checkable, and only made from a built book."""

import hashlib
import zipfile
from pathlib import Path

import pytest

from bookkit.classroom import collect_wheels, pack


@pytest.fixture
def site(tmp_path: Path) -> Path:
    page = tmp_path / "html" / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text("<h1>Small by Design</h1>")
    return tmp_path / "html"


def test_every_file_has_a_right_checksum(site: Path, tmp_path: Path) -> None:
    wheel = tmp_path / "lightcnn-0.1.0-py3-none-any.whl"
    wheel.write_bytes(b"wheel")
    kit = zipfile.ZipFile(pack(site, [wheel], tmp_path / "kit.zip"))
    sums = dict(reversed(line.split("  ", 1)) for line in kit.read("SHA256SUMS").decode().splitlines())
    assert set(sums) == set(kit.namelist()) - {"SHA256SUMS"}
    assert {"START.txt", f"wheels/{wheel.name}", "site/index.html"} <= set(sums)
    for name, expected in sums.items():
        assert hashlib.sha256(kit.read(name)).hexdigest() == expected


def test_a_book_that_is_not_built_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="run make book first"):
        pack(tmp_path, [], tmp_path / "kit.zip")
    with pytest.raises(ValueError, match="run make book first"):
        collect_wheels(tmp_path, tmp_path / "wheels")

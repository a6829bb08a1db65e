"""What someone meets first: the README tells what there is, and a command its price before it spends."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf8")


def planned(folder: Path, goal: str) -> str:
    """What `make GOAL` would run in a clone where nothing is installed yet."""
    for name in ("Makefile", "pyproject.toml", "package.json", "constraints.txt"):
        shutil.copy(ROOT / name, folder)
    for path in ROOT.glob("requirements*.txt"):
        shutil.copy(path, folder)
    done = subprocess.run(["make", "-n", goal], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout


def test_the_book_s_command_says_its_price_first_and_installs_no_test_tools(tmp_path: Path) -> None:
    said = planned(tmp_path, "book")
    assert re.search(r"echo .*GB of disk.*CUDA.*minutes", said).start() < said.index("pip install")
    assert "-r requirements.txt" in said and "requirements-dev" not in said
    assert "-r requirements-dev.txt" in planned(tmp_path, "lint")


def test_the_readme_shows_a_picture_of_the_book_s() -> None:
    [picture] = re.findall(r'<img src="([^"]+)"', README)
    assert (ROOT / picture).is_file()


def test_the_readme_lists_every_chapter_in_the_book_s_order() -> None:
    contents = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf8"))
    for part in contents["parts"]:
        [row] = [line for line in README.splitlines() if line.startswith(f"| {part['caption']} |")]
        links = re.findall(r"\]\((chapters/[^)]+)\.md\)", row)
        assert links == [chapter["file"] for chapter in part["chapters"]]


def test_the_teaching_page_links_the_editions() -> None:
    """A table that `{editions}` makes, under the heading that the page's first lines lead to."""
    page = (ROOT / "chapters/appendix/teaching.md").read_text(encoding="utf8")
    assert re.search(r"^\(editions\)=\n## .*(?:\n(?!#).*)*\n```\{editions\}\n```$", page, re.MULTILINE)
    assert "[](#editions)" in page


@pytest.mark.parametrize(
    "told",
    [r"github\.io/REPOSITORY", r"pip install \.", r"6 GB of disk", r"-student\.ipynb", r"-teacher\.ipynb",
     r"make kit.*needs one|packing itself needs one", r"fetches about 1 GB", r"4 to 8 minutes"],
)  # fmt: skip
def test_the_readme_tells(told: str) -> None:
    assert re.search(told, README.replace("\n", " "))

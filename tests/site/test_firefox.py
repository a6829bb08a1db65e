"""The site in a second browser: every page clean, every widget alive, the network in the page torch's.

Firefox is asked where it can be had; `python -m bookkit.browser` installs it from Debian.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from built_site import PAGES
from engine_cases import write_cases, wrong
from network_page import write_page

from bookkit.browser import find_firefox

FIREFOX = find_firefox()
pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("firefox"),
    pytest.mark.skipif(FIREFOX is None, reason="no Firefox on this machine"),
]
BIN = Path(sys.executable).parent


@pytest.fixture(scope="module")
def seen(site: Path, tmp_path_factory: pytest.TempPathFactory) -> dict:
    """What `firefox.mjs` saw: one browser for all pages, from disk."""
    folder = tmp_path_factory.mktemp("firefox")
    asked = {
        "modules": str(BIN.parent / "node_modules"),
        "firefox": str(FIREFOX),
        "pages": [(site / path).as_uri() for path in PAGES],
        "compare": {"page": write_page(folder, "page"), "cases": str(write_cases(folder))},
    }
    done = subprocess.run(
        [BIN / "node", Path(__file__).with_name("firefox.mjs")],
        input=json.dumps(asked), capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_every_page_is_quiet_in_firefox(seen: dict) -> None:
    assert len(seen["pages"]) == len(PAGES)
    assert {page: one["complaints"] for page, one in seen["pages"].items() if one["complaints"]} == {}


def test_every_widget_takes_a_step_in_firefox(seen: dict) -> None:
    moved = [(page, name, ok) for page, one in seen["pages"].items() for name, ok in one["widgets"].items()]
    assert len(moved) > 10
    assert [one for one in moved if not one[2]] == []


def test_operations_and_trained_networks_are_torchs_in_firefox(seen: dict) -> None:
    assert len(seen["network"]) > 100
    assert wrong(seen["network"]) == []

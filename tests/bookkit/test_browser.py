"""Only the first browser is a condition: without a second or a third, their tests are skipped."""

from __future__ import annotations

from pathlib import Path
from subprocess import CalledProcessError
from typing import Any

import pytest

from bookkit import browser


def test_a_machine_whose_packages_lack_firefox_and_webkit_still_tests(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[str] = []

    def fails(command: list[str], check: bool = False, **_: Any) -> None:
        asked.extend(command)
        if check:
            raise CalledProcessError(100, command)

    monkeypatch.setattr(browser, "run", fails)
    monkeypatch.setattr(browser, "may_install", lambda: True)
    monkeypatch.setattr(browser, "find_browser", lambda: Path("/usr/bin/chromium"))
    for find in ("find_firefox", "find_webkit"):
        monkeypatch.setattr(browser, find, lambda: None)
    assert browser.main() == 0
    assert {"firefox-esr", "webkit2gtk-driver", "xvfb"} <= set(asked)
    assert capsys.readouterr().out.count("are skipped") == 2
    with pytest.raises(CalledProcessError):
        browser.install_browser()

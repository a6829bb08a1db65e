"""Find a Chromium or Chrome for the tests in a real browser, a Firefox and a WebKit where there are any.

``python -m bookkit.browser`` prints their paths, and installs them when the machine has none. Firefox and
WebKit come from Debian alone: elsewhere the tests in a second and a third browser are skipped.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from subprocess import run

# Without windows of its own the same browser opens a page in a third of the time, so this one comes first.
SHELL = "chromium-headless-shell"
FIREFOX = ("firefox-esr", "firefox")
WEBKIT = ("WebKitWebDriver", "Xvfb")  # it opens windows only, so it needs a screen
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


def find_browser() -> Path:
    """The browser to test with: $BROWSER_PATH, one on the PATH, a Mac's, or Playwright's own.

    Raises: FileNotFoundError, with what to do, when there is none.
    """
    if chosen := os.environ.get("BROWSER_PATH"):
        if not Path(chosen).is_file():
            raise FileNotFoundError(f"BROWSER_PATH is {chosen!r}, which is no file")
        return Path(chosen)
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    for path in (*map(Path, MAC), playwright_browser()):
        if path and path.is_file():
            return path
    raise FileNotFoundError("no Chromium or Chrome found: run `python -m bookkit.browser` to install one")


def find_firefox() -> Path | None:
    """The Firefox on the PATH, if there is one."""
    found = (shutil.which(name) for name in FIREFOX)
    return next((Path(path) for path in found if path), None)


def find_webkit() -> Path | None:
    """The driver of WebKitGTK on the PATH, if there is one and a screen for it."""
    driver, screen = map(shutil.which, WEBKIT)
    return Path(driver) if driver and screen else None


def playwright_browser() -> Path | None:
    """Where Playwright keeps its own Chromium, installed or not."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path)


def install_browser() -> None:
    """Install Debian's package when we may, else Playwright's own browser."""
    if may_install():
        install(SHELL, "fonts-dejavu-core", "fonts-liberation")
    else:
        run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)


def may_install() -> bool:
    """Whether this is a Debian on which we may."""
    return bool(shutil.which("apt-get")) and os.geteuid() == 0


def install(*packages: str, needed: bool = True) -> None:
    """Debian's packages; where they are `needed`, subprocess.CalledProcessError if apt cannot."""
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "update", "-qq"], check=needed, env=quiet)
    run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages], check=needed, env=quiet)


def main() -> int:
    try:
        print(find_browser())
    except FileNotFoundError:
        install_browser()
        print(find_browser())
    if not find_firefox() and may_install():
        install(FIREFOX[0], needed=False)
    print(find_firefox() or "no Firefox: the tests in a second browser are skipped")
    if not find_webkit() and may_install():
        install("webkit2gtk-driver", "xvfb", needed=False)
    print(find_webkit() or "no WebKit: the tests in a third browser are skipped")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

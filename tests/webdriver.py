"""A browser by its WebDriver (https://www.w3.org/TR/webdriver2/), on a screen that nobody sees."""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from subprocess import DEVNULL, Popen
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

WAIT = 400  # seconds until we call a browser dead: a busy machine may need many
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # what the standard calls a reference to an element
HOME, END = "\ue011", "\ue010"  # and these keys


class Driver:
    """One window; a command's failure is a RuntimeError in the driver's words."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.session = ""

    def ask(self, method: str, command: str, **given: object) -> Any:
        body = json.dumps(given).encode() if method == "POST" else None
        asked = Request(
            f"{self.address}/{command}", body, {"Content-Type": "application/json"}, method=method
        )
        try:
            with urlopen(asked, timeout=WAIT) as answer:
                return json.load(answer)["value"]
        except HTTPError as error:
            raise RuntimeError(f"{command}: {error.read().decode()}") from None

    def begin(self) -> None:
        end = time.monotonic() + WAIT
        while True:
            try:
                self.ask("GET", "status")
                break
            except URLError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)
        self.session = f"session/{self.ask('POST', 'session', capabilities={})['sessionId']}"
        self.ask("POST", f"{self.session}/timeouts", script=1000 * WAIT, pageLoad=1000 * WAIT)

    def open(self, address: str) -> None:
        self.ask("POST", f"{self.session}/url", url=address)

    def run(self, script: str, *given: object) -> Any:
        """What the body of a function returns in the page; a promise is awaited."""
        return self.ask("POST", f"{self.session}/execute/sync", script=script, args=given)

    def click(self, element: dict[str, str]) -> None:
        self.ask("POST", f"{self.session}/element/{element[ELEMENT]}/click")

    def press(self, element: dict[str, str], keys: str) -> None:
        self.ask("POST", f"{self.session}/element/{element[ELEMENT]}/value", text=keys)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@contextmanager
def screen() -> Iterator[str]:
    """A screen in memory: its name for $DISPLAY."""
    read, write = os.pipe()
    arguments = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1366x900x24", "-nolisten", "tcp"]
    with Popen(arguments, pass_fds=[write], stdout=DEVNULL, stderr=DEVNULL) as server:
        os.close(write)
        try:
            with os.fdopen(read) as said:
                yield f":{said.readline().strip()}"
        finally:
            server.terminate()


@contextmanager
def launched(driver: Path) -> Iterator[Driver]:
    """The browser of this WebKitWebDriver."""
    with ExitStack() as opened:
        port = free_port()
        # Its sandbox refuses to run as root, and there is no screen but ours, no sound and no bus.
        settings = {"GDK_BACKEND": "x11", "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1", "GTK_A11Y": "none"}
        environment = os.environ | settings | {"DISPLAY": opened.enter_context(screen())}
        server = opened.enter_context(
            Popen([driver, f"--port={port}"], env=environment, stdout=DEVNULL, stderr=DEVNULL)
        )
        opened.callback(server.terminate)
        browser = Driver(f"http://127.0.0.1:{port}")
        browser.begin()
        try:
            yield browser
        finally:
            browser.ask("DELETE", browser.session)

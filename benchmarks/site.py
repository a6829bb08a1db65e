"""Serve a folder as a web host would (gzip for text) and open pages of it in a real browser."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from bookkit.browser import find_browser

REFRESH = 'http-equiv="refresh"'
COMPRESSED = {".html", ".css", ".js", ".json", ".svg", ".txt", ".map", ".ico"}


@cache
def compressed(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), 6)


class GzipHandler(SimpleHTTPRequestHandler):
    """Text with gzip, everything else as it is; keep-alive, as web hosts do."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if path.is_file() and path.suffix in COMPRESSED:
            body = compressed(path)
            self.send_response(200)
            self.send_header("Content-Type", self.guess_type(str(path)))
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        else:
            super().do_GET()

    def handle(self) -> None:
        with suppress(ConnectionError):  # a page that was closed no longer waits for its files
            super().handle()

    def log_message(self, format: str, *args: object) -> None:
        """Requests are no news."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which `folder` is served while the context lasts."""
    compressed.cache_clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(GzipHandler, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@contextmanager
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(find_browser()), args=["--no-sandbox"])
        yield opened
        opened.close()


def pages(site: Path) -> list[str]:
    """The first page and the built chapters, as paths inside the site, without pages that only lead on."""
    found = [site / "index.html", *sorted((site / "chapters").rglob("*.html"))]
    leading_on = [path for path in found if REFRESH in path.read_text(encoding="utf8").lower()]
    return [str(path.relative_to(site)) for path in found if path not in leading_on]

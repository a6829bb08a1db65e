"""Show the book and rebuild what changes: ``python -m bookkit.serve [--port 8000]``.

Watches the sources, builds when one is saved (chapters that the edit concerns execute again, no others), and
reloads the open pages. Serves this machine only.
"""

from __future__ import annotations

import argparse
import sys
import threading
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from subprocess import run

from bookkit.sources import source_files

RELOAD = """<script>
setInterval(async () => {
  const built = await (await fetch("/built-at", { cache: "no-store" })).text();
  if (built !== (window.builtAt ??= built)) location.reload();
}, 1000);
</script>"""


class Site(SimpleHTTPRequestHandler):
    """The built site; every page asks once a second whether there is a newer build."""

    built_at = "0"

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if self.path == "/built-at":
            self._answer(Site.built_at.encode(), "text/plain")
        elif path.suffix == ".html" and path.is_file():
            self._answer(path.read_bytes() + RELOAD.encode(), "text/html; charset=utf-8")
        else:
            super().do_GET()

    def _answer(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Requests are no news."""


def snapshot(root: Path) -> dict[Path, int]:
    """When each source was last saved."""
    return {path: path.stat().st_mtime_ns for path in source_files(root)}


def rebuild(root: Path) -> None:
    """Build in a process of its own, so that edits of the build's own code count too."""
    if run([sys.executable, "-m", "bookkit.build", "--source", str(root)], check=False).returncode == 0:
        Site.built_at = str(time.time_ns())


def watch(root: Path, pause: float = 0.5) -> None:
    """Rebuild after every change, for ever."""
    seen = snapshot(root)
    while True:
        time.sleep(pause)
        if (now := snapshot(root)) != seen:
            changed = [path for path in now.keys() | seen.keys() if now.get(path) != seen.get(path)]
            print("\nChanged:", ", ".join(sorted(str(path.relative_to(root)) for path in changed)))
            seen = now
            rebuild(root)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bookkit.serve", description=__doc__)
    parser.add_argument("--source", type=Path, default=Path.cwd(), help="the book's folder")
    parser.add_argument("--port", type=int, default=8000)
    arguments = parser.parse_args()
    root = arguments.source.resolve()
    rebuild(root)
    handler = partial(Site, directory=str(root / "_build" / "html"))
    with ThreadingHTTPServer(("127.0.0.1", arguments.port), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/index.html"
        print(f"\nReading at {address}; what you save is rebuilt (Ctrl+C ends)")
        try:
            watch(root)
        except KeyboardInterrupt:
            pass
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

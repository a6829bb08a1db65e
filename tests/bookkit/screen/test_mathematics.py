"""Node is started once, waited for, and leaves nothing of the build open."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest
from sphinxcontrib import katex

from bookkit.screen.mathematics import start_node

SLOW = f"""#!{sys.executable}
import os, pathlib, socket, sys, time
pathlib.Path(sys.argv[3]).with_name(f"started-{{os.getpid()}}").touch()
server = socket.socket(socket.AF_UNIX)
server.bind(sys.argv[3])  # the socket is there, and nobody listens
time.sleep(0.5)
server.listen()
null = os.path.samestat(os.fstat(2), os.stat(os.devnull))
server.accept()[0].sendall(b"nothing" if null else b"the stream of the build")
"""


@pytest.fixture
def node(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    program = tmp_path / "node"
    program.write_text(SLOW, encoding="utf8")
    program.chmod(0o755)
    monkeypatch.setattr(katex, "NODEJS_BINARY", str(program))
    return program


def test_a_node_that_does_not_listen_yet_is_waited_for(node: Path, tmp_path: Path) -> None:
    process, connection = start_node(tmp_path, 20)
    with process, connection:
        assert connection.recv(100) == b"nothing", "it holds the build's error stream open"
    assert len([*tmp_path.glob("started-*")]) == 1


def test_a_node_that_ends_is_told(node: Path, tmp_path: Path) -> None:
    node.write_text(f"#!{sys.executable}\nraise SystemExit(3)\n", encoding="utf8")
    with pytest.raises(katex.KaTeXError, match="ended: 3"):
        start_node(tmp_path, 20)


def test_a_node_that_never_listens_is_ended(node: Path, tmp_path: Path) -> None:
    node.write_text(f"#!{sys.executable}\nimport time\ntime.sleep(60)\n", encoding="utf8")
    started = time.monotonic()
    with pytest.raises(katex.KaTeXError, match="does not listen after 0.3 s"):
        start_node(tmp_path, 0.3)
    assert time.monotonic() - started < 20

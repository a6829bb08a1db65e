"""The ``{netron}`` directive: a network's graph in Netron, loaded on a click, with its layer table below.

::

    ```{netron} shufflenet_v1_x1_0_g3
    :side: 224
    :caption: optional sentence
    ```

The graph is exported by ``python -m lightcnn.graph`` in a process of its own and cached until its network's
sources change. The viewer is `bookkit.words.netron_viewer`'s.
"""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from bookkit import forms
from bookkit.execution.keys import key_of
from bookkit.execution.reach import Library
from bookkit.frame import join
from bookkit.words import files
from bookkit.words.netron_viewer import place_graph, place_viewer

logger = logging.getLogger(__name__)
PACKAGES = Path(__file__).parents[2]
COLUMNS = (("Layer", 30), ("Kind", 20), ("Output (C, H, W)", 20), ("Parameters", 15), ("Multiply-adds", 15))


class netron_graph(nodes.General, nodes.Element):
    """A graph: attributes `name`, `side`, `folder` (where NAME.onnx and NAME.json are); child: the layers."""


class netron_layers(nodes.General, nodes.Element):
    """The layer table: folded, in a region of its own that scrolls."""


def exporter_sources(name: str) -> list[Path]:
    """The files that decide what the exported graph of network `name` looks like: no other network's."""
    library = Library(PACKAGES / "lightcnn")
    network = library.used_by([f"from lightcnn.networks import NETWORKS\nNETWORKS[{name!r}]"])
    return sorted({*library.used_by(["import lightcnn.graph"], short_of="lightcnn.networks"), *network})


def exported(name: str, side: int, cache: Path) -> Path:
    """Return the folder with NAME.onnx and NAME.json, exporting them unless the cache has them.

    Raises RuntimeError with the exporter's own words when it fails.
    """
    environment = f"{version('torch')} {version('onnxscript')} {side}"
    key = key_of(exporter_sources(name), PACKAGES, environment)
    folder = cache / f"{name}-{key[:16]}"
    cache.mkdir(parents=True, exist_ok=True)
    with alone(cache / f"{name}.lock"):
        if not (folder / f"{name}.json").is_file():
            export(name, side, folder)
    return folder


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Hold `lock`, so that of pages, decks and notebooks one exports a graph and the others find it."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def export(name: str, side: int, folder: Path) -> None:
    logger.info("exporting the graph of %s", name)
    path = os.pathsep.join(filter(None, [str(PACKAGES), os.environ.get("PYTHONPATH")]))
    with tempfile.TemporaryDirectory(dir=folder.parent) as made:
        run = subprocess.run(
            [sys.executable, "-m", "lightcnn.graph", name, made, "--side", str(side)],
            capture_output=True,
            text=True,
            env=os.environ | {"PYTHONPATH": path},
        )
        if run.returncode:
            raise RuntimeError((run.stderr.strip().splitlines() or ["no message"])[-1])
        folder.mkdir(exist_ok=True)
        for file in sorted(Path(made).iterdir(), reverse=True):  # the .json last: it marks a whole export
            file.replace(folder / file.name)


class NetronDirective(SphinxDirective):
    """``{netron} name``: options `side` (of the image, pixels, default 224) and `caption`."""

    required_arguments = 1
    option_spec = {"side": directives.positive_int, "caption": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        name, side = self.arguments[0], self.options.get("side", 224)
        for source in exporter_sources(name):
            self.env.note_dependency(str(source))
        try:
            folder = exported(name, side, Path(self.env.app.doctreedir).parent / ".netron")
        except RuntimeError as problem:
            raise self.error(f"the graph of {name!r} was not exported: {problem}") from problem
        facts = json.loads((folder / f"{name}.json").read_text(encoding="utf8"))
        graph = netron_graph(name=name, side=side, folder=str(folder))
        graph += netron_layers("", layer_table(facts), name=name)
        graph += self._caption(facts)
        self.set_source_info(graph)
        return [graph]

    def _caption(self, facts: dict[str, Any]) -> nodes.Element:
        words, messages = self.state.inline_text(self.options.get("caption", ""), self.lineno)
        side, space = facts["side"], " " if words else ""
        totals = (
            f"{space}{facts['name']} on one {side} × {side} image: {facts['params']:,} parameters, "
            f"{facts['macs']:,} multiply-adds."
        )
        return nodes.paragraph("", "", *words, *messages, nodes.Text(totals), classes=["netron-caption"])


def layer_table(facts: dict[str, Any]) -> nodes.table:
    """The layers that hold parameters or cost multiply-adds, one a row, and their sum."""
    rows = [
        (
            row["name"],
            row["kind"],
            " × ".join(map(str, row["out_shape"][1:])),
            f"{row['params']:,}",
            f"{row['macs']:,}",
        )
        for row in facts["layers"]
    ]
    total = ("Total", "", "", f"{facts['params']:,}", f"{facts['macs']:,}")
    group = nodes.tgroup(cols=len(COLUMNS))
    group += [nodes.colspec(colwidth=width) for _, width in COLUMNS]
    group += nodes.thead("", _row([title for title, _ in COLUMNS]))
    group += nodes.tbody("", *map(_row, [*rows, total]))
    return nodes.table("", group, classes=["netron-table"])


def _row(cells: list[str] | tuple[str, ...]) -> nodes.row:
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", cell)) for cell in cells))


def visit_graph(translator: Any, node: netron_graph) -> None:
    builder = translator.builder
    static = Path(builder.outdir) / "_static" / "netron"
    place_viewer(static)
    file = place_graph(static, Path(node["folder"]), node["name"])
    root = "../" * builder.current_docname.count("/") if hasattr(builder, "current_docname") else ""
    translator.body.append(
        f'<figure class="netron-view" id="netron-{nodes.make_id(node["name"])}"><p class="netron-door">'
        f'<a class="netron-open" href="{root}_static/netron/index.html?graph={file.stem}" '
        f'data-title="The graph of {node["name"]} in Netron">Open the graph in Netron</a></p>\n'
    )


def depart_graph(translator: Any, node: netron_graph) -> None:
    translator.body.append("</figure>\n")


def visit_layers(translator: Any, node: netron_layers) -> None:
    translator.body.append(
        '<details class="folded"><summary>Every layer, one a row</summary>\n'
        f'<div class="netron-layers" role="region" tabindex="0" aria-label="Layers of {node["name"]}">\n'
    )


def depart_layers(translator: Any, node: netron_layers) -> None:
    translator.body.append("</div></details>\n")


@forms.cells(netron_graph)
def as_cells(notebook: forms.Notebook, node: netron_graph) -> None:
    """A cell that shows the graph, and the caption: the layers come with the graph."""
    notebook.code(f'from lightcnn.graph import show\n\nshow("{node["name"]}", side={node["side"]})')
    for part in node.children[1:]:
        notebook.say(part)


def _nothing(translator: Any, node: nodes.Element) -> None:
    """Other builders show the layer table alone."""


def renew_viewer(app: Sphinx, failed: Exception | None) -> None:
    """Bring the viewer of an earlier build up to date, though no page is written again."""
    static = Path(app.outdir) / "_static" / "netron"
    if static.is_dir():
        place_viewer(static)


def setup(app: Sphinx) -> dict[str, Any]:
    plain: Any = {builder: (_nothing, _nothing) for builder in ("text", "latex", "man", "texinfo")}
    app.add_node(netron_graph, html=(visit_graph, depart_graph), **plain)
    app.add_node(netron_layers, html=(visit_layers, depart_layers), **plain)
    app.add_directive("netron", NetronDirective)
    here = Path(__file__)
    files.give(app, here.with_suffix(".js"), here.with_suffix(".css"), to=netron_graph)
    return join(app, __name__)

"""A network's graph for a viewer: ONNX without the weights, and its layers as JSON.

``python -m lightcnn.graph NAME FOLDER`` writes ``FOLDER/NAME.onnx`` and ``FOLDER/NAME.json``. `show` opens
the graph inside a notebook. Needs the packages onnx and onnxscript, which a reader's notebook may lack.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import io
import json
import tempfile
import warnings
from dataclasses import asdict
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import torch
from torch import nn

from lightcnn.networks import NETWORKS
from lightcnn.profiling import Profile, profile
from lightcnn.tables import Table
from lightcnn.viewer import single_page

LEFT_OUT = "weights left out"  # where a viewer is told that the numbers are
SCOPES = "pkg.torch.onnx.name_scopes"
VIEWER = ("netron", "onnx", "onnxscript")


def build(name: str) -> nn.Module:
    """The published network `name`, in evaluation mode; ValueError with the choices when there is none."""
    if name not in NETWORKS:
        raise ValueError(f"no network {name!r}; there are {', '.join(sorted(NETWORKS))}")
    return NETWORKS[name]().eval()


def export(net: nn.Module, side: int = 224) -> Any:
    """Trace `net` on one (1, 3, side, side) image and return an ONNX ModelProto without weights.

    Constants are folded, batch norm stays visible, every node is named after its module.
    """
    from onnxscript import optimizer, rewriter
    from onnxscript.rewriter.rules.common import remove_optional_bias_from_conv_rule

    image = torch.zeros(1, 3, side, side)
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")  # the exporter's remarks about its own future
        program = torch.onnx.export(
            net,
            (image,),
            dynamo=True,
            optimize=False,
            verbose=False,
            input_names=["image"],
            output_names=["logits"],
        )
    assert program is not None
    optimizer.inline(program.model)
    optimizer.fold_constants(program.model)
    rewriter.rewrite(program.model, [remove_optional_bias_from_conv_rule])
    optimizer.remove_unused_nodes(program.model)
    model = program.model_proto
    _name_nodes(model)
    _drop_weights(model)
    return model


def _name_nodes(model: Any) -> None:
    """Name each node after the module that it comes from; drop the exporter's traces."""
    weights = {tensor.name for tensor in model.graph.initializer}
    for node in model.graph.node:
        scopes = next((entry.value for entry in node.metadata_props if entry.key == SCOPES), "['', '']")
        weight = next((name for name in node.input if name in weights and "." in name), "")
        path = weight.rpartition(".")[0] or (ast.literal_eval(scopes) + ["", ""])[:-3][-1]
        node.name = path or node.op_type.lower()
        node.doc_string = ""
        del node.metadata_props[:]
    for value in (*model.graph.value_info, *model.graph.input, *model.graph.output):
        del value.metadata_props[:]
    del model.metadata_props[:], model.graph.metadata_props[:]


def _drop_weights(model: Any) -> None:
    """Keep the shape of every floating-point tensor and say that its numbers are elsewhere."""
    from onnx import TensorProto

    for tensor in model.graph.initializer:
        if tensor.data_type != TensorProto.FLOAT:
            continue  # sizes that Reshape and Slice read: part of the architecture
        for field in ("raw_data", "float_data"):
            tensor.ClearField(field)
        tensor.data_location = TensorProto.EXTERNAL
        tensor.external_data.add(key="location", value=LEFT_OUT)


def layers(measured: Profile) -> list[dict[str, Any]]:
    """The layers that cost something, as plain data: name, kind, shapes, parameters, multiply-adds."""
    rows = [asdict(record) for record in measured.records]
    return [row for row in rows if row["params"] or row["macs"]]


def write(name: str, folder: Path, side: int = 224) -> tuple[dict[str, Any], bytes]:
    """Write NAME.onnx and NAME.json (layers, totals, operators and their version) into `folder`.

    Returns: What the files hold.
    """
    net = build(name)
    model, measured = export(net, side), profile(net, side=side)
    facts = {
        "name": name,
        "side": side,
        "params": measured.params,
        "macs": measured.macs,
        "layers": layers(measured),
        "operators": sorted({node.op_type for node in model.graph.node}),
        "opset": next(entry.version for entry in model.opset_import if entry.domain in ("", "ai.onnx")),
    }
    folder.mkdir(parents=True, exist_ok=True)
    written = model.SerializeToString()
    (folder / f"{name}.onnx").write_bytes(written)
    (folder / f"{name}.json").write_text(json.dumps(facts), encoding="utf8")
    return facts, written


def layer_table(name: str, side: int = 224) -> Table:
    """The layers of network `name` that cost something, one a row."""
    rows = [
        (row["name"], row["kind"], row["out_shape"], row["params"], row["macs"])
        for row in layers(profile(build(name), side=side))
    ]
    head = ("layer", "kind", "output", "parameters", "multiply-adds")
    return Table(head, rows, f"{name}, one {side} x {side} image")


def show(name: str, side: int = 224, height: int = 500) -> Table:
    """Show the graph of network `name` in Netron inside a notebook, and return its layer table.

    The viewer is part of the output (1 MB): it asks no server, the reader's or another, for anything.
    Without the packages in `VIEWER` only the table is shown, with a word on how to get the graph.
    `height` of the view in pixels.
    """
    table = layer_table(name, side)
    missing = [package for package in VIEWER if find_spec(package) is None]
    if missing:
        print(f"For the graph as well, install {' '.join(missing)} and run this cell again.")
        return table
    from IPython.display import HTML, display

    with tempfile.TemporaryDirectory() as folder:
        facts, model = write(name, Path(folder), side)
    page = escape(single_page(facts, model))
    title = f"The graph of {name} in Netron"
    frame = f'<iframe title="{title}" srcdoc="{page}" style="width: 100%; height: {height}px; border: 0">'
    display(HTML(f"<div>{frame}</iframe></div>"))
    return table


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m lightcnn.graph", description=__doc__)
    parser.add_argument("name", help="a key of lightcnn.networks.NETWORKS")
    parser.add_argument("folder", type=Path, help="where NAME.onnx and NAME.json go")
    parser.add_argument("--side", type=int, default=224, help="side of the image, pixels")
    arguments = parser.parse_args()
    write(arguments.name, arguments.folder, arguments.side)


if __name__ == "__main__":
    main()

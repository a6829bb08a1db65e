"""A network's layers as a notebook shows them."""

from __future__ import annotations

import pytest

from lightcnn import graph
from lightcnn.graph import layer_table
from lightcnn.networks import NETWORKS
from lightcnn.profiling import profile


def test_the_table_has_a_row_for_every_layer_that_costs_and_adds_up() -> None:
    table, whole = layer_table("squeezenet1_1", side=64), profile(NETWORKS["squeezenet1_1"](), side=64)
    assert table.header == ("layer", "kind", "output", "parameters", "multiply-adds")
    assert table.caption == "squeezenet1_1, one 64 x 64 image"
    assert sum(row[3] for row in table.rows) == whole.params
    assert sum(row[4] for row in table.rows) == whole.macs
    assert table.rows[0][:3] == ("conv1", "conv", (1, 64, 31, 31))


def test_an_unknown_network_is_refused_with_the_choices() -> None:
    with pytest.raises(ValueError, match="no network 'resnet'; there are alexnet, "):
        layer_table("resnet")


def test_a_notebook_s_graph_is_part_of_its_output(monkeypatch: pytest.MonkeyPatch) -> None:
    """No server is started on a machine that a reader's browser may not reach."""
    shown: list[str] = []
    facts = {"name": "squeezenet1_1", "operators": [], "opset": 18}
    monkeypatch.setattr(graph, "write", lambda name, folder, side: (facts, b"model"))
    monkeypatch.setattr("IPython.display.display", lambda output: shown.append(output.data))
    table = graph.show("squeezenet1_1", side=64, height=300)
    [page] = shown
    assert "height: 300px" in page and 'title="The graph of squeezenet1_1 in Netron"' in page
    assert "window.netronGraph" in page and "netronModules" in page
    assert "localhost" not in page.split("window.netronModules")[0]
    assert table.rows

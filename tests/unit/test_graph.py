"""A network's layers as a notebook shows them."""

from __future__ import annotations

import pytest

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

"""What the ShuffleNet paper counts: Table 1 without the last layer, Table 5 with it."""

from __future__ import annotations

import pytest

from lightcnn.networks import shufflenet_v1
from lightcnn.profiling import profile
from lightcnn.published import published


@pytest.mark.parametrize("groups", [1, 2, 3, 4, 8])
def test_table_1_counts_all_but_the_last_layer(groups: int) -> None:
    counted = profile(shufflenet_v1(groups=groups))
    assert published(f"shufflenet_v1.table1.g{groups}.macs").agrees(counted.macs - counted.records[-1].macs)


@pytest.mark.parametrize(("name", "width"), [("1_5x", 1.5), ("2x", 2.0)])
def test_table_5_counts_the_whole_network(name: str, width: float) -> None:
    printed = published(f"shufflenet_v1.table5.shufflenet_{name}_g3.macs")
    counted = profile(shufflenet_v1(groups=3, width=width))
    assert printed.agrees(counted.macs)
    assert not printed.agrees(counted.macs - counted.records[-1].macs)

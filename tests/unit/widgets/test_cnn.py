"""The text of the network in the page: its size, its kernel, and that only who uses it carries it."""

from __future__ import annotations

import base64
import gzip

from lightcnn.widgets.kit.base import HERE, KIT, joined, used
from lightcnn.widgets.kit.cnn_kernel import assemble

FILES = [name for name in KIT if name.startswith("cnn")]


def test_all_of_it_travels_in_4_kib() -> None:
    assert len(gzip.compress(joined(HERE, FILES, "js").encode())) <= 4096


def test_the_script_carries_the_kernel_that_is_written_out() -> None:
    engine = (HERE / "cnn_engine.js").read_text(encoding="utf8")
    assert f'"{base64.b64encode(assemble()).decode()}"' in engine


def test_only_a_widget_that_uses_it_carries_it() -> None:
    assert set(FILES) <= set(used("const net = kit.cnn(model);"))
    assert not set(FILES) & set(used("kit.widget(); kit.guess({});"))

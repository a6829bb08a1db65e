"""A recorded value travels in the output's metadata, where the page finds it, and shows nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

import lightcnn.record
from lightcnn.record import record


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[tuple[dict, dict]]:
    calls: list[tuple[dict, dict]] = []

    def display(data: dict, raw: bool, metadata: dict) -> None:
        assert raw
        calls.append((data, metadata))

    monkeypatch.setattr(lightcnn.record, "display", display)
    return calls


@pytest.mark.parametrize(
    ("value", "text"),
    [(3, "3"), (0.5, "0.5"), ("word", "'word'"), (np.float64(2.5), "2.5"), (torch.tensor(7), "7")],
)
def test_a_value_is_stored_under_its_name(shown: list, value: Any, text: str) -> None:
    record("macs-share", value)
    ((data, metadata),) = shown
    assert data == {"application/papermill.record/text/plain": text}
    assert metadata["scrapbook"] == {"name": "macs-share", "mime_prefix": "application/papermill.record/"}


def test_the_page_finds_and_formats_it(shown: list) -> None:
    from myst_nb.ext.glue import extract_glue_data_cell
    from nbformat.v4 import new_code_cell, new_output

    record("share", 0.9342)
    ((data, metadata),) = shown
    cell = new_code_cell(outputs=[new_output("display_data", data=data, metadata=metadata)])
    (found,) = [pair for pair in extract_glue_data_cell(cell) if pair[0] == "share"]
    assert "0.9342" in str(found[1])


@pytest.mark.parametrize("name", ["", "two words", "a:b", "tab\t"])
def test_names_that_a_role_cannot_take_are_refused(shown: list, name: str) -> None:
    with pytest.raises(ValueError, match="a recorded name"):
        record(name, 1)
    assert not shown

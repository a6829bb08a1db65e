"""The measured limits: sizes and units right, threads put back, bad values refused."""

from __future__ import annotations

import itertools

import pytest
import torch

from lightcnn import machine
from lightcnn.machine import machine_limits


def test_limits_count_what_was_done(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = itertools.count(0.0, 0.5)  # a clock on which every run takes half a second
    monkeypatch.setattr(machine.time, "thread_time", lambda: next(ticks))
    limits = machine_limits(size=10, megabytes=1, repeats=2)
    assert limits.multiply_adds_per_s == 10**3 / 0.5
    assert limits.bytes_per_s == 2 * 1_000_000 / 0.5, "read and written"


def test_one_thread_is_measured_and_the_rest_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(torch, "get_num_threads", lambda: 7)
    monkeypatch.setattr(torch, "set_num_threads", asked.append)
    machine_limits(size=4, megabytes=1, repeats=1)
    assert asked == [1, 7]


@pytest.mark.parametrize("name", ["size", "megabytes", "repeats"])
def test_nothing_cannot_be_measured(name: str) -> None:
    with pytest.raises(ValueError, match=f"{name} must be positive, got 0"):
        machine_limits(**{name: 0})

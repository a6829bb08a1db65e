"""The measured limits: sizes and units right, threads put back, bad values refused."""

from __future__ import annotations

import itertools

import pytest
import torch

from lightcnn import machine
from lightcnn.machine import copying_rate, machine_limits


def test_limits_count_what_was_done(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = itertools.count(0.0, 0.5)  # a clock on which every run takes half a second
    monkeypatch.setattr(machine.time, "thread_time", lambda: next(ticks))
    limits = machine_limits(size=10, megabytes=1, repeats=2)
    assert limits.multiply_adds_per_s == 2 * 2 * 9 * 56**2 / 0.5, "the convolution does more in that time"
    assert limits.bytes_per_s == copying_rate(1, repeats=2) == 2 * 1_000_000 / 0.5, "read and written"


def test_the_better_of_two_programs_is_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    for product, convolution in ((3e9, 2e9), (2e9, 3e9)):
        monkeypatch.setattr(machine, "_product_rate", lambda *_, rate=product: rate)
        monkeypatch.setattr(machine, "_convolution_rate", lambda *_, rate=convolution: rate)
        assert machine_limits(megabytes=1, repeats=1).multiply_adds_per_s == 3e9


def test_one_thread_is_measured_and_the_rest_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(torch, "get_num_threads", lambda: 7)
    monkeypatch.setattr(torch, "set_num_threads", asked.append)
    machine_limits(size=4, megabytes=1, repeats=1)
    assert set(asked[::2]) == {1} and set(asked[1::2]) == {7}


@pytest.mark.parametrize("name", ["size", "megabytes", "repeats"])
def test_nothing_cannot_be_measured(name: str) -> None:
    with pytest.raises(ValueError, match=f"{name} must be positive, got 0"):
        machine_limits(**{name: 0})
    if name != "size":
        with pytest.raises(ValueError, match=f"{name} must be positive, got 0"):
            copying_rate(**({"megabytes": 1} | {name: 0}))

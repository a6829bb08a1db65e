"""The benchmark's honesty: slower measures slower, spread is shown, nothing is timed once, all is put back.

The subjects keep the processor busy for a time that they are told, so that no test depends on the machine.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

import lightcnn.benchmark
from lightcnn.benchmark import Timing, benchmark, environment, pass_timer

X = torch.zeros(4)


def busy(seconds: float) -> Callable[[Tensor], None]:
    def run(_: Tensor) -> None:
        until = time.thread_time() + seconds
        while time.thread_time() < until:
            pass

    return run


def test_a_slower_function_measures_slower() -> None:
    fast, slow = benchmark({"fast": (busy(0.001), X), "slow": (busy(0.004), X)}, repeats=5, warmup=0)
    assert (fast.label, slow.label) == ("fast", "slow")
    assert 1 <= fast.best_ms <= fast.median_ms and slow.best_ms >= 4
    assert slow.best_ms > fast.best_ms


def test_the_median_and_the_range_of_eight_in_ten_are_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    told = iter([3.0, 1.0, 2.0, 50.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0])
    monkeypatch.setattr(lightcnn.benchmark, "pass_timer", lambda *_: ("thread", lambda run: next(told)))
    (found,) = benchmark({"x": (lambda x: x, X)}, repeats=11, warmup=0)
    assert (found.median_ms, found.best_ms, found.repeats) == (6.0, 1.0, 11)
    assert (found.low_ms, found.high_ms) == (2.0, 10.0), "the one call of 50 ms decides nothing"
    assert found.spread == pytest.approx(8 / 6)


@pytest.mark.parametrize("repeats", [1, 4])
def test_a_single_shot_is_refused(repeats: int) -> None:
    with pytest.raises(ValueError, match=f"{repeats} repeats have no spread: take 5 or more"):
        benchmark({"x": (lambda x: x, X)}, repeats=repeats)


def test_subjects_take_turns_after_the_warm_up() -> None:
    calls: list[str] = []
    subjects = {name: (lambda x, name=name: calls.append(name), X) for name in "ab"}
    benchmark(subjects, repeats=5, warmup=2)
    assert calls == ["a", "b"] * 7


def test_warm_up_is_not_timed() -> None:
    calls = 0

    def first_is_long(_: Tensor) -> None:
        nonlocal calls
        calls += 1
        busy(0.05 if calls <= 2 else 0.0)(X)

    (found,) = benchmark({"x": (first_is_long, X)}, repeats=5, warmup=2)
    assert found.high_ms < 50


def test_inputs_rotate_beyond_the_caches() -> None:
    seen: list[int] = []
    x = torch.arange(1024.0)  # 4 KiB
    (found,) = benchmark(
        {"x": (lambda x: seen.append(x.data_ptr()), x)}, repeats=8, warmup=0, rotate_bytes=16000
    )
    assert found.inputs == 4 and found.input_bytes == 16384
    assert len(set(seen[:4])) == 4 and seen[4:] == seen[:4]
    seen.clear()
    (found,) = benchmark({"x": (lambda x: seen.append(x.data_ptr()), x)}, repeats=5, warmup=0)
    assert set(seen) == {x.data_ptr()} and found.inputs == 1


def test_rotated_inputs_hold_the_same_values() -> None:
    x = torch.rand(100)
    sums: list[float] = []
    benchmark({"x": (lambda x: sums.append(x.sum().item()), x)}, repeats=6, warmup=0, rotate_bytes=1000)
    assert len(set(sums)) == 1


def test_threads_and_modes_are_put_back_even_after_an_error() -> None:
    before = torch.get_num_threads()
    net = nn.Sequential(nn.Conv2d(3, 1, 1), nn.Dropout(0.5))
    net[1].eval()
    threads: list[int] = []
    net[0].register_forward_hook(
        lambda m, a, o: threads.append(torch.get_num_threads()) if not m.training else None
    )
    benchmark({"x": (net, torch.zeros(1, 3, 2, 2))}, repeats=5, warmup=0, threads=before + 1)
    assert threads == [before + 1] * 5, "in evaluation mode, with the threads asked for"
    assert net.training and not net[1].training and torch.get_num_threads() == before
    with pytest.raises(RuntimeError):
        benchmark({"x": (net, torch.zeros(1, 4, 2, 2))}, threads=before + 1)
    assert net.training and torch.get_num_threads() == before


def test_the_clock_fits_the_device() -> None:
    assert pass_timer(torch.device("cpu"), 1)[0] == "thread"
    assert pass_timer(torch.device("cpu"), 2)[0] == "wall"
    assert pass_timer(torch.device("cuda"), 1)[0] == "device events"


def test_a_gpu_is_timed_by_marks_in_its_own_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []

    class Event:
        def __init__(self, enable_timing: bool) -> None:
            assert enable_timing

        def record(self) -> None:
            order.append("mark")

        def elapsed_time(self, end: Event) -> float:
            return 2.5

    monkeypatch.setattr(torch.cuda, "Event", Event)
    monkeypatch.setattr(torch.cuda, "synchronize", lambda device: order.append("wait"))
    _, timed = pass_timer(torch.device("cuda"), 1)
    assert timed(lambda: order.append("run")) == 2.5
    assert order == ["wait", "mark", "run", "mark", "wait"]


def test_a_record_is_plain_data_and_comes_back() -> None:
    (found,) = benchmark({"x": (busy(0.0002), X)}, repeats=5)
    record = found.as_record()
    assert Timing(**record).label == "x" and record["clock"] == "thread" and record["device"] == "cpu"
    assert {"median_ms", "low_ms", "high_ms", "repeats", "threads", "warmup"} <= record.keys()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"threads": 0}, "threads=0"),
        ({"warmup": -1}, "warmup=-1"),
        ({"rotate_bytes": -1}, "rotate_bytes=-1"),
        ({"subjects": {}}, "nothing to time"),
        ({"subjects": {"a": (len, X), "b": (len, X.to("meta"))}}, "on one device, got cpu, meta"),
    ],
)
def test_bad_arguments_are_named(arguments: dict, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        benchmark(**{"subjects": {"x": (lambda x: x, X)}, **arguments})


def test_the_environment_names_a_gpu_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda: "A GPU")
    assert environment()["gpu"] == "A GPU"

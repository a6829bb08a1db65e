"""A file that a run goes on from is believed only as it was written: one bit turned anywhere is noticed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from torch import nn

import lightcnn.guidelines.runs as guidelines
from lightcnn.guidelines.runs import record_run
from lightcnn.kept import begin, read, read_tensors, write, write_tensors
from lightcnn.learning import Dataset, train
from lightcnn.search import LayerTimes, Space, blockwise, netadapt

SPACE = Space(stages=((8, 1),), depths=(1,), stem=8, side=14, classes=2)
DAMAGED = "not as it was written, so no run can go on from it: delete the files of the run"


def turned(path: Path, at: int) -> None:
    """The file with one bit of the byte at this place turned."""
    content = bytearray(path.read_bytes())
    content[at] ^= 0x01
    path.write_bytes(content)


def test_a_bit_turned_anywhere_in_a_record_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    write(path, {"settings": {"seed": 0}, "rows": [[0.5, "a"], {"b": None}]})
    whole, run, noticed = path.read_bytes(), read(path), 0
    for at in range(len(whole)):
        path.write_bytes(whole)
        turned(path, at)
        try:
            assert read(path) == run, f"byte {at} of {whole!r}"
        except ValueError as error:
            assert re.search(f"run.json is no run, or {DAMAGED}", str(error))
            noticed += 1
    assert noticed > len(whole) / 2


def test_a_bit_turned_anywhere_in_weights_is_noticed(tmp_path: Path) -> None:
    path, weights = tmp_path / "run.pt", {"layer": torch.arange(64.0), "of": {"steps": [1, 2.5]}}
    write_tensors(path, weights)
    whole, noticed = path.read_bytes(), 0
    for at in range(0, len(whole), 3):
        path.write_bytes(whole)
        turned(path, at)
        try:
            found = read_tensors(path, "checkpoint")
            assert torch.equal(found["layer"], weights["layer"]) and found["of"] == weights["of"], at
        except ValueError as error:
            assert re.search(f"run.pt is no checkpoint, or {DAMAGED}", str(error))
            noticed += 1
    assert noticed > 64 * 4 / 3


@pytest.mark.parametrize("text", ["", "[]", "{}", '"run"', '{"settings": {}}', "\x00"])
def test_what_is_no_record_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text(text)
    with pytest.raises(ValueError, match="run.json is no run"):
        begin(tmp_path / "run.json", {})


def trained(folder: Path) -> None:
    x, y = torch.rand(8, 1, 4, 4, generator=torch.Generator().manual_seed(0)), torch.arange(8) % 2
    data = Dataset("noise", x, y, x, y, 2)
    train(lambda: nn.Sequential(nn.Flatten(), nn.Linear(16, 2)), data, epochs=1, checkpoint=folder / "run.pt")


def searched(folder: Path) -> None:
    blockwise(SPACE, lambda c: 0.5, lambda c: 1.0, target=1, trials=2, path=folder / "run.json")


def adapted(folder: Path) -> None:
    torch.manual_seed(0)
    net = SPACE.build(list(SPACE.candidates())[-1]).eval()
    start = parameters(net)
    netadapt(
        net, lambda _: None, lambda _: 0.5, parameters, target=0.9 * start, delta=0.2 * start,
        path=folder / "run.json",
    )  # fmt: skip


def parameters(net: nn.Module) -> float:
    return float(sum(p.numel() for p in net.parameters()))


def timed(folder: Path) -> None:
    LayerTimes(14, path=folder / "run.json", measure=lambda *_: 1.0)(nn.Conv2d(1, 2, 3))


def measured(folder: Path) -> None:
    record_run(folder / "run.json", scales=(1,), repeats=5)


RUNS = [(trained, ["run.pt"]), (searched, ["run.json"]), (adapted, ["run.json", "run.step1.pt"]),
        (timed, ["run.json"]), (measured, ["run.json"])]  # fmt: skip


@pytest.mark.parametrize(("makes", "names"), RUNS)
def test_no_run_goes_on_from_a_file_that_was_damaged(
    makes: Callable[[Path], None], names: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guidelines, "GUIDELINES", ())
    monkeypatch.setattr(guidelines, "measure_networks", lambda **_: [])
    makes(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == names, (
        "written whole, and nothing else is left"
    )
    makes(tmp_path)
    for name in names:
        path = tmp_path / name
        whole = path.read_bytes()
        turned(path, len(whole) // 2 if path.suffix == ".pt" else whole.index(b'"environment"') + 3)
        with pytest.raises(ValueError, match=f"{name} is no .*, or {DAMAGED}"):
            makes(tmp_path)
        path.write_bytes(whole)


def test_weights_that_are_missing_are_named(tmp_path: Path) -> None:
    adapted(tmp_path)
    (tmp_path / "run.step1.pt").unlink()
    with pytest.raises(ValueError, match="run.step1.pt is no file of weights"):
        adapted(tmp_path)


@pytest.mark.parametrize("place", ["search", "guidelines"])
def test_the_runs_that_come_with_the_library_are_as_they_were_written(place: str) -> None:
    folder = Path(guidelines.__file__).parents[1] / place / "recorded"
    for path in folder.glob("*.json"):
        assert read(path) == {k: v for k, v in json.loads(path.read_text()).items() if k != "sha256"}

"""Both searches on garments: what judges is held back, and the command goes on where it stopped."""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path

import pytest
import torch

from lightcnn.learning import load_fashion28
from lightcnn.search import Adaptation, Choice, LayerTimes, Search, Space, fashion
from lightcnn.search import __main__ as command
from lightcnn.search.fashion import (
    LARGE,
    SEED_NETWORK,
    SMALL,
    adapt_channels,
    held_back,
    search_blocks,
    tuned,
)

# Nothing is learned from 40 images; how it is done can be seen.
TINY = Space(stages=((16, 2),), expansions=(2,), depths=(1, 2), stem=16, side=14)


@pytest.fixture(autouse=True)
def told_times(monkeypatch: pytest.MonkeyPatch) -> None:
    """A layer's time is what it weighs: no test may depend on how fast a machine is."""

    def told(layer: torch.nn.Module, x: torch.Tensor) -> float:
        assert len(x) == fashion.BATCH
        return 0.01 + sum(p.numel() for p in layer.parameters()) / 1e4

    monkeypatch.setattr(fashion, "LayerTimes", partial(LayerTimes, measure=told))


def test_what_judges_a_candidate_is_neither_trained_on_nor_the_test() -> None:
    whole = load_fashion28()
    split = held_back(whole)
    assert (len(split.y_train), len(split.y_test)) == (4000, 1000)
    both = torch.cat((split.x_train, split.x_test)).flatten(1)
    assert torch.equal(both.sum(1).sort().values, whole.x_train.flatten(1).sum(1).sort().values)
    assert torch.equal(held_back(whole).y_test, split.y_test), "the same images every time"
    assert "1,000 held back" in split.name
    with pytest.raises(ValueError, match="share must be between 0 and 1, got 1"):
        held_back(whole, 1)


def test_a_search_trains_what_it_tries(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    found = search_blocks(TINY, target=0.5, trials=3, images=40, path=path)
    assert len(found.trials) == 3 and all(0 <= t.accuracy <= 1 and t.latency > 0 for t in found.trials)
    table = json.loads((tmp_path / "run.times.json").read_text())
    assert table["settings"] == {"side": 14, "channels": 1, "batch": 32} and len(table["layers"]) > 10
    about = found.settings["about"]
    assert about["script"] == "lightcnn.search.fashion.search_blocks" and about["images"] == 40
    with pytest.raises(ValueError, match="run with another about"):
        search_blocks(TINY, target=0.5, trials=4, images=50, path=path)
    again = search_blocks(TINY, target=0.5, trials=4, images=40, path=path)
    assert again.trials[:3] == found.trials and len(again.trials) == 4


def test_netadapt_starts_from_a_trained_network(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    found = adapt_channels(TINY, share=0.8, step_share=0.1, epochs=1, steps=1, images=40, path=path)
    assert found.reached and found.steps
    assert (tmp_path / "run.start.pt").is_file() and found.latency > 0
    read = Adaptation.of(json.loads(path.read_text()))
    assert read.steps == found.steps and read.settings["about"]["candidate"] == [[5, 2, True, 2]]


def test_tuning_draws_from_the_generator_that_is_seeded() -> None:
    data, nets = held_back(load_fashion28()), []
    for seed in (3, 3, 4):
        torch.manual_seed(0)
        net = Space(stages=((8, 2),), stem=8).build((Choice(3, 2, False, 1),))
        torch.manual_seed(seed)
        tuned(net, data, steps=2, batch=4)
        nets.append(net.classifier.weight)
    assert torch.equal(nets[0], nets[1]) and not torch.equal(nets[0], nets[2])
    with pytest.raises(ValueError, match="steps and batch must be 1 or more, got 0 and 64"):
        tuned(net, data, steps=0)


def test_the_spaces_are_what_they_say() -> None:
    assert (SMALL.size, LARGE.size, SMALL.side, LARGE.side) == (64, 13_824, 14, 28)
    LARGE.check(SEED_NETWORK)
    with pytest.raises(ValueError, match="28 pixels wide, or halved to 14, not 32"):
        search_blocks(Space(stages=((8, 1),), side=32), target=1)
    with pytest.raises(ValueError, match="images must be 10 or more, got 9"):
        search_blocks(TINY, target=1, images=9)


def test_the_command_says_each_trial_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "run.json"
    monkeypatch.setattr(command, "LARGE", TINY)
    monkeypatch.setattr(command, "SEED_NETWORK", (Choice(3, 2, True, 2),))
    asked = [
        "blockwise",
        "--target",
        "0.5",
        "--w",
        "-0.15",
        "--epochs",
        "1",
        "--images",
        "40",
        "--out",
        str(path),
    ]
    for trials in ("1", "2"):
        monkeypatch.setattr(sys, "argv", ["search", *asked, "--trials", trials, "--out", str(path)])
        command.main()
        assert capsys.readouterr().out.count("reward") == 1
    assert Search.of(json.loads(path.read_text())).settings["w"] == [-0.15, -0.15]
    asked = ["netadapt", "--share", "0.9", "--step-share", "0.1", "--epochs", "1", "--steps", "1"]
    monkeypatch.setattr(sys, "argv", ["search", *asked, "--images", "40", "--out", str(tmp_path / "n.json")])
    command.main()
    assert Adaptation.of(json.loads((tmp_path / "n.json").read_text())).settings["rule"] == "ratio"

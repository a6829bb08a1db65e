"""The package as someone meets it who has installed it: version, types, completion, the command."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import torch
from torch import nn

import lightcnn
from lightcnn.__main__ import main
from lightcnn.networks import NETWORKS

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf8"))


def test_the_version_is_the_wheel_s() -> None:
    assert lightcnn.__version__ == PROJECT["project"]["version"]


def test_type_checkers_are_told_that_there_are_types() -> None:
    assert (Path(lightcnn.__file__).parent / "py.typed").is_file()
    assert "py.typed" in PROJECT["tool"]["setuptools"]["package-data"]["lightcnn"]


def test_the_wheel_has_a_readme_of_its_own() -> None:
    text = (ROOT / PROJECT["project"]["readme"]).read_text(encoding="utf8")
    assert text.startswith("# lightcnn") and "make book" not in text


def test_rooms_are_listed_and_loaded_when_they_are_asked_for() -> None:
    code = (
        "import sys, lightcnn; names = set(dir(lightcnn)); assert 'torch' not in sys.modules\n"
        "assert {'arithmetic', 'blocks', 'networks', 'profiling', 'tables'} <= names, names\n"
        "assert not any(name[0] == '_' and name[:2] != '__' for name in names), names\n"
        "print(len(lightcnn.networks.NETWORKS), lightcnn.arithmetic.output_side(224, 3, 2, 1))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.split() == [str(len(NETWORKS)), "112"], done.stderr
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = lightcnn.nothing


def test_a_profile_prints_as_a_table_whatever_went_in() -> None:
    net = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU())
    printed = str(lightcnn.profiling.profile(net, (1, 20, 30))).splitlines()
    assert printed[0].split() == ["layer", "kind", "output", "parameters", "multiply-adds"]
    assert printed[2].split() == ["0", "conv", "4", "×", "18", "×", "28", "40", "18,144"]
    assert printed[-1].split() == ["total", "40", "18,144"] and len(printed) == 4

    class Two(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.score = nn.Linear(7, 5)

        def forward(self, left: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
            return self.score(torch.cat((left, right), 1))

    shown = lightcnn.profiling.profile(Two(), (torch.ones(1, 3), torch.ones(1, 4)))._repr_html_()
    assert "linear" in shown and ">40<" in shown and ">35<" in shown


def test_the_command_lists_the_networks(capsys: pytest.CaptureFixture[str]) -> None:
    main([])
    assert capsys.readouterr().out.split() == list(NETWORKS)


def test_the_command_profiles_one(capsys: pytest.CaptureFixture[str]) -> None:
    main(["squeezenet1_1", "--side", "64"])
    said = capsys.readouterr().out
    assert said.startswith("squeezenet1_1 at 64 × 64 pixels") and "1,235,496" in said.splitlines()[-1]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["mobilenet"], "no network is named 'mobilenet'; there is mobilenet_v"),
     (["squeezenet1_1", "--side", "5"], "squeezenet1_1 does not take a side of 5"),
     (["squeezenet1_1", "--side", "0"], "side of 0")],
)  # fmt: skip
def test_the_command_refuses_in_a_sentence(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(arguments)
    assert words in capsys.readouterr().err

"""The frame of the widgets: one self-contained text, refusals in words, geometry that node can run."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest
import traitlets

import lightcnn.widgets as widgets
from lightcnn.arithmetic import output_side
from lightcnn.widgets import ConvolutionExplorer, FireFlow, GroupShuffle, LowRank, ShuffleUnits

OURS = (ConvolutionExplorer, FireFlow, GroupShuffle, LowRank, ShuffleUnits)
NODE = Path(sys.executable).with_name("node")


def node(script: str) -> str:
    """What a module prints that begins with a widget's or the kit's text."""
    command = [NODE, "--input-type=module"]
    done = subprocess.run(command, input=script, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("cls", OURS)
def test_a_widget_is_one_text_without_imports_within_its_budget(cls: type) -> None:
    text = str(cls._esm)
    assert text.index("const kit =") < text.index("export default")
    assert "\nimport " not in text and "http://" not in text.replace("http://www.w3.org/2000/svg", "")
    assert len(gzip.compress(f"{text}{cls._css}".encode())) <= 25 * 1024


@pytest.mark.parametrize("cls", OURS)
def test_the_first_frame_is_a_picture_and_a_table(cls: type) -> None:
    fallback = cls().fallback
    assert "<svg" in fallback and 'role="img"' in fallback and "aria-label" in fallback
    assert fallback.count("<tr>") >= 5


@pytest.mark.parametrize("cls", OURS)
def test_every_beat_is_a_state_that_python_accepts(cls: type) -> None:
    widget = cls()
    assert len(widget.beats) >= 4
    for beat in widget.beats:
        assert beat["label"]
        with widget.hold_trait_notifications():
            for name, value in beat["state"].items():
                setattr(widget, name, value)


def test_a_beat_that_names_no_trait_is_refused() -> None:
    with pytest.raises(traitlets.TraitError, match="'kernal', which is no trait"):
        ConvolutionExplorer(beats=[{"label": "typo", "state": {"kernal": 3}}])


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(traitlets.TraitError, match="lang must be one of .*got 'xx'"):
        FireFlow(lang="xx")


def test_an_unknown_widget_names_the_choices() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Nothing'; it has .*ConvolutionExplorer"):
        _ = widgets.Nothing


def test_kit_fits_kernels_as_the_library_does() -> None:
    cases = [(size, k, s, p, d) for size in (5, 6, 7) for k in (1, 3, 5) for s in (1, 2, 3) for p in (0, 1, 2)
             for d in (1, 2) if size + 2 * p >= d * (k - 1) + 1]
    kit = (Path(widgets.__file__).parent / "kit.js").read_text(encoding="utf8")
    fits = f"{json.dumps(cases)}.map((c) => kit.fit(...c))"
    got = json.loads(node(f"{kit}\nconsole.log(JSON.stringify({fits}));"))
    for case, fit in zip(cases, got, strict=True):
        size, k, s, p, d = case
        assert fit["out"] == output_side(*case)
        # What is read ends inside the padded map, and one more step would not.
        assert fit["used"] <= size + 2 * p < fit["used"] + s


def test_kit_writes_numbers_for_people() -> None:
    kit = (Path(widgets.__file__).parent / "kit.js").read_text(encoding="utf8")
    list_ = "[kit.whole(10368), kit.short(462422016), kit.short(903168), kit.clamp(9, 0, 4)]"
    assert node(f"{kit}\nconsole.log({list_}.join('|'))").strip() == "10,368|462.4 M|903.2 k|4"

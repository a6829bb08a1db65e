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
from lightcnn.widgets import ConvolutionExplorer, FireFlow
from lightcnn.widgets.kit import svg
from lightcnn.widgets.kit.base import HERE, KIT, joined, lean
from lightcnn.widgets.kit.fallback import first_frame, html_table

OURS = [getattr(widgets, name) for name in widgets.__all__]
NODE = Path(sys.executable).with_name("node")
SCRIPTS = joined(HERE, KIT, "js")


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
    assert len(gzip.compress(f"{text}{cls._css}".encode())) <= 20 * 1024


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


def test_every_folder_with_a_front_end_is_a_widget() -> None:
    folders = {path.parent.name for path in HERE.parent.glob("*/widget.js")}
    assert len(folders) >= 5
    assert {cls.__module__.rpartition(".")[2] for cls in OURS} == folders
    assert set(dir(widgets)) == {cls.__name__ for cls in OURS}


def test_every_script_of_a_widget_is_joined() -> None:
    assert {path.stem for path in HERE.glob("*.js")} == set(KIT)
    for cls in OURS:
        folder = HERE.parent / cls.__module__.rpartition(".")[2]
        assert {path.stem for path in folder.glob("*.js")} == set(cls.scripts)


def test_what_travels_is_lean_and_says_the_same() -> None:
    assert lean("// why\n\n{\n  f(`a // b`); // kept\n}\n") == "{\nf(`a // b`); // kept\n}"
    with pytest.raises(ValueError, match="line 1 begins or ends a template literal"):
        lean("f(`a\n  b`)")


def test_a_class_elsewhere_draws_as_the_one_that_it_extends() -> None:
    class Narrow(FireFlow):
        pass

    assert Narrow()._esm == FireFlow()._esm


def test_pictures_are_text_that_html_reads_back() -> None:
    drawn = svg.picture(10, 2.5, "a < b", svg.label(0, -0.001, "x & y", font_weight=None), margin=1)
    assert 'viewBox="-1 0 12 2.5"' in drawn and 'aria-label="a &lt; b"' in drawn
    assert '<text x="0" y="0" font-size="12" fill="currentColor">x &amp; y</text></svg>' in drawn
    assert svg.rect(1 / 3, 2, 3, 4, stroke_opacity=0.5, class_="c") == (
        '<rect x="0.33" y="2" width="3" height="4" stroke-opacity="0.5" class="c"/>'
    )
    assert svg.curve(0, 1, 3, 2) == "M0 1C1.5 1 1.5 2 3 2"


def test_a_fallback_escapes_words_and_keeps_the_picture() -> None:
    table = html_table("a < b", ("k", "n"), [("<i>", 1)])
    frame = first_frame("<b>", svg.picture(1, 1, ""), table)
    assert "<strong>&lt;b&gt;</strong></p><svg" in frame and "<caption>a &lt; b</caption>" in frame
    assert '<th scope="row">&lt;i&gt;</th><td>1</td>' in frame


def test_kit_fits_kernels_as_the_library_does() -> None:
    cases = [
        (size, k, s, p, d)
        for size in (5, 6, 7)
        for k in (1, 3, 5)
        for s in (1, 2, 3)
        for p in (0, 1, 2)
        for d in (1, 2)
        if size + 2 * p >= d * (k - 1) + 1
    ]
    fits = f"{json.dumps(cases)}.map((c) => kit.fit(...c))"
    got = json.loads(node(f"{SCRIPTS}\nconsole.log(JSON.stringify({fits}));"))
    for case, fit in zip(cases, got, strict=True):
        size, k, s, p, d = case
        assert fit["out"] == output_side(*case)
        # What is read ends inside the padded map, and one more step would not.
        assert fit["used"] <= size + 2 * p < fit["used"] + s


def test_kit_writes_numbers_for_people() -> None:
    list_ = "[kit.whole(10368), kit.short(462422016), kit.short(903168), kit.clamp(9, 0, 4)]"
    assert node(f"{SCRIPTS}\nconsole.log({list_}.join('|'))").strip() == "10,368|462.4 M|903.2 k|4"

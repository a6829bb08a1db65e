"""The frame of the widgets: one self-contained text, refusals in words, geometry that node can run."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import traitlets

import lightcnn.widgets as widgets
from bookkit.screen.widgets import module_file
from lightcnn.widgets import ConvolutionExplorer, FireFlow
from lightcnn.widgets.kit import svg
from lightcnn.widgets.kit.base import HERE, KIT, joined, lean, lean_style, used
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
    strings = re.findall(r'"([^"]*)"', str(cls._css))
    assert not any(", " in one for one in strings), "a style travels without spaces behind commas"
    _, module = module_file(cls().get_state())
    # A network in the page has a budget of its own: see test_cnn.py.
    most = 24 if "cnnEngine" in text else 20
    assert len(gzip.compress(module.encode())) <= most * 1024


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


def test_a_page_carries_the_files_of_the_kit_that_its_widget_uses() -> None:
    bare = used("function render() { kit.widget(); }")
    assert bare[0] == "words" and bare[-1] == "bench" and not {"morph", "guess", "slider", "tile"} & set(bare)
    assert set(used("const { glide, h } = kit;")) - set(bare) == {"glide", "still"}
    assert set(used("kit.guess({})")) - set(bare) == {"ask", "guess"}, "what a file uses comes with it"
    everything = set(printed("console.log(JSON.stringify(Object.keys(kit)))"))
    for cls in OURS:
        text = str(cls._esm)
        lists = ",".join(re.findall(r"\{([^{}]*)\} = kit\b(?!\.)", text))
        names = everything & {*re.findall(r"\bkit\.(\w+)", text), *re.findall(r"\w+", lists)}
        there = node(f"{BROWSER}\n{text}\nconsole.log(Object.keys(kit).join())").strip()
        assert "pen" in names and names <= set(there.split(","))


def test_what_travels_is_lean_and_says_the_same() -> None:
    assert lean("// why\n\n{\n  f(`a // b`); // kept\n}\n") == "{f(`a // b`); // kept\n}"
    assert lean("const x = f(\n  [\n    1,\n  ],\n);\nif (x) {\n  g();\n  h();\n}\nconst y = 2") == (
        "const x = f([1]);if (x) {g();h()}\nconst y = 2"
    )
    assert lean("{\n  while (f());\n}\n{\n  do {\n    f();\n  } while (x);\n}") == (
        "{while (f());}\n{do {f()} while (x)}"
    )
    with pytest.raises(ValueError, match="line 1 begins or ends a template literal"):
        lean("f(`a\n  b`)")


def test_a_style_that_travels_means_the_same() -> None:
    style = """/* why
        and how */
    .a :is(b, c),
    .d::before {
      margin: 0 auto; /* kept apart: not */
      grid-template:
        "x y" 1fr
        / auto;
    }
    @media (max-width: 30rem) {
      .a > .b {
        color: red;
      }
    }
    """
    assert lean_style(style) == (
        '.a :is(b, c),.d::before{margin:0 auto;grid-template: "x y" 1fr / auto}'
        "@media (max-width: 30rem){.a > .b{color:red}}"
    )


# What the scripts of the frame need of a browser: elements that keep what is set on them.
BROWSER = """
globalThis.matchMedia = () => ({ matches: globalThis.still ?? false });
globalThis.document = { createElement: () => ({ dataset: {}, style: {}, children: [], append() {},
  setAttribute() {}, addEventListener() {}, replaceChildren(...all) { this.children = all; } }) };
let queue = [], clock = 0;
globalThis.performance = { now: () => clock };
globalThis.requestAnimationFrame = (f) => queue.push(f);
globalThis.cancelAnimationFrame = (id) => { if (id) queue[id - 1] = null; };
const pass = (ms) => { clock += ms; const due = queue; queue = []; for (const f of due) f?.(clock); };
"""


def printed(script: str) -> object:
    """What the expression is worth after the kit, as JSON."""
    return json.loads(node(f"{BROWSER}\n{SCRIPTS}\n{script}"))


def test_a_morph_goes_from_state_to_state_and_ends_there() -> None:
    script = """
    const seen = [], morph = kit.morph(({ a, b }) => seen.push([a, b]), 1000);
    morph.to({ a: 0, b: 8 });             // the first state is there at once
    morph.to({ a: 16, b: 8 });
    for (const ms of [0, 250, 250, 500, 100]) pass(ms);
    morph.to({ a: 16, b: 8 });            // it stands there already
    console.log(JSON.stringify(seen));"""
    # What else has changed is drawn at once, with the numbers so far; then come the frames.
    assert printed(script) == [[0, 8], [0, 8], [0, 8], [2.5, 8], [8, 8], [16, 8], [16, 8]]


def test_a_morph_takes_another_time_once_and_jumps_to_what_is_not_of_kin() -> None:
    script = """
    const seen = [], morph = kit.morph(({ a }) => seen.push(a), 1000);
    morph.to({ a: 0 });
    morph.ms = 500;
    morph.to({ a: 16 });
    for (const ms of [250, 250]) pass(ms);
    morph.to({ a: 0 });
    for (const ms of [500, 500]) pass(ms);
    morph.ms = 0;
    morph.to({ a: 16 });
    morph.to({ a: 0 }, false);
    console.log(JSON.stringify([seen, queue.filter(Boolean).length, morph.ms]));"""
    assert printed(script) == [[0, 0, 8, 16, 16, 8, 0, 16, 0], 0, 1000]


def test_where_motion_is_unwelcome_a_morph_jumps() -> None:
    script = """
    const seen = [], morph = kit.morph(({ a }) => seen.push(a));
    morph.to({ a: 0 });
    morph.to({ a: 16 }, 1000);
    console.log(JSON.stringify([seen, queue.length]));"""
    assert json.loads(node(f"globalThis.still = true;\n{BROWSER}\n{SCRIPTS}\n{script}")) == [[0, 16], 0]


def test_a_link_carries_what_differs_and_brings_it_back() -> None:
    script = """
    const start = { kernel: [1, 2], frame: 4, mode: "a" };
    let state = { ...start };
    const put = (s) => { state = s; };
    globalThis.location = { hash: "", href: "" };
    globalThis.history = { replaceState: (_, __, hash) => { location.hash = hash; } };
    const links = kit.links({ anchor: "w-1", start, read: () => state, put }), seen = [];
    links.address(); seen.push(location.hash);
    state = { ...start, kernel: [1, 3] };
    links.address(); seen.push(decodeURIComponent(location.hash));
    state = { ...start, frame: 0 };
    links.follow(); seen.push(state);
    location.hash = '#w-1~{"frame":"four","other":1}';
    links.follow(); seen.push(state);
    console.log(JSON.stringify(seen));"""
    start = {"kernel": [1, 2], "frame": 4, "mode": "a"}
    assert printed(script) == ["#w-1", '#w-1~{"kernel":[1,3]}', start | {"kernel": [1, 3]}, start]


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


def test_kit_writes_numbers_for_people() -> None:
    list_ = "[kit.whole(10368), kit.short(462422016), kit.short(903168), kit.clamp(9, 0, 4)]"
    assert node(f"{SCRIPTS}\nconsole.log({list_}.join('|'))").strip() == "10,368|462.4 M|903.2 k|4"

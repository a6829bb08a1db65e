"""The published figures are complete, sourced, and read as they are printed."""

from __future__ import annotations

import math
import re
import subprocess
import sys

import pytest

from lightcnn.published import Figure, families, figures, published, words

ALL = figures()


def test_every_figure_has_a_readable_key_a_source_and_a_number() -> None:
    assert len(ALL) > 1000
    assert len({figure.key for figure in ALL}) == len(ALL)
    for figure in ALL:
        assert re.fullmatch(r"[a-z]\w*(\.[a-z]\w*)+", figure.key), figure
        assert re.search(r"arXiv:\d{4}\.\d{5}|/", figure.source) or "torchvision" in figure.source, figure
        assert math.isfinite(figure.value) and figure.digits >= 1, figure


def test_the_value_is_the_text() -> None:
    scale = {"": 1, "M": 10**6, "G": 10**9}
    for figure in ALL:
        number, _, unit = figure.text.partition(" ")
        assert figure.value == pytest.approx(float(number.replace(",", "")) * scale[unit], rel=1e-12), figure


def test_counts_are_counts_and_shares_are_shares() -> None:
    for figure in ALL:
        if figure.unit in ("parameters", "multiply-adds"):
            assert figure.value > 1e4, figure
        if figure.unit == "%":
            assert 0 < figure.value < 100, figure
        if figure.unit == "ms":
            assert 0 < figure.value < 5000, figure


@pytest.mark.parametrize(
    ("key", "value", "text", "unit", "digits"),
    [
        ("shufflenet_v1.x1_g3.macs", 137e6, "137 M", "multiply-adds", 3),
        ("shufflenet_v1.table2.x0_5_g3.top1_error", 43.2, "43.2", "%", 3),
        ("shufflenet_v1.table3.x1_g8.top1_error_gain", 5.2, "5.2", "points", 2),
        ("shufflenet_v1.table8.alexnet.latency_224x224", 184.0, "184.0", "ms", 4),
        ("squeezenet.v1_0.params", 1_248_424, "1,248,424", "parameters", 7),
        ("squeezenet.table2.squeezenet_6bit.model_size", 0.47, "0.47", "MB", 2),
        ("squeezenext.x1_0_23.params", 720_000, "0.72 M", "parameters", 2),
        ("mobilenet_v2.table4.mobilenetv2.macs", 300e6, "300 M", "multiply-adds", 2),
        ("efficientnet.b0.macs", 390e6, "0.39 G", "multiply-adds", 2),
        ("mobilenet_v3.search.reward_exponent_small", -0.15, "-0.15", "", 2),
    ],
)
def test_figures_by_hand(key: str, value: float, text: str, unit: str, digits: int) -> None:
    figure = published(key)
    assert (figure.value, figure.text, figure.unit, figure.digits) == (value, text, unit, digits)


def test_a_family_is_a_file_and_alone_is_read() -> None:
    assert "alexnet" in families() and "_units" not in families()
    assert {figure.key.partition(".")[0] for figure in ALL} == set(families())
    code = (
        "import sys; opened = []\n"
        "sys.addaudithook(lambda event, about: opened.append(str(about[0])) if event == 'open' else None)\n"
        "from lightcnn.published import published; published('squeezenet.v1_0.params')\n"
        "print(*[name.rpartition('/')[2] for name in opened if name.endswith('.toml')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert sorted(done.stdout.split()) == ["_units.toml", "squeezenet.toml"]


def test_a_family_s_own_quantities_have_their_units_there() -> None:
    assert published("mobilenet_v3.search.stem_latency").unit == "ms"
    assert published("shufflenet_v1.resnext_pointwise_share").unit == "%"


def test_what_was_not_read_says_so() -> None:
    assert published("squeezenext.x1_0_34.params").checked == "memory"
    assert published("shufflenet_v1.x1_g3.macs").checked == ""


def test_entries_inherit_from_their_table_and_may_override_it() -> None:
    assert published("alexnet.top1").source == "arXiv:1602.07360, section 4"
    assert published("alexnet.macs").source == "arXiv:1707.01083, Table 6"
    assert published("shufflenet_v1.table5.shufflenet_2x_g3.macs").label == "ShuffleNet 2x g3"
    assert published("shufflenet_v1.table5.shufflenet_2x_g3.macs").source == "arXiv:1707.01083, Table 5"


def test_accuracy_and_error_of_shufflenet_add_to_100() -> None:
    rows = [figure for figure in figures("shufflenet_v1.table2.") if figure.key.endswith("top1_error")]
    assert len(rows) == 15
    for row in rows:
        accuracy = published(row.key.replace(".table2.", ".").replace("top1_error", "top1"))
        assert accuracy.value + row.value == pytest.approx(100)


def test_the_gain_of_the_shuffle_is_the_difference() -> None:
    for gain in figures("shufflenet_v1.table3."):
        if gain.key.endswith("gain"):
            row = gain.key.rpartition(".")[0]
            before, after = published(f"{row}.top1_error_no_shuffle"), published(f"{row}.top1_error_shuffle")
            assert before.value - after.value == pytest.approx(gain.value)


def test_agreement_is_to_the_printed_digits() -> None:
    figure = Figure("a.macs", 137e6, "137 M", "multiply-adds", 3, "arXiv:1707.01083")
    assert figure.agrees(137_460_672)
    assert not figure.agrees(137_600_000)
    assert not figure.agrees(136_400_000)
    assert published("mobilenet_v2.table4.mobilenetv2.macs").agrees(300_774_272)


def test_figures_come_by_prefix_in_order() -> None:
    keys = [figure.key for figure in figures("shufflenet_v1.table1.")]
    assert keys[0] == "shufflenet_v1.table1.g1.channels_stage2"
    assert keys[-1] == "shufflenet_v1.table1.g8.macs"
    assert len(keys) == 20
    assert figures("nobody.") == []


def test_words_are_found_and_missed() -> None:
    assert words("mobilenet_v3.search.reward") == "ACC(m) * [LAT(m)/TAR]^w"
    with pytest.raises(KeyError, match="mobilenet_v3.search.nothing"):
        words("mobilenet_v3.search.nothing")
    for key in ("nobody.says", "alone"):
        with pytest.raises(KeyError, match=key):
            words(key)


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("shufflenet_v1.x1_g3.mac", "shufflenet_v1.x1_g3. has macs, top1"),
        ("shufflenet_v1.x9_g3.macs", "shufflenet_v1. has resnext_pointwise_share, x0_25_g1, x0_25_g2"),
        ("shuffle", "the families are alexnet"),
    ],
)
def test_a_missing_key_names_its_neighbours(key: str, hint: str) -> None:
    with pytest.raises(KeyError, match=re.escape(hint)):
        published(key)


@pytest.mark.parametrize("key", [None, 3, ""])
def test_what_is_no_key_is_told_the_families(key: object) -> None:
    with pytest.raises(KeyError, match="the families are alexnet"):
        published(key)

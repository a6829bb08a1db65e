"""The first page's picture and its words say what the closed forms say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lightcnn.arithmetic import conv_macs

ROOT = Path(__file__).parents[2]
PICTURE = (ROOT / "images" / "intro" / "split.svg").read_text(encoding="utf8")
PAGE = (ROOT / "chapters" / "intro.md").read_text(encoding="utf8")
CHANNELS, SIDE, DRAWN = 512, 14, 6
FULL = conv_macs(CHANNELS, CHANNELS, 3, SIDE, SIDE)
SPLIT = conv_macs(CHANNELS, CHANNELS, 3, SIDE, SIDE, CHANNELS) + conv_macs(CHANNELS, CHANNELS, 1, SIDE, SIDE)


def test_the_picture_prints_the_counts() -> None:
    drawn = re.sub(r"<[^>]+>", "", PICTURE[PICTURE.index("<defs>") :])
    # Whoever looks for ten seconds reads a number alone: its unit stands behind each.
    said = re.findall(r"([\d.]+) (million multiply-adds|times fewer)", drawn)
    million = [(f"{count / 1e6:.1f}", "million multiply-adds") for count in (FULL, FULL, SPLIT)]
    assert said == [*million, (f"{FULL / SPLIT:.1f}", "times fewer")]
    assert len(re.findall(r"\d\.\d", drawn)) == len(said)
    assert f"{CHANNELS} channels ({DRAWN} are drawn), {SIDE} × {SIDE} maps" in drawn
    assert len(re.findall("#split-kernel", PICTURE)) == DRAWN**2


def test_the_bar_is_to_scale() -> None:
    [scale] = re.findall(r"scaleX\(([\d.]+)\)", PICTURE)
    assert float(scale) == pytest.approx(SPLIT / FULL, abs=5e-4)


@pytest.mark.parametrize(("text", "part"), [(PICTURE, r"<desc.*</desc>"), (PAGE, r":alt: A matrix.*")])
def test_the_words_beside_it_agree(text: str, part: str) -> None:
    words = re.search(part, text)
    assert words is not None
    assert f"{FULL / 1e6:.1f} million multiply-adds" in words[0] and f"{SPLIT / 1e6:.1f} million" in words[0]

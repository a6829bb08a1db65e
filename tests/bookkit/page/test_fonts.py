"""What a cut font keeps, and that the site's fonts hold every character of its pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from bookkit.page import fonts
from bookkit.page.fonts import ASCII, FORMULAS, TEXT, cut_font, drawn, in_formulas, kept_cut

SERIF = TEXT / "source-serif-4.woff2"


def letters(font: Path) -> set[int]:
    with TTFont(font) as opened:
        return set(opened.getBestCmap())


def test_a_cut_font_has_the_letters_and_weights_asked_for(tmp_path: Path) -> None:
    cut_font(SERIF, tmp_path / "cut.woff2", {ord(letter) for letter in "aé×"})
    assert set(map(chr, letters(tmp_path / "cut.woff2"))) == set("aé×")
    with TTFont(tmp_path / "cut.woff2") as cut:
        weight = cut["fvar"].axes[0]
        assert "prep" in cut, "who hints says so; else a system may, and rounds the letters' widths"
    assert (weight.axisTag, weight.minValue, weight.maxValue) == ("wght", 400, 700)
    assert (tmp_path / "cut.woff2").stat().st_size < SERIF.stat().st_size / 10


def test_every_way_to_write_a_character_counts(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<p>&times; ≥</p>", encoding="utf8")
    (tmp_path / "widget.js").write_text(r'const text = "\u2026 &times; é";', encoding="utf8")
    found = drawn([tmp_path / "page.html", tmp_path / "widget.js"])
    assert {chr(point) for point in found - ASCII} == set("×≥…é")


def test_a_font_is_cut_once_for_the_same_characters(tmp_path: Path) -> None:
    first = kept_cut(SERIF, {65, 66}, tmp_path)
    made = first.stat().st_mtime_ns
    assert kept_cut(SERIF, {66, 65}, tmp_path) == first and first.stat().st_mtime_ns == made
    assert letters(kept_cut(SERIF, {67}, tmp_path)) == {67}


def test_a_font_is_cut_again_when_it_is_cut_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def otherwise(font: Path, target: Path, points: set[int], features: list[str] | None = None) -> None:
        target.write_bytes(b"another")

    before = kept_cut(SERIF, {65}, tmp_path)
    monkeypatch.setattr(fonts, "cut_font", otherwise)
    assert kept_cut(SERIF, {65}, tmp_path) != before


def test_italics_have_one_weight(tmp_path: Path) -> None:
    cut_font(TEXT / "source-serif-4-italic.woff2", tmp_path / "cut.woff2", {97})
    with TTFont(tmp_path / "cut.woff2") as cut:
        assert "fvar" not in cut


def test_a_formula_says_in_which_font_its_letters_stand() -> None:
    page = (
        '<p>text <span class="katex"><span class="katex-mathml"><math><mi>q</mi></math></span>'
        '<span class="katex-html"><span class="base"><span class="mord mathnormal">x</span>'
        '<span class="mord">2&lt;</span><span class="mord text"><span class="mord">ab</span></span>'
        '<span class="boldsymbol">w</span></span></span></span> more</p>'
    )
    slanted, upright = in_formulas([page, page.replace("ab", "cd")])
    assert ("".join(map(chr, sorted(slanted))), "".join(map(chr, sorted(upright)))) == ("wx", "2<abcd")


def test_the_formulas_lack_no_letter() -> None:
    site = Path(__file__).parents[3] / "_build" / "html"
    slanted, upright = in_formulas(page.read_text("utf8") for page in site.glob("chapters/**/*.html"))
    assert len(slanted) > 20 and len(upright) > 40
    for name, drawn_in in (("Math-Italic", slanted), ("Main-Regular", upright), ("Size2-Regular", upright)):
        whole, cut = (
            letters(folder / f"KaTeX_{name}.woff2") for folder in (FORMULAS, site / "_static/katex/fonts")
        )
        assert drawn_in & whole <= cut < whole


@pytest.mark.parametrize("name", ["source-serif-4", "source-serif-4-italic", "source-sans-3"])
def test_the_pages_lack_no_letter(name: str) -> None:
    site = Path(__file__).parents[3] / "_build" / "html"
    text = {ord(letter) for page in site.glob("chapters/**/*.html") for letter in page.read_text("utf8")}
    whole, cut = (letters(folder / f"{name}.woff2") for folder in (SERIF.parent, site / "_static" / "fonts"))
    assert text & whole <= cut < whole

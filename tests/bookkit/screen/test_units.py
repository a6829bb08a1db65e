"""Where a number and its unit may not part."""

from __future__ import annotations

import pytest
from docutils import nodes

from bookkit.screen.units import joined, kept

NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("text", "before", "kept"),
    [
        ("It keeps 99 % of it.", "", f"It keeps 99{NBSP}% of it."),
        ("0.72 M parameters, 1.61 MB, 3 ms", "", f"0.72{NBSP}M parameters, 1.61{NBSP}MB, 3{NBSP}ms"),
        (" M parameters", "0.72", f"{NBSP}M parameters"),
        (" % of 10 %", "99", f"{NBSP}% of 10{NBSP}%"),
        (" M parameters", "the letter", " M parameters"),
        ("3 more, 5 sets, 2 Mixers, 1 kernel", "", "3 more, 5 sets, 2 Mixers, 1 kernel"),
    ],
)
def test_a_number_keeps_its_unit(text: str, before: str, kept: str) -> None:
    assert joined(text, before) == kept


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        (
            "maps of 112 × 112, or 16 × 7 × 7",
            f"maps of 112{NBSP}×{NBSP}112, or 16{NBSP}×{NBSP}7{NBSP}×{NBSP}7",
        ),
        ("it goes 24 → 58 → 92", f"it goes 24{NBSP}→{NBSP}58{NBSP}→{NBSP}92"),
        ("with w = −0.07 and σ² = 4", f"with w{NBSP}={NBSP}−0.07 and σ²{NBSP}={NBSP}4"),
        ("the pair (0, −1) of (1, 2, 1)", f"the pair (0,{NBSP}−1) of (1, 2, 1)"),
        ("Fig. 7.1 and section 4.2", f"Fig.{NBSP}7.1 and section{NBSP}4.2"),
        ("15 / 255 of it, and / or", f"15{NBSP}/{NBSP}255 of it, and / or"),
        ("by -0.64, from (-1 on, 2026-11-28, G1-4", "by −0.64, from (−1 on, 2026-11-28, G1-4"),
    ],
)
def test_what_is_read_as_one_stays_on_one_line(text: str, whole: str) -> None:
    assert joined(text, "") == whole


def test_a_hyphen_behind_a_word_is_no_minus() -> None:
    assert joined("-3 times", "the MobileNetV") == "-3 times"
    assert joined("-0.64", "") == "−0.64"


def shown(*children: nodes.Node) -> str:
    """The children, with brackets around what a line does not break."""
    return "".join(
        f"[{n.astext()}]" if isinstance(n, nodes.inline) else n.astext() for n in kept([*children])
    )


def test_a_formula_keeps_its_punctuation() -> None:
    z, text = nodes.math("", "z"), nodes.Text
    assert shown(text("channels "), z, text(". With")) == "channels [z.] With"
    assert shown(text("a layer ("), z, text("), or")) == "a layer [(z),] or"
    assert shown(z, text(" and "), z, text("'s")) == "[z] and [z]'s"


def test_a_long_formula_may_break() -> None:
    long = nodes.math("", r"P(s) = s \, (128 + 1 + 64 + 9 \cdot 64) + 128")
    assert shown(nodes.Text("so ("), long, nodes.Text("), and")) == f"so ({long.astext()}), and"
    assert shown(nodes.math("", r"\mathrm{left}^{2}")) == r"[\mathrm{left}^{2}]"


def test_a_name_with_a_letter_in_front_is_one_word() -> None:
    assert shown(nodes.Text("an h-swish, not a batch-norm")) == "an [h-swish], not a batch-norm"

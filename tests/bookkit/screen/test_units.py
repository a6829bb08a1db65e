"""Where a number and its unit may not part."""

from __future__ import annotations

import pytest

from bookkit.screen.units import joined

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

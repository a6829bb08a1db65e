"""GuidelineExplorer in Python: the closed forms are the library's, the designs those of the experiments."""

from __future__ import annotations

import pytest
import traitlets

from lightcnn.arithmetic import least_pointwise_accesses, pointwise_accesses
from lightcnn.guidelines import GUIDELINES, designs
from lightcnn.guidelines.designs import Guideline
from lightcnn.widgets import GuidelineExplorer
from lightcnn.widgets.guideline_explorer.costs import CASES, macs, times_the_least, values_moved


def test_it_agrees_with_the_arithmetic_of_a_pointwise_layer() -> None:
    assert values_moved("G1", 512) == pointwise_accesses(32, 512, 56, 56)
    assert values_moved("G2", 4) == pointwise_accesses(256, 256, 56, 56, groups=4)
    assert values_moved("G1", 128) == least_pointwise_accesses(macs(), 56, 56)


def test_the_numbers_that_the_chapter_says() -> None:
    more = {f"{case.guideline} {case.label}": f"{100 * (times_the_least(case) - 1):.0f}" for case in CASES}
    assert [more[f"G1 {ratio}"] for ratio in ("1:1", "1:2", "1:6", "1:12")] == ["0", "6", "42", "86"]
    assert [more[f"G2 {g} groups"] for g in (2, 4, 8)] == ["41", "98", "179"]


@pytest.mark.parametrize("guideline", GUIDELINES)
def test_the_designs_are_those_of_the_experiments(guideline: Guideline) -> None:
    """Same labels; what they move differs by their rounded channels only."""
    cases = [case for case in CASES if case.guideline == guideline]
    built = designs(guideline, "gpu")
    assert [case.label for case in cases] == [one.label for one in built]
    for case, one in zip(cases, built, strict=True):
        assert one.accesses / built[0].accesses == pytest.approx(times_the_least(case), rel=0.04)


def test_bad_settings_are_refused_in_words() -> None:
    with pytest.raises(traitlets.TraitError, match="a measured design must be one of"):
        GuidelineExplorer([("G1", "1:3", "a device", 1.2)])
    with pytest.raises(traitlets.TraitError, match="groups must be one of"):
        GuidelineExplorer(groups=0)


def test_what_was_measured_is_in_the_first_frame() -> None:
    widget = GuidelineExplorer([("G2", "8 groups", "a device", 2.07)])
    assert "a device" in widget.fallback and "2.07×" in widget.fallback

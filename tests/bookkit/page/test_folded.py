"""Answers are folded until they are asked for: on the page, whatever kind of box they stand in."""

from __future__ import annotations

from bookkit.page import folded

FOLDED = folded.__name__
EXERCISE = """
# Page

```{exercise} Halve it
:label: ex-halve
Halve $x$.
```

````{solution} ex-halve
:label: so-halve
:class: dropdown
A half.
````
"""


def test_a_folded_box_is_closed_details_under_its_title(soup) -> None:
    page = soup("# Page\n\n:::{admonition} Answer\n:class: dropdown\nA half.\n:::\n", FOLDED)
    [details] = page.select("details")
    assert not details.has_attr("open")
    assert details.summary.text.strip() == "Answer"
    assert details.select_one("p").text == "A half." and "A half." not in details.summary.text
    assert not page.select(".dropdown"), "nothing is left to a script that may not run"


def test_a_solution_is_folded_and_its_summary_is_no_link(soup) -> None:
    page = soup(EXERCISE, "sphinx_exercise", FOLDED, numfig=True)
    [details] = page.select("details.folded.solution#so-halve")
    assert not details.has_attr("open") and "A half." in details.text
    assert "Solution to Exercise 1" in details.summary.text and not details.summary.select("a")
    assert [box["id"] for box in page.select("[id^=ex-]")] == ["ex-halve"]


def test_an_open_box_stays_open(soup) -> None:
    page = soup("# Page\n\n:::{tip}\nOnce.\n:::\n", FOLDED)
    assert not page.select("details") and "Once." in page.select_one(".admonition").text

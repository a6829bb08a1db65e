"""Decks on a tiny book: what goes on a slide, what becomes a note, what stays on the page."""

import subprocess
import sys
from pathlib import Path

import pytest

CONFIG = """\
title: Tiny
author: Nobody
logo: ""
execute: {execute_notebooks: cache}
sphinx:
  extra_extensions: [bookkit.page, sphinx_exercise]
  config:
    nb_ipywidgets_js: {}
    myst_enable_extensions: [dollarmath, colon_fence, attrs_inline, attrs_block]
"""

CHAPTER = """\
---
jupytext:
  text_representation: {extension: .md, format_name: myst}
kernelspec: {name: python3, display_name: Python 3}
---
# Tiny chapter

Prose before any mark.

```{slide} First *slide*
:minutes: 3
:notes: Wait for answers.
```

This paragraph is said, not shown, and so is $a^2$.

{.slide}
This paragraph is shown.

- a point, $b^2$

```{code-cell} python
:tags: [slide]
:steps: "1|2"
number = 20
print(number + 1)
```

```{code-cell} python
hidden_from_slides = 1
```

## A heading closes the slide

Between the slides.

```{slide} Second
:layout: columns
```

```{code-cell} python
:tags: [slide-output]
print("only the output")
```

```{exercise} Ask the room
:label: ex-ask
Ask for the output.
```

````{solution} ex-ask
:class: dropdown
Tell nobody.
````

```{endslide}
```

{.slide}
After the end.
"""


def build(book: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bookkit.deck", "--source", str(book), "--out", str(book / "out")]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


@pytest.fixture(scope="module")
def decks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    book = tmp_path_factory.mktemp("book")
    (book / "_config.yml").write_text(CONFIG)
    toc = "format: jb-book\nroot: cover\nchapters:\n- file: plain\n- file: tiny\n"
    (book / "_toc.yml").write_text(toc)
    (book / "cover.md").write_text("# Cover\n\nNo slide here.\n")
    (book / "plain.md").write_text("# Plain\n\nNo slide here either.\n")
    (book / "tiny.md").write_text(CHAPTER)
    done = build(book)
    assert done.returncode == 0, done.stderr
    return book / "out"


@pytest.fixture(scope="module")
def deck(decks: Path) -> str:
    return (decks / "tiny.html").read_text()


def test_each_mark_is_a_slide_with_its_minutes(deck: str) -> None:
    assert deck.count('class="slide-body') == 3  # the opening and two marks
    assert 'data-timing="180"' in deck and 'data-timing="120"' in deck
    assert "2 slides, about 5 minutes" in deck
    said = deck.split('id="slide-1"')[1].split('<aside class="notes">')[1]
    assert "3 min: from minute 0 to 3 of 5." in said.split("</p>")[0], "the notes tell them first"


def test_the_notes_say_the_minutes_that_are_planned(deck: str) -> None:
    assert "2 min: from minute 3 to 5 of 5." in deck
    assert '"defaultTiming": 120' in deck, "without it the speaker view shows no pace"


def test_the_speaker_view_needs_no_style_sheet_for_a_formula(deck: str) -> None:
    shown, said = deck.split('id="slide-1"')[1].split('<aside class="notes">')[:2]
    said = said.split("</aside>")[0]
    assert "<math" in said and "katex-html" not in said
    assert "katex-html" in shown


def test_the_root_lists_the_lectures(decks: Path) -> None:
    cover = (decks / "cover.html").read_text().split("<body>")[1]
    assert (
        '<a class="reference internal" href="tiny.html">Tiny chapter</a>: 2 slides, about 5 minutes.' in cover
    )
    assert "plain.html" not in cover and "No slide here" not in cover


def test_a_reader_may_enlarge_a_deck(deck: str) -> None:
    assert 'name="viewport"' in deck and "user-scalable" not in deck and "maximum-scale" not in deck
    assert "bookDeck.begin(revealjsConfig)" in deck and "Reveal.initialize" not in deck


def test_prose_becomes_notes_unless_it_is_marked(deck: str) -> None:
    first = deck.split('id="slide-1"')[1].split('id="slide-2"')[0]
    shown, said = first.split('<aside class="notes">')
    assert "This paragraph is shown." in shown and "a point" in shown
    assert "This paragraph is said" in said and "Wait for answers." in said
    assert "This paragraph is said" not in shown


def test_cells_show_what_their_tag_says(deck: str) -> None:
    assert 'data-line-numbers="1|2"' in deck and "21" in deck
    assert "hidden_from_slides" not in deck
    second = deck.split('id="slide-2"')[1]
    assert "only the output" in second and "print(" not in second


def test_blocks_stand_side_by_side_where_the_slide_says_so(deck: str) -> None:
    first, second = deck.split('id="slide-1"')[1].split('id="slide-2"')
    assert 'class="slide-body stack' in first and 'class="slide-body columns' in second


def test_an_exercise_is_asked_on_a_slide_and_its_solution_is_nowhere_in_the_deck(deck: str) -> None:
    assert "Ask for the output." in deck.split('id="slide-2"')[1]
    assert "Tell nobody." not in deck and "Solution to" not in deck


def test_blocks_outside_the_marks_stay_on_the_page(deck: str) -> None:
    for text in ("Prose before any mark", "Between the slides", "After the end"):
        assert text not in deck


def test_a_wrong_option_fails_the_build(tmp_path: Path) -> None:
    (tmp_path / "_config.yml").write_text(CONFIG)
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: tiny\n")
    (tmp_path / "tiny.md").write_text("# Tiny\n\n```{slide} A\n:minutes: -1\n```\n")
    done = build(tmp_path)
    assert done.returncode != 0
    assert "more than 0 minutes" in done.stderr

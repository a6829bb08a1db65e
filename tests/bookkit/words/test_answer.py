"""The answer box: it says what `check` says, and reads a number however it is written."""

from __future__ import annotations

import json
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from docutils import nodes
from playwright.sync_api import Page, expect
from tiny_book import build_book

from bookkit.execution.reach import Library
from bookkit.words import answer
from lightcnn.exercises import check, numbers

CHAPTERS = [module.name for module in pkgutil.iter_modules(numbers.__path__)]
BY_NAME = {
    f"{chapter}.{name}": number
    for chapter in CHAPTERS
    for name, number in import_module(f"{numbers.__name__}.{chapter}").NUMBERS.items()
}
FIRE, BUDGET = "squeezenet.fire_params", "cost_of_a_convolution.budget"
PAGE = f"""
# Page

```{{answer}} {FIRE}
```

```{{answer}} {BUDGET}
:label: Channels
How *many* channels?
```
"""


@pytest.fixture(scope="module")
def every_box(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page with the boxes of every number there is."""
    folder = tmp_path_factory.mktemp("answers")
    boxes = "\n".join(f"```{{answer}} {name}\n```\n" for name in BY_NAME)
    _, warnings = build_book(folder, f"# All\n\n{boxes}", "bookkit.words.answer")
    assert not warnings
    return folder / "html/index.html"


@pytest.fixture
def page(browser_page: Page, every_box: Path) -> Iterator[Page]:
    browser_page.goto(every_box.as_uri())
    yield browser_page


def test_without_javascript_it_names_the_way_and_not_the_answer(soup) -> None:
    found = soup(PAGE, "bookkit.words.answer")
    plain, asking = found.select("fieldset.answer-box")
    assert plain["id"] == "answer-squeezenet-fire-params" and plain.legend.text == "Answer here"
    assert plain.select_one(".answer-elsewhere").text == (
        f'Check your answer with check("{FIRE}", ...) in the notebook.'
    )
    assert asking.legend.text == "Work it out" and asking.label.text == "Channels"
    assert asking.select_one(".answer-question em").text == "many"
    field = plain.select_one("input")
    assert plain.label["for"] == field["id"] and field["inputmode"] == "decimal"
    right = BY_NAME[FIRE].right
    assert f"{right:,}" not in found.text and str(right) not in found.text


def test_other_builders_show_the_question_and_the_way(build) -> None:
    text, warnings = build(PAGE, "bookkit.words.answer", builder="text")
    assert not warnings
    assert "How *many* channels?" in text and f'"check("{BUDGET}", ...)"' in text


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("squeezenet.nothing", "no number is named 'squeezenet.nothing'; choose from fire_params"),
        ("nobody.fire", "no chapter 'nobody' asks for numbers; there are cost_of_a_convolution"),
        ("fire", "no chapter 'fire'"),
    ],
)
def test_an_unknown_number_is_refused_with_the_choices(build, name: str, words: str) -> None:
    _, warnings = build(f"# T\n```{{answer}} {name}\n```", "bookkit.words.answer")
    assert words in warnings


def test_two_boxes_of_one_number_are_refused(build) -> None:
    _, warnings = build(f"{PAGE}\n```{{answer}} {FIRE}\n```", "bookkit.words.answer")
    assert f"two boxes for '{FIRE}'" in warnings


def test_what_a_box_says_depends_on_its_own_chapter_and_loads_no_torch() -> None:
    files = answer.sources(Library(answer.PACKAGES / "lightcnn"), "squeezenet")
    names = {file.relative_to(answer.PACKAGES / "lightcnn").as_posix() for file in files}
    assert {"arithmetic.py", "exercises/_compare.py", "exercises/__main__.py"} <= names
    assert {name for name in names if name.startswith("exercises/numbers/")} == {
        "exercises/numbers/__init__.py",
        "exercises/numbers/squeezenet.py",
    }
    assert not any(name.startswith(("blocks", "networks")) for name in names)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_export_says_what_check_says(chapter: str) -> None:
    for name, number in answer.exported(chapter).items():
        value, words = number["right"]
        assert words == check(f"{chapter}.{name}", value).words and words.startswith("Right. ")
        for value, words in number["slips"]:
            assert words == check(f"{chapter}.{name}", value).words and words.startswith("Not yet. ")


# Types each text into a box and checks it; gives what the box says.
ANSWER = """(box, texts) => texts.map((text) => {
  const field = box.querySelector("input"), said = box.querySelector("[role=status]");
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  if (said.textContent) return "the last verdict stands beside a new answer";
  box.querySelector("form").requestSubmit();
  return [said.textContent, box.dataset.verdict].join(" | ");
})"""


def said(page: Page, name: str, *texts: str) -> list[str]:
    return page.locator(f"#{nodes.make_id('answer-' + name)}").evaluate(ANSWER, texts)


def test_the_page_names_the_slips_that_check_names(page: Page) -> None:
    for name, number in BY_NAME.items():
        words = [f"{check(name, value).words} | wrong" for value in number.slips]
        assert said(page, name, *map(repr, number.slips)) == words, name
        assert said(page, name, repr(number.right)) == [f"{check(name, number.right).words} | right"], name


def test_a_number_may_be_written_in_many_ways(page: Page) -> None:
    ways = [
        "27864",
        "27,864",
        "27 864",
        "27\u202f864",
        "27.864",
        "27_864",
        "27'864",
        "2.7864e4",
        "2.7864E+4",
        "27.864 k",
        "0.027864 M",
        "0,027864 million parameters",
        "27,864 parameters",
        "+27864.0",
        "2.7864 × 10⁴",
        "2.7864*10^4",
        "55728/2",
        "27864 parameter",
    ]
    assert not {
        way: words
        for way, words in zip(ways, said(page, FIRE, *ways), strict=True)
        if not words.startswith("Right.")
    }


def test_what_is_no_number_is_asked_for_again(page: Page) -> None:
    texts = ["", "  ", "many", "1,2,3", "2786 4x", "--1", "27864 bytes", "1/0", "e4", "."]
    again = "Not yet. A number is asked for, such as 1,234 or 1.2e6 or 12 M. | wrong"
    assert said(page, FIRE, *texts) == [again] * len(texts)


def test_a_wrong_number_hears_nothing_of_the_right_one(page: Page) -> None:
    texts = ["27,865", "-27864", "27864 M", "27.865", "0"]
    assert {*said(page, FIRE, *texts)} == {"Not yet. | wrong"}


def test_the_keyboard_is_enough(page: Page) -> None:
    box = page.locator("#answer-squeezenet-fire-params")
    box.get_by_role("textbox").focus()
    page.keyboard.type("27864")
    page.keyboard.press("Tab")
    expect(box.get_by_role("button")).to_be_focused()
    page.keyboard.press("Space")
    expect(box.get_by_role("status")).to_contain_text("Right.")
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("1")
    expect(box.get_by_role("status")).to_be_empty()


def test_print_and_a_browser_without_script_show_the_way(page: Page) -> None:
    box = page.locator("#answer-squeezenet-fire-params")
    expect(box.get_by_text("in the notebook")).to_be_hidden()
    page.emulate_media(media="print")
    expect(box.get_by_text("in the notebook")).to_be_visible()
    expect(box.locator("form")).to_be_hidden()


# The notebook's and the deck's forms


def code_cells(build, tmp_path: Path, page: str) -> list[str]:
    (tmp_path / "book").mkdir()
    (tmp_path / "book/pyproject.toml").write_text('[project]\nname = "lightcnn"\nversion = "1"\n', "utf8")
    text, warnings = build(
        page,
        "myst_nb",
        "bookkit.words.answer",
        "bookkit.notebook.builder",
        builder="notebooks",
        nb_execution_mode="off",
        suppress_warnings=["myst-nb.lexer"],
    )
    assert not warnings
    return [cell["source"] for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]


TOP = """---
file_format: mystnb
kernelspec:
  display_name: Python 3
  name: python3
---
"""


def test_a_notebook_checks_in_a_cell_of_its_own(build, tmp_path: Path) -> None:
    cells = "".join(map(str, code_cells(build, tmp_path, TOP + PAGE)))
    assert f'check("{FIRE}", ...)' in cells and f'check("{BUDGET}", ...)' in cells


def test_a_notebook_has_each_check_once(build, tmp_path: Path) -> None:
    own = f'\n```{{code-cell}}\nanswer = ...\ncheck("{FIRE}", answer)\n```\n'
    cells = "".join(map(str, code_cells(build, tmp_path, TOP + PAGE + own)))
    assert f'check("{FIRE}", ...)' not in cells and f'check("{FIRE}", answer)' in cells

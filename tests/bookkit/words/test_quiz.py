"""The quiz: complete without JavaScript, refused when half written, and usable by keyboard in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

QUIZ = """
# Page

```{quiz} group-cost
How many multiply-adds are left at $g = 2$ groups?

- [ ] all of them | Each output channel reads only *half* of the inputs.
- [x] half, `1|2` | Each output reads $|c|/2$ channels.
- [ ] none | Something must be computed.
```
"""


@pytest.mark.parametrize("extensions", [["dollarmath"], ["dollarmath", "tasklist"]])
def test_without_javascript_it_is_a_question_and_a_folded_answer(soup, extensions: list[str]) -> None:
    page = soup(QUIZ, "bookkit.words.quiz", myst_enable_extensions=extensions)
    block = page.select_one("fieldset.book-quiz#quiz-group-cost")
    assert block.legend.text == "Check yourself"
    assert "multiply-adds are left" in block.select_one(".quiz-question").text
    assert [item.text.strip() for item in block.select(".quiz-choices > li")][1] == "half, 1|2"
    reasons = block.select("details.quiz-verdicts .quiz-reasons > li")
    assert [item["class"][0] for item in reasons] == ["quiz-wrong", "quiz-right", "quiz-wrong"]
    assert reasons[0].text.strip() == "A is wrong. Each output channel reads only half of the inputs."
    assert "[x]" not in block.text and "[ ]" not in block.text and not block.select("input")


def test_other_builders_show_question_answers_and_verdicts(build) -> None:
    text, warnings = build(QUIZ, "bookkit.words.quiz", builder="text")
    assert not warnings
    assert "2. half" in text and "**B is right.** Each output" in text


def test_the_question_may_be_an_option(soup) -> None:
    page = soup(
        "# T\n```{quiz} q\n:question: Is $1 < 2$?\n:kind: predict\n- [x] yes | it is\n- [ ] no | it is\n```",
        "bookkit.words.quiz",
    )
    assert page.legend.text == "Predict first"
    assert page.select_one(".quiz-question").text.strip().startswith("Is")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("Q?\n\n- [x] a | b", "2 to 8 answers, got 1"),
        ("Q?\n\n- [x] a | b\n- [x] c | d", "a right answer and a wrong one"),
        ("Q?\n\n- [ ] a | b\n- [ ] c | d", "a right answer and a wrong one"),
        ("Q?\n\n- [x] a | b\n- [ ] c", "every answer says why"),
        ("Q?\n\n- [x] a | b\n- c | d", "an answer begins with"),
        ("- [x] a | b\n- [ ] c | d", "the body is a question"),
        ("Q?", "the body is a question"),
    ],
)
def test_half_a_quiz_is_refused(build, body: str, words: str) -> None:
    _, warnings = build(f"# T\n```{{quiz}} q\n{body}\n```", "bookkit.words.quiz")
    assert words in warnings


def test_two_quizzes_of_one_name_are_refused(build) -> None:
    _, warnings = build(QUIZ + QUIZ.replace("# Page", ""), "bookkit.words.quiz")
    assert "two quizzes named 'group-cost'" in warnings


@pytest.fixture
def page(browser_page: Page, build, tmp_path: Path) -> Iterator[Page]:
    build(QUIZ.replace("$", ""), "bookkit.words.quiz")
    browser_page.goto((tmp_path / "html/index.html").as_uri())
    yield browser_page


def test_an_answer_says_at_once_whether_and_why(page: Page) -> None:
    buttons = page.locator(".book-quiz").get_by_role("button")
    expect(buttons).to_have_count(3)
    expect(page.get_by_text("Show the answer")).to_be_hidden()
    status = page.get_by_role("status")
    expect(status).to_be_empty()
    buttons.nth(0).click()
    expect(status).to_have_text("A is wrong. Each output channel reads only half of the inputs.")
    expect(buttons.nth(0)).to_have_attribute("aria-pressed", "true")
    buttons.nth(1).focus()
    page.keyboard.press("Enter")
    expect(status).to_contain_text("B is right.")
    expect(buttons.nth(0)).to_have_attribute("aria-pressed", "false")
    expect(buttons.nth(1)).to_have_attribute("data-verdict", "right")

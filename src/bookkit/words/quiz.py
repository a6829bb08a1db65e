"""The ``{quiz}`` directive: a question with answers that explain themselves, with no kernel and no network.

::

    ```{quiz} unique-name
    :kind: predict
    Question, in Markdown, mathematics welcome.

    - [ ] a wrong answer | why it is wrong
    - [x] the right answer | why it is right
    ```

The tree holds ordinary nodes (question, lettered list, folded list of verdicts), so that every builder and a
browser without JavaScript shows a question and a folded answer; quiz.js turns the list into buttons.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from bookkit import forms
from bookkit.frame import join
from bookkit.notebook.markdown import anchors, fold, quote
from bookkit.words import files

KINDS = {"check": "Check yourself", "predict": "Predict first"}
MARKS = {"[ ] ": False, "[x] ": True}
ANSWER = "Show the answer"
LETTERS = "ABCDEFGH"


class quiz(nodes.General, nodes.Element):
    """The whole question: attributes `name` and `kind`; children: question, choices, `quiz_verdicts`."""


class quiz_verdicts(nodes.General, nodes.Element):
    """The folded answer: one list item per choice, in the order of the choices."""


class Choice:
    """One answer: `right`, the nodes of the answer and those of its explanation."""

    def __init__(self, item: nodes.list_item) -> None:
        first, *rest = item.children or [nodes.paragraph()]
        self.right, inlines = _mark(first.children, item)
        self.answer, why = _split_at_bar(inlines)
        self.why = [nodes.paragraph("", "", *why), *rest]
        if not "".join(part.astext() for part in self.why).strip():
            raise ValueError(f"every answer says why, after a '|': none in {item.astext()[:40]!r}")


def _mark(inlines: Sequence[nodes.Node], item: nodes.Element) -> tuple[bool, list[nodes.Node]]:
    """Read "[ ] " or "[x] " off the start of an answer, also as the checkbox that MyST makes of it."""
    if inlines and isinstance(inlines[0], nodes.raw) and "checkbox" in inlines[0].astext():
        return "checked" in inlines[0].astext(), [*inlines[1:]]
    if inlines and isinstance(inlines[0], nodes.Text) and inlines[0][:4] in MARKS:
        return MARKS[inlines[0][:4]], [nodes.Text(inlines[0][4:]), *inlines[1:]]
    raise ValueError(f"an answer begins with '[ ] ' or '[x] ', got {item.astext()[:40]!r}")


def _split_at_bar(inlines: list[nodes.Node]) -> tuple[list[nodes.Node], list[nodes.Node]]:
    """Part the inline nodes at the first '|' of plain text; bars in mathematics and code stay."""
    for i, part in enumerate(inlines):
        if isinstance(part, nodes.Text) and "|" in part:
            before, after = part.split("|", 1)
            return [*inlines[:i], nodes.Text(before.rstrip())], [
                nodes.Text(after.lstrip()),
                *inlines[i + 1 :],
            ]
    return inlines, []


def _kind(argument: str) -> str:
    return directives.choice(argument, tuple(KINDS))


class QuizDirective(SphinxDirective):
    """``{quiz} name``: options `kind` (check or predict) and `question` (else the text before the list)."""

    required_arguments = 1
    has_content = True
    option_spec = {"kind": _kind, "question": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        body = nodes.container()
        self.state.nested_parse(self.content, self.content_offset, body)
        if "question" in self.options:
            inline, messages = self.state.inline_text(self.options["question"], self.lineno)
            body.insert(0, nodes.paragraph("", "", *inline, *messages))
        name = nodes.make_id(self.arguments[0])
        if f"quiz-{name}" in self.state.document.ids:
            raise self.error(f"the page has two quizzes named {name!r}")
        try:
            block = _build(name, self.options.get("kind", "check"), body)
        except ValueError as problem:
            raise self.error(f"quiz {name!r}: {problem}") from problem
        self.set_source_info(block)
        self.state.document.note_explicit_target(block)
        return [block]


def _build(name: str, kind: str, body: nodes.Element) -> quiz:
    """Arrange the parsed body; raises ValueError when it is not a question and a list of marked answers."""
    *question, answers = body.children or [nodes.paragraph()]
    if not question or not isinstance(answers, nodes.bullet_list):
        raise ValueError("the body is a question, then a list of answers")
    choices = [Choice(item) for item in answers.children if isinstance(item, nodes.list_item)]
    if not 2 <= len(choices) <= len(LETTERS):
        raise ValueError(f"a quiz has 2 to {len(LETTERS)} answers, got {len(choices)}")
    if not any(choice.right for choice in choices) or all(choice.right for choice in choices):
        raise ValueError("a quiz needs a right answer and a wrong one")
    block = quiz(ids=[f"quiz-{name}"], name=name, kind=kind)
    block += nodes.container("", *question, classes=["quiz-question"])
    options = nodes.enumerated_list(classes=["quiz-choices"], enumtype="upperalpha", prefix="", suffix=".")
    options += [nodes.list_item("", nodes.paragraph("", "", *choice.answer)) for choice in choices]
    block += options
    block += quiz_verdicts("", _verdicts(choices))
    return block


def _verdicts(choices: list[Choice]) -> nodes.bullet_list:
    verdicts = nodes.bullet_list(classes=["quiz-reasons"])
    for letter, choice in zip(LETTERS, choices, strict=False):
        word = "right" if choice.right else "wrong"
        choice.why[0].insert(0, [nodes.strong("", f"{letter} is {word}."), nodes.Text(" ")])
        verdicts += nodes.list_item("", *choice.why, classes=[f"quiz-{word}"])
    return verdicts


def visit_quiz(translator: Any, node: quiz) -> None:
    kind = node["kind"]
    translator.body.append(
        f'<fieldset class="book-quiz quiz-{kind}" id="{node["ids"][0]}"><legend>{KINDS[kind]}</legend>\n'
    )


def depart_quiz(translator: Any, node: quiz) -> None:
    translator.body.append("</fieldset>\n")


def visit_verdicts(translator: Any, node: quiz_verdicts) -> None:
    translator.body.append(f'<details class="quiz-verdicts"><summary>{ANSWER}</summary>\n')


def depart_verdicts(translator: Any, node: quiz_verdicts) -> None:
    translator.body.append("</details>\n")


@forms.markdown(quiz)
def as_markdown(cell: forms.Cell, node: quiz) -> str:
    return quote(f"{anchors(node)}**{KINDS[node['kind']]}**\n\n{cell.render(node.children)}")


@forms.markdown(quiz_verdicts)
def verdicts_as_markdown(cell: forms.Cell, node: quiz_verdicts) -> str:
    return "" if cell.solutions == "out" else fold(ANSWER, cell.render(node.children))


def _nothing(translator: Any, node: nodes.Element) -> None:
    """Other builders show the children as they are."""


def setup(app: Sphinx) -> dict[str, Any]:
    plain: Any = {builder: (_nothing, _nothing) for builder in ("text", "latex", "man", "texinfo")}
    app.add_node(quiz, html=(visit_quiz, depart_quiz), **plain)
    app.add_node(quiz_verdicts, html=(visit_verdicts, depart_verdicts), **plain)
    app.add_directive("quiz", QuizDirective)
    here = Path(__file__)
    # Early, because it turns the list of answers into buttons: nobody should see them change.
    files.give(app, here.with_suffix(".js"), here.with_suffix(".css"), early=True, to=quiz)
    return join(app, __name__)

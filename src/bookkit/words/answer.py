"""The ``{answer}`` directive: a box that takes a number and says at once whether it is right, with no kernel.

::

    ```{answer} squeezenet.fire_params
    The question, in Markdown, where the text before the box has not asked it.
    ```

The value, its tolerance and the slips that have a hint are those by which ``check("squeezenet.fire_params",
...)`` judges: ``python -m lightcnn.exercises`` prints them with the words of its verdicts, and answer.js
compares. A notebook has the same check in a cell; a slide shows nothing, because a room answers aloud.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from html import escape
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from bookkit import forms
from bookkit.execution.reach import Library
from bookkit.frame import join
from bookkit.notebook.markdown import anchors, quote
from bookkit.words import files

PACKAGES = Path(__file__).parents[2]
LEGENDS = {True: "Work it out", False: "Answer here"}  # whether the box asks the question itself
NAME = "answer_numbers"  # in the memory that Sphinx keeps while it reads one page
libraries: WeakKeyDictionary[Sphinx, Library] = WeakKeyDictionary()


class answer_box(nodes.General, nodes.Element):
    """The box: attributes `name`, `label`, `number` (what answer.js compares with), `asked` (whether a cell
    of the chapter checks the same answer); children: the question, if any, and the way without a script."""


def exported(chapter: str) -> dict[str, dict[str, Any]]:
    """The numbers of a chapter by name; raises RuntimeError in the exporter's words when there are none."""
    path = os.pathsep.join(filter(None, [str(PACKAGES), os.environ.get("PYTHONPATH")]))
    run = subprocess.run(
        [sys.executable, "-m", "lightcnn.exercises", chapter],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": path},
    )
    if run.returncode:
        raise RuntimeError((run.stderr.strip().splitlines() or ["no message"])[-1])
    return json.loads(run.stdout)


def sources(library: Library, chapter: str) -> list[Path]:
    """The files that decide what `exported` says of a chapter."""
    numbers = f"lightcnn.exercises.numbers.{chapter}"
    if numbers not in library.modules:
        return []
    return sorted({*library.used_by([f"import {numbers}"]), library.modules["lightcnn.exercises.__main__"]})


class AnswerDirective(SphinxDirective):
    """``{answer} chapter.name``: option `label` (in place of "Your answer"); the content is the question."""

    required_arguments = 1
    has_content = True
    option_spec = {"label": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        name = self.arguments[0]
        box_id = f"answer-{nodes.make_id(name)}"
        if box_id in self.state.document.ids:
            raise self.error(f"the page has two boxes for {name!r}")
        page = Path(self.env.doc2path(self.env.docname)).read_text(encoding="utf8")
        box = answer_box(
            ids=[box_id],
            name=name,
            label=self.options.get("label", "Your answer"),
            number=self._number(name),
            asked=f'check("{name}",' in page,
        )
        if self.content:
            question = nodes.container(classes=["answer-question"])
            self.state.nested_parse(self.content, self.content_offset, question)
            box += question
        call = nodes.literal("", f'check("{name}", ...)')
        box += nodes.paragraph(
            "", "Check your answer with ", call, nodes.Text(" in the notebook."), classes=["answer-elsewhere"]
        )
        self.set_source_info(box)
        self.state.document.note_explicit_target(box)
        return [box]

    def _number(self, name: str) -> dict[str, Any]:
        chapter, _, rest = name.partition(".")
        known: dict[str, dict[str, Any]] = self.env.temp_data.setdefault(NAME, {})
        if chapter not in known:
            app = self.env.app
            library = libraries.setdefault(app, Library(PACKAGES / "lightcnn"))
            for source in sources(library, chapter):
                self.env.note_dependency(str(source))
            try:
                known[chapter] = exported(chapter)
            except RuntimeError as problem:
                raise self.error(f"the answer {name!r} is not known: {problem}") from problem
        if rest not in known[chapter]:
            raise self.error(f"no number is named {name!r}; choose from {', '.join(known[chapter])}")
        return known[chapter][rest]


def visit_box(translator: Any, node: answer_box) -> None:
    legend, number = LEGENDS[len(node.children) > 1], escape(json.dumps(node["number"]))
    translator.body.append(
        f'<fieldset class="answer-box" id="{node["ids"][0]}" data-number="{number}">'
        f"<legend>{legend}</legend>\n"
    )


def depart_box(translator: Any, node: answer_box) -> None:
    field, unit = f"{node['ids'][0]}-field", node["number"]["unit"]
    behind = f'<span id="{field}-unit">{escape(unit)}</span>' if unit else ""
    described = f' aria-describedby="{field}-unit"' if unit else ""
    translator.body.append(
        f'<form class="answer-form"><label for="{field}">{escape(node["label"])}</label>'
        f'<input id="{field}"{described} type="text" inputmode="decimal" autocomplete="off" '
        f'spellcheck="false">{behind}<button type="submit">Check</button></form>\n'
        '<div class="answer-verdict" role="status"></div></fieldset>\n'
    )


@forms.markdown(answer_box)
def as_markdown(cell: forms.Cell, node: answer_box) -> str:
    """The question and how to check it."""
    return quote(f"{anchors(node)}**{LEGENDS[len(node.children) > 1]}**\n\n{cell.render(node.children)}")


@forms.cells(answer_box)
def as_cells(notebook: forms.Notebook, node: answer_box) -> None:
    """The question, and a cell that checks its answer unless the chapter has one of its own."""
    for part in node.children[:-1]:
        notebook.say(part)
    if not node["asked"]:
        notebook.code(f'from lightcnn.exercises import check\n\ncheck("{node["name"]}", ...)')


@forms.slide(answer_box)
def on_no_slide(slide: forms.Slide, node: answer_box) -> None:
    """A room answers aloud."""


def _nothing(translator: Any, node: nodes.Element) -> None:
    """Other builders show the question and the way without a script."""


def setup(app: Sphinx) -> dict[str, Any]:
    plain: Any = {builder: (_nothing, _nothing) for builder in ("text", "latex", "man", "texinfo")}
    app.add_node(answer_box, html=(visit_box, depart_box), **plain)
    app.add_directive("answer", AnswerDirective)
    here = Path(__file__)
    # Early, because it puts the field where the line without a script stood.
    files.give(app, here.with_suffix(".js"), here.with_suffix(".css"), early=True, to=answer_box)
    return join(app, __name__)

"""The ``{first-look}`` directive: a network of another page, asleep until the reader touches it.

::

    ```{first-look} at-work/under-the-lamp
    Words before the touch.
    ```

It is the first widget of that page with values that come late. A touch fetches its state, its module and its
weights; until then it weighs the picture of its first frame. Awake, it computes to the end of its frames and
says what that cost. Only a page has it, and one without widgets of its own: the host that brings them to life
comes with the touch.
"""

from __future__ import annotations

import json
import re
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from bookkit import forms
from bookkit.frame import join
from bookkit.screen import widgets
from bookkit.words import files

MODEL_ID = re.compile(r'"model_id":\s*"(\w+)"')


class first_look(nodes.General, nodes.Element):
    """The sleeping widget: attribute `chapter`, the page that it stands on; children: the words."""


class FirstLook(SphinxDirective):
    """``{first-look} chapter``: the content is said before the touch."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        docname = self.env.relfn2path(f"{self.arguments[0]}.md")[0].removesuffix(".md")
        if docname not in self.env.found_docs:
            raise self.error(f"the book has no page {self.arguments[0]!r}")
        node = first_look("", chapter=docname)
        self.state.nested_parse(self.content, self.content_offset, node)
        return [node]


def first_of(env: Any, docname: str) -> tuple[dict[str, Any], str]:
    """(Models of the page, id of its first widget with late values); raises ValueError where it has none.

    The saved models have no order, so the page's own is asked.
    """
    state = widgets.page_state(env, docname)
    for node in env.get_doctree(docname).findall(nodes.raw):
        found = MODEL_ID.search(node.astext())
        if found and state.get(found[1], {}).get("state", {}).get("_late"):
            return state, found[1]
    raise ValueError(f"{docname} has no widget that waits for a touch")


def key_for(docname: str) -> str:
    """The name of the file that holds the mount: the page's name, so that no page has to be written again."""
    return "first-look-" + docname.rpartition("/")[2]


def store(app: Sphinx, docname: str) -> None:
    """Write the mount as a classic script, which a page opened from disk may load too."""
    state, model_id = first_of(app.env, docname)
    html = widgets._mount(state, model_id, {}, False)
    key, literal = key_for(docname), json.dumps(html, ensure_ascii=False)
    file = Path(app.outdir) / "_static" / "widgets" / f"{key}.js"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f'(window.bookWidgetTexts ??= {{}})["{key}"] = {literal};\n', encoding="utf8")


def keep(app: Sphinx, pagename: str, template: str, context: dict, doctree: Any) -> None:
    """The file follows the page that it is taken from, whichever of the two is written."""
    looks = list(doctree.findall(first_look)) if doctree else []
    wanted: set[str] = getattr(app.env, "bookkit_first_looks", set())
    wanted |= {node["chapter"] for node in looks}
    app.env.bookkit_first_looks = wanted  # type: ignore[attr-defined]
    for docname in {node["chapter"] for node in looks} | ({pagename} & wanted):
        store(app, docname)


def visit(translator: Any, node: first_look) -> None:
    builder = translator.builder
    state, model_id = first_of(builder.env, node["chapter"])
    traits = state[model_id]["state"]
    macs = sum(block["macs"] for block in traits["blocks"])
    up = "../" * builder.get_target_uri(builder.current_docname).count("/")
    picture = re.search(r"<svg.*?</svg>", traits["fallback"], re.DOTALL)
    frame = picture[0] if picture else ""
    translator.body.append(
        f'<div class="first-look" data-look="{key_for(node["chapter"])}" data-home="{up}_static/widgets/"'
        f' data-macs="{macs}" role="group" aria-label="{escape(traits["title"], quote=True)}">'
        f'<div class="first-look-frame" aria-hidden="true">{frame}</div><div class="first-look-words">'
    )


def depart(translator: Any, node: first_look) -> None:
    translator.body.append(
        '<button type="button">Let this page look</button></div><p role="status"></p></div>\n'
    )


@forms.markdown(first_look)
def as_markdown(cell: forms.Cell, node: first_look) -> str:
    return ""


@forms.slide(first_look)
def on_no_slide(slide: forms.Slide, node: first_look) -> None:
    """A lecture has the widget itself."""


def _nothing(translator: Any, node: nodes.Element) -> None:
    """Only a page looks."""


def setup(app: Sphinx) -> dict[str, Any]:
    plain: Any = {name: (_nothing, _nothing) for name in ("text", "latex", "man", "texinfo")}
    app.add_node(first_look, html=(visit, depart), **plain)
    app.add_directive("first-look", FirstLook)
    files.give(app, Path(__file__).with_suffix(".css"), Path(__file__).with_suffix(".js"), to=first_look)
    return join(app, __name__)

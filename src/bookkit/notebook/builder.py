"""Writes every chapter as plain notebooks, from the same tree as the page.

There are three editions: ``name.ipynb`` (solutions folded), ``name-student.ipynb`` (without them) and
``name-teacher.ipynb`` (opened, with teaching notes).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import nbformat
from docutils import nodes
from myst_nb.core.read import read_myst_markdown_notebook
from myst_parser.config.main import MdParserConfig
from sphinx.application import Sphinx
from sphinx.builders import Builder

from bookkit.frame import join
from bookkit.notebook.blocks import Blocks
from bookkit.notebook.cells import Cells, for_readers
from bookkit.notebook.inline import LOCAL
from bookkit.notebook.pictures import Pictures
from bookkit.notebook.start import Origin, greeting, setup_code

EDITIONS = {"": "folded", "-student": "out", "-teacher": "open"}
NEEDLESS = re.compile(r"\\([-.()!+#])")  # pybtex escapes signs that mean nothing inside a sentence


class NotebookBuilder(Builder):
    """Writes each chapter in every edition; pages without code have no notebook."""

    name = "notebooks"
    format = "ipynb"
    epilog = "The notebooks are in %(outdir)s."
    allow_parallel = True

    def init(self) -> None:
        self.origin = Origin(Path(self.srcdir))
        self.pictures = Pictures(Path(self.srcdir), Path(self.outdir), self.origin.site)

    def has_notebook(self, docname: str) -> bool:
        return "kernelspec" in self.env.metadata.get(docname, {})

    def get_outdated_docs(self) -> Iterator[str]:
        return filter(self.has_notebook, self.env.found_docs)

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        if self.origin.site and docname == self.config.root_doc:
            return self.origin.site
        return f"{self.origin.site or LOCAL}{docname}.html"

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        return self.get_target_uri(to, typ)

    def prepare_writing(self, docnames: set[str]) -> None:
        """Nothing to prepare: each notebook stands alone."""

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        if not self.has_notebook(docname):
            return
        for edition in EDITIONS:
            # A copy, because a form may change the tree.
            notebook = self.notebook(docname, doctree.deepcopy(), edition)
            file = Path(self.outdir) / f"{docname}{edition}.ipynb"
            file.parent.mkdir(parents=True, exist_ok=True)
            text = nbformat.writes(notebook)
            file.write_text(text, encoding="utf8")
            # For pages opened from disk, which may load a script alone (page/assets/from_disk.js).
            script = f"window.bookNotebook = {json.dumps(text, ensure_ascii=False)};\n"
            file.with_suffix(".ipynb.js").write_text(script, encoding="utf8")

    def notebook(self, docname: str, doctree: nodes.document, edition: str) -> nbformat.NotebookNode:
        """One edition of a chapter."""
        title = self.env.titles[docname].astext()
        origin = self.origin, self.config.html_title or self.config.project, title
        blocks = Blocks(self.pictures.show, partial(self.number, docname), EDITIONS[edition])
        sources = for_readers(self.code_cells(docname))
        cells = Cells(blocks, sources, partial(self.section_number, docname))
        cells.write(greeting(*origin, docname, edition))
        code = "\n".join(cell.source for cell in sources if cell.cell_type == "code")
        cells.code(setup_code(*origin, code))
        cells.made[-1].metadata["cellView"] = "form"  # Colab shows its title alone
        cells.chapter(doctree)
        cells.end(self.references(docname))
        return nbformat.v4.new_notebook(
            cells=cells.made,
            metadata={
                "title": title,
                "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
                "language_info": {"name": "python"},
                "colab": {"name": f"{docname.rpartition('/')[2]}{edition}.ipynb", "provenance": []},
            },
        )

    def code_cells(self, docname: str) -> list[nbformat.NotebookNode]:
        """The cells of the chapter's source, also those that its page does not show."""
        path = Path(self.env.doc2path(docname))
        text = path.read_text(encoding="utf8")
        return read_myst_markdown_notebook(text, config=MdParserConfig(), path=path).cells

    def number(self, docname: str, kind: str, name: str) -> str:
        """The printed number of a figure, table, equation or exercise of a page; "" without one."""
        return ".".join(map(str, self.env.toc_fignumbers.get(docname, {}).get(kind, {}).get(name, ())))

    def references(self, docname: str) -> str:
        """What the chapter cites, for a reader whose notebook is all they have; "" when it cites nothing."""
        domain: Any = self.env.domains.get("cite")
        if domain is None:
            return ""
        here = [ref for ref in domain.citation_refs if ref.docname == docname]
        cited = {target.key for ref in here for target in ref.targets}
        entries = {entry.key: entry.formatted_entry for entry in domain.citations if entry.key in cited}
        texts = (entry.text.render_as("markdown").replace("\n", " ") for entry in entries.values())
        lines = sorted("- " + NEEDLESS.sub(r"\1", text) for text in texts)
        return "## References\n\n" + "\n".join(lines) if lines else ""

    def section_number(self, docname: str, section: nodes.Element) -> str:
        numbers = self.env.toc_secnumbers.get(docname, {})
        top = isinstance(section.parent, nodes.document)
        found = (
            numbers.get("")
            if top
            else next((numbers[f"#{name}"] for name in section["ids"] if f"#{name}" in numbers), None)
        )
        return f"{'.'.join(map(str, found))}. " if found else ""


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_builder(NotebookBuilder)
    return join(app, __name__)

"""Every chapter as plain notebooks for Colab: ``python -m bookkit.notebooks [--source DIR] [--out DIR]``.

The notebooks come from the same Sphinx tree as the page, in three editions: ``name.ipynb`` (solutions
folded), ``name-student.ipynb`` (without them) and ``name-teacher.ipynb`` (opened, with teaching notes). The
builder and the notebook's metadata are sphinx-tojupyter's; the cells are ours, because its translator writes
one flat text and so cannot nest a table in a list or a list in a note.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from docutils import nodes
from jupyter_book.config import get_final_config
from myst_nb.core.read import read_myst_markdown_notebook
from myst_parser.config.main import MdParserConfig
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import docutils_namespace, patch_docutils
from sphinx_tojupyter.builders.jupyter import JupyterBuilder
from sphinx_tojupyter.writers.jupyter import JupyterWriter
from sphinx_tojupyter.writers.translate_code import JupyterCodeTranslator

from bookkit.markdown_blocks import Blocks, anchors
from bookkit.markdown_inline import LOCAL, UnknownNode, inline
from bookkit.notebook_pictures import Pictures
from bookkit.notebook_start import Origin, greeting, setup_code

logger = logging.getLogger(__name__)
EDITIONS = {"": "folded", "-student": "out", "-teacher": "open"}
# What no reader of the page can open. Code that the page folds (hide-input) stands open here, to be changed.
HIDDEN = {"hide-cell", "remove-input", "remove-cell"}
NEEDLESS = re.compile(r"\\([-.()!+#])")  # pybtex escapes signs that mean nothing inside a sentence
# Outputs are stripped; the order decides which form of a computed value stands in prose.
OUTPUTS = (
    "application/vnd.jupyter.widget-view+json", "text/html", "image/svg+xml", "image/png", "text/plain")
# The page's furniture has no place in a notebook.
PAGE_ONLY = re.compile(r"sphinx_(book_theme|thebe|togglebutton|copybutton|comments)|jupyter_book"
                       r"|bookkit\.(page\w*|doors|shed|one_style|icons|folded|inline_figures|prerendered_math|widget_host)")


class NotebookTranslator(JupyterCodeTranslator):
    """Composes the cells of one edition of one chapter."""

    def __init__(self, builder: NotebookBuilder, document: nodes.document) -> None:
        super().__init__(builder, document)
        pictures = Pictures(Path(builder.srcdir), Path(builder.outdir), builder.origin.site)
        self.blocks = Blocks(pictures.show, builder.number, EDITIONS[builder.edition])
        self.sources = builder.code_cells(builder.docname)
        self.next_source, self.check = 0, ""
        self.pending: list[str] = []

    def visit_document(self, node: nodes.document) -> None:
        super().visit_document(node)
        self.title = self.builder.env.titles[self.builder.docname].astext()
        book = self.builder.config.html_title or self.builder.config.project
        self.pending.append(greeting(self.builder.origin, book, self.title, self.builder.docname))
        self._code(setup_code(self.builder.origin, book, self.title, self.builder.docname))
        self._blocks(node.children, depth=0)
        self._sources_before(len(self.sources))
        self._flush()
        self.pending.append(self.builder.references())
        self._flush()
        raise nodes.SkipChildren

    def _blocks(self, children: list[nodes.Node], depth: int) -> None:
        for child in children:
            try:
                self._block(child, depth)
            except UnknownNode as problem:
                logger.warning("%s", problem, location=child, type="notebook")

    def _block(self, node: Any, depth: int) -> None:
        if isinstance(node, nodes.section):
            self._flush()
            self._blocks(node.children, depth + 1)
        elif isinstance(node, nodes.title):
            number = self.builder.section_number(node.parent)
            self.pending.append(f"{anchors(node.parent)}{'#' * depth} {number}{inline(node.children)}")
        elif isinstance(node, nodes.container) and node.get("nb_element") == "cell_code":
            self._sources_before(node["cell_index"])
            self._source(node["cell_index"])
            for figure in node.findall(nodes.figure):  # running the cell draws it; its caption follows
                captions = [child for child in figure.children if isinstance(child, nodes.caption)]
                self.pending.append(self.blocks.block(nodes.figure("", *captions, ids=figure["ids"])))
        elif type(node).__name__ == "netron_graph":
            self._code(f'from lightcnn.graph import show\n\nshow("{node["name"]}", side={node["side"]})')
            self.pending.append(self.blocks.render(node.children[1:]))
        elif type(node).__name__ == "solution_node" and self.blocks.solutions == "open":
            self._opened(node)
        else:
            self.pending.append(self.blocks.block(node))

    def _opened(self, solution: nodes.Element) -> None:
        """A solution whose code can be run; the check of its exercise, in the cell before it, follows."""
        self.pending.append(f"**{inline(solution.children[0].children)}**")
        body = solution.children[1:]
        if len(body) == 1 and isinstance(body[0], nodes.section):
            body = body[0].children
        for child in body:
            if isinstance(child, nodes.literal_block) and "python" in child.get("language", ""):
                source = child.astext().rstrip()
                self._code(source if "check(" in source else f"{source}\n{self.check}", ["solution"])
            else:
                self.pending.append(self.blocks.block(child))

    def _sources_before(self, index: int) -> None:
        """Cells that the page leaves out still run here."""
        while self.next_source < index:
            self._source(self.next_source)

    def _source(self, index: int) -> None:
        self.next_source = index + 1
        cell = self.sources[index]
        if cell.cell_type == "code":
            self.check = next((line for line in cell.source.splitlines() if line.startswith("check(")), "")
            self._code(cell.source, cell.metadata.get("tags", []))

    def _code(self, source: str, tags: list[str] | tuple[str, ...] = ()) -> None:
        self._flush()
        cell = nbformat.v4.new_code_cell(source)
        if tags:
            cell.metadata["tags"] = list(tags)
        if HIDDEN & set(tags):
            cell.metadata |= {"cellView": "form", "jupyter": {"source_hidden": True}}
        self._append(cell)

    def _flush(self) -> None:
        words = "\n\n".join(filter(None, self.pending))
        self.pending.clear()
        if words.strip():
            self._append(nbformat.v4.new_markdown_cell(words))

    def _append(self, cell: nbformat.NotebookNode) -> None:
        cell["id"] = f"cell-{len(self.output.cells):03d}"
        self.output.cells.append(cell)


class NotebookWriter(JupyterWriter):
    def _identify_translator(self, builder: NotebookBuilder) -> type[NotebookTranslator]:
        return NotebookTranslator


class NotebookBuilder(JupyterBuilder):
    """Writes each chapter in every edition; pages without code have no notebook."""

    name = "notebooks"
    _writer_class = NotebookWriter
    edition = ""

    def init(self) -> None:
        super().init()
        self.origin = Origin(Path(self.srcdir))
        self.current_docname = ""

    def get_outdated_docs(self) -> Iterator[str]:  # pyright: ignore[reportIncompatibleMethodOverride]
        return (name for name in self.env.found_docs if "kernelspec" in self.env.metadata.get(name, {}))

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        if self.origin.site and docname == self.config.root_doc:
            return self.origin.site
        return f"{self.origin.site or LOCAL}{docname}.html"

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        return self.get_target_uri(to, typ)

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        if "kernelspec" not in self.env.metadata.get(docname, {}):
            return
        for self.edition in EDITIONS:
            self.out_suffix = f"{self.edition}.ipynb"
            super().write_doc(docname, doctree)

    def update_Metadata(self, docname: str, nb: nbformat.NotebookNode) -> nbformat.NotebookNode:
        nb.metadata.pop("filename", None)
        nb.metadata.kernelspec = {"display_name": "Python 3", "language": "python", "name": "python3"}
        nb.metadata.language_info = {"name": "python"}
        nb.metadata.colab = {"name": f"{docname.rpartition('/')[2]}{self.edition}.ipynb", "provenance": []}
        return nb

    def finish(self) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Nothing to copy; the base class would end the process here."""

    def code_cells(self, docname: str) -> list[nbformat.NotebookNode]:
        """The cells of the chapter's source, also those that its page does not show."""
        path = Path(self.env.doc2path(docname))
        text = path.read_text(encoding="utf8")
        return read_myst_markdown_notebook(text, config=MdParserConfig(), path=path).cells

    def number(self, kind: str, name: str) -> str:
        """The printed number of a figure, table, equation or exercise of this page; "" without one."""
        return ".".join(map(str, self.env.toc_fignumbers.get(self.docname, {}).get(kind, {}).get(name, ())))

    def references(self) -> str:
        """What the chapter cites, for a reader whose notebook is all they have; "" when it cites nothing."""
        domain: Any = self.env.domains.get("cite")
        if domain is None:
            return ""
        here = [ref for ref in domain.citation_refs if ref.docname == self.docname]
        cited = {target.key for ref in here for target in ref.targets}
        entries = {entry.key: entry.formatted_entry for entry in domain.citations if entry.key in cited}
        texts = (entry.text.render_as("markdown").replace("\n", " ") for entry in entries.values())
        lines = sorted("- " + NEEDLESS.sub(r"\1", text) for text in texts)
        return "## References\n\n" + "\n".join(lines) if lines else ""

    def section_number(self, section: nodes.Element) -> str:
        numbers = self.env.toc_secnumbers.get(self.docname, {})
        top = isinstance(section.parent, nodes.document)
        found = numbers.get("") if top else next(
            (numbers[f"#{name}"] for name in section["ids"] if f"#{name}" in numbers), None)
        return f"{'.'.join(map(str, found))}. " if found else ""


def settings(source: Path) -> dict[str, Any]:
    """The book's Sphinx settings, less what belongs to the page alone."""
    found: Any = get_final_config(
        user_yaml=source / "_config.yml", sourcedir=source,
        cli_config={"external_toc_path": "_toc.yml", "latex_individualpages": False})[0]
    extensions = [name for name in found["extensions"] if not PAGE_ONLY.fullmatch(name)]
    for value in ("comments_config", "use_jupyterbook_latex"):  # belong to extensions left out above
        found.pop(value, None)
    return found | {
        "extensions": [*extensions, "bookkit.notebooks"],
        "html_theme": "basic", "html_theme_options": {},
        "nb_mime_priority_overrides": [
            *found.get("nb_mime_priority_overrides", []),
            *(["notebooks", kind, rank] for rank, kind in enumerate(OUTPUTS)),
        ],
    }


def build(source: Path, out: Path) -> int:
    """Build the notebooks of the book at `source` into `out`; return 0 when no warning was given."""
    doctrees = source / "_build/.doctrees-notebooks"
    with patch_docutils(str(source)), docutils_namespace():
        app = Sphinx(
            srcdir=str(source), confdir=None, outdir=str(out), doctreedir=str(doctrees),
            buildername="notebooks", confoverrides=settings(source), status=None, warning=sys.stderr,
            warningiserror=True, keep_going=True)
        app.build()
    return app.statuscode


def build_wheel(source: Path, out: Path) -> None:
    """Build the library's wheel into `out`, from a copy that holds the library alone; old wheels go.

    A wheel younger than all it is made of stays.
    """
    out.mkdir(parents=True, exist_ok=True)
    # Folders count too: a file that was removed leaves no other trace.
    library = source / "src/lightcnn"
    made_of = [library, *library.rglob("*"), source / "pyproject.toml", source / "README.md"]
    newest = max(path.stat().st_mtime for path in made_of if "__pycache__" not in path.parts)
    if any(wheel.stat().st_mtime > newest for wheel in out.glob("lightcnn-*.whl")):
        return
    with tempfile.TemporaryDirectory() as scratch:
        tree, made = Path(scratch) / "tree", Path(scratch) / "made"
        shutil.copytree(source / "src/lightcnn", tree / "src/lightcnn",
                        ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("pyproject.toml", "README.md", "LICENSE"):
            if (source / name).is_file():
                shutil.copy(source / name, tree / name)
        subprocess.run(
            [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps",
             "--no-build-isolation", "--wheel-dir", str(made), str(tree)],
            check=True, env=os.environ | {"PYTHONWARNINGS": "ignore"})
        for old in out.glob("lightcnn-*.whl"):
            old.unlink()
        for wheel in made.glob("*.whl"):
            shutil.copy(wheel, out / wheel.name)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bookkit.notebooks", description=__doc__)
    parser.add_argument("--source", type=Path, default=Path.cwd(), help="the book's folder")
    parser.add_argument("--out", type=Path, default=Path("_build/html/notebooks"), help="the result's folder")
    arguments = parser.parse_args()
    source, out = arguments.source.resolve(), arguments.out.resolve()
    build_wheel(source, out.parent / "wheels")
    return build(source, out)


def setup(app: Sphinx) -> dict[str, bool | str]:
    priorities = app.config.nb_mime_priority_overrides
    app.setup_extension("sphinx_tojupyter")
    app.config.nb_mime_priority_overrides = priorities  # the extension overwrites them
    app.add_builder(NotebookBuilder)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


if __name__ == "__main__":
    raise SystemExit(main())

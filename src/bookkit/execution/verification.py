"""Ends each executed page with a line that says when, where and how fast its code ran."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from docutils import nodes
from myst_nb.sphinx_ import NbMetadataCollector, SphinxEnvType
from sphinx.application import Sphinx

from bookkit import forms
from bookkit.execution.environment import environment
from bookkit.execution.run import read_manifest
from bookkit.frame import join


class verification_line(nodes.paragraph):
    """Says on a page and in a notebook how its code was executed."""


@forms.slide(verification_line)
def on_no_slide(slide: forms.Slide, node: nodes.Node) -> None:
    """A lecture does without."""


def run_of(app: Sphinx, docname: str) -> dict[str, Any] | None:
    """When (`run`, ns since 1970) and how long (`seconds`) the page ran, and on what; None if it did not.

    The record of `bookkit.execution.run` is asked first, then what MyST-NB notes of an execution of its own.
    """
    entry = read_manifest(Path(app.srcdir)).get(docname)
    if entry:
        return environment() | entry
    data = NbMetadataCollector.get_exec_data(cast(SphinxEnvType, app.env), docname)
    if not data or not data["succeeded"]:
        return None
    return environment() | {"run": int(data["mtime"] * 1e9), "seconds": data["runtime"]}


def words(run: dict[str, Any]) -> str:
    """The line itself."""
    day = datetime.fromtimestamp(run["run"] / 1e9, UTC).date().isoformat()
    seconds = "" if run.get("seconds") is None else f" in {run['seconds']:.1f} s"
    torch = f", torch {run['torch']}" if "torch" in run else ""
    cores = f"{run['cores']} core{'s' if run['cores'] != 1 else ''}"
    return (
        f"The code of this page was executed on {day}{seconds} without a warning: "
        f"Python {run['python']}{torch}, {cores} of {run['cpu']}."
    )


def add_line(app: Sphinx, doctree: nodes.document) -> None:
    # A record of an execution may outlive its page's code.
    has_code = "kernelspec" in app.env.metadata.get(app.env.docname, {})
    run = run_of(app, app.env.docname) if has_code else None
    section = next(doctree.findall(nodes.section), None)
    if run and section is not None:
        section += verification_line("", words(run), classes=["verification"])


def setup(app: Sphinx) -> dict[str, Any]:
    return join(app, __name__)

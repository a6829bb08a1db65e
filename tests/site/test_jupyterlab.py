"""The widgets in a real JupyterLab 4: they come to life, answer, and its styles do not reach into them."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from bare_page import widget_classes, write_page
from ipywidgets import Widget
from playwright.sync_api import Page
from widget_tools import eventually

ROOT = Path(__file__).parents[2]
COLAB = ROOT / ".venv-colab/bin/python"  # its ipywidgets brings a JupyterLab
VIEW = "application/vnd.jupyter.widget-view+json"
# Widget -> kind of element -> what would change its place or size, if a page's styles reached it.
STYLES = """() => Object.fromEntries([...document.querySelectorAll(".bw")].map((root) => {
  const found = {};
  for (const node of root.querySelectorAll(":not(svg *, canvas, img)")) {
    const style = getComputedStyle(node);
    const told = ["marginTop", "marginBottom", "paddingTop", "paddingLeft", "borderTopWidth",
      "fontSize", "fontWeight", "lineHeight", "maxWidth", "display", "float", "letterSpacing", "whiteSpace",
      "wordBreak"].map((name) => `${name}: ${style[name]}`);
    (found[`${node.localName}.${node.getAttribute("class") ?? ""}`] ??= new Set()).add(told.join("; "));
  }
  return [root.dataset.widgetRoot, Object.fromEntries(
    Object.entries(found).map(([kind, styles]) => [kind, [...styles].sort()]))];
}))"""
# Numbers that stand on more than one line, and their names on more than two.
BROKEN = """() => [...document.querySelectorAll(".bw :is(output, dt, dd, td, th)")].filter((node) => {
  const words = node.textContent.trim(), number = /^[\\d.,]+ ?\\S{0,3}$/.test(words);
  if (node.children.length || !node.checkVisibility() || !(number || node.matches("dt"))) return false;
  const range = document.createRange();
  range.selectNodeContents(node);
  const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size;
  return lines > (number ? 1 : 2);
}).map((node) => node.textContent)"""


def notebook_of_all(file: Path) -> list[str]:
    """A notebook that shows every widget, as an execution saves it; the widgets' names."""
    shown = {name: cls() for name, cls in widget_classes().items()}
    state = json.loads(json.dumps(Widget.get_manager_state()))
    notebook = nbformat.v4.new_notebook(
        metadata={
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "widgets": {"application/vnd.jupyter.widget-state+json": state},
        }
    )
    for widget in shown.values():
        view = {"model_id": widget.model_id, "version_major": 2, "version_minor": 0}
        output = nbformat.v4.new_output("display_data", {VIEW: view, "text/plain": "a widget"})
        notebook.cells.append(nbformat.v4.new_code_cell("widget", outputs=[output]))
    nbformat.write(notebook, file)
    return list(shown)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[str]]]:
    """The address of a JupyterLab that opens a notebook of all widgets, and their names."""
    home = tmp_path_factory.mktemp("lab")
    names = notebook_of_all(home / "all.ipynb")
    env = {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8"}
    # Of a notebook that nobody trusts JupyterLab shows the text alone.
    subprocess.run([COLAB, "-m", "nbformat.sign", home / "all.ipynb"], env=env, check=True)
    options = [
        "--no-browser", "--allow-root", "--ServerApp.port=0", "--IdentityProvider.token=",
        f"--ServerApp.root_dir={home}", "--LabApp.news_url=None",
    ]  # fmt: skip
    server = subprocess.Popen(
        [COLAB, "-m", "jupyterlab", *options], stderr=subprocess.PIPE, text=True, env=env
    )
    ports = (
        found[1]
        for line in server.stderr or ()
        if (found := re.search(r"http://(?:127.0.0.1|localhost):(\d+)/lab", line))
    )
    yield f"http://127.0.0.1:{next(ports)}/lab/tree/all.ipynb", names
    server.terminate()
    server.communicate()


@pytest.fixture
def page(lab: tuple[str, list[str]], new_page: Callable[..., Page]) -> Page:
    page = new_page(width=1280, height=900)
    address, names = lab
    page.goto(address)
    eventually(page, lambda: page.locator(".bw").count() == len(names), seconds=120)
    return page


@pytest.mark.slow
def test_every_widget_looks_in_jupyterlab_as_on_a_page_and_answers(
    page: Page, new_page: Callable[..., Page], tmp_path: Path
) -> None:
    beside = new_page(width=1280, height=900)
    beside.goto(write_page(tmp_path, *(cls() for cls in widget_classes().values())).as_uri())
    for mount in beside.locator(".widget-mount").all():
        mount.scroll_into_view_if_needed()
        mount.locator(".bw").wait_for()
    here, there = page.evaluate(STYLES), beside.evaluate(STYLES)
    assert here.keys() == there.keys()
    other = [
        f"{name}, {kind}: {got}, on a page {styles}"
        for name, kinds in there.items()
        for kind, styles in kinds.items()
        if (got := here[name].get(kind, styles)) != styles
    ]
    assert other == []
    page.evaluate("() => document.querySelectorAll('.bw details').forEach((more) => { more.open = true; })")
    assert page.evaluate(BROKEN) == []
    for root in page.locator(".bw").all():
        root.scroll_into_view_if_needed()
        before = root.locator(".bw-stage, .bw-count").all_inner_texts()
        root.focus()
        page.keyboard.press("b")
        eventually(page, lambda r=root, b=before: r.locator(".bw-stage, .bw-count").all_inner_texts() != b)
    assert page.watch.complaints == []

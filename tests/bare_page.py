"""A widget on a page of its own, from a Python instance: no chapter is executed and no site is built.

Mount element, saved state, module and host are written by the functions that write them for the site, so that
what is tested here is what ships; only the text around the widget is missing.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from anywidget import AnyWidget
from ipywidgets import Widget

from bookkit.page.settings import HERE
from bookkit.screen import widgets as widget_host
from lightcnn import widgets

ASSETS = HERE / "assets"
# The text column of a chapter page: 624 pixels wide, or what a phone leaves.
TOP = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="_static/book.css">
<style>*, ::before, ::after {{ box-sizing: border-box }} body {{ margin: 0 }}
main {{ max-width: 656px; margin: 0 auto; padding: 0 16px }}</style>
<script>document.documentElement.dataset.theme =
  matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";</script>
<script async src="host.js"></script>
<main class="bd-article"><h1>{title}</h1>
"""
# A chapter's widget is the output of a cell: what the page says of outputs reaches it.
OUTPUT = '<div class="cell_output with-widget">{}</div>'


def widget_classes() -> dict[str, type[AnyWidget]]:
    """Every widget of the library by its name on a page ("fire-flow"), found by its place."""
    classes = (getattr(widgets, name) for name in widgets.__all__)
    return {page_name(cls): cls for cls in classes}


def page_name(cls: type[AnyWidget]) -> str:
    """`FireFlow` -> "fire-flow", the value of data-widget."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", cls.__name__).lower()


def saved(widget: AnyWidget, model_id: str = "model") -> dict[str, Any]:
    """Model id -> state, as the execution of a chapter saves the widget with its page."""
    state = Widget.get_manager_state(widgets=[widget])["state"][widget.model_id]
    return {model_id: json.loads(json.dumps(state))}


def write_page(folder: Path, *shown: AnyWidget, present: bool = False, name: str = "page") -> Path:
    """Write a page with these widgets into `folder`; return the page's path."""
    serial: dict[str, int] = {}
    body = ""
    for number, widget in enumerate(shown):
        state = saved(widget, f"model-{number}")
        file, text = widget_host.module_file(state[f"model-{number}"]["state"])
        late = widget_host.late_files(state[f"model-{number}"]["state"]).values()
        for name_, content in [(file, text), *late]:
            (folder / name_).write_text(content, encoding="utf8")
        body += widget_host._mount(state, f"model-{number}", serial, present)
    (folder / "host.js").write_text(widget_host.HOST.read_text(encoding="utf8"), encoding="utf8")
    if not (folder / "_static").exists():
        (folder / "_static").symlink_to(ASSETS)
    page = folder / f"{name}.html"
    page.write_text(f"{TOP.format(title=name)}{OUTPUT.format(body)}</main></html>\n", encoding="utf8")
    return page

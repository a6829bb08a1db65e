"""Widgets on a page without a kernel: mount elements, their state, and the script that brings them to life.

MyST-NB embeds every widget's state and a view script, meant for a manager that is loaded from a CDN. Here the
view becomes a mount element that already holds the widget's first frame and its state, so that it can start
while the page below it still arrives; each module's text is stored once per site.
"""

from __future__ import annotations

import hashlib
import json
import re
from html import escape
from pathlib import Path
from typing import Any

import rjsmin
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

from bookkit.frame import join

VIEW = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"
HOST = Path(__file__).with_name("host.js")
# Texts that every instance of a widget shares, or that only Python's side of a kernel uses.
NOT_STATE = {"_esm", "_css", "_late", "fallback", "layout", "tabbable", "tooltip"}
NO_FALLBACK = "<p>This figure is interactive and needs JavaScript.</p>"
OF_JUPYTERLAB = re.compile(r"var\(--jp-[\w-]+, ([^()]+)\)")
NESTED = re.compile(r"`[^`\n]*\$\{[^}`\n]*`")  # a template literal in another
logger = logging.getLogger(__name__)


class widget_mount(nodes.raw):
    """A widget's mount element in HTML, or several: `widget_models` has the ids of their models."""


class Mounts(SphinxPostTransform):
    """Replace MyST-NB's widget views by mount elements, right after it has chosen which output to show."""

    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        state = page_state(self.env, self.env.docname)
        serial: dict[str, int] = {}
        for node in list(self.document.findall(nodes.raw)):
            found = re.match(rf'<script type="{re.escape(VIEW)}">(.*)</script>$', node.astext(), re.DOTALL)
            if found:
                ids = list(_leaves(state, json.loads(found[1])["model_id"]))
                if not ids:
                    logger.warning("a widget's state was not saved with it", location=node, type="widget")
                present = self.app.builder.name.endswith("revealjs")
                html = "\n".join(_mount(state, model_id, serial, present) for model_id in ids)
                # A class, because a style that asks with :has() is asked again at every step of the widget.
                node.parent["classes"].append("with-widget")
                node.replace_self(widget_mount("", html, format="html", widget_models=ids))


def page_state(env: Any, docname: str) -> dict[str, Any]:
    """Model id -> saved model of one page, as its execution left it."""
    files = getattr(env, "nb_metadata", {}).get(docname, {}).get("js_files", {})
    _, options = files.get("ipywidgets_state", (None, {"body": '{"state": {}}'}))
    return json.loads(options["body"])["state"]


def _leaves(state: dict[str, Any], model_id: str) -> list[str]:
    """The widgets to mount for a view: itself, or, for a box of ipywidgets, what stands in the box."""
    traits = state.get(model_id, {}).get("state", {})
    if "_esm" in traits:
        return [model_id]
    children = (child.removeprefix("IPY_MODEL_") for child in traits.get("children", []))
    return [leaf for child in children for leaf in _leaves(state, child)]


def _name(traits: dict[str, Any]) -> str:
    """`GroupShuffle` -> "group-shuffle": names files, mount ids and the data-widget attribute."""
    cls = traits.get("_anywidget_id", "widget").rsplit(".", 1)[-1]
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", cls).lower()


def _mount(state: dict[str, Any], model_id: str, serial: dict[str, int], present: bool) -> str:
    traits = state[model_id]["state"]
    name = _name(traits)
    serial[name] = serial.get(name, 0) + 1
    mode = ' data-mode="present"' if present else ""
    title = escape(traits.get("title") or name.replace("-", " "), quote=True)
    module = module_file(traits)[0].removesuffix(".js")
    saved = json.dumps(_page_model(state[model_id]), ensure_ascii=False, separators=(",", ":"))
    saved = saved.replace("<", "\\u003c")  # nothing in it may end the script element
    return (
        f'<div class="widget-mount" id="widget-{name}-{serial[name]}" data-widget="{name}"'
        f' data-model="{model_id}" data-module="{module}"{mode} role="group" aria-label="{title}">'
        f'<script type="application/json" class="widget-state">{saved}</script>'
        f'<div class="widget-fallback">{traits.get("fallback") or NO_FALLBACK}</div></div>'
    )


def module_file(traits: dict[str, Any]) -> tuple[str, str]:
    """(file name, text) of the classic script that registers a widget's module and style.

    A page opened from disk may not import a module from a file, but it may load a classic script. The module
    travels without spaces and comments, which saves 5 % of it.

    Raises: ValueError on a template literal in another, in whose words the minifier takes spaces for code.
    """
    if nested := NESTED.search(traits["_esm"]):
        raise ValueError(f"{_name(traits)} has a template literal in another, use +: {nested[0]}")
    # Neither a page nor a deck has JupyterLab's colours; what stands in for them is left.
    style = OF_JUPYTERLAB.sub(r"\1", traits.get("_css") or "")
    # No style of a widget has a string with a comma and a space in it: test_kit.py sees to that.
    texts = {"esm": rjsmin.jsmin(traits["_esm"]), "css": style.replace(", ", ",")}
    literal = "{" + ",".join(f"{name}:{_quoted(text)}" for name, text in texts.items()) + "}"
    key = f"{_name(traits)}-{hashlib.sha256(literal.encode()).hexdigest()[:10]}"
    return f"{key}.js", f'(window.bookWidgetTexts ??= {{}})["{key}"] = {literal};\n'


def _quoted(text: str) -> str:
    """A string of JavaScript, in single quotes: a module is full of double ones, each to be escaped."""
    for old, new in (("\\", "\\\\"), ("'", "\\'"), ("\n", "\\n"), ("\r", "\\r")):
        text = text.replace(old, new)
    return f"'{text}'"


def late_files(traits: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """Trait -> (file name, text) of the classic script that registers its value, for each that is late.

    What only a reader's touch needs weighs on no page: the host fetches it when the widget asks.
    """
    files = {}
    for name in traits.get("_late") or ():
        value = json.dumps(traits[name], ensure_ascii=False, separators=(",", ":"))
        key = f"{_name(traits)}-{name}-{hashlib.sha256(value.encode()).hexdigest()[:10]}"
        files[name] = f"{key}.js", f'(window.bookWidgetTexts ??= {{}})["{key}"] = {value};\n'
    return files


def _page_model(saved: dict[str, Any]) -> dict[str, Any]:
    traits = saved["state"]
    late = late_files(traits)
    left_out = {*NOT_STATE, *late}
    kept = {key: traits[key] for key in traits if key not in left_out and not _is_plumbing(key)}
    model: dict[str, Any] = {"state": kept}
    if late:
        model["late"] = {name: file.removesuffix(".js") for name, (file, _) in late.items()}
    if buffers := saved.get("buffers"):  # binary traits, each with the path of its place in the state
        model["buffers"] = [{"path": part["path"], "data": part["data"]} for part in buffers]
    return model


def _is_plumbing(key: str) -> bool:
    return key.startswith(("_view_", "_model_", "_anywidget", "_dom_"))


def add_host(app: Sphinx, pagename: str, template: str, context: dict, doctree: Any) -> None:
    """Load the host, not MyST-NB's scripts, on a page with widgets, and store their modules."""
    context["script_files"][:] = [
        script for script in context["script_files"] if getattr(script, "attributes", {}).get("type") != STATE
    ]
    mounts = doctree.findall(widget_mount) if doctree else ()
    ids = list(dict.fromkeys(model_id for mount in mounts for model_id in mount["widget_models"]))
    if not ids:
        return
    state = page_state(app.env, pagename)
    files = dict(module_file(state[model_id]["state"]) for model_id in ids)
    late = [file for model_id in ids for file in late_files(state[model_id]["state"]).values()]
    for name, text in [*files.items(), *late]:
        _store(Path(app.outdir) / "_static" / "widgets" / name, text)
    context["book_scripts_ahead"] = [f"_static/widgets/{name}" for name in files]
    app.add_js_file("widgets/host.js", loading_method="async")


def _store(path: Path, text: str) -> None:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf8")


def drop_old(app: Sphinx, failed: Exception | None) -> None:
    """Remove the stored modules and late values that no page names any more."""
    stored = list((Path(app.outdir) / "_static" / "widgets").glob("*-*.js"))
    if failed or not stored:
        return
    texts = [page.read_text(encoding="utf8") for page in Path(app.outdir).rglob("*.html")]
    for file in stored:
        if not any(f'"{file.stem}"' in text for text in texts):
            file.unlink()


def write_host(app: Sphinx) -> None:
    """Put host.js into the site, where a digest in its link follows its content."""
    if app.builder.format == "html":
        target = Path(app.outdir) / "_static" / "widgets" / "host.js"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(HOST.read_text(encoding="utf8"), encoding="utf8")


def setup(app: Sphinx) -> dict[str, Any]:
    return join(app, __name__)

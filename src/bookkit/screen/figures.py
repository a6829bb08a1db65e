"""SVG figures stand inside the page, so that `currentColor` and the page's colours reach them.

An <img> is a document of its own: it knows neither the theme that the reader chose nor the page's fonts.
A drawing may link to pages of the book, ``<a href="doc:chapters/family/name">``. Where the book has no such
page yet, what the link holds stays, marked as coming.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

from bookkit.frame import join

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
A = f"{{{SVG}}}a"
PAGE = "doc:"
KEYFRAMES = re.compile(r"@keyframes[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
LARGEST = 300_000  # bytes; a larger drawing stays a file of its own
ElementTree.register_namespace("", SVG)
ElementTree.register_namespace("xlink", XLINK)
logger = logging.getLogger(__name__)


class InlineFigures(SphinxPostTransform):
    """Replace images that are SVG files, hand-drawn or a cell's output, by their drawing."""

    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        serial = 0
        for image in list(self.document.findall(nodes.image)):
            path = Path(self.env.srcdir) / image["uri"]
            if path.suffix != ".svg" or not path.is_file() or path.stat().st_size > LARGEST:
                continue
            serial += 1
            label = image.get("alt") or "Figure"
            try:
                html = inline_svg(
                    path.read_text(encoding="utf8"), label, f"svg{serial}", image.get("width"), self.address
                )
            except ElementTree.ParseError as error:
                logger.warning("%s is not well-formed: %s", image["uri"], error, location=image, type="svg")
                continue
            if isinstance(image.parent, nodes.TextElement) or not image.get("classes"):
                image.replace_self(nodes.raw("", html, format="html"))
            else:
                wrapper = nodes.container(classes=image["classes"])
                wrapper += nodes.raw("", html, format="html")
                image.replace_self(wrapper)

    def address(self, docname: str) -> str | None:
        """Where another page of the book stands, as seen from this one; None where there is none yet."""
        if docname not in self.env.found_docs:
            return None
        return self.app.builder.get_relative_uri(self.env.docname, docname)


def inline_svg(
    text: str,
    label: str,
    prefix: str,
    width: str | None = None,
    address: Callable[[str], str | None] = lambda docname: None,
) -> str:
    """One <svg> element, named by `label`, whose ids start with `prefix` and whose styles touch nothing else.

    Args:
        text: The drawing, as its file holds it.
        label: What it shows, for a reader who does not see it.
        prefix: Of every id in it.
        width: CSS width; pixels where it is a bare number. The drawing's own where it is None.
        address: Where a page of the book stands, by its name; None where there is none yet.
    Raises: xml.etree.ElementTree.ParseError on a drawing that is not well-formed.
    """
    root = ElementTree.fromstring(text)
    links = _link(root, address)
    names = {name: f"{prefix}-{name}" for element in root.iter() if (name := element.get("id"))}
    for element in root.iter():
        _rename(element, names)
    root.set("id", prefix)
    root.set("class", f"book-svg {root.get('class', '')}".strip())
    root.set("role", "group" if links else "img")  # what is an image to a screen reader holds no links
    root.set("aria-label", " ".join(label.split()))
    _drop_named(root, ("title", "desc", "metadata"))
    _scope_styles(root, prefix, names)
    _size(root, width)
    return ElementTree.tostring(root, encoding="unicode")


def _link(root: ElementTree.Element, address: Callable[[str], str | None]) -> int:
    """Point links to pages of the book at them, and mark those to pages to come; the number of links."""
    links = [link for link in root.iter(A) if link.get("href", "").startswith(PAGE)]
    for link in links:
        if found := address(link.attrib.pop("href").removeprefix(PAGE)):
            link.set("href", found)
        else:
            link.tag = f"{{{SVG}}}g"
            link.set("class", f"{link.get('class', '')} coming".strip())
    return sum(1 for _ in root.iter(A))


def _rename(element: ElementTree.Element, names: dict[str, str]) -> None:
    for key, value in element.attrib.items():
        if key == "id":
            element.set(key, names[value])
        elif key in ("href", f"{{{XLINK}}}href") and value[:1] == "#":
            element.set(key, f"#{names.get(value[1:], value[1:])}")
        elif "url(" in value:
            element.set(key, _renamed_urls(value, names))


def _renamed_urls(text: str, names: dict[str, str]) -> str:
    link = r"url\(['\"]?#([^)'\"]+)['\"]?\)"
    return re.sub(link, lambda found: f"url(#{names.get(found[1], found[1])})", text)


def _drop_named(root: ElementTree.Element, tags: tuple[str, ...]) -> None:
    for parent in root.iter():
        for child in list(parent):
            if child.tag in [f"{{{SVG}}}{tag}" for tag in tags]:
                parent.remove(child)


def _scope_styles(root: ElementTree.Element, prefix: str, names: dict[str, str]) -> None:
    """A <style> inside an <svg> reaches the whole page; nesting it under the drawing's id keeps it inside.

    Keyframes cannot be nested, so they stand before the rules: their names should begin with the drawing's.
    """
    for style in root.iter(f"{{{SVG}}}style"):
        rules = _renamed_urls(style.text or "", names)
        rules = re.sub(r"#([\w-]+)(?=[^{}]*\{)", lambda found: f"#{names.get(found[1], found[1])}", rules)
        frames = " ".join(KEYFRAMES.findall(rules))
        rules = KEYFRAMES.sub("", re.sub(r"/\*.*?\*/", "", rules, flags=re.DOTALL))
        style.text = f"{frames} #{prefix} {{ {' '.join(rules.split())} }}".lstrip()


def _size(root: ElementTree.Element, width: str | None) -> None:
    """Keep the drawing's shape, let it shrink with the column."""
    own = re.fullmatch(r"([\d.]+)(pt|px|)", root.get("width", ""))
    high = re.fullmatch(r"([\d.]+)(pt|px|)", root.get("height", ""))
    if own and high and not root.get("viewBox"):
        root.set("viewBox", f"0 0 {own[1]} {high[1]}")
    for side in ("width", "height"):
        root.attrib.pop(side, None)
    box = (root.get("viewBox") or "0 0 640 360").split()
    pixels = float(own[1]) * (4 / 3 if own[2] == "pt" else 1) if own else float(box[2])
    chosen = width or f"{pixels:.0f}"
    chosen = f"{chosen}px" if chosen.isdecimal() else chosen
    styles = f"{root.get('style', '').rstrip(';')};width:{chosen};aspect-ratio:{box[2]}/{box[3]}"
    root.set("style", styles.lstrip(";"))


def setup(app: Sphinx) -> dict[str, Any]:
    return join(app, __name__)

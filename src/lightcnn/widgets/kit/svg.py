"""Pictures as SVG text: what the first frames of the widgets are drawn with.

An attribute is a keyword: `font_size=12` writes ``font-size="12"``, `class_` writes ``class``, None leaves
it out. Numbers are rounded to hundredths of a pixel; texts and attributes are escaped.
"""

from __future__ import annotations

from html import escape
from typing import Any


class Markup(str):
    """Text that is SVG already; any other string is words."""


def element(tag: str, *children: str, **attributes: Any) -> Markup:
    """``<tag attribute="value">children</tag>``."""
    pairs = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(_written(value))}"'
        for name, value in attributes.items()
        if value is not None
    )
    inner = "".join(child if isinstance(child, Markup) else escape(child, quote=False) for child in children)
    return Markup(f"<{tag}{pairs}>{inner}</{tag}>" if children else f"<{tag}{pairs}/>")


def rect(x: float, y: float, width: float, height: float, **attributes: Any) -> Markup:
    return element("rect", x=x, y=y, width=width, height=height, **attributes)


def path(data: str, **attributes: Any) -> Markup:
    return element("path", d=data, **attributes)


def label(x: float, y: float, words: str, **attributes: Any) -> Markup:
    """Text of 12 pixels in the colour of the page's."""
    return element("text", words, **{"x": x, "y": y, "font_size": 12, "fill": "currentColor"} | attributes)


def group(*children: str, **attributes: Any) -> Markup:
    return element("g", *children, **attributes)


def curve(x1: float, y1: float, x2: float, y2: float) -> str:
    """Path data from side to side: it leaves and arrives level."""
    middle = (x1 + x2) / 2
    start, end = f"{_written(x1)} {_written(y1)}", f"{_written(x2)} {_written(y2)}"
    return f"M{start}C{_written(middle)} {_written(y1)} {_written(middle)} {_written(y2)} {end}"


def picture(width: float, height: float, words: str, *children: str, margin: float = 0) -> Markup:
    """A picture that says `words` where it is not seen; `margin` pixels are free beside its `width`.

    On a phone the picture is smaller, and the page's style sets its labels larger by `--wide`, to be read.
    """
    wide = _written(width + 2 * margin)
    box = f"{_written(-margin)} 0 {wide} {_written(height)}"
    style = f"max-width:100%;height:auto;--wide:{wide}"
    return element("svg", *children, viewBox=box, width=width, style=style, role="img", aria_label=words)


def _written(value: Any) -> str:
    return f"{round(value, 2) + 0:.8g}" if isinstance(value, float) else str(value)  # + 0: never "-0"

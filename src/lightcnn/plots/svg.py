"""Matplotlib figures as inline SVG that takes the text colour of the page it stands on."""

from __future__ import annotations

import base64
import hashlib
import html
import io
import re

from matplotlib.figure import Figure
from PIL import Image

INK = "#757575"  # the grey of book.mplstyle


def figure_svg(figure: Figure) -> str:
    """The figure as one `<svg>` element: ink becomes currentColor, the width follows the column.

    The figure's label (see `describe`) becomes the text alternative. Ids are kept only where the drawing
    refers to them, and made unique per figure, so that several figures can share one page.
    """
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    text = buffer.getvalue()
    text = text[text.index("<svg") :].replace(INK, "currentColor")
    text = re.sub(r"<metadata>.*?</metadata>\s*", "", text, flags=re.S)
    text = re.sub(r"<!--.*?-->\s*", "", text, flags=re.S)
    text = re.sub(r"<style.*?</style>\s*", "", text, flags=re.S)  # its "*" would style the whole page
    text = re.sub(r" font-family: [^;\"]*;", "", text)  # the page's own; Matplotlib measured with a wider one
    return _frame(_own_ids(_lighter_pictures(text)), str(figure.get_label()))


def _lighter_pictures(svg: str) -> str:
    """Embedded photographs as WebP: a tenth of the bytes of the PNG that Matplotlib writes."""

    def convert(match: re.Match[str]) -> str:
        webp = io.BytesIO()
        Image.open(io.BytesIO(base64.b64decode(match[1]))).save(webp, "WEBP", quality=85)
        return "data:image/webp;base64," + base64.b64encode(webp.getvalue()).decode()

    return re.sub(r"data:image/png;base64,([A-Za-z0-9+/=\s]+)", convert, svg)


def _own_ids(svg: str) -> str:
    used = set(re.findall(r'(?:url\(|href=")#([^")]+)', svg))
    prefix = "plot-" + hashlib.sha256(svg.encode()).hexdigest()[:8] + "-"

    def keep(match: re.Match[str]) -> str:
        return f' id="{prefix}{match[1]}"' if match[1] in used else ""

    svg = re.sub(r' id="([^"]+)"', keep, svg)
    return re.sub(r'(url\(|href=")#([^")]+)', rf"\1#{prefix}\2", svg)


def _frame(svg: str, alt: str) -> str:
    view = re.search(r'viewBox="([^"]+)"', svg)
    if view is None:
        raise ValueError("Matplotlib wrote an SVG without a viewBox")
    width = float(view[1].split()[2])
    body = svg[svg.index(">", svg.index("<svg")) + 1 :]
    role = f'role="img" aria-label="{html.escape(alt, quote=True)}"' if alt else 'role="img"'
    return (
        f'<svg class="book-plot" xmlns="http://www.w3.org/2000/svg" '
        f'xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="{view[1]}" {role} style="width:100%;max-width:{width * 5 / 3:.0f}px;height:auto;'
        f'font-family:inherit;stroke-linejoin:round">{body}'
    )

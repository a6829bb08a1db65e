"""Draw the card by which other sites show the book: ``python -m bookkit.page.card``.

The card is a frame, ``card.svg``, around the picture of the first page as it ends. Other sites read no SVG,
so it is kept as ``card.png``; run this again when the frame or the picture changes.
"""

from __future__ import annotations

import base64
import re
from pathlib import Path

from bookkit.browser import find_browser

ASSETS = Path(__file__).parent / "assets"
PICTURE = Path("images") / "intro" / "split.svg"
PLACE = re.compile(
    r'<g id="drawing" x="(\d+)" y="(\d+)" width="(\d+)" color="([^"]*)" font-family="([^"]*)"/>'
)
FACES = {"Book Serif": "source-serif-4.woff2", "Book Sans": "source-sans-3.woff2"}


def card(frame: str, picture: str) -> str:
    """The card as one drawing: `picture` in its place in `frame`, in the frame's ink and type.

    Raises: ValueError when the frame has no place for a picture, or the picture no size.
    """
    place, box = PLACE.search(frame), re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', picture)
    if place is None or box is None:
        raise ValueError('the frame needs <g id="drawing" …/>, the picture a viewBox from 0 0')
    x, y, width, ink, face = place.groups()
    height = float(width) * float(box[2]) / float(box[1])
    opening = f'<svg x="{x}" y="{y}" width="{width}" height="{height:g}" style="color: {ink}"'
    inner = picture[picture.index("<svg") :].replace("<svg", opening, 1)
    inner = re.sub(r'font-family="[^"]*"', f'font-family="{face}"', inner, count=1)
    return frame.replace(place[0], inner.strip())


def photograph(drawing: str, target: Path) -> None:
    """Write `drawing`, 1200 x 630 pixels, to `target` as a PNG, in the book's own type and without motion."""
    from playwright.sync_api import sync_playwright

    faces = "".join(
        f'@font-face{{font-family:"{name}";font-weight:400 700;src:url("{_address(file)}")}}'
        for name, file in FACES.items()
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(find_browser()), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1200, "height": 630}, reduced_motion="reduce")
        page.set_content(f"<style>{faces} body {{ margin: 0 }} svg {{ display: block }}</style>{drawing}")
        page.evaluate("document.fonts.ready")
        page.screenshot(path=target)
        browser.close()


def _address(font: str) -> str:
    return "data:font/woff2;base64," + base64.b64encode((ASSETS / "fonts" / font).read_bytes()).decode()


def main() -> int:
    frame = (ASSETS / "card.svg").read_text(encoding="utf8")
    photograph(card(frame, PICTURE.read_text(encoding="utf8")), ASSETS / "card.png")
    print(ASSETS / "card.png")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

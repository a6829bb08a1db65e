"""The built site: its pages, its decks, and where its widgets stand."""

from __future__ import annotations

import os
import re
from pathlib import Path

SITE = Path(os.environ.get("BOOK_SITE") or Path(__file__).resolve().parents[1] / "_build" / "html")
NO_PAGES = {"_static", "_sources", "decks", "notebooks"}  # folders of the site that are not the page's door
PAGES = sorted(
    page.relative_to(SITE).as_posix()
    for page in SITE.rglob("*.html")
    if not NO_PAGES & set(page.relative_to(SITE).parts)
    and 'http-equiv="refresh"' not in page.read_text(encoding="utf8")  # the root's old address only leads on
)
CHAPTERS = [page for page in PAGES if page.startswith("chapters/")]
DECKS = sorted(
    deck.relative_to(SITE).as_posix()
    for deck in SITE.glob("decks/chapters/**/*.html")
    if 'id="slide-1"' in deck.read_text(encoding="utf8")  # the opening page's has a title alone
)


def widgets_of(page: str) -> list[str]:
    """The kinds of widgets on a page or in a deck, in their order."""
    text = (SITE / page).read_text(encoding="utf8")
    return list(dict.fromkeys(re.findall(r'class="widget-mount"[^>]* data-widget="([^"]+)"', text)))


def homes(pages: list[str]) -> dict[str, str]:
    """Widget -> the last of `pages` that shows it; a chapter rather than the introduction above all parts."""
    deepest_last = sorted(pages, key=lambda page: page.count("/"))
    return {name: page for page in deepest_last for name in widgets_of(page)}

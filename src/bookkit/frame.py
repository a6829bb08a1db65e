"""Who does what, and when, while Sphinx builds: the one list of our handlers and transforms, in their order.

Sphinx calls the handlers of an event by number. Here they stand in the order in which they run, and the
numbers follow from it; `OTHERS` is the turn of Sphinx, the theme and all other extensions. A part is a module
of a room with a `setup`, which registers what is no event (nodes, directives, settings) and ends with
``return join(app, __name__)``. So each part also works alone, as a Sphinx extension of its own.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from sphinx.application import Sphinx

# The doors of the book that a room's parts serve. Whatever lies in a room is found there: a directive is
# added by adding its file.
ROOMS = {
    "execution": ("page", "deck", "notebook"),
    "screen": ("page", "deck"),
    "words": ("page", "deck", "notebook"),
    "page": ("page",),
    "deck": ("deck",),
    "notebook": ("notebook",),
}

OTHERS = "Sphinx, the theme and the other extensions"

EVENTS: dict[str, tuple[str, ...]] = {
    "config-inited": (
        "screen.mathematics.configure",
        "page.settings.configure",
        "words.files.ship",
        OTHERS,  # who reads a setting finds ours
    ),
    "builder-inited": (OTHERS, "screen.widgets.write_host", "page.root.move"),
    "env-get-outdated": (OTHERS, "execution.reread.executed_since"),
    "env-updated": (OTHERS, "execution.reread.remember"),
    "doctree-read": (OTHERS, "execution.verification.add_line", "words.bookkeeping.tidy"),
    "doctree-resolved": (
        OTHERS,
        "deck.slides.to_deck",  # after every other rewriting of the tree: a slide shows what the page shows
    ),
    "html-page-context": (
        OTHERS,
        "page.doors.add_doors",
        "page.head.add_head",
        "words.first_look.keep",
        "words.files.leave_out",
        "screen.widgets.add_host",  # takes MyST-NB's scripts off, so after they are on
        "page.folded.note_code",
        "page.tables.arrange",
        "page.pictures.arrange",
        "page.shed.trim",  # after everybody has put on the page what it may not keep
        "page.late_scripts.put_off",  # only of scripts that stay
        "page.styles.take",  # after everybody has asked for a style sheet
    ),
    "build-finished": (
        "screen.mathematics.stop_typesetting",  # first: node must end, whoever fails below
        OTHERS,
        "screen.widgets.drop_old",
        "page.root.redirect",
        "words.netron.renew_viewer",
        "page.shed.stop_measuring",
        "page.small_scripts.pack",
        "page.styles.join",  # of what stands now: pages and scripts say which rules are used
        "page.icons.cut_icons",  # to what the joined style sheet draws
        "page.fonts.cut_fonts",  # to what the pages and widgets draw
    ),
}

# What rewrites a page's tree after all pages are read. These numbers stand among those of other packages.
TRANSFORMS = {
    "screen.widgets.Mounts": 5,  # right after MyST-NB chose which output is shown (4)
    "screen.figures.InlineFigures": 8,  # once more outputs are chosen, before references are resolved (9, 10)
    "page.folded.Dropdowns": 190,  # before sphinx-design gives them a card of its own make (199)
    "page.folded.Folded": 900,  # after references and the numbers of exercises stand in the titles
    "screen.units.Together": 950,  # after the numbers that a page computed stand in its text
}


def join(app: Sphinx, part: str) -> dict[str, Any]:
    """Connect what the lists above name of the module `part`, each at its place; return Sphinx's metadata."""
    module, name = sys.modules[part], part.removeprefix("bookkit.")
    for event, handlers in EVENTS.items():
        for place, handler in enumerate(handlers):
            owner, _, function = handler.rpartition(".")
            if owner == name:
                app.connect(event, getattr(module, function), priority=priority_of(handlers, place))
    for transform, priority in TRANSFORMS.items():
        owner, _, kind_name = transform.rpartition(".")
        if owner == name:
            kind = getattr(module, kind_name)
            kind.default_priority = priority
            app.add_post_transform(kind)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def priority_of(handlers: tuple[str, ...], place: int) -> int:
    """The number of the handler at `place`; others have 500 or a little more, ours are far on either side."""
    before = place < handlers.index(OTHERS)
    return 100 + place if before else 800 + place


def parts(rooms: list[str]) -> Iterator[str]:
    """The modules of `rooms` that are parts."""
    for room in rooms:
        for found in iter_modules([str(Path(__file__).with_name(room))]):
            if not found.name.startswith("_"):
                name = f"bookkit.{room}.{found.name}"
                if hasattr(import_module(name), "setup"):
                    yield name


def open_rooms(app: Sphinx, rooms: list[str]) -> dict[str, Any]:
    """Set up every part of `rooms`."""
    for part in parts(rooms):
        app.setup_extension(part)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def open_door(app: Sphinx, door: str) -> dict[str, Any]:
    """Set up every part that serves `door`: page, deck or notebook."""
    return open_rooms(app, [room for room, doors in ROOMS.items() if door in doors])

"""What every widget of the book is: an anywidget whose front end is one self-contained text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import anywidget
import traitlets

HERE = Path(__file__).parent
LANGUAGES = ("en",)
KIT = ("kit", "kit_play", "kit_frame")  # joined in this order in front of every widget's module


def _text(name: str, ending: str) -> str:
    path = HERE / f"{name}.{ending}"
    return path.read_text(encoding="utf8") if path.is_file() else ""


class Choice(traitlets.TraitType[Any, Any]):
    """A synchronised trait with a fixed set of values.

    Raises: TraitError with the value and the choices. What depends on another trait is checked by the widget.
    """

    def __init__(self, choices: Iterable[Any], default: Any) -> None:
        self.choices = choices
        super().__init__(default)
        self.tag(sync=True)

    def validate(self, obj: Any, value: Any) -> Any:
        return one_of(self.name or "value", value, self.choices)


class BookWidget(anywidget.AnyWidget):
    """A widget named by its class attribute `name`: `name.js` and `name.css` are joined to the shared kit.

    Traits:
        title: The line over the picture.
        fallback: First frame and table as HTML, for readers without JavaScript, for print and before the
            widget is live. Computed in Python.
        beats: [{"label": text, "state": {trait: value}}]: prepared states; the key b goes to the next.
        lang: Column of the text tables; one of `LANGUAGES`.
    Raises: TraitError on an unknown language, or on a beat that names no trait of the widget.
    """

    name = ""
    title = traitlets.Unicode("").tag(sync=True)
    fallback = traitlets.Unicode("").tag(sync=True)
    beats = traitlets.List(traitlets.Dict()).tag(sync=True)
    lang = Choice(LANGUAGES, "en")

    def __init_subclass__(cls, **options: Any) -> None:
        if "name" in vars(cls):  # not the copy that traitlets makes when it adds a trait
            cls._esm = "\n".join(_text(part, "js") for part in (*KIT, cls.name))
            cls._css = f"{_text('kit', 'css')}\n{_text(cls.name, 'css')}"
        super().__init_subclass__(**options)

    @traitlets.validate("beats")
    def _beats_name_traits(self, proposal: traitlets.Bunch) -> list[dict[str, Any]]:
        for beat in proposal.value:
            for key in beat.get("state", {}):
                if key not in self.traits(sync=True):
                    raise traitlets.TraitError(f"beat {beat.get('label')!r} sets {key!r}, which is no trait")
        return proposal.value


def one_of(name: str, value: Any, choices: Iterable[Any]) -> Any:
    """The choice that equals `value`, or TraitError with the value and the choices."""
    allowed = list(choices)
    if value not in allowed:
        words = f"one of {allowed}"
        if isinstance(choices, range) and len(choices) > 20:
            steps = f" in steps of {choices.step}" if choices.step > 1 else ""
            words = f"{choices[0]} to {choices[-1]}{steps}"
        raise traitlets.TraitError(f"{name} must be {words}, got {value!r}")
    return allowed[allowed.index(value)]


def html_table(caption: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A table for a widget's fallback; the first cell of a row is its header."""
    top = "".join(f'<th scope="col">{text}</th>' for text in head)
    body = "".join(
        f'<tr><th scope="row">{first}</th>' + "".join(f"<td>{value}</td>" for value in rest) + "</tr>"
        for first, *rest in rows
    )
    return f"<table><caption>{caption}</caption><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def first_frame(title: str, svg: str, table: str) -> str:
    """The fallback: title, picture, table."""
    return f'<div class="bw-fallback"><p><strong>{title}</strong></p>{svg}{table}</div>'

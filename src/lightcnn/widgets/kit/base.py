"""What every widget of the book is: an anywidget whose front end is one self-contained text."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any, ClassVar

import anywidget
import traitlets

HERE = Path(__file__).parent
LANGUAGES = ("en",)
# Joined in this order in front of a widget's own scripts: a file uses what those before it add to `kit`. A
# page carries only those that its widget uses.
KIT = (
    "words",
    "elements",
    "numbers",
    "pen",
    "tile",
    "paths",
    "select",
    "slider",
    "toggle",
    "choices",
    "integer",
    "play",
    "still",
    "glide",
    "morph",
    "drag",
    "grip",
    "handle",
    "readouts",
    "picture",
    "count",
    "line",
    "ask",
    "guess",
    "more",
    "board",
    "talk",
    "keys",
    "cnn_convolution",
    "cnn_layers",
    "cnn_engine",
    "cnn",
    "bench",
)


def joined(folder: Path, names: Iterable[str], ending: str) -> str:
    """The texts ``folder/name.ending`` as they travel to a page: see `lean` and `lean_style`."""
    texts = ((folder / f"{name}.{ending}").read_text(encoding="utf8") for name in names)
    return "\n".join((lean if ending == "js" else lean_style)(text) for text in texts)


def used(scripts: str) -> list[str]:
    """The files of the kit for a widget with these scripts: its frame, what both use, and what that uses."""
    needed, taken = [], _taken(scripts)
    for name in reversed(KIT):
        text = joined(HERE, [name], "js")
        adds = re.findall(r"Object\.assign\(kit, \{([^}]*)\}|\bkit\.(\w+) = ", text)
        if name == KIT[-1] or taken.intersection(re.findall(r"\w+", str(adds))):
            needed.append(name)
            taken |= _taken(text)
    return needed[::-1]


def _taken(script: str) -> set[str]:
    """Names of the kit in a script: ``kit.name``, or ``{ name } = kit``."""
    lists = re.findall(r"\{([^{}]*)\} = kit\b(?!\.)", script)
    return set(re.findall(r"\bkit\.(\w+)", script)) | set(re.findall(r"\w+", str(lists)))


def lean(script: str) -> str:
    """A script without indentation, comments with lines of their own, and line ends, commas and semicolons
    that nothing needs.

    Every page carries these texts: it saves 19 % of them. Raises: ValueError on a template literal of several
    lines, because this would change what it says.
    """
    lines = [line.strip() for line in script.splitlines()]
    for number, line in enumerate(lines, 1):
        if line.count("`") % 2 and not line.startswith("//"):
            raise ValueError(f"line {number} begins or ends a template literal of several lines: {line}")
    lines = [line for line in lines if line and not line.startswith("//")]
    text = "".join(lines[:1])
    for before, line in pairwise(lines):
        joins = "//" not in before and (before[-1] in "{([,;" or line[0] in "})]")
        if joins and line[0] in "})]":
            text = text.removesuffix(",")
        # Behind these words it may be the whole of a statement.
        if joins and line[0] == "}" and not re.match(r"(for|while|if|else)\b", before):
            text = text.removesuffix(";")
        text += line if joins else f"\n{line}"
    return text


def lean_style(style: str) -> str:
    """A style without comments, and without the spaces between its declarations."""
    bare = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)
    bare = re.sub(r"\s*\n\s*", "\n", bare.strip())
    bare = re.sub(r"^([\w-]+): ", r"\1:", bare, flags=re.MULTILINE)
    # A line that ends a selector or a value in the middle keeps the space that stood for its end.
    flat = re.sub(r"(?<=[{};,(])\n|\n(?=[})])", "", bare).replace("\n", " ")
    return flat.replace(" {", "{").replace(";}", "}")


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
    """A widget that draws with the scripts and the style of the folder that its class stands in.

    scripts: The folder's scripts, joined to the shared kit in this order; a large widget has one an idea.
    Traits:
        title: The line over the picture.
        fallback: First frame and table as HTML, for readers without JavaScript, for print and before the
            widget is live. Computed in Python.
        beats: [{"label": text, "state": {trait: value}}]: prepared states; the key b goes to the next.
        lang: Column of the text tables; one of `LANGUAGES`.
        _late: The traits that are tagged `late=True`: large, and not needed before the reader's first touch.
            On a page each is a file of its own, and `model.get` gives a promise of its value.
    Raises: TraitError on an unknown language, or on a beat that names no trait of the widget.
    """

    scripts: ClassVar[tuple[str, ...]] = ("widget",)
    title = traitlets.Unicode("").tag(sync=True)
    fallback = traitlets.Unicode("").tag(sync=True)
    beats = traitlets.List(traitlets.Dict()).tag(sync=True)
    lang = Choice(LANGUAGES, "en")
    _late = traitlets.List(traitlets.Unicode()).tag(sync=True)

    @traitlets.default("_late")
    def _tagged_late(self) -> list[str]:
        return sorted(self.trait_names(late=True))

    def __init_subclass__(cls, **options: Any) -> None:
        folder = Path(sys.modules[cls.__module__].__file__ or "").parent
        # A class elsewhere draws as the one that it extends. So does the copy of the same name, with one more
        # trait, that traitlets makes of a class.
        if (folder / "widget.js").is_file() and cls.__name__ != cls.mro()[1].__name__:
            own = joined(folder, cls.scripts, "js")
            cls._esm = "\n".join((joined(HERE, used(own), "js"), own))
            cls._css = "\n".join((joined(HERE, ["kit"], "css"), joined(folder, ["widget"], "css")))
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

"""A gate a channel: what squeeze-and-excite does with one line of text, and with the reader's own."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import traitlets

from lightcnn.arithmetic import conv_params
from lightcnn.widgets.channel_gates.frame import html as first_frame
from lightcnn.widgets.channel_gates.frame import named
from lightcnn.widgets.kit.base import BookWidget, Choice, one_of

# `lightcnn.pretrained.channel_gates()` as it once was: a MobileNetV3 that is asked whether a line of text is
# upside down. A test computes it again. Its matrices are weights of that network: see NOTICE.
RECORD = Path(__file__).with_name("recorded.json")
BENDS = ("hard", "sigmoid")
STAGES = 3  # steps before the first gate: the maps, their means, the squeezed units
MOVED = 0.1  # by this much a gate has moved
LINE = {"text", "turned", "src"}
BLOCK = {
    "name", "channels", "squeezed", "size", "shown", "slope", "scale", "reduce", "offset", "sums", "restore",
    "bias", "gates", "means", "most", "which",
}  # fmt: skip


class ChannelGates(BookWidget):
    """Feature maps of a trained network, their means, the gates that come of them, and the maps behind them.

    Traits (the maps of the first picture come with the page, those of other blocks at the reader's touch):
        lines: [{"text", "turned", "src"}]: pictures that the network was asked about, `src` a data address.
        answers: The two answers of the network.
        odds: [line][line whose gates the whole network keeps]: log-odds of the second answer. The diagonal is
            the network's own.
        blocks: [{"name", "channels", "squeezed", "size", "shown", "slope", "scale", "reduce", "offset",
            "sums", "restore", "bias", "gates", "means", "most", "which"}], each list but "offset", "sums" and
            "gates" for the channels that are `shown`. gate = clip(slope * (restore @ relu(sums) + bias)
            + 1/2); "sums" [line] are those of all channels, to which a mean adds itself times its row of
            `reduce`, and "offset" is what they are without any. "scale" is batch norm's; "most" is the value
            that is white in a channel's maps; "means" and "which", the number of the maps' picture, are for
            [line][line of the gates].
        maps: The pictures of each block: the shown maps one under the other.
        first_maps: Those of the block that is shown at first.
        network: {"steps", "kind", "gated", "line"} of `lightcnn.pretrained.typed_line`, and then the reader
            can type a line; or nothing.
        weights: Those of the network; on a page they are a file of its own, fetched at the reader's touch.
        typed: [[text, turned], ...]: what the reader has typed, and what it was before.
        line: Which picture the network sees, from 0; one behind the last is what the reader has typed.
        before: Which one it is compared with; where gates are kept, they are of this one.
        kept: Whether all blocks of the network keep the gates of `before`.
        block: Which block, from 0; by default the last.
        frame: What has been computed: nothing, maps, means, squeezed units, then an eighth of the gates a
            step; by default all.
        bend: "hard", the network's own hard sigmoid, or "sigmoid".
        channel: The channel whose mean is `mean` instead of its own, or -1.
        mean: See `channel`.
        params: Parameters of each block's gates.
        question: {"text", "answers": [{"text", "right", "why"}]}, about the second line beside the first.
    Raises: TraitError on lines or blocks that lack something or do not fit, and on indices beyond them.
    """

    scripts = ("words", "arithmetic", "layout", "picture", "typed", "aside", "widget")
    lines = traitlets.List(traitlets.Dict()).tag(sync=True)
    answers = traitlets.List(traitlets.Unicode()).tag(sync=True)
    odds = traitlets.List().tag(sync=True)
    blocks = traitlets.List(traitlets.Dict()).tag(sync=True)
    maps = traitlets.List(traitlets.List(traitlets.Unicode())).tag(sync=True, late=True)
    first_maps = traitlets.List(traitlets.Unicode()).tag(sync=True)
    network = traitlets.Dict().tag(sync=True)
    weights = traitlets.Unicode("").tag(sync=True, late=True)
    typed = traitlets.List().tag(sync=True)
    line = traitlets.Int(0).tag(sync=True)
    before = traitlets.Int(0).tag(sync=True)
    kept = Choice((False, True), False)
    block = traitlets.Int(0).tag(sync=True)
    frame = traitlets.Int(0).tag(sync=True)
    bend = Choice(BENDS, "hard")
    channel = traitlets.Int(-1).tag(sync=True)
    mean = traitlets.Float(0.0).tag(sync=True)
    params = traitlets.List(traitlets.Int()).tag(sync=True)
    question = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        lines: Iterable[Mapping[str, Any]] | None = None,
        blocks: Iterable[Mapping[str, Any]] | None = None,
        *,
        block: int | None = None,
        frame: int | None = None,
        beats: Sequence[dict[str, Any]] | None = None,
        **more: Any,
    ) -> None:
        """Plain data, as `lightcnn.pretrained.channel_gates` makes them; without `lines`, the recorded.

        With what `lightcnn.pretrained.typed_line` gives, the reader can type lines.
        """
        if lines is None:
            more = recorded() | more
            lines, blocks = more.pop("lines"), more.pop("blocks")
        more.setdefault("title", "A gate for each channel, set by the picture")
        line, before = more.pop("line", 0), more.pop("before", 0)
        channel = more.pop("channel", -1)
        super().__init__(
            lines=[dict(one) for one in lines or ()],
            blocks=[dict(one) for one in blocks or ()],
            **more,
        )
        self.block = len(self.blocks) - 1 if block is None else block
        self.line, self.before, self.channel = line, before, channel
        self.frame = self.last if frame is None else frame
        self.first_maps = self.maps[self.block]
        self.params = [gate_params(one["channels"], one["squeezed"]) for one in self.blocks]
        self.question = more.get("question") or _question(self)
        self.beats = _beats(self) if beats is None else list(beats)
        self.fallback = first_frame(self)

    def moved(self, line: int, before: int, block: int) -> int:
        """How many gates of the block one line moves beside another."""
        gates = self.blocks[block]["gates"]
        return sum(abs(a - b) > MOVED for a, b in zip(gates[line], gates[before], strict=True))

    @property
    def last(self) -> int:
        """The last step: every gate is there."""
        return STAGES + len(self.blocks[self.block]["shown"])

    @traitlets.validate("lines")
    def _lines(self, proposal: traitlets.Bunch) -> list[dict[str, Any]]:
        for one in proposal.value:
            if set(one) != LINE or not one["src"].startswith("data:image/"):
                raise traitlets.TraitError(
                    f"a line is {{'text', 'turned', 'src'}} with a data address, got {str(one)[:60]}"
                )
        if len(proposal.value) < 2:
            raise traitlets.TraitError(f"lines must be at least two, got {len(proposal.value)}")
        return proposal.value

    @traitlets.validate("typed")
    def _typed(self, proposal: traitlets.Bunch) -> list[Any]:
        for one in proposal.value:
            if [type(part) for part in one] != [str, bool]:
                raise traitlets.TraitError(f"typed must be [[text, turned], ...], got {one!r}")
        return proposal.value

    @traitlets.validate("blocks")
    def _blocks(self, proposal: traitlets.Bunch) -> list[dict[str, Any]]:
        for one in proposal.value:
            if missing := BLOCK - set(one):
                raise traitlets.TraitError(f"a block lacks {', '.join(sorted(missing))}")
            shown, lines = len(one["shown"]), len(one["gates"])
            for key in ("scale", "reduce", "restore", "bias"):
                if len(one[key]) != shown:
                    raise traitlets.TraitError(
                        f"{key} of {one['name']} must have {shown}, got {len(one[key])}"
                    )
            for key in ("sums", "means", "which"):
                if len(one[key]) != lines:
                    raise traitlets.TraitError(
                        f"{key} of {one['name']} must have {lines}, got {len(one[key])}"
                    )
        if not proposal.value:
            raise traitlets.TraitError("blocks must not be empty")
        return proposal.value

    @traitlets.validate("line", "before", "block", "frame", "channel")
    def _within(self, proposal: traitlets.Bunch) -> int:
        name = proposal.trait.name
        block = self.blocks[self.block]
        if name == "channel":
            return one_of(name, proposal.value, [-1, *block["shown"]])
        lines = len(self.lines) - 1 + bool(self.network)
        last = {
            "line": lines,
            "before": lines,
            "block": len(self.blocks) - 1,
            "frame": self.last,
        }[name]
        if not 0 <= proposal.value <= last:
            raise traitlets.TraitError(f"{name} must be 0 to {last}, got {proposal.value}")
        return proposal.value


def recorded() -> dict[str, Any]:
    """What `lightcnn.pretrained.channel_gates()` gave. To record again: write it there as JSON."""
    return json.loads(_text())


@cache
def _text() -> str:
    return RECORD.read_text(encoding="utf8")


def gate_params(channels: int, squeezed: int) -> int:
    """Weights and biases of both layers: 2 C S + S + C."""
    return conv_params(channels, squeezed, 1, bias=True) + conv_params(squeezed, channels, 1, bias=True)


def _question(widget: ChannelGates) -> dict[str, Any]:
    """How many gates the second line moves beside the first: none, fewer than a quarter, or more."""
    channels, moved = widget.blocks[widget.block]["channels"], widget.moved(1, 0, widget.block)
    few = max(2, channels // 4)
    why = {
        "none": "A learned scale, like batch norm's, would stay; a gate is computed from the picture.",
        f"fewer than {few}": "All means together set each gate, and turned letters have other means.",
        f"{few} or more": "All means together set each gate. Batch norm's scales stay: they were learned.",
    }
    right = 0 if not moved else 1 if moved < few else 2
    return {
        "text": f"You touch the second line. How many of these {channels} gates move by more than {MOVED}?",
        "answers": [
            {"text": text, "why": f"{moved} move. {because}", **({"right": True} if number == right else {})}
            for number, (text, because) in enumerate(why.items())
        ],
    }


def _beats(widget: ChannelGates) -> list[dict[str, Any]]:
    """A line, another, the first one's answer with gates of another kept, and the first block."""
    last, lines = len(widget.blocks) - 1, widget.lines
    deep, first = widget.blocks[last], widget.blocks[0]
    line, base, wrong = _misled(widget)

    def beat(label: str, line: int, before: int, block: int = last, **state: Any) -> dict[str, Any]:
        frame = STAGES + len(widget.blocks[block]["shown"])
        start = {"kept": False, "frame": frame, "bend": "hard", "channel": -1, "mean": 0.0}
        return {"label": label, "state": start | {"line": line, "before": before, "block": block} | state}

    moved = f"{named(lines[1])}: {widget.moved(1, 0, last)} of {deep['channels']} gates move"
    kept = f"{named(lines[line])}, but all blocks keep the gates of “{named(lines[base])}”"
    few = f"In {first['name']} {widget.moved(1, 0, 0)} of {first['channels']} gates move"
    return [
        beat(f"{named(lines[0])}: a map shrinks to its mean, and all means together set each gate.", 0, 0),
        beat(f"{moved}. Batch norm's scales stay: they were learned, and are fixed.", 1, 0),
        beat(f"{kept}, as a scale would: {wrong}.", line, base, kept=True),
        beat(f"{few}: there a scale would do nearly as well.", 1, 0, 0),
    ]


def _misled(widget: ChannelGates) -> tuple[int, int, str]:
    """(line, line whose gates are kept, what the network then says): the first it gets wrong, or nearly."""
    odds, n = widget.odds, range(len(widget.lines))
    pairs = [(line, base) for line in n for base in n if line != base]
    surest = {(line, base): odds[line][base] * (1 if odds[line][line] > 0 else -1) for line, base in pairs}
    line, base = next((pair for pair in pairs if surest[pair] < 0), min(pairs, key=lambda pair: surest[pair]))
    share = 1 / (1 + math.exp(-abs(odds[line][base])))
    sure = "over 99.9" if share > 0.9995 else f"{100 * share:.1f}"
    return line, base, f"{sure} % {widget.answers[odds[line][base] > 0]}"

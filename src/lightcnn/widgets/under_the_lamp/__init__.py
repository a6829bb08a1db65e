"""A trained network looks at a photograph inside the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import traitlets

from lightcnn.widgets.kit.base import BookWidget, Choice
from lightcnn.widgets.under_the_lamp import frame, tiny
from lightcnn.widgets.under_the_lamp.blocks import blocks_of

PREPROCESSING = {"side", "filter", "order", "scale", "mean", "std"}


class UnderTheLamp(BookWidget):
    """A photograph, the network's blocks as bars, their feature maps, and its five best classes.

    Traits:
        network: {"steps", "kind"} of `lightcnn.export.PageNetwork.as_trait`.
        weights: Its `text()`; on a page it is a file of its own, fetched at the reader's first touch.
        labels: Names of the classes, in the order of the network's outputs; comes with the weights.
        preprocessing: {"side", "filter", "order", "scale", "mean", "std"} of `lightcnn.pretrained`.
        photographs: [{"name", "src"}], `src` an address that begins with "data:image/".
        blocks: [{"name", "first", "last", "out", "shape", "profile", "macs", "weights"}] of the network; see
            `blocks_of`.
        question: {"text", "answers": [{"text", "right", "why"}]}; it is about the first photograph.
        photo: Which photograph, from 0; -1 is the reader's own, if there is one.
        frame: Blocks that have been computed, 0 to all.
        block, channel: What is looked at, from 0; channel -1 is the strongest map of the block.
        off: [[block, channel], ...] that are switched off: zero wherever they are read.
        widths: "equal", or "macs": a bar's area is the block's share of all multiply-adds.
    """

    scripts = ("words", "network", "photograph", "maps", "scene", "aside", "widget")
    network = traitlets.Dict().tag(sync=True)
    weights = traitlets.Unicode("").tag(sync=True, late=True)
    labels = traitlets.List(traitlets.Unicode()).tag(sync=True, late=True)
    preprocessing = traitlets.Dict().tag(sync=True)
    photographs = traitlets.List(traitlets.Dict()).tag(sync=True)
    blocks = traitlets.List(traitlets.Dict()).tag(sync=True)
    question = traitlets.Dict().tag(sync=True)
    photo = traitlets.Int(0).tag(sync=True)
    frame = traitlets.Int(0).tag(sync=True)
    block = traitlets.Int(0).tag(sync=True)
    channel = traitlets.Int(-1).tag(sync=True)
    off = traitlets.List().tag(sync=True)
    widths = Choice(("equal", "macs"), "equal")

    def __init__(
        self,
        network: Mapping[str, Any] | None = None,
        weights: str = "",
        labels: Sequence[str] = tiny.LABELS,
        preprocessing: Mapping[str, Any] = tiny.PREPROCESSING,
        photographs: Sequence[Mapping[str, str]] | None = None,
        *,
        question: Mapping[str, Any] | None = None,
        beats: Sequence[dict[str, Any]] | None = None,
        **more: Any,
    ) -> None:
        """Plain data, as `lightcnn.pretrained.lamp` makes them; a tiny random network if there are none."""
        if network is None:
            network, weights = tiny.network()
        if missing := PREPROCESSING - set(preprocessing):
            raise traitlets.TraitError(f"preprocessing lacks {', '.join(sorted(missing))}")
        more.setdefault("title", "Under the lamp: what a network sees")
        super().__init__(
            network=dict(network),
            weights=weights,
            labels=list(labels),
            preprocessing={key: _plain(preprocessing[key]) for key in sorted(PREPROCESSING)},
            photographs=[dict(one) for one in (photographs or tiny.photographs())],
            blocks=blocks_of(network["steps"]),
            question=dict(question or QUESTION),
            beats=list(beats or ()),
            **more,
        )
        if beats is None:
            self.beats = _beats(self.blocks, len(self.photographs))
        classes = self.network["steps"][-1]["shape"][0]
        if classes != len(self.labels):
            raise traitlets.TraitError(f"the network has {classes} classes, but labels {len(self.labels)}")
        self.fallback = frame.html(self)

    @traitlets.validate("photographs")
    def _photographs(self, proposal: traitlets.Bunch) -> list[dict[str, str]]:
        for one in proposal.value:
            if set(one) != {"name", "src"} or not one["src"].startswith("data:image/"):
                raise traitlets.TraitError(
                    f"a photograph is {{'name', 'src'}} with a data address, got {str(one)[:60]}"
                )
        if not proposal.value:
            raise traitlets.TraitError("photographs must not be empty")
        return proposal.value

    @traitlets.validate("photo", "frame", "block", "channel")
    def _within(self, proposal: traitlets.Bunch) -> int:
        name, blocks = proposal.trait.name, len(self.blocks)
        low, high = {
            "photo": (-1, len(self.photographs) - 1),
            "frame": (0, blocks),
            "block": (0, blocks - 1),
            "channel": (-1, self.blocks[self.block]["shape"][0] - 1 if self.blocks else 0),
        }[name]
        if not low <= proposal.value <= high:
            raise traitlets.TraitError(f"{name} must be {low} to {high}, got {proposal.value}")
        return proposal.value

    @traitlets.validate("off")
    def _off(self, proposal: traitlets.Bunch) -> list[list[int]]:
        for pair in proposal.value:
            block, channel = pair
            if not (0 <= block < len(self.blocks) and 0 <= channel < self.blocks[block]["shape"][0]):
                raise traitlets.TraitError(f"off must name a block and a channel of it, got {pair!r}")
        return [list(pair) for pair in proposal.value]


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


QUESTION = {
    "text": "Random weights look at a ring. What do they say?",
    "answers": [
        {"text": "ring", "why": "Nothing has taught them the word: they were drawn at random."},
        {"text": "any class", "right": True, "why": "The order of the classes is as random as the weights."},
        {"text": "nothing", "why": "Five shares are always the largest, and all shares add up to 100 %."},
    ],
}


def _beats(blocks: Sequence[Mapping[str, Any]], photographs: int) -> list[dict[str, Any]]:
    """A walk that fits any network: first maps, middle ones, the answer, and one channel switched off."""
    last, middle = len(blocks) - 1, len(blocks) // 2

    def beat(label: str, block: int, **state: Any) -> dict[str, Any]:
        whole = {"photo": 0, "frame": last + 1, "block": block, "channel": -1, "off": [], "widths": "equal"}
        return {"label": label, "state": whole | state}

    name = [block["name"] for block in blocks]
    return [
        beat(f"{name[0]}: its maps still look like the photograph.", 0, frame=1),
        beat(f"{name[middle]}: the maps have shrunk, and there are more of them.", middle, frame=middle + 1),
        beat("Bars as wide as their share of the multiply-adds: where the work is.", middle, widths="macs"),
        beat(f"{name[last]}: the answer.", last),
        beat("One channel of the first block is off; outlines: what it was.", 0, channel=0, off=[[0, 0]]),
    ]

"""The network that reads a line, for a page that draws the line itself: `ChannelGates(**typed_line())`."""

from __future__ import annotations

from functools import cache
from typing import Any

from lightcnn.export import Kind, export
from lightcnn.pretrained.text_line import HIGH, LONG, text_line


def typed_line(kind: Kind = "float16") -> dict[str, Any]:
    """The network and its weights as plain data, for lines that a reader types.

    As 16-bit floats, 273 kB, the gates are torch's to three thousandths. 8-bit weights would take half of
    that, and move gates by up to five hundredths.

    Returns: {"network": {"steps", "kind", "gated", "line"}, "weights"}: the steps of `lightcnn.export`; for
        every squeeze-and-excite, in order, {"name", "channels", "maps", "means", "reduce", "gates"}: the
        block, how many gates it has, and the places of the steps that make its maps, their means, the
        squeezed units and the gates; {"width", "height"} of a line in pixels.
    Raises: as `text_line` and `export`.
    """
    return _exported(kind)


@cache
def _exported(kind: Kind) -> dict[str, Any]:
    page = export(text_line(), (3, HIGH, LONG), kind)
    gated = [
        {
            "name": step["name"].split(".")[0],
            "channels": step["shape"][0],
            "maps": step["in"][0],
            "means": page.steps[reduce]["in"][0],
            "reduce": reduce,
            "gates": step["in"][1],
        }
        for step in page.steps
        if step["op"] == "mul"
        for reduce in page.steps[step["in"][1]]["in"]
    ]
    line = {"width": LONG, "height": HIGH}
    return {"network": page.as_trait() | {"gated": gated, "line": line}, "weights": page.text()}

"""Multiply-adds of a network of a search space by closed forms, also with fewer channels than it began with.

This is the count that stands beside the time: NetAdapt measures because the two are not in proportion.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lightcnn.arithmetic import conv_macs, output_side, scaled_channels


def network_macs(
    space: Mapping[str, Any], candidate: Sequence[Sequence[Any]], changed: Mapping[str, int]
) -> int:
    """Multiply-adds for one image.

    Args:
        space: A `lightcnn.search.Space` as its `as_record` writes it.
        candidate: (kernel, expansion, excite, depth) of each stage.
        changed: Channels of the widths that no longer have what the network began with, by name.
    """
    begun, width = space["stem"], _stem(space)
    now, side = changed.get(width, begun), output_side(space["side"], 3, space["stem_stride"], 1)
    total = conv_macs(space["channels"], now, 3, side, side)
    for stage, (out, first) in enumerate(space["stages"]):
        kernel, expansion, excite, depth = candidate[stage]
        for block in range(depth):
            path, stride = f"stage{stage + 1}.{block}", first if block == 0 else 1
            middle, wide = begun * expansion, now
            if expansion > 1:
                wide = changed.get(f"{path}.expansion", middle)
                total += conv_macs(now, wide, 1, side, side)
            side = output_side(side, kernel, stride, kernel // 2)
            total += conv_macs(wide, wide, kernel, side, side, groups=wide)
            if excite:  # the gate is as narrow inside as it was
                total += 2 * wide * scaled_channels(middle, 1 / 4)
            if stride > 1 or begun != out:  # no shortcut, so this block makes a width of its own
                now = changed.get(f"{path}.bottleneck", out)
            total += conv_macs(wide, now, 1, side, side)
            begun = out
    return total + now * space["classes"]


def _stem(space: Mapping[str, Any]) -> str:
    """The width of the stem's channels: a shortcut may tie them to the first block's."""
    (out, stride), *_ = space["stages"]
    return "stage1.0.bottleneck" if stride == 1 and out == space["stem"] else "stem"

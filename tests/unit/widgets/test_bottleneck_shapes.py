"""BottleneckShapes in Python: it counts what torch's blocks cost, and what they hold."""

from __future__ import annotations

import pytest
import torch
import traitlets

from lightcnn.blocks.inverted_residual import InvertedResidual
from lightcnn.profiling import profile
from lightcnn.widgets import BottleneckShapes
from lightcnn.widgets.bottleneck_shapes.blocks import held, layers, peak


def macs(*block: object) -> list[float]:
    return [round(layer.macs / 1e6, 1) for layer in layers(*block)]  # pyright: ignore[reportArgumentType]


def test_the_case_that_the_chapter_says() -> None:
    assert macs("inverted", 24, 6, 1, 56) == [10.8, 4.1, 10.8]
    assert macs("classic", 24, 6, 1, 56) == [10.8, 16.3, 10.8]


@pytest.mark.parametrize(("expansion", "stride"), [(6, 1), (6, 2), (1, 1)])
def test_the_inverted_residual_costs_what_the_block_costs(expansion: int, stride: int) -> None:
    counted = layers("inverted", 24, expansion, stride, 28)
    block = InvertedResidual(24, 24, expansion=expansion, stride=stride)
    convs = [m for m in block.modules() if isinstance(m, torch.nn.Conv2d)]
    assert [layer.weights for layer in counted] == [conv.weight.numel() for conv in convs]
    assert sum(layer.macs for layer in counted) == profile(block, 28, 24).total("macs")


def test_at_their_worst_both_hold_the_same() -> None:
    for thin, expansion in ((24, 6), (8, 2), (64, 10), (16, 1)):
        both = [peak(shape, thin, expansion, 1, 56) for shape in ("inverted", "classic")]
        assert both[0] == both[1] == 4 * 56**2 * (2 * expansion + 1) * thin


def test_in_parts_only_the_thin_ends_are_kept_whole() -> None:
    whole, eight = (peak("inverted", 24, 6, 1, 56, parts) for parts in (1, 8))
    assert (whole, eight) == (4 * 56**2 * 312, 4 * 56**2 * 84)
    assert peak("classic", 24, 6, 1, 56, 8) == whole


def test_nothing_waits_at_stride_2() -> None:
    assert not any(moment.waits for moment in held("inverted", 24, 6, 2, 56))
    assert len(held("inverted", 24, 6, 2, 56)) == 3 and len(held("inverted", 24, 6, 1, 56)) == 4


def test_bad_settings_are_refused_in_words() -> None:
    with pytest.raises(traitlets.TraitError, match="expansion must be one of"):
        BottleneckShapes(expansion=0)
    with pytest.raises(traitlets.TraitError, match="shape must be one of"):
        BottleneckShapes(shape="hourglass")


def test_the_first_frame_shows_both_blocks() -> None:
    assert {"10,838,016", "4,064,256", "16,257,024"} <= set(
        BottleneckShapes().fallback.replace("<td>", " ").replace("</td>", " ").split()
    )

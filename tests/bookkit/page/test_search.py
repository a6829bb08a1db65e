"""The search's index holds every spelling that a reader may type."""

from __future__ import annotations

import pytest

from bookkit.page.search import Book, spellings


@pytest.mark.parametrize(
    ("written", "found_by"),
    [("a 1×1 kernel", "1x1"), ("3 × 3", "3x3"), (r"3 \times 3", "3x3"), ("MobileNet V2", "MobileNetV2"),
     ("3 x 3", "3x3"),
     ("MobileNet V2", "MobileNet"), ("mobilenet_v2", "MobileNetV2"),
     ("MobileNet-V3", "MobileNetV3"), ("h-swish", "hswish"), ("h-swish", "swish")],
)  # fmt: skip
def test_a_text_is_found_by_every_spelling(written: str, found_by: str) -> None:
    for words in (spellings(written), Book({}).split(written)):
        assert found_by.lower() in map(str.lower, words)

"""A page's pictures: those that cells embed become files; small ones and a widget's state stay."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from bookkit.page.pictures import set_apart

PHOTO = bytes(range(256)) * 12
TEXT = base64.b64encode(PHOTO).decode()


def test_an_embedded_picture_becomes_a_file(tmp_path: Path) -> None:
    body = f'<svg><image xlink:href="data:image/webp;base64,{TEXT}" width="9"/></svg>'
    apart = set_apart(body, tmp_path, lambda name: f"../{name}")
    [file] = (tmp_path / "pictures").iterdir()
    assert apart == f'<svg><image xlink:href="../_static/pictures/{file.name}" width="9"/></svg>'
    assert file.suffix == ".webp"
    assert file.read_bytes() == PHOTO


@pytest.mark.parametrize(
    "body",
    [
        '<image href="data:image/png;base64,iVBORw0KGgo="/>',
        f'<script type="application/json">{{"photo":"data:image/png;base64,{TEXT}"}}</script>',
        '<img src="_images/photo.png">',
    ],
)
def test_small_pictures_and_what_is_no_picture_of_the_page_stay(tmp_path: Path, body: str) -> None:
    assert set_apart(body, tmp_path, str) == body
    assert not list(tmp_path.iterdir())

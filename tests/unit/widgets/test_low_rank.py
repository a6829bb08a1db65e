"""LowRank in Python and its arithmetic in JavaScript: singular values, filters, the first frame's picture."""

from __future__ import annotations

import base64
import json
import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import torch
import traitlets
from PIL import Image

from lightcnn.widgets import LowRank
from lightcnn.widgets.low_rank.photo import png
from lightcnn.widgets.low_rank.terms import PRESETS, filtered, terms

NODE = Path(sys.executable).with_name("node")


def in_node(expression: str) -> object:
    """The value of an expression in which `default_` is the widget's module."""
    text = str(LowRank._esm).replace("export default", "const default_ =")
    script = f"{text}\nconsole.log(JSON.stringify({expression}));"
    command = [NODE, "--input-type=module"]
    done = subprocess.run(command, input=script, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def some_kernels() -> list[list[int]]:
    rng = np.random.default_rng(3)
    thin = ([0] * 8 + [1], [3] * 9, [0, 0, 0, 0, 5, 0, 0, 0, 0], [9, 9, 9, 9, 9, 9, 9, 9, 8])
    return [*map(list, PRESETS.values()), *rng.integers(-9, 10, (40, 9)).tolist(), *map(list, thin)]


@pytest.fixture(scope="module")
def decomposed() -> list[tuple[np.ndarray, list[dict]]]:
    """Kernels (3, 3) and their terms as the widget's script finds them."""
    kernels = some_kernels()
    got = in_node(f"{json.dumps(kernels)}.map(default_.svd)")
    matrices = (np.array(kernel, float).reshape(3, 3) for kernel in kernels)
    return list(zip(matrices, got, strict=True))


def test_singular_values_are_numpys(decomposed: list) -> None:
    for matrix, found in decomposed:
        np.testing.assert_allclose([t["sigma"] for t in found], np.linalg.svd(matrix)[1], atol=1e-8)
        rebuilt = sum(t["sigma"] * np.outer(t["u"], t["v"]) for t in found)
        np.testing.assert_allclose(rebuilt, matrix, atol=1e-8)


def test_every_singular_vector_has_length_one(decomposed: list) -> None:
    """Also of a term of size 0: it stands upright on the others, and is never (0, 0, 0)."""
    for _, found in decomposed:
        for side in ("u", "v"):
            vectors = np.array([t[side] for t in found])
            np.testing.assert_allclose(vectors @ vectors.T, np.eye(3), atol=1e-8)


def test_no_vector_of_the_table_is_zero() -> None:
    rows = in_node(f"{json.dumps(some_kernels())}.flatMap((kernel) => default_.rowsOf(default_.svd(kernel)))")
    vectors = [cell for row in rows for cell in row[2:4]]
    assert len(vectors) > 200 and "(0, 0, 0)" not in vectors


@pytest.mark.parametrize(
    ("name", "error"),
    [("Sobel", 0), ("Gauss", 0), ("sharpen", 0.069), ("Laplace", 0.101), ("diagonal", 0.816)],
)
def test_the_error_of_rank_one(name: str, error: float) -> None:
    got = in_node(f"default_.relative(default_.svd({list(PRESETS[name])}), 1)")
    assert round(got, 3) == error == round(terms(PRESETS[name]).error(1), 3)


def test_python_and_script_have_the_same_terms(decomposed: list) -> None:
    """Where singular values differ; where two are equal, any pair of their plane will do."""
    for matrix, found in decomposed:
        mine = terms(matrix.ravel())
        for k, one in enumerate(found):
            if min(abs(mine.sigmas[k] - np.delete(mine.sigmas, k))) > 1e-6:
                outer = one["sigma"] * np.outer(one["u"], one["v"])
                here = mine.sigmas[k] * np.outer(mine.columns[k], mine.rows[k])
                np.testing.assert_allclose(outer, here, atol=1e-7)


def test_filtering_is_torchs() -> None:
    rng = np.random.default_rng(5)
    picture, kernel = rng.integers(0, 256, (9, 12)), rng.integers(-9, 10, (3, 3))
    plain = {"data": picture.ravel().tolist(), "width": 12, "height": 9}
    got = in_node(f"[...default_.filter({json.dumps(plain)}, {kernel.ravel().tolist()}, 3, 3).data]")
    image = torch.tensor(picture[None, None], dtype=torch.float64)
    padded = torch.nn.functional.pad(image, (1,) * 4, "replicate")
    want = torch.nn.functional.conv2d(padded, torch.tensor(kernel[None, None], dtype=torch.float64))
    np.testing.assert_allclose(got, want.flatten().numpy(), atol=1e-3)
    np.testing.assert_allclose(filtered(picture, kernel), want[0, 0].numpy())


@pytest.mark.parametrize("name", PRESETS)
def test_column_then_row_is_the_term(name: str) -> None:
    """And all terms together are the kernel again."""
    rng = np.random.default_rng(6)
    picture = {"data": rng.integers(0, 256, 80).tolist(), "width": 10, "height": 8}
    got = in_node(
        "((p, k) => { const all = default_.svd(k), list = (x) => [...x.data];"
        "return { rows: all.map((t) => list(default_.passes(p, t)[1])),"
        "first: list(default_.filter(p, default_.approximate(all, 1), 3, 3)),"
        f"full: list(default_.filter(p, k, 3, 3)) }}; }})({json.dumps(picture)}, {list(PRESETS[name])})"
    )
    np.testing.assert_allclose(got["rows"][0], got["first"], atol=1e-2)
    np.testing.assert_allclose(np.sum(got["rows"], 0), got["full"], atol=1e-2)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"kernel": "Prewitt"}, "kernel must be one of .*'Sobel'.*got 'Prewitt'"),
        ({"kernel": [0] * 9}, "nine integers from -9 to 9, not all 0"),
        ({"kernel": [1] * 8}, "nine integers"),
        ({"kernel": [10] + [0] * 8}, "nine integers from -9 to 9"),
        ({"rank": 4}, r"rank must be one of \[0, 1, 2, 3\], got 4|rank must be 0 to 3, got 4"),
        ({"photo": [[300] * 9] * 9}, "photo must hold 0 to 255 or 0 to 1"),
        ({"photo": [[1] * 4] * 4}, "photo must be 8 to 256 pixels a side"),
    ],
)
def test_bad_settings_are_refused_in_words(options: dict, words: str) -> None:
    with pytest.raises(traitlets.TraitError, match=words):
        LowRank(**options)


def test_fractions_become_bytes() -> None:
    widget = LowRank(np.linspace(0, 1, 80).reshape(8, 10))
    assert (widget.height, widget.width, widget.photo[0], widget.photo[-1]) == (8, 10, 0, 255)


@pytest.mark.parametrize("width", [9, 12])
def test_a_picture_inside_the_first_frame_is_a_png(width: int) -> None:
    picture = np.random.default_rng(7).random((8, width))
    data = base64.b64decode(png(picture).partition(",")[2])
    read = np.asarray(Image.open(BytesIO(data)).convert("L")) / 255
    np.testing.assert_allclose(read, picture, atol=1 / 29)


def test_the_first_frame_shows_both_photographs_and_three_terms() -> None:
    """Small enough for a page: two pictures of 96 x 96 pixels in less than 16 KiB."""
    noise = np.random.default_rng(8).integers(0, 256, (96, 96)).tolist()
    html = LowRank(noise, kernel="Laplace", rank=1).fallback
    assert len(re.findall('href="data:image/png', html)) == 2 and len(html) < 16 * 1024 + 12_000
    for text in ("filtered at rank 1", "99 %", "1.01 %", "0.816", "0.101"):
        assert text in html, text

"""LowRank in Python and its arithmetic in JavaScript: singular values, filters, the block's weights."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
import traitlets

from lightcnn.blocks import SqueezeNextBlock
from lightcnn.widgets import LowRank
from lightcnn.widgets.low_rank import PRESETS
from lightcnn.widgets.low_rank.block import block_layers

NODE = Path(sys.executable).with_name("node")


def in_node(expression: str) -> object:
    """The value of an expression in which `default_` is the widget's module."""
    text = str(LowRank._esm).replace("export default", "const default_ =")
    script = f"{text}\nconsole.log(JSON.stringify({expression}));"
    command = [NODE, "--input-type=module"]
    done = subprocess.run(command, input=script, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def random_kernels() -> list[list[int]]:
    rng = np.random.default_rng(3)
    return [*map(list, PRESETS.values()), *rng.integers(-9, 10, (40, 9)).tolist(), [0] * 8 + [1], [3] * 9]


def test_singular_values_are_numpys() -> None:
    kernels = random_kernels()
    got = in_node(f"{json.dumps(kernels)}.map(default_.svd)")
    for kernel, terms in zip(kernels, got, strict=True):
        matrix = np.array(kernel, float).reshape(3, 3)
        np.testing.assert_allclose([t["sigma"] for t in terms], np.linalg.svd(matrix)[1], atol=1e-8)
        rebuilt = sum(t["sigma"] * np.outer(t["u"], t["v"]) for t in terms)
        np.testing.assert_allclose(rebuilt, matrix, atol=1e-8)


@pytest.mark.parametrize(
    ("name", "error"),
    [("Sobel", 0), ("Gauss", 0), ("sharpen", 0.069), ("Laplace", 0.101), ("diagonal", 0.816)],
)
def test_the_error_of_rank_one(name: str, error: float) -> None:
    got = in_node(f"default_.relative(default_.svd({list(PRESETS[name])}), 1)")
    assert round(got, 3) == error


def test_filtering_is_torchs() -> None:
    rng = np.random.default_rng(5)
    picture, kernel = rng.integers(0, 256, (9, 12)), rng.integers(-9, 10, (3, 3))
    plain = {"data": picture.ravel().tolist(), "width": 12, "height": 9}
    got = in_node(f"[...default_.filter({json.dumps(plain)}, {kernel.ravel().tolist()}, 3, 3).data]")
    image = torch.tensor(picture[None, None], dtype=torch.float64)
    padded = torch.nn.functional.pad(image, (1,) * 4, "replicate")
    want = torch.nn.functional.conv2d(padded, torch.tensor(kernel[None, None], dtype=torch.float64))
    np.testing.assert_allclose(got, want.flatten().numpy(), atol=1e-3)


def test_all_terms_together_are_the_kernel_again() -> None:
    picture = {"data": list(range(80)), "width": 10, "height": 8}
    kernel = list(PRESETS["diagonal"])
    both = in_node(
        "((p, k) => [default_.passes(p, default_.svd(k), 6), default_.filter(p, k, 3, 3)]"
        ".map((x) => [...x.data]))"
        f"({json.dumps(picture)}, {kernel})"
    )
    np.testing.assert_allclose(both[0], both[1], atol=1e-3)


@pytest.mark.parametrize("channels", [16, 64, 256])
def test_the_block_has_the_weights_of_the_library(channels: int) -> None:
    total = sum(layer["weights"] for layer in block_layers(channels))
    block = SqueezeNextBlock(channels, channels)
    assert total == sum(p.numel() for p in block.parameters() if p.dim() == 4)
    assert 4 * total == 9 * channels * channels


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"kernel": "Prewitt"}, "kernel must be one of .*'Sobel'.*got 'Prewitt'"),
        ({"kernel": [0] * 9}, "nine integers from -9 to 9, not all 0"),
        ({"kernel": [1] * 8}, "nine integers"),
        ({"kernel": [10] + [0] * 8}, "nine integers from -9 to 9"),
        ({"rank": 4}, r"rank must be one of \[1, 2, 3\], got 4"),
        ({"tab": "net"}, "tab must be one of .*got 'net'"),
        ({"channels": 66}, "channels must be 4 to 256 in steps of 4, got 66"),
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

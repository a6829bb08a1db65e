"""What a ReLU6 behind the projection does to inverted residuals: in a trained network, and in training."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor, nn

from lightcnn.benchmark import as_it_was
from lightcnn.blocks import InvertedResidual, conv_bn_act
from lightcnn.blocks.conv import relu6
from lightcnn.inspection import Rerun
from lightcnn.learning.data import halved
from lightcnn.learning.experiments._compare import Outcome, compare
from lightcnn.learning.fashion import load_fashion28
from lightcnn.precision import logit_error

ENDS = ("linear", "ReLU6")
RATE = 0.1  # at 0.05 one pass over the images leaves the two less far apart


@dataclass(frozen=True)
class Answers:
    """What a network says to labelled images.

    name: Of the block that was changed, "" for none, "all" for all.
    right, five: Images with their class first, and among the first five.
    error: Deviation of the logits from the unchanged network's, over the spread of those.
    shortcut: Whether the changed block has one; None where it is not one block.
    """

    name: str
    right: int
    five: int
    error: float
    shortcut: bool | None = None


def inverted_residuals(net: nn.Module) -> dict[str, InvertedResidual]:
    """The inverted residuals by name, in the order in which `net` holds them."""
    return {name: part for name, part in net.named_modules() if isinstance(part, InvertedResidual)}


@contextmanager
def bent(blocks: Sequence[InvertedResidual]) -> Iterator[None]:
    """A ReLU6 behind the projection of each block; they are as they were afterwards."""

    def bend(part: nn.Module, given: object, made: Tensor) -> Tensor:
        return made.clamp(0, 6)

    hooks = [block.branch.get_submodule("project").register_forward_hook(bend) for block in blocks]
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()


def bend_each(
    net: nn.Module, images: Tensor, labels: Sequence[int], names: Sequence[str] | None = None
) -> list[Answers]:
    """What a trained network still knows with a ReLU6 behind one projection after the other, and behind all.

    Args:
        net: Left as it was.
        images: (N, 3, H, W).
        labels: N classes.
        names: Of inverted residuals in `net`; all of them if None.
    Returns: The unchanged network, then one row a block, then all at once.
    Raises: ValueError if images and labels differ in number, or naming a block that is not there.
    """
    if len(images) != len(labels):
        raise ValueError(f"{len(images)} images and {len(labels)} labels: there must be as many")
    blocks = inverted_residuals(net)
    chosen = list(blocks) if names is None else list(names)
    if unknown := [name for name in chosen if name not in blocks]:
        raise ValueError(f"there is no inverted residual {unknown[0]!r}; choose from {', '.join(blocks)}")
    with as_it_was(net), torch.inference_mode():
        kept = Rerun(net, images)
        before = kept.logits
        found = [_answers("", before, before, labels, None)]
        for name in chosen:
            with bent([blocks[name]]):
                logits = kept.changed(blocks[name])
            found.append(_answers(name, logits, before, labels, blocks[name].shortcut))
        with bent([blocks[name] for name in chosen]):
            found.append(_answers("all", net(images), before, labels, None))
    return found


def _answers(
    name: str, logits: Tensor, before: Tensor, labels: Sequence[int], shortcut: bool | None
) -> Answers:
    ranks = logits.argsort(1, descending=True)
    hits = ranks == torch.tensor(labels).unsqueeze(1)
    error = logit_error(before, logits)
    return Answers(name, int(hits[:, :1].sum()), int(hits[:, :5].sum()), error, shortcut)


def small_network(
    end: str = "linear", *, thin: int = 4, expansion: int = 6, blocks: int = 4, shortcut: bool = True
) -> nn.Sequential:
    """A strided stem, inverted residuals of one thin width, a 1x1 head: (N, 1, H, W) -> logits (N, 10).

    Args:
        end: "linear" as in the paper, or "ReLU6" behind the stem and every projection.
        thin: Channels of the thin ends.
        expansion, blocks: As many times wider inside, and how many blocks, at least 1.
        shortcut: False takes the shortcuts away.
    Raises: ValueError naming the choices for another `end`, or if `blocks` is below 1.
    """
    if end not in ENDS:
        raise ValueError(f"end must be one of {', '.join(ENDS)}, got {end!r}")
    if blocks < 1:
        raise ValueError(f"blocks must be 1 or more, got {blocks}")
    stem = conv_bn_act(1, thin, 3, stride=2, act=None)
    parts: OrderedDict[str, nn.Module] = OrderedDict(stem=_ended(stem, end))
    for number in range(1, blocks + 1):
        block = InvertedResidual(thin, thin, expansion=expansion)
        block.shortcut = shortcut
        _ended(block.branch.get_submodule("project"), end)
        parts[f"block{number}"] = block
    parts |= {"head": conv_bn_act(thin, 64, 1, act=relu6), "average": nn.AdaptiveAvgPool2d(1)}
    parts |= {"flatten": nn.Flatten(), "fc": nn.Linear(64, 10)}
    return nn.Sequential(parts)


def _ended(layer: nn.Module, end: str) -> nn.Module:
    if end == "ReLU6":
        layer.add_module("act", relu6())
    return layer


def run(
    ends: Sequence[str] = ENDS,
    *,
    thin: int = 4,
    expansion: int = 6,
    blocks: int = 4,
    shortcut: bool = True,
    seeds: Sequence[int] = (0, 1, 2),
    epochs: int = 2,
    threads: int = 1,
) -> list[Outcome]:
    """Train a network for each end with the same seeds on garments of 14 x 14 pixels; see `small_network`.

    Raises: ValueError as `small_network` and `compare` do.
    """
    designs: dict[str, Callable[[], nn.Module]] = {
        end: partial(small_network, end, thin=thin, expansion=expansion, blocks=blocks, shortcut=shortcut)
        for end in ends
    }
    data = halved(load_fashion28())
    return compare(designs, data, seeds=seeds, epochs=epochs, rate=RATE, threads=threads)

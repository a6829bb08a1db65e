"""What is inside a trained network: how far its channels reach, how its weights spread, which layer it needs.

Everything here takes any `nn.Module` in evaluation mode and leaves it as it was.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from lightcnn.benchmark import as_it_was

Layer = nn.Conv2d | nn.Linear


def layers(net: nn.Module) -> dict[str, Layer]:
    """The convolutions and linear layers by name, in the order in which `net` holds them."""
    return {name: part for name, part in net.named_modules() if isinstance(part, Layer)}


def fold_batch_norm(net: nn.Module) -> nn.Module:
    """A copy in which each batch norm of a (conv, bn, ...) sequence is part of its convolution.

    Raises: ValueError naming a batch norm that does not follow a convolution in a sequence.
    """
    copied = copy.deepcopy(net).eval()
    for sequence in [part for part in copied.modules() if isinstance(part, nn.Sequential)]:
        for before, after in zip(list(sequence._modules), list(sequence._modules)[1:], strict=False):
            conv, norm = sequence.get_submodule(before), sequence.get_submodule(after)
            if isinstance(conv, nn.Conv2d) and isinstance(norm, nn.BatchNorm2d):
                setattr(sequence, before, fuse_conv_bn_eval(conv, norm))
                setattr(sequence, after, nn.Identity())
    left = [name for name, part in copied.named_modules() if isinstance(part, nn.BatchNorm2d)]
    if left:
        raise ValueError(f"{left[0]} does not follow a convolution in a sequence, so it cannot be folded")
    return copied


def outputs(net: nn.Module, images: Tensor, names: Sequence[str]) -> dict[str, Tensor]:
    """What the parts called `names` give for `images` (N, 3, H, W): name -> (N, C, h, w).

    Raises: ValueError naming a part that `net` does not have.
    """
    parts, found = dict(net.named_modules()), {}
    if unknown := [name for name in names if name not in parts]:
        raise ValueError(f"the network has no part called {unknown[0]!r}")

    def keep(name: str) -> Callable[..., None]:
        # A copy, because the ReLU behind a layer overwrites what the layer gave.
        return lambda part, given, made: found.__setitem__(name, made.detach().clone())

    hooks = [parts[name].register_forward_hook(keep(name)) for name in names]
    try:
        with as_it_was(net), torch.inference_mode():
            net(images)
    finally:
        for hook in hooks:
            hook.remove()
    return {name: found[name] for name in names}


def peaks(net: nn.Module, images: Tensor) -> dict[str, Tensor]:
    """The largest value that each channel of each convolution reaches on `images`: name -> (C,).

    Where a ReLU follows, a channel whose peak is 0 or less was never anything but 0 behind it. Fold batch
    norm first, since it moves the values.
    """
    names = [name for name, part in layers(net).items() if isinstance(part, nn.Conv2d)]
    best: dict[str, Tensor] = {}
    for image in images.split(1):  # one at a time: all maps of a batch need not fit at once
        for name, maps in outputs(net, image, names).items():
            peak = maps.amax(dim=(0, 2, 3))
            best[name] = torch.maximum(best[name], peak) if name in best else peak
    return best


def ceilings(conv: nn.Conv2d, low: Sequence[float], high: Sequence[float]) -> Tensor:
    """The most that each output channel can reach, (C,), if input channel i stays within low[i] and high[i].

    It holds for every image, at borders too, as long as each range holds the 0 of the padding.

    Raises: ValueError if the convolution is grouped, or there are not as many bounds as input channels.
    """
    if conv.groups != 1 or not len(low) == len(high) == conv.in_channels:
        raise ValueError(
            f"an ungrouped convolution and {conv.in_channels} bounds are needed, "
            f"got {conv.groups} groups and {len(low)} and {len(high)} bounds"
        )
    ends = [torch.tensor(list(end)).view(1, -1, 1, 1) * conv.weight.detach() for end in (low, high)]
    most = torch.maximum(*ends).sum(dim=(1, 2, 3))
    return most if conv.bias is None else most + conv.bias.detach()


def rounded(weight: Tensor, bits: int = 8, *, per_channel: bool = False) -> Tensor:
    """Weights on a grid of whole steps: 2**(bits - 1) - 1 of them up to the largest weight, and down.

    Args:
        weight: (C, ...).
        bits: 2 or more.
        per_channel: A grid for each output channel, not one for the layer.
    Raises: ValueError on fewer bits.
    """
    if bits < 2:
        raise ValueError(f"bits must be 2 or more, got {bits}")
    largest = weight.abs().flatten(1).amax(dim=1) if per_channel else weight.abs().amax().reshape(1)
    step = (largest / (2 ** (bits - 1) - 1)).clamp_min(1e-30).reshape(-1, *[1] * (weight.ndim - 1))
    return (weight / step).round() * step


def pruned(weight: Tensor, share: float = 0.5) -> Tensor:
    """The same weights with the `share` that is nearest to 0 set to 0. Raises: ValueError outside 0 to 1."""
    if not 0 <= share <= 1:
        raise ValueError(f"share must be between 0 and 1, got {share}")
    count = round(share * weight.numel())
    gone = weight.flatten().clone()
    gone[weight.abs().flatten().argsort()[:count]] = 0
    return gone.reshape(weight.shape)


class Rerun:
    """A network's pass over some images that can be taken up where a part was changed: what is before stays.

    Nested Sequentials are taken apart; any other network runs as a whole again.
    """

    def __init__(self, net: nn.Module, images: Tensor) -> None:
        """Run `net`, in the mode that it is in, on images (N, C, H, W)."""
        self._steps, self._given, self._first = _steps(net), [images], [0]
        for i, step in enumerate(self._steps):
            x = self._given[-1]
            made = step(x)
            # A step that writes where it reads leaves nothing to start from: a later pass starts before it.
            if i and made.untyped_storage().data_ptr() == x.untyped_storage().data_ptr():
                self._first[i] = self._first[i - 1]
            self._given.append(made)
            self._first.append(i + 1)

    @property
    def logits(self) -> Tensor:
        """Of the first pass."""
        return self._given[-1]

    def changed(self, *parts: nn.Module) -> Tensor:
        """The logits now that these parts of the network are others than in the first pass.

        Raises: ValueError if the network has none of them.
        """
        holding = [i for i, step in enumerate(self._steps) if not set(parts).isdisjoint(step.modules())]
        if not holding:
            raise ValueError(f"the network holds none of the {len(parts)} changed parts")
        first = self._first[holding[0]]
        x = self._given[first]
        for step in self._steps[first:]:
            x = step(x)
        return x


def _steps(net: nn.Module) -> list[nn.Module]:
    """The parts of nested Sequentials in the order in which they run; another module is one step."""
    if not isinstance(net, nn.Sequential) or type(net).forward is not nn.Sequential.forward:
        return [net]
    return [step for part in net for step in _steps(part)]


@dataclass(frozen=True)
class Effect:
    """What a change of weights did.

    name: Of the layer, or "all".
    error: Deviation of the logits from the untouched network's, over the spread of those; 0 is no change.
    agree: Share of the images with the same first answer.
    """

    name: str
    error: float
    agree: float


def effect(
    net: nn.Module, images: Tensor, change: Callable[[Tensor], Tensor], exact: Tensor | None = None
) -> Effect:
    """All layers changed at once; `exact`: the untouched network's logits, where they are known already."""
    parts = layers(net)
    with as_it_was(net), torch.inference_mode():
        before = net(images) if exact is None else exact
        with _weights(parts, change):
            return _compared("all", before, net(images))


def sensitivity(
    net: nn.Module, images: Tensor, change: Callable[[Tensor], Tensor], names: Sequence[str] | None = None
) -> list[Effect]:
    """One layer changed at a time, all others untouched: a row for each of `names`, by default for all."""
    parts, found = layers(net), []
    with as_it_was(net), torch.inference_mode():
        kept = Rerun(net, images)
        for name in parts if names is None else names:
            with _weights({name: parts[name]}, change):
                found.append(_compared(name, kept.logits, kept.changed(parts[name])))
    return found


@contextmanager
def _weights(parts: dict[str, Layer], change: Callable[[Tensor], Tensor]) -> Iterator[None]:
    """The weights of these layers changed; they are as they were afterwards."""
    kept = {name: part.weight.data for name, part in parts.items()}
    try:
        for name, weight in kept.items():
            parts[name].weight.data = change(weight)
        yield
    finally:
        for name, weight in kept.items():
            parts[name].weight.data = weight


def _compared(name: str, before: Tensor, after: Tensor) -> Effect:
    error = (after - before).square().mean().sqrt() / (
        before - before.mean(1, keepdim=True)
    ).square().mean().sqrt()
    agree = (after.argmax(1) == before.argmax(1)).float().mean()
    return Effect(name, float(error), float(agree))

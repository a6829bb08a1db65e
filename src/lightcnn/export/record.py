"""What a network does with an image, operator by operator, as torch runs it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode

Step = dict[str, Any]


class Recorder(TorchDispatchMode):
    """Writes a step for each operator that reads what depends on the image.

    rules: By an operator's name in torch, what writes its step.
    whole: By class, what writes the steps of a module that is taken whole.
    """

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        return False  # nothing is compiled here, and to skip the compiler means to load it: four seconds

    def __init__(self, image: Tensor, rules: Mapping[str, Any], whole: Mapping[type, Any]) -> None:
        super().__init__()
        self._rules, self._whole = rules, whole
        self.steps: list[Step] = []
        self.values: dict[int, Tensor] = {}
        self._ids: dict[int, int] = {}
        self._kept: list[Tensor] = []  # an id() is unique only as long as its object lives
        self.grouped = Grouped()
        self._modules: list[str] = [""]
        self._inside = 0  # modules that are taken whole
        self.step("image", [], image)

    def id(self, value: Any) -> int | None:
        """The id of a tensor that depends on the image."""
        return self._ids.get(id(value)) if isinstance(value, Tensor) else None

    def _know(self, value: Tensor, number: int) -> None:
        self._ids[id(value)] = number
        self._kept.append(value)
        self.values[number] = value.clone()

    def step(self, op: str, inputs: Sequence[Tensor], result: Tensor, **more: Any) -> None:
        """Add a step; `result` is what torch made."""
        number = len(self.values)
        shape = [*result.shape[1:], 1, 1][:3]
        ids = [self.id(value) for value in inputs]
        name = self._modules[-1]
        self.steps.append(
            {"op": op, "in": ids, "out": number, "name": name, "shape": shape, "macs": 0, **more}
        )
        self._know(result, number)

    def same(self, value: Tensor, result: Tensor) -> None:
        """`result` is `value` in another tensor's clothes."""
        number = self.id(value)
        assert number is not None
        self._ids[id(result)] = number
        self._kept.append(result)

    @contextmanager
    def following(self, net: nn.Module) -> Iterator[None]:
        """Know in which module an operator runs, and take some modules whole."""
        handles = []
        for name, module in net.named_modules():
            whole = self._whole.get(type(module))
            handles.append(module.register_forward_pre_hook(self._enter(name, whole)))
            handles.append(module.register_forward_hook(self._leave(whole)))
        try:
            yield
        finally:
            for handle in handles:
                handle.remove()

    def _enter(self, name: str, whole: Any) -> Any:
        def hook(module: nn.Module, args: Any) -> None:
            self._modules.append(name)
            self._inside += whole is not None

        return hook

    def _leave(self, whole: Any) -> Any:
        def hook(module: nn.Module, args: Any, result: Any) -> None:
            if whole is not None:
                whole(self, module, args[0], result)
                self._inside -= 1
            self._modules.pop()

        return hook

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        name = func._schema.name.removeprefix("aten::")
        flat = [one for arg in args for one in (arg if isinstance(arg, list | tuple) else [arg])]
        inputs = [value for value in flat if self.id(value) is not None or value in self.grouped]
        result = func(*args, **(kwargs or {}))
        if self._inside or not inputs:
            return result
        rule = self._rules.get(name.removesuffix("_"))
        given = _named(func, args, kwargs or {})
        if rule is None or not rule(self, given, result):
            raise ValueError(f"a page cannot compute {self._where(name, inputs)}")
        if name.endswith("_"):
            self._no_view(inputs[0], name)
        return result

    def _where(self, name: str, inputs: Sequence[Tensor]) -> str:
        shapes = ", ".join(str(tuple(value.shape)) for value in inputs)
        where = self._modules[-1]
        return f"{name} of {shapes}" + (f" in {where!r}" if where else "")

    def _no_view(self, changed: Tensor, name: str) -> None:
        # A view of what is overwritten would change too, and the steps would not say so.
        place = changed.untyped_storage().data_ptr()
        for other in self._kept:
            if other is not changed and other.untyped_storage().data_ptr() == place:
                raise ValueError(
                    f"a page cannot compute {self._where(name, [changed])}: it overwrites a view"
                )


def _named(func: Any, args: Any, kwargs: Any) -> dict[str, Any]:
    """Arguments by name, with their defaults."""
    schema = func._schema.arguments
    given = {arg.name: arg.default_value for arg in schema if arg.has_default_value()}
    return given | {arg.name: value for arg, value in zip(schema, args, strict=False)} | kwargs


class Grouped:
    """Maps whose channels stand as (groups, channels of each): a channel shuffle is three such operators."""

    def __init__(self) -> None:
        # This tensor, the maps, how often it was turned.
        self._known: dict[int, tuple[Tensor, Tensor, int]] = {}

    def __contains__(self, value: object) -> bool:
        return id(value) in self._known

    def begins(self, maps: Tensor, result: Tensor) -> None:
        self._known[id(result)] = result, maps, 0

    def turns(self, value: Tensor, result: Tensor) -> bool:
        _, maps, turns = self._known[id(value)]
        self._known[id(result)] = result, maps, turns + 1
        return True

    def goes_on(self, r: Recorder, value: Tensor, result: Tensor) -> bool:
        _, maps, turns = self._known[id(value)]
        if result.shape == value.shape:
            self._known[id(result)] = result, maps, turns
        elif result.shape == maps.shape and turns % 2:
            r.step("shuffle", [maps], result, groups=value.shape[2])
        elif result.shape == maps.shape:
            r.same(maps, result)
        else:
            return False
        return True

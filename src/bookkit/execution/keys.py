"""What a chapter's results depend on: its code cells, the library modules it imports, the pinned environment.

The stock cache compares code cells alone, so an edit of the library would leave old results on the page.
A chapter's key covers every module of the library that its cells reach, found by reading imports, with the
data files beside each module; an edit of the library changes the keys of exactly the chapters that use it.
"""

from __future__ import annotations

import ast
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

ENVIRONMENT_FILES = ("requirements.txt", "constraints.txt")
DYNAMIC = {"import_module", "__import__", "walk_packages", "iter_modules"}


@dataclass(frozen=True)
class Library:
    """The modules of one package, by dotted name, and what each imports from the package."""

    folder: Path  # the package's folder; its name is the package's name
    modules: dict[str, Path] = field(init=False)

    def __post_init__(self) -> None:
        found = {}
        for path in sorted(self.folder.rglob("*.py")):
            parts = path.relative_to(self.folder.parent).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
        object.__setattr__(self, "modules", found)

    @cached_property
    def _trees(self) -> dict[str, ast.Module]:
        return {name: ast.parse(path.read_text(encoding="utf8")) for name, path in self.modules.items()}

    def used_by(self, cells: Iterable[str]) -> set[str]:
        """Every module of the package that the code of `cells` reaches, directly or not."""
        reached: set[str] = set()
        waiting = list(self._imports(ast.parse("\n".join(map(plain_python, cells))), package=""))
        while waiting:
            name, whole = waiting.pop()
            if (mark := name if whole else f"{name}:door") in reached:
                continue
            reached.add(mark)
            parent = name.rpartition(".")[0]
            if parent:
                waiting.append((parent, not self._is_door(parent)))
            if whole:
                waiting.extend(self._imports(self._trees[name], self._package(name)))
        return {mark.removesuffix(":door") for mark in reached}

    def files(self, modules: Iterable[str]) -> list[Path]:
        """The sources of `modules` and their data: ``name.js`` belongs to ``name.py``, a file without such
        a module to every module of its folder."""
        chosen = {self.modules[name] for name in modules}
        folders = {path.parent for path in chosen}
        data = {path for folder in folders for path in folder.iterdir() if _is_data(path)}
        return sorted(chosen | {path for path in data if _owner(path) in chosen | {None}})

    def _package(self, name: str) -> str:
        return name if self.modules[name].name == "__init__.py" else name.rpartition(".")[0]

    def _imports(self, tree: ast.Module, package: str) -> Iterator[tuple[str, bool]]:
        """(module, whether all that it imports counts too) for each import of the package in `tree`."""
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                yield from ((name, True) for alias in node.names if (name := alias.name) in self.modules)
            elif isinstance(node, ast.ImportFrom):
                source = _absolute(node, package)
                yield from (pair for alias in node.names for pair in self._from(source, alias.name))
            elif isinstance(node, ast.Call) and _called(node) in DYNAMIC:
                # An import by a computed name may reach anything beside the module.
                prefix = package or self.folder.name
                yield from ((name, True) for name in self.modules if name.startswith(prefix))

    def _from(self, source: str, name: str) -> Iterator[tuple[str, bool]]:
        """What ``from source import name`` reaches."""
        if source not in self.modules:
            return
        if f"{source}.{name}" in self.modules:
            yield f"{source}.{name}", True
        elif name != "*" and self._is_door(source) and (home := self._doors[source].get(name)):
            yield source, False
            yield from self._from(home, name)
        else:
            yield source, True

    @cached_property
    def _doors(self) -> dict[str, dict[str, str]]:
        """Packages whose ``__init__`` only re-exports names: name -> the module it comes from."""
        doors = {}
        for name, path in self.modules.items():
            if path.name != "__init__.py":
                continue
            names = self._reexports(self._trees[name], name)
            if names is None:
                names = self._loaded_on_demand(self._trees[name], name)
            if names is not None:
                doors[name] = names
        return doors

    def _is_door(self, name: str) -> bool:
        return name in self._doors

    def _reexports(self, tree: ast.Module, package: str) -> dict[str, str] | None:
        names: dict[str, str] = {}
        for node in tree.body:
            if isinstance(node, ast.ImportFrom):
                source = _absolute(node, package)
                if source == "__future__":
                    continue
                if any(alias.name == "*" or f"{source}.{alias.name}" in self.modules for alias in node.names):
                    return None  # a module imported for what its import does
                names |= {alias.name: source for alias in node.names if alias.asname in (None, alias.name)}
            elif not _is_docstring(node) and not _sets_all(node):
                return None
        return names

    def _loaded_on_demand(self, tree: ast.Module, package: str) -> dict[str, str] | None:
        """The table of a package whose ``__getattr__`` imports a name's module when it is asked for."""
        if not any(isinstance(node, ast.FunctionDef) and node.name == "__getattr__" for node in tree.body):
            return None
        tables = [node.value for node in tree.body if isinstance(node, ast.Assign)]
        for table in (value for value in tables if isinstance(value, ast.Dict)):
            pairs = zip(map(_text, table.keys), map(_text, table.values), strict=True)
            return {name: f"{package}.{home}" for name, home in pairs if f"{package}.{home}" in self.modules}
        return None


def environment_digest(root: Path) -> str:
    """A digest of the pinned requirements and of Python's minor version."""
    pins = [path.read_text(encoding="utf8") for name in ENVIRONMENT_FILES if (path := root / name).is_file()]
    return _digest(json.dumps([pins, sys.version_info[:2]]).encode())


def execution_key(cells: Iterable[str], library: Library, environment: str) -> str:
    """The key under which a chapter's results stay true."""
    cells = list(cells)
    files = {
        path.relative_to(library.folder.parent).as_posix(): _digest(path.read_bytes())
        for path in library.files(library.used_by(cells))
    }
    return _digest(json.dumps([cells, files, environment], sort_keys=True).encode())


def plain_python(cell: str) -> str:
    """A cell without IPython's magics, so that Python can parse it."""
    from IPython.core.inputtransformer2 import TransformerManager

    return TransformerManager().transform_cell(cell)


def _absolute(node: ast.ImportFrom, package: str) -> str:
    if not node.level:
        return node.module or ""
    parts = package.split(".")
    base = ".".join(parts[: len(parts) - node.level + 1])
    return f"{base}.{node.module}" if node.module else base


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _text(node: ast.expr | None) -> str:
    return str(node.value) if isinstance(node, ast.Constant) else ""


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _sets_all(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and all(getattr(name, "id", "") == "__all__" for name in node.targets)


def _is_data(path: Path) -> bool:
    return path.is_file() and path.suffix not in {".py", ".pyc"} and not path.name.startswith(".")


def _owner(data: Path) -> Path | None:
    module = data.with_suffix(".py")
    return module if module.is_file() else None


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()

"""What code reaches inside a package: its modules, and the data files that they read. Nothing is imported.

A page's results stay true while no file changes that its cells reach. The rules, from reading the sources:

*Modules.* An import reaches a module and all that it imports, also from inside a function. Three kinds of
module are told apart:

- A *door*, an ``__init__`` that only re-exports names, counts for nothing: a name leads to the module that
  it comes from. A line added to a door therefore concerns nobody.
- A *room* finds its parts by their place: it imports modules by a computed name, or opens files by one that
  ends in a fixed ending (``f"{family}.toml"``). Its parts are the public modules, and the files of that
  ending, in its folder. A use with a key (``check("part.rest", ...)``, ``NETWORKS["part_rest"]``) reaches the
  part whose name begins the key, ``from room import SomePart`` reaches ``some_part``; any other use reaches
  every part. Where a key of a file is computed, the files count that the strings of the same code name.
- Any other module counts whole.

*Data.* Each file that is not Python

- belongs to the module of its name (``x.js`` to ``x.py``), or else to every module of its folder;
- and is reached from code with a string that names it or its folder: relative to the module's folder, to a
  folder above it, or to a package that another string names (``files("room").joinpath("folder/x.json")``).
  The fixed beginning of a computed name, or of a pattern, names the whole folder. A word alone names a folder
  beside the module, or a folder above that holds data only; a package's dotted name alone, all its data.

What a computed name hides from these rules, `bookkit.execution.opened` sees when the page runs.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

DYNAMIC = {"import_module", "__import__", "walk_packages", "iter_modules"}
ALL = "*"  # every part of a room
Step = tuple[str, str]  # a module, and which part of it: "" for itself, ALL, or a part's name


@dataclass(frozen=True)
class Code:
    """Python code and where it stands: `package` resolves relative imports, `folder` the names of files."""

    tree: ast.Module
    package: str
    folder: Path

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(self.tree))

    @cached_property
    def strings(self) -> set[str]:
        """Every string constant without white space, the fixed pieces of f-strings included."""
        texts = [node.value for node in self.nodes if isinstance(node, ast.Constant)]
        return {text for text in texts if isinstance(text, str) and re.fullmatch(r"[^\s:]{1,200}", text)}

    @cached_property
    def is_dynamic(self) -> bool:
        return any(isinstance(node, ast.Call) and _called(node) in DYNAMIC for node in self.nodes)

    @cached_property
    def endings(self) -> set[str]:
        """The endings of file names that the code computes: ".toml" for ``f"{family}.toml"``."""
        computed = [node for node in self.nodes if isinstance(node, ast.JoinedStr) and node.values]
        texts = [end.value for node in computed if isinstance(end := node.values[-1], ast.Constant)]
        return {text for text in texts if isinstance(text, str) and re.fullmatch(r"\.[a-z]+", text)}

    def keys(self, local: str) -> list[str | None] | None:
        """The keys with which `local` is used, ``local(key, ...)`` or ``local[key]``: the text, or None for
        one that is computed. None in place of the list if it is used in any other way, or not at all."""
        found: dict[int, str | None] = {}
        for node in self.nodes:
            if isinstance(node, ast.Call) and node.args:
                found[id(node.func)] = _key(node.args[0])
            elif isinstance(node, ast.Subscript):
                found[id(node.value)] = _key(node.slice)
        uses = [node for node in self.nodes if isinstance(node, ast.Name) and node.id == local]
        return [found[id(use)] for use in uses] if uses and all(id(use) in found for use in uses) else None


@dataclass(frozen=True)
class Library:
    """The modules and data files of the package in `folder`, whose name is the package's."""

    folder: Path

    @cached_property
    def modules(self) -> dict[str, Path]:
        """Dotted name -> source."""
        found = {}
        for path in sorted(self.folder.rglob("*.py")):
            parts = path.relative_to(self.folder.parent).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
        return found

    @cached_property
    def data(self) -> dict[Path, list[Path]]:
        """Folder -> the files in it that are not Python."""
        found: dict[Path, list[Path]] = {}
        for path in sorted(self.folder.rglob("*")):
            if path.is_file() and path.suffix not in {".py", ".pyc"} and not path.name.startswith("."):
                found.setdefault(path.parent, []).append(path)
        return found

    def used_by(self, cells: Iterable[str], short_of: str | None = None) -> list[Path]:
        """Every source and data file of the package that the Python code of `cells` reaches, directly or not.

        The package `short_of`, and what is reached through it alone, is left out.
        """
        code = Code(ast.parse("\n".join(cells)), "", self.folder)
        reached, seen = self._named(code), set[Step]()
        waiting = list(self._steps(code))
        if code.is_dynamic:
            waiting += [(name, ALL) for name in self.modules]
        while waiting:
            step = name, part = waiting.pop()
            if step in seen or f"{name}.".startswith(f"{short_of}."):
                continue
            seen.add(step)
            if not part:
                reached |= {self.modules[name], *self._reads[name]}
                waiting += self._steps_of[name]
                parent = name.rpartition(".")[0]
                waiting += [(parent, "")] if parent and parent not in self._doors else []
                continue
            waiting.append((name, ""))
            reached |= {path for path in self._files_of(name) if part in (ALL, path.stem)}
            waiting += [(home, ALL) for key, home in self._parts_of(name).items() if part in (ALL, key)]
            if part == ALL and self._code[name].is_dynamic:
                inside = f"{self._code[name].package}."
                waiting += [(module, "") for module in self.modules if module.startswith(inside)]
        return sorted(reached)

    def owners(self) -> dict[Path, set[str]]:
        """Each data file of the package -> the modules that it belongs to or that name it."""
        found = {path: set[str]() for files in self.data.values() for path in files}
        for name, read in self._reads.items():
            for path in {*read, *self._files_of(name)}:
                found[path].add(name)
        return found

    @cached_property
    def _reads(self) -> dict[str, set[Path]]:
        """Module -> the data files that come with it, those that it finds by a key left out."""
        return {name: self._own_data(name) | self._named(self._code[name]) for name in self.modules}

    @cached_property
    def _code(self) -> dict[str, Code]:
        found = {}
        for name, path in self.modules.items():
            package = name if path.name == "__init__.py" else name.rpartition(".")[0]
            found[name] = Code(ast.parse(path.read_text(encoding="utf8")), package, path.parent)
        return found

    @cached_property
    def _steps_of(self) -> dict[str, list[Step]]:
        return {name: list(self._steps(code)) for name, code in self._code.items()}

    def _steps(self, code: Code) -> Iterator[Step]:
        """What each import in `code` reaches."""
        for node in code.nodes:
            if isinstance(node, ast.Import):
                yield from ((alias.name, ALL) for alias in node.names if alias.name in self.modules)
            elif isinstance(node, ast.ImportFrom):
                source = _absolute(node, code.package)
                for alias in node.names:
                    yield from self._from(source, alias.name, alias.asname or alias.name, code)

    def _from(self, source: str, name: str, local: str, code: Code) -> Iterator[Step]:
        """What ``from source import name as local`` reaches."""
        if source not in self.modules:
            return
        if home := self._doors.get(source, {}).get(name):
            yield from self._from(home, name, local, code)
        elif (module := f"{source}.{name}") in self.modules:
            yield module, ALL
        elif (module := f"{source}.{_snake(name)}") in self.modules and self._code[source].is_dynamic:
            yield from ((source, ""), (module, ALL))
        else:
            yield from ((source, part) for part in self._parts_used(source, local, code))

    def _parts_used(self, room: str, local: str, code: Code) -> set[str]:
        """The parts of `room` that the uses of its name `local` in `code` reach."""
        modules = self._parts_of(room)
        parts = {*modules, *(path.stem for path in self._files_of(room))}
        keys = code.keys(local) if parts else None
        if keys is None:
            return {ALL}
        named = {_part(text, parts) for text in code.strings} - {ALL}
        computed = named if named and not modules else {ALL}
        return {part for key in keys for part in (computed if key is None else {_part(key, parts)})}

    def _parts_of(self, room: str) -> dict[str, str]:
        """The modules that `room` finds by their place: part -> module."""
        code = self._code[room]
        if not code.is_dynamic:
            return {}
        beside = (name.rpartition(".") for name in self.modules if name != room)
        return {
            part: f"{package}.{part}"
            for package, _, part in beside
            if package == code.package and not part.startswith("_")
        }

    def _files_of(self, room: str) -> list[Path]:
        """The data files that `room` finds by their place."""
        code = self._code[room]
        public = [path for path in self.data.get(code.folder, ()) if not path.name.startswith("_")]
        return [
            path for path in public if path.suffix in code.endings and not path.with_suffix(".py").is_file()
        ]

    def _own_data(self, name: str) -> set[Path]:
        """The files that belong to a module by their place."""
        source, parts = self.modules[name], set(self._files_of(name))
        named = {path: path.with_suffix(".py") for path in self.data.get(source.parent, ())}
        return {path for path, module in named.items() if module == source or not module.is_file()} - parts

    def _named(self, code: Code) -> set[Path]:
        """The data files that the strings of `code` name."""
        depth = len(code.folder.relative_to(self.folder).parts)
        inside = [code.folder, *code.folder.parents[:depth]]
        anchors = {self.modules[text].parent for text in code.strings if text in self._packages}
        found: set[Path] = set()
        for text in {text.strip("/") for text in code.strings}:
            for base in {*inside, *anchors}:
                found |= self._at(base, text, beside=base == code.folder and bool(code.package))
        used = {up for path in found for up in path.parents}
        return found | {path for alone in anchors - used - {code.folder} for path in self.data.get(alone, ())}

    def _at(self, base: Path, text: str, beside: bool) -> set[Path]:
        """The data that `text` names, read as a path from `base`."""
        path = base / text
        if path in self.data.get(path.parent, ()):
            return {path}
        while path != base and path not in self._below:  # the rest is computed, or a pattern
            path = path.parent
        if path == base or (not beside and path in self._module_folders):
            return set()
        return self._below[path]

    @cached_property
    def _below(self) -> dict[Path, set[Path]]:
        """Folder -> the data in it and in the folders of data inside it."""
        found: dict[Path, set[Path]] = {}
        for place, files in self.data.items():
            inside = [] if place in self._module_folders else place.parents
            for folder in (place, *inside):
                found.setdefault(folder, set()).update(files)
        return found

    @cached_property
    def _module_folders(self) -> set[Path]:
        return {path.parent for path in self.modules.values()}

    @cached_property
    def _packages(self) -> set[str]:
        return {name for name, path in self.modules.items() if path.name == "__init__.py"}

    @cached_property
    def _doors(self) -> dict[str, dict[str, str]]:
        """Packages whose ``__init__`` only re-exports: name -> the module it comes from."""
        names = ((package, self._reexports(self._code[package])) for package in self._packages)
        return {package: found for package, found in names if found is not None}

    def _reexports(self, code: Code) -> dict[str, str] | None:
        names: dict[str, str] = {}
        for node in code.tree.body:
            if isinstance(node, ast.ImportFrom):
                source = _absolute(node, code.package)
                if any(alias.name == "*" or f"{source}.{alias.name}" in self.modules for alias in node.names):
                    return None  # a module imported for what its import does
                names |= {alias.name: source for alias in node.names if alias.asname in (None, alias.name)}
            elif not _is_docstring(node) and not _sets_all(node):
                return None
        return names


def _absolute(node: ast.ImportFrom, package: str) -> str:
    if not node.level:
        return node.module or ""
    parts = package.split(".")
    base = ".".join(parts[: len(parts) - node.level + 1])
    return f"{base}.{node.module}" if node.module else base


def _part(key: str, parts: Iterable[str]) -> str:
    """The longest of `parts` that begins `key`, or ALL if none does."""
    return max((part for part in parts if key.startswith(part)), key=len, default=ALL)


def _key(node: ast.expr) -> str | None:
    """The text of a key, or the fixed beginning of one that goes on computed behind a dot; None without."""
    if isinstance(node, ast.JoinedStr) and node.values:
        start = node.values[0]
        text = start.value if isinstance(start, ast.Constant) else None
        return text if isinstance(text, str) and "." in text else None
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _sets_all(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and all(getattr(name, "id", "") == "__all__" for name in node.targets)

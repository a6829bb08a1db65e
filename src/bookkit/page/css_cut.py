"""Cuts a style sheet down to the rules that a set of pages can use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import tinycss2
from tinycss2 import ast

Node = ast.Node
# At-rules whose block holds rules; every other at-rule is kept as it is.
NESTING = {"media", "supports", "layer", "container"}


def cut(sheet: str, used: set[str]) -> str:
    """`sheet` without comments and without rules whose selectors name a class or id outside `used`.

    Keyframes that no kept rule names go as well.
    """
    rules = list(_kept(tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True), used))
    text = "\n".join(rule for rule in rules if not rule.startswith("@keyframes"))
    frames = (rule for rule in rules if rule.startswith("@keyframes"))
    return "\n".join([text, *(rule for rule in frames if rule.split("{")[0].split()[1] in text)]) + "\n"


VARIABLE = re.compile(r"--[\w-]+")
# A declaration of a custom property in a cut sheet; a value may hold strings and brackets.
STRING = r"\"[^\"]*\"|'[^']*'"
BRACKETS = rf"\((?:[^()\"']|{STRING}|\([^()]*\))*\)"
DECLARED = re.compile(rf"(?<=[{{;])\s*(--[\w-]+)\s*:(?:[^;{{}}()\"']|{STRING}|{BRACKETS})*(?:;|(?=\}}))")
EMPTY = re.compile(r"(?m)^[^{}@;]+\{\s*\}\n")
ASKED = re.compile(r"var\(\s*(--[\w-]+)")


def without_unused_variables(sheet: str, elsewhere: set[str]) -> str:
    """`sheet` without the custom properties that neither a rule of it nor anything `elsewhere` asks for."""
    while True:
        asked = elsewhere | set(ASKED.findall(sheet))
        left = DECLARED.sub(lambda found, asked=asked: found[0] if found[1] in asked else "", sheet)
        if left == sheet:
            return EMPTY.sub("", sheet)
        sheet = left


def _kept(rules: Iterable[Node], used: set[str]) -> Iterator[str]:
    for rule in rules:
        if isinstance(rule, ast.ParseError):
            raise ValueError(f"line {rule.source_line}: {rule.message}")
        if isinstance(rule, ast.QualifiedRule):
            selectors = [text for one in _split(rule.prelude) if (text := _selector(one, used))]
            body = _plain(rule.content)
            if selectors and body:
                yield f"{','.join(selectors)}{{{body}}}"
        elif isinstance(rule, ast.AtRule):
            head = f"@{rule.at_keyword} {_plain(rule.prelude)}".rstrip()
            if rule.content is None:
                yield f"{head};"
            elif rule.lower_at_keyword in NESTING:
                inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
                if kept := "\n".join(_kept(inner, used)):
                    yield f"{head}{{{kept}}}"
            else:
                yield f"{head}{{{_plain(rule.content)}}}"


def _plain(nodes: Iterable[Node]) -> str:
    """The text of `nodes` with single spaces and no comments."""
    text = tinycss2.serialize([node for node in nodes if not isinstance(node, ast.Comment)])
    return re.sub(r"\s+", " ", text).strip().removesuffix(";")


def _split(prelude: Iterable[Node]) -> list[list[Node]]:
    """A selector list, cut at its commas."""
    parts: list[list[Node]] = [[]]
    for node in prelude:
        if isinstance(node, ast.LiteralToken) and node.value == ",":
            parts.append([])
        else:
            parts[-1].append(node)
    return parts


def _selector(nodes: list[Node], used: set[str]) -> str:
    """The selector's text; empty where it asks for a name that is not used.

    What stands in brackets (``:not(.this)``) is no demand, so it is not looked at.
    """
    wanted = {node.value for node in nodes if isinstance(node, ast.HashToken)}
    wanted |= {
        name.value
        for dot, name in zip(nodes, nodes[1:], strict=False)
        if isinstance(dot, ast.LiteralToken) and dot.value == "." and isinstance(name, ast.IdentToken)
    }
    return _plain(nodes) if wanted <= used else ""

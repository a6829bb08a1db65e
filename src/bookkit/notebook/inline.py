"""Inline nodes as the Markdown that Jupyter and Colab show: text, mathematics, links, references."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html import escape
from typing import Any

from docutils import nodes

SPECIAL = re.compile(r"([\\`*_\[\]$])")
SIGNS = {"<": "&lt;", ">": "&gt;"}
LOCAL = "page:"  # how the builder marks the address of another page when nobody knows where the site is


class UnknownNode(ValueError):
    """A node that has no form in a notebook yet."""


def text(words: str) -> str:
    """Plain words, with everything escaped that Markdown would read as a mark."""
    words = SPECIAL.sub(r"\\\1", words.replace("&", "&amp;"))
    for sign, entity in SIGNS.items():
        words = words.replace(sign, entity)
    return words.replace("\n", " ")


def math(formula: str) -> str:
    """A formula between dollars; < and > in words, because notebooks read them as tags."""
    return f"${tex(formula)}$"


def tex(formula: str) -> str:
    return re.sub(r"\s*<\s*", r" \\lt ", re.sub(r"\s*>\s*", r" \\gt ", formula.strip()))


def code(words: str) -> str:
    """Code in as many backticks as it needs."""
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", words)), default=0))
    space = " " if "`" in words else ""
    return f"{fence}{space}{words}{space}{fence}"


def link(words: str, address: str) -> str:
    """A link, or the words alone when the address is a page of a site that nobody knows the place of."""
    return words if not address or address.startswith(LOCAL) else f"[{words}]({address.replace(' ', '%20')})"


def inline(children: Iterable[nodes.Node]) -> str:
    return "".join(map(_render, children))


def _render(node: nodes.Node) -> str:
    if isinstance(node, nodes.Text):
        return text(node.astext())
    for kind in type(node).__mro__:
        if kind in FORMS:
            return FORMS[kind](node)
    raise UnknownNode(f"no notebook form for inline {type(node).__name__}: {node.astext()[:60]!r}")


def _wrapped(before: str, after: str) -> Callable[[Any], str]:
    def render(node: nodes.Element) -> str:
        words = inline(node.children)
        lead, trail = len(words) - len(words.lstrip()), len(words.rstrip())
        return f"{words[:lead]}{before}{words[lead:trail]}{after}{words[trail:]}" if words.strip() else words

    return render


def _reference(node: nodes.reference) -> str:
    words = inline(node.children)
    return link(words, f"#{node['refid']}" if "refid" in node else node.get("refuri", ""))


def _abbreviation(node: nodes.abbreviation) -> str:
    title = escape(node.get("explanation", ""))
    return f'<abbr title="{title}">{inline(node.children)}</abbr>' if title else inline(node.children)


def _footnote_reference(node: nodes.footnote_reference) -> str:
    return f'<sup><a href="#{node["refid"]}">{node.astext()}</a></sup>'


def _nothing(node: nodes.Node) -> str:
    return ""


FORMS: dict[type, Callable[[Any], str]] = {
    nodes.emphasis: _wrapped("*", "*"),
    nodes.strong: _wrapped("**", "**"),
    nodes.superscript: _wrapped("<sup>", "</sup>"),
    nodes.subscript: _wrapped("<sub>", "</sub>"),
    nodes.literal: lambda node: code(node.astext()),
    nodes.math: lambda node: math(node.astext()),
    nodes.reference: _reference,
    nodes.abbreviation: _abbreviation,
    nodes.footnote_reference: _footnote_reference,
    nodes.inline: lambda node: inline(node.children),
    nodes.title_reference: _wrapped("*", "*"),
    nodes.target: _nothing,
    nodes.raw: _nothing,
    nodes.comment: _nothing,
}

"""How the search reads the book: the English of Sphinx, and the spellings of this subject.

A kernel is found as 1×1, 1x1, "3 x 3" or as the formula of it; a version as MobileNetV2, "mobilenet v2" or
MobileNet-V2; a compound by its parts and in one word (h-swish, swish, hswish). The index holds every
spelling, and a query is brought into the joined one by the same rules, written here for both.
"""

from __future__ import annotations

import re
from typing import Any

from sphinx.application import Sphinx
from sphinx.search.en import SearchEnglish

from bookkit.frame import join

# Pattern -> replacement, in the words that Python and JavaScript share.
JOINED = (
    (r"(\d)(?:\s|\\[!,;])*(?:×|x|\\times)(?:\s|\\[!,;])*(?=\d)", r"\1x"),
    (r"([a-z]{3,})[\s_-]v(?=\d)", r"\1v"),
)
HYPHENS = re.compile(r"(?<=\w)[-‐‑](?=\w)")
WORD = re.compile(r"\w+")


def spellings(text: str) -> list[str]:
    """The words that `text` is found by: those that stand there, and the joined ones that they make."""
    standing = WORD.findall(text)
    joined = WORD.findall(in_one_word(text))
    compound = WORD.findall(HYPHENS.sub("", text)) if HYPHENS.search(text) else []
    return [*standing, *joined, *compound]


def in_one_word(text: str) -> str:
    for pattern, words in JOINED:
        text = re.sub(pattern, words, text, flags=re.IGNORECASE)
    return text


# What a reader types may say more than the book writes: of a name that stands nowhere (mobilenet_v2_x0_35)
# its beginning is looked for, and a class (SqueezeExcite) by its words.
KNOWN = """
  const { terms = {}, titleterms = {} } = Search._index ?? {};
  const stemmer = new Stemmer();
  const stem = (word) => stemmer.stemWord(word.toLowerCase());
  const stands = (word) => [terms, titleterms].some((all) => Object.hasOwn(all, stem(word)));
  const known = (word) => {
    if (stands(word)) return [word];
    const end = word.lastIndexOf("_");
    if (end > 0) return known(word.slice(0, end));
    return word.split(/(?<=[a-z])(?=[A-Z])/);
  };
"""


def _javascript() -> str:
    """The same rules for what a reader types; a lone letter beside words (as in "g = 3") asks for nothing."""
    steps = "".join(f".replace(/{pattern}/giu, {words.replace(chr(92), '$')!r})" for pattern, words in JOINED)
    return (
        "function splitQuery(query) {\n"
        f"{KNOWN.strip(chr(10))}\n"
        f"  const words = query{steps}.match(/[\\p{{L}}\\p{{N}}_]+/gu) ?? [];\n"
        "  const long = words.filter((word) => word.length > 1);\n"
        "  return (long.length ? long : words).flatMap(known);\n"
        "}\n"
    )


class Book(SearchEnglish):
    """Replaces Sphinx's English, whose place it takes by its name."""

    lang = SearchEnglish.lang
    js_splitter_code = _javascript()

    def split(self, input: str) -> list[str]:
        return spellings(input)


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_search_language(Book)
    return join(app, __name__)

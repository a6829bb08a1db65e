"""What a shared link shows of a page: its own first words, without formulas, cut where a card cuts."""

from __future__ import annotations

from docutils import nodes
from docutils.utils import new_document

from bookkit.page.head import LONGEST, describe


def page(*blocks: nodes.Node) -> nodes.document:
    document, section = new_document("page"), nodes.section()
    section += [nodes.title("", "Title"), *blocks]
    document += section
    return document


def test_the_first_paragraph_of_prose_describes_the_page() -> None:
    prose = nodes.paragraph("", "", nodes.Text("A network is small when\nits layers are: "))
    prose += [nodes.math("", "c^2"), nodes.Text(" weights each.")]
    boxed = nodes.tip("", nodes.paragraph("", "This has more than forty characters, but it stands in a box."))
    assert describe(page(boxed, nodes.paragraph("", "Too short."), prose)) == (
        "A network is small when its layers are: weights each."
    )


def test_a_long_paragraph_is_cut_at_a_word() -> None:
    text = describe(page(nodes.paragraph("", "many words, " * 40)))
    assert len(text) <= LONGEST + 2 and text.endswith(" …") and text.removesuffix(" …").endswith("s")


def test_a_page_without_prose_says_nothing() -> None:
    assert describe(page()) == describe(None) == ""

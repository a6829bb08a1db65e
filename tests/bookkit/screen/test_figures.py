"""A drawing inside a page: its styles stay inside, its motion moves, its links find their pages."""

from __future__ import annotations

from xml.etree import ElementTree

from bookkit.screen.figures import SVG, A, inline_svg

MAP = f"""<svg xmlns="{SVG}" viewBox="0 0 9 9"><a href="doc:chapters/old"><text>old</text></a>
<a class="wide" href="doc:chapters/new"><text>new</text></a></svg>"""
MOVING = f"""<svg xmlns="{SVG}" viewBox="0 0 9 9"><style>/* why */ .a {{ animation: m-in 1s; }}
@keyframes m-in {{ from {{ opacity: 0; }} to {{ opacity: 1; }} }} @media print {{ .a {{ animation: none; }} }}
</style><rect class="a"/></svg>"""


def test_links_lead_to_the_pages_that_there_are() -> None:
    root = ElementTree.fromstring(inline_svg(MAP, "map", "svg1", address={"chapters/old": "../old.html"}.get))
    assert [link.get("href") for link in root.iter(A)] == ["../old.html"]
    assert root.get("role") == "group"
    assert [group.get("class") for group in root.iter(f"{{{SVG}}}g")] == ["wide coming"]


def test_a_drawing_without_links_is_an_image() -> None:
    root = ElementTree.fromstring(inline_svg(MAP, "map", "svg1"))
    assert root.get("role") == "img" and not list(root.iter(A))


def test_motion_survives_and_other_rules_stay_inside() -> None:
    [style] = ElementTree.fromstring(inline_svg(MOVING, "it moves", "svg1")).iter(f"{{{SVG}}}style")
    assert style.text == (
        "@keyframes m-in { from { opacity: 0; } to { opacity: 1; } } "
        "#svg1 { .a { animation: m-in 1s; } @media print { .a { animation: none; } } }"
    )

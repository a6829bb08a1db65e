"""The joined style sheet: what is cut, what stays, and where its addresses lead."""

from __future__ import annotations

from pathlib import Path

import pytest

from bookkit.page.css_cut import cut, without_unused_variables
from bookkit.page.styles import moved, used_names


@pytest.mark.parametrize(
    ("sheet", "kept"),
    [
        (".a { color: red } .b { color: red }", ".a{color: red}"),
        (".a, .b > .a, #no .a { color: red }", ".a{color: red}"),
        ("p:not(.b), [data-x='.b'] { margin: 0 }", 'p:not(.b),[data-x=".b"]{margin: 0}'),
        ("/* .b */ @media print { .a { top: 0 } .b { top: 0 } }", "@media print{.a{top: 0}}"),
        ("@media print { .b { top: 0 } }", ""),
        (
            "@supports (gap: 0) { @media print { .a { gap: 0 } } }",
            "@supports (gap: 0){@media print{.a{gap: 0}}}",
        ),
        ("@font-face { font-family: F; src: url(f.woff2) }", "@font-face{font-family: F; src: url(f.woff2)}"),
        (
            "@keyframes x { to { top: 0 } } @keyframes y { to { top: 0 } } .a { animation: y 1s }",
            ".a{animation: y 1s}\n@keyframes y{to { top: 0 }}",
        ),
        (".a { } .a { --wide: 1 }", ".a{--wide: 1}"),
    ],
)
def test_a_rule_stays_when_its_names_are_used(sheet: str, kept: str) -> None:
    assert cut(sheet, {"a"}).strip() == kept


@pytest.mark.parametrize(
    ("sheet", "kept"),
    [
        ("a{--x: 1;top: var(--x)}", "a{--x: 1;top: var(--x)}"),
        ("a{--x:1;--y: 2;top: var( --y,0)}", "a{--y: 2;top: var( --y,0)}"),
        ("a{--x: 1;--y: var(--x);top: 0}", "a{top: 0}"),
        ('a{--x: url(data:i;b,c);--y:"};";--z: ;top: 0}', "a{top: 0}"),
        ("a{--of-a-widget:1}", "a{--of-a-widget:1}"),
        ("a{--x:1}\nb{top: 0}", "b{top: 0}"),
    ],
)
def test_a_variable_stays_when_something_asks_for_it(sheet: str, kept: str) -> None:
    assert without_unused_variables(sheet, {"--of-a-widget"}) == kept


def test_a_broken_sheet_is_refused_with_the_place() -> None:
    with pytest.raises(ValueError, match="line 2"):
        cut(".a { top: 0 }\n}", {"a"})


def test_names_come_from_pages_and_from_the_scripts_they_load(tmp_path: Path) -> None:
    (tmp_path / "_static").mkdir()
    (tmp_path / "_static" / "used.js").write_text('node.classList.add("from-script")')
    (tmp_path / "_static" / "unused.js").write_text('node.classList.add("from-nowhere")')
    (tmp_path / "decks").mkdir()
    (tmp_path / "decks" / "deck.html").write_text('<p class="of-a-deck">')
    (tmp_path / "page.html").write_text(
        '<p class="one two" id="three">prose</p><script src="_static/used.js?v=1"></script>'
        '<script type="application/json">{"data": 1}</script><script>document.body.id = "inline";</script>'
    )
    names = used_names(tmp_path)
    assert {"one", "two", "three", "from-script", "inline"} <= names
    assert not {"from-nowhere", "of-a-deck", "prose", "data"} & names


def test_addresses_are_seen_from_the_joined_sheet() -> None:
    assert moved('a{background:url("pic.png")}', "extra.css") == "a{background:url(../pic.png)}"
    assert moved("a{b:url(fonts/f.woff2)}", "katex/katex.css") == "a{b:url(../katex/fonts/f.woff2)}"
    assert moved("a{background:url(data:x)}", "extra.css") == "a{background:url(data:x)}"
    assert moved('@import "../basic.css";a{top:0}', "styles/theme.css") == "a{top:0}"

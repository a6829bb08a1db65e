"""A book of one page, built by the real Sphinx."""

from __future__ import annotations

import io
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils


def build_book(
    folder: Path, page: str, *extensions: str, builder: str = "html", fresh: bool = True, **settings: object
) -> tuple[str, str]:
    """Build a book of one page inside `folder`; return (the built page, the warnings).

    With `fresh=False` the build knows what the one before it read, and the page's file stays as it is.
    """
    source, out = folder / "book", folder / builder
    source.mkdir(exist_ok=True)
    if not (source / "index.md").is_file() or (source / "index.md").read_text(encoding="utf8") != page:
        (source / "index.md").write_text(page, encoding="utf8")
    warnings = io.StringIO()
    confoverrides = {
        "extensions": [*(() if "myst_nb" in extensions else ("myst_parser",)), *extensions],
        "myst_enable_extensions": ["dollarmath", "attrs_block", "colon_fence"],
        "html_theme": "basic",
        **settings,
        "source_suffix": {".rst": "restructuredtext"},  # the default is shared by all books of a process
    }
    with patch_docutils(str(source)), docutils_namespace():
        app = Sphinx(
            str(source),
            None,
            str(out),
            str(folder / "doctrees"),
            builder,
            confoverrides,
            status=None,
            warning=warnings,
            freshenv=fresh,
        )
        app.build()
    [built] = [path for suffix in ("html", "txt", "ipynb") for path in out.glob(f"index.{suffix}")]
    return built.read_text(encoding="utf8"), warnings.getvalue()

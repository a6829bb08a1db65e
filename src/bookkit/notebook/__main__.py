"""Build every chapter's notebooks, and the wheel they install: ``python -m bookkit.notebook``."""

from __future__ import annotations

from pathlib import Path

from bookkit.notebook.wheel import build_wheel
from bookkit.second_build import arguments, build

# Outputs are stripped; the order decides which form of a computed value stands in prose.
OUTPUTS = (
    "application/vnd.jupyter.widget-view+json",
    "text/html",
    "image/svg+xml",
    "image/png",
    "text/plain",
)


def main() -> int:
    source, out = arguments("bookkit.notebook", __doc__, Path("_build/html/notebooks"))
    build_wheel(source, out.parent / "wheels")
    return build(
        "notebook",
        "notebooks",
        source,
        out,
        {
            "html_theme": "basic",
            "nb_mime_priority_overrides": [["notebooks", kind, rank] for rank, kind in enumerate(OUTPUTS)],
        },
    )


if __name__ == "__main__":
    raise SystemExit(main())

"""The last line of a page tells the truth about its execution, and only executed pages have one."""

from __future__ import annotations

import json
import platform
import time
from importlib.metadata import version
from pathlib import Path

from bookkit.execution.environment import environment

CELL = """\
---
file_format: mystnb
kernelspec:
  name: python3
---
# T

## S

```{code-cell} python
1 + 1
```
"""
EXTENSIONS = ("myst_nb", "bookkit.execution.verification")


def line(page) -> str | None:
    found = page.select("p.verification")
    return found[-1].text if found else None


def test_the_record_of_the_execution_is_quoted(soup, tmp_path: Path) -> None:
    entry = {
        "run": 1_000_000_000 * 10**9,
        "seconds": 12.34,
        "python": "3.9.1",
        "torch": "1.2",
        "cores": 2,
        "cpu": "Abacus",
    }
    record = tmp_path / "book/_build/execution.json"
    record.parent.mkdir(parents=True)
    record.write_text(json.dumps({"index": entry}), encoding="utf8")
    page = soup(CELL, *EXTENSIONS, nb_execution_mode="off", suppress_warnings=["myst-nb.lexer"])
    assert line(page) == (
        "The code of this page was executed on 2001-09-09 in 12.3 s without a warning: "
        "Python 3.9.1, torch 1.2, 2 cores of Abacus."
    )


def test_without_a_record_the_notebook_is_asked(soup) -> None:
    text = line(soup(CELL, *EXTENSIONS, nb_execution_mode="force"))
    assert text is not None
    assert time.strftime("%Y-%m-%d", time.gmtime()) in text
    assert f"Python {platform.python_version()}, torch {version('torch')}" in text


def test_a_page_that_was_not_executed_claims_nothing(soup) -> None:
    assert line(soup("# T\n\nProse.", *EXTENSIONS, nb_execution_mode="off")) is None


def test_the_environment_names_the_processor() -> None:
    facts = environment()
    assert facts["cpu"] and facts["cores"] >= 1

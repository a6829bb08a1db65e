"""What a chapter records for its prose runs, and no reader sees it."""

from __future__ import annotations

from collections.abc import Callable

from bs4 import BeautifulSoup

from bookkit.words.bookkeeping import without_records

PAGE = """---
file_format: mystnb
kernelspec:
  name: python3
  language: python
---
# A chapter

```{code-cell} python
from lightcnn.record import record

cost = 3
record("cost", cost)
print(cost)
```
"""


def test_a_page_shows_the_code_without_what_it_records(soup: Callable[..., BeautifulSoup]) -> None:
    found = soup(PAGE, "myst_nb", "bookkit.words.bookkeeping", nb_execution_mode="off")
    assert found.select_one(".cell_input pre").get_text().strip() == "cost = 3\nprint(cost)"


def test_a_loop_that_only_records_goes_and_one_that_does_more_stays() -> None:
    assert without_records("a = 1\nfor n in a:\n    record(n, 1)\nb = 2") == "a = 1\nb = 2"
    kept = "for n in a:\n    use(n)"
    assert without_records(f"{kept}\n    record(n, 1)") == kept


def test_what_cannot_be_taken_apart_stays() -> None:
    for code in (
        "%timeit record('a', 1)",
        "a = 1; record('a', a)",
        "if a:\n    b = 1\nelse:\n    record('a', 1)",
    ):
        assert without_records(code) == code

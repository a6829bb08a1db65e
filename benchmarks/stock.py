"""Two pages built as a stock Jupyter Book builds them: one cell with a widget, and a whole chapter of ours.

The chapter keeps the book's own directives, which its text needs, and nothing else of ours: Jupyter Book's
theme, scripts, mathematics and widget manager are its defaults. What the pages take from content networks is
answered from this machine (npm brings the files), so that no time holds a network.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlparse

import yaml
from playwright.sync_api import Route

CHAPTER = "chapters/foundations/cost-of-a-convolution"
WIDGET = "ConvolutionExplorer"
NPM = ("requirejs@2.3.4", "@jupyter-widgets/html-manager@1.0.15", "anywidget@0.9.21", "mathjax@3.2.2")
DIRECTIVES = ["sphinx_exercise", "bookkit.words"]
CELL = f"""---
jupytext:
  text_representation:
    format_name: myst
kernelspec:
  name: python3
---

# One cell

```{{code-cell}} ipython3
from lightcnn.widgets import {WIDGET}
{WIDGET}()
```
"""


def sources(root: Path, folder: Path) -> None:
    """Lay the two pages and what they need into `folder`; references to pages left out stay unresolved."""
    for name in (f"{CHAPTER}.md", "references.bib", "pyproject.toml"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / name, folder / name)
    shutil.copytree(root / "images", folder / "images", dirs_exist_ok=True)
    (folder / "cell.md").write_text(CELL, encoding="utf8")
    toc = {"format": "jb-book", "root": "cell", "chapters": [{"file": CHAPTER}]}
    (folder / "_toc.yml").write_text(yaml.safe_dump(toc, sort_keys=False), encoding="utf8")


def stock_book(root: Path, folder: Path) -> Path:
    """The two pages by Jupyter Book's defaults; returns the site."""
    sources(root, folder)
    ours = yaml.safe_load((root / "_config.yml").read_text(encoding="utf8"))
    config = {
        "title": "Stock",
        "only_build_toc_files": True,
        "parse": ours["parse"],
        "bibtex_bibfiles": ours["bibtex_bibfiles"],
        "execute": {"execute_notebooks": "cache", "timeout": 300},
        "sphinx": {"extra_extensions": DIRECTIVES, "config": {"numfig": True}},
    }
    (folder / "_config.yml").write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf8")
    site = built([Path(sys.executable).with_name("jupyter-book"), "build", folder], folder)
    for page in site.rglob("*.html"):  # npm's require.js is not the minified file that the digest is of
        page.write_text(re.sub(r' integrity="[^"]*"', "", page.read_text(encoding="utf8")), encoding="utf8")
    return site


def our_cell(root: Path, folder: Path) -> Path:
    """The page of one cell as this book builds it; returns the site."""
    sources(root, folder)
    shutil.copy(root / "_config.yml", folder / "_config.yml")
    (folder / "_toc.yml").write_text("format: jb-book\nroot: cell\n", encoding="utf8")
    build = "from bookkit.build import Path, build_pages; raise SystemExit(build_pages(Path()))"
    return built([sys.executable, "-c", build], folder)


def built(command: list, folder: Path) -> Path:
    words = [str(part) for part in command]
    done = subprocess.run(words, cwd=folder, check=False, capture_output=True, text=True)
    site = folder / "_build" / "html"
    if not (site / "cell.html").is_file():
        raise RuntimeError(f"{folder} did not build:\n{done.stdout[-1000:]}{done.stderr[-2000:]}")
    return site


def node_modules(folder: Path) -> Path:
    """The files that the stock pages take from content networks."""
    if not (folder / "node_modules" / "anywidget").is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--no-audit", "--no-fund", "--silent", "--prefix", str(folder), *NPM]
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return folder / "node_modules"


def local_file(address: str, modules: Path) -> Path | None:
    """The local copy of what `address` names on a content network."""
    path = urlparse(address).path
    if path.endswith(("/require.min.js", "/require.js")):
        return modules / "requirejs" / "require.js"
    if found := re.fullmatch(r"/npm/((?:@[\w-]+/)?[\w-]+)@?[^/]*/(.*)", path):
        name = modules / found[1] / found[2]
        return next((file for file in (name, name.with_suffix(".js")) if file.is_file()), None)
    return None


def answer(modules: Path, missing: list[str]) -> Callable[[Route], None]:
    """A route that serves content networks from `modules`; what is not there is noted and refused."""

    def respond(route: Route) -> None:
        url = route.request.url
        if file := local_file(url, modules):
            route.fulfill(path=file, headers={"Access-Control-Allow-Origin": "*"})
        else:
            missing.append(url)
            route.abort()

    return respond

"""From navigation to a live widget: our chapter page beside a stock Jupyter Book page, in one run.

The stock page is built here: Jupyter Book's defaults, one heading, one cell with the same widget. What it
takes from content networks is answered from this machine (npm brings the files), so that its time holds no
network; the processor is throttled four times for both.
"""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlparse

from playwright.sync_api import Browser, Page, Route

from benchmarks.report import Row
from benchmarks.site import browser, served

CHAPTER = "chapters/foundations/cost-of-a-convolution.html"
WIDGET = "ConvolutionExplorer"
REPEATS = 5
THROTTLE = 4
NPM = ("requirejs@2.3.4", "@jupyter-widgets/html-manager@1.0.15", "anywidget@0.9.21", "mathjax@3.2.2")
# A widget lives when its first control stands on the page: the time is taken in the page, frame by frame. Our
# widgets wait until the reader comes near, so the page goes to the first one as soon as it is there.
CLOCK = """(() => {
  let went = false;
  const look = () => {
    const place = document.querySelector(".widget-mount, .widget-subarea");
    if (place && !went) { went = true; place.scrollIntoView({ behavior: "instant" }); }
    const control = document.querySelector(
      ":is(.widget-mount[data-mounted=true], .widget-subarea, .jupyter-widgets) :is(input, button, select)");
    if (control) window.liveAfter = performance.now(); else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})();"""
SOURCE = f"""---
jupytext:
  text_representation:
    format_name: myst
kernelspec:
  name: python3
---

# A stock page

```{{code-cell}} ipython3
from lightcnn.widgets import {WIDGET}
{WIDGET}()
```
"""


def stock_page(folder: Path) -> Path:
    """Build the stock book in `folder`; return its site."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "stock.md").write_text(SOURCE, encoding="utf8")
    (folder / "_toc.yml").write_text("format: jb-book\nroot: stock\n", encoding="utf8")
    (folder / "_config.yml").write_text("title: Stock\nonly_build_toc_files: true\n", encoding="utf8")
    command = [str(Path(sys.executable).with_name("jupyter-book")), "build", str(folder)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    site = folder / "_build" / "html"
    if not (site / "stock.html").is_file():
        raise RuntimeError(f"the stock page did not build:\n{done.stdout[-1000:]}{done.stderr[-2000:]}")
    page = site / "stock.html"  # npm's require.js is not the minified file that the page's digest is of
    page.write_text(re.sub(r' integrity="[^"]*"', "", page.read_text(encoding="utf8")), encoding="utf8")
    return site


def node_modules(folder: Path) -> Path:
    """The files that the stock page takes from content networks."""
    if not (folder / "node_modules" / "anywidget").is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--no-audit", "--no-fund", "--silent", "--prefix", str(folder), *NPM]
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return folder / "node_modules"


def local_file(address: str, modules: Path) -> Path | None:
    """The local copy of what `address` names on a content network."""
    path = urlparse(address).path
    if path.endswith("/require.min.js") or path.endswith("/require.js"):
        return modules / "requirejs" / "require.js"
    if found := re.fullmatch(r"/npm/((?:@[\w-]+/)?[\w-]+)@?[^/]*/(.*)", path):
        name = modules / found[1] / found[2]
        return next((file for file in (name, name.with_suffix(".js")) if file.is_file()), None)
    return None


def live_after(opened: Browser, address: str, modules: Path) -> float:
    """Milliseconds from navigation to the first live control, in a fresh context."""
    context = opened.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.add_init_script(CLOCK)
    missing: list[str] = []

    def answer(route: Route) -> None:
        url = route.request.url
        if urlparse(url).hostname == "127.0.0.1" or not url.startswith("http"):
            route.fallback()
        elif file := local_file(url, modules):
            route.fulfill(path=file, headers={"Access-Control-Allow-Origin": "*"})
        else:
            missing.append(url)
            route.abort()

    page.route(lambda url: not url.startswith("http://127.0.0.1"), answer)
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": THROTTLE})
    page.goto(address, wait_until="commit")
    try:
        return wait_live(page)
    except Exception as error:
        raise RuntimeError(f"no live widget on {address}; not served: {json.dumps(missing)}") from error
    finally:
        context.close()


def wait_live(page: Page) -> float:
    page.wait_for_function("window.liveAfter !== undefined", timeout=90_000)
    return page.evaluate("window.liveAfter")


def measure(root: Path) -> list[Row]:
    modules = node_modules(root / "_build" / "stock")
    stock = stock_page(root / "_build" / "stock" / "book")
    with served(root / "_build" / "html") as ours, served(stock) as theirs, browser() as opened:
        times: dict[str, list[float]] = {f"{ours}/{CHAPTER}": [], f"{theirs}/stock.html": []}
        for _ in range(REPEATS):  # in turn, so that whatever the machine does meets both
            for address, kept in times.items():
                kept.append(live_after(opened, address, modules))
    mine, reference = (statistics.median(kept) for kept in times.values())
    return [
        Row("our chapter page, live widget after", mine, "ms", note=f"CPU throttled {THROTTLE}x"),
        Row("stock page with that widget alone", reference, "ms", note="content networks answered here"),
        Row("ours / stock", mine / reference, "x", 0.25),
    ]

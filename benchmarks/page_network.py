"""A network computed inside a page beside torch on one thread: medians of turns taken in one run.

Also what the engine weighs, how far int8 weights move the trained networks' logits on a random image, and how
long a reader who opens the built page from disk and drops a photograph waits for the answer.
"""

from __future__ import annotations

import base64
import gzip
import statistics
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from playwright.sync_api import Browser, Page
from torch import Tensor, nn

from benchmarks.forward import seconds
from benchmarks.report import Row
from benchmarks.site import browser
from lightcnn.export import KINDS, export
from lightcnn.pretrained import load
from lightcnn.widgets.kit.base import HERE, KIT, joined

FILES = [name for name in KIT if name.startswith("cnn")]
TURNS = 15
NETWORKS = ("mobilenet_v2", "squeezenet1_1")
PAGE = """<!doctype html><script>const kit = {{}};
{scripts}
async function decoded(text) {{
  return (await fetch(`data:;base64,${{text}}`)).arrayBuffer();
}}
async function begin(model, image) {{
  window.net?.stop();
  window.image = new Float32Array(await decoded(image));
  const started = performance.now();
  window.net = kit.cnn(model);
  const answer = await net.run(window.image);
  return {{ first: performance.now() - started, answer: [...answer.data], wasm: answer.wasm }};
}}
async function slowest(model, image) {{
  window.Worker = window.WebAssembly = undefined;
  await begin(model, image);
  return turn();
}}
async function turn() {{
  const started = performance.now();
  await net.run(window.image);
  return performance.now() - started;
}}
</script>
"""
CHAPTER = "chapters/squeezenet/squeezenet.html"  # no weights are fetched before the reader's first touch
# Drops a photograph of 1,200 x 900 pixels on the widget; milliseconds until its first answer stands there.
DROPPED = """async (mount) => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 1200, height: 900 }),
    pen = canvas.getContext("2d");
  for (let i = 0; i < 400; i++) {
    pen.fillStyle = `hsl(${(37 * i) % 360} 60% ${(13 * i) % 90}%)`;
    pen.fillRect((97 * i) % 1200, (61 * i) % 900, 180, 120);
  }
  const blob = await new Promise((made) => canvas.toBlob(made, "image/jpeg")),
    dataTransfer = new DataTransfer(),
    named = () => [...mount.querySelectorAll(".ul-class")].map((name) => name.textContent).join(),
    before = named();
  dataTransfer.items.add(new File([blob], "own.jpg", { type: blob.type }));
  const started = performance.now();
  mount.querySelector(".bw-stage").dispatchEvent(new DragEvent("drop", { bubbles: true, dataTransfer }));
  while (named() === before) await new Promise(requestAnimationFrame);
  return performance.now() - started;
}"""


def text(image: Tensor) -> str:
    return base64.b64encode(image.numpy().tobytes()).decode()


def measure_network(page: Page, name: str, net: nn.Module) -> list[Row]:
    torch.manual_seed(0)
    image = torch.randn(1, 3, 224, 224)
    answers, rows = {}, []
    for kind in KINDS[::-1]:  # float32 last: it is timed
        shown = export(net, kind=kind)
        model = shown.as_trait() | {"weights": shown.text()}
        opened = page.evaluate("([model, image]) => begin(model, image)", [model, text(image)])
        answers[kind] = torch.tensor(opened["answer"])
        if kind == "int8":
            note = f"{len(shown.weights) / 1e6:.2f} MB of weights as int8"
            rows.append(Row(f"{name} in a page, first answer", opened["first"], "ms", note=note))
    theirs: list[float] = []
    ours: list[float] = []
    with torch.inference_mode():
        right = net.eval()(image)[0]
        for number in range(-3, TURNS):
            times = page.evaluate("turn()"), 1000 * seconds(net, image)
            if number >= 0:
                ours.append(times[0])
                theirs.append(times[1])
    slow = page.evaluate("([model, image]) => slowest(model, image)", [model, text(image)])
    rows.append(Row(f"{name} in a page without worker and WebAssembly", slow, "ms"))
    mine, reference = statistics.median(ours), statistics.median(theirs)
    note = f"{mine:.0f} ms beside {reference:.0f} ms" + ("" if opened["wasm"] else ", no WebAssembly")
    rows.append(Row(f"{name} at 224, page / torch on one thread", mine / reference, "x", 4, note))
    for kind, limit in (("float32", 0.1), ("int8", None)):
        far = (answers[kind] - right).abs().max() / right.abs().max()
        rows.append(Row(f"{name}, logits away from torch's, {kind}", 100 * far.item(), "%", limit))
    return rows


def measure_drop(opened: Browser, chapter: Path) -> Row:
    """The median of five visits from disk; each fetches and unpacks the weights anew."""
    waits = []
    for _ in range(5):
        page = opened.new_page(viewport={"width": 1280, "height": 800})
        page.goto(chapter.as_uri())
        mount = page.locator(".widget-mount[id^=widget-under-the-lamp]")
        mount.scroll_into_view_if_needed()
        page.locator(".widget-mount[id^=widget-under-the-lamp][data-mounted=true]").wait_for()
        page.wait_for_timeout(1000)  # what loads late has run
        waits.append(mount.evaluate(DROPPED))
        page.close()
    return Row("a dropped photograph's first answer, from disk", statistics.median(waits), "ms", 1000)


def measure(root: Path) -> list[Row]:
    torch.set_num_threads(1)
    scripts = joined(HERE, FILES, "js")
    rows = [Row("the engine, gzip", len(gzip.compress(scripts.encode())) / 1024, "KiB", 4)]
    with browser() as opened, TemporaryDirectory() as folder:
        path = Path(folder) / "page.html"
        path.write_text(PAGE.format(scripts=scripts), encoding="utf8")
        for name in NETWORKS:
            page = opened.new_page()
            page.goto(path.as_uri())
            rows += measure_network(page, name, load(name).net)
            page.close()
        rows.append(measure_drop(opened, root / "_build" / "html" / CHAPTER))
    return rows

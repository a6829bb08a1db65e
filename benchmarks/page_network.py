"""A network computed inside a page beside torch on one thread: medians of turns taken in one run.

Also what the engine weighs, and what int8 weights cost on random images.
"""

from __future__ import annotations

import base64
import gzip
import statistics
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from playwright.sync_api import Page
from torch import Tensor, nn

from benchmarks.forward import seconds
from benchmarks.reference import torchvision_models
from benchmarks.report import Row
from benchmarks.site import browser
from lightcnn.export import KINDS, export
from lightcnn.networks import NETWORKS
from lightcnn.widgets.kit.base import HERE, KIT, joined

FILES = [name for name in KIT if name.startswith("cnn")]
TURNS = 15
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
async function turn() {{
  const started = performance.now();
  await net.run(window.image);
  return performance.now() - started;
}}
</script>
"""


def networks() -> dict[str, nn.Module]:
    mobilenet = NETWORKS.get("mobilenet_v2", lambda: torchvision_models().mobilenet_v2(weights=None))
    return {"mobilenet_v2": mobilenet(), "squeezenet1_1": NETWORKS["squeezenet1_1"]()}


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
    mine, reference = statistics.median(ours), statistics.median(theirs)
    note = f"{mine:.0f} ms beside {reference:.0f} ms" + ("" if opened["wasm"] else ", no WebAssembly")
    rows.append(Row(f"{name} at 224, page / torch on one thread", mine / reference, "x", 4, note))
    for kind, limit in (("float32", 0.1), ("int8", None)):
        far = (answers[kind] - right).abs().max() / right.abs().max()
        rows.append(Row(f"{name}, logits away from torch's, {kind}", 100 * far.item(), "%", limit))
    return rows


def measure(root: Path) -> list[Row]:
    torch.set_num_threads(1)
    scripts = joined(HERE, FILES, "js")
    rows = [Row("the engine, gzip", len(gzip.compress(scripts.encode())) / 1024, "KiB", 4)]
    with browser() as opened, TemporaryDirectory() as folder:
        path = Path(folder) / "page.html"
        path.write_text(PAGE.format(scripts=scripts), encoding="utf8")
        for name, net in networks().items():
            page = opened.new_page()
            page.goto(path.as_uri())
            rows += measure_network(page, name, net)
            page.close()
    return rows

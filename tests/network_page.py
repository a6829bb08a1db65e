"""A page that runs networks of the book and compares every tensor on the way with torch's."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

from torch import Tensor, nn

from lightcnn.export import Kind, record
from lightcnn.export.pack import pack
from lightcnn.widgets.kit.base import HERE, joined, used

SCRIPTS = joined(HERE, [name for name in used("kit.cnn(") if name.startswith("cnn")], "js")
# worst: the largest difference of a step's tensor from torch's, beside the largest number of torch's.
PAGE = """<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">{policy}
<script>const kit = {{}};
{scripts}
function floats(text) {{
  const letters = atob(text), bytes = new Uint8Array(letters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = letters.charCodeAt(i);
  return new Float32Array(bytes.buffer);
}}
const worker = Worker, wasm = WebAssembly, later = setTimeout;
let breaths = 0; // what computes in the page takes one after each step
globalThis.setTimeout = (...given) => {{ breaths += 1; return later(...given); }};
async function compare({{ cases, without }}) {{
  globalThis.Worker = without.includes("worker") ? undefined : worker;
  globalThis.WebAssembly = without.includes("simd") ? {{ Memory: wasm.Memory }} : wasm;
  if (without.includes("wasm")) globalThis.WebAssembly = undefined;
  const found = [];
  for (const {{ model, images, expected }} of cases) {{
    const net = kit.cnn(model);
    breaths = 0;
    for (const [i, image] of images.entries()) {{
      const seen = [], tap = ({{ out }}, {{ data, shape }}) => {{
        const right = floats(expected[i][out]);
        let far = data.length === right.length ? 0 : Infinity, most = 1e-6;
        for (let p = 0; p < right.length; p++) {{
          far = Math.max(far, Number.isNaN(data[p]) ? Infinity : Math.abs(data[p] - right[p]));
          most = Math.max(most, Math.abs(right[p]));
        }}
        seen.push(far / most);
      }};
      const answer = await net.run(floats(image), {{ tap }});
      const again = await net.tensor(model.steps.length - 1);
      if (String(again.data) !== String(answer.data)) seen.push(Infinity);
      found.push({{ worst: Math.max(...seen), at: seen.indexOf(Math.max(...seen)), steps: seen.length,
        wasm: answer.wasm, worker: !breaths, answer: [...answer.data] }});
    }}
    net.stop();
  }}
  return found;
}}
async function answers({{ model, images }}) {{
  const net = kit.cnn(model), found = [];
  for (const image of images) found.push([...(await net.run(floats(image))).data]);
  net.stop();
  return found;
}}
</script>
"""


def write_page(folder: Path, name: str, policy: str = "") -> str:
    page = folder / f"{name}.html"
    page.write_text(
        PAGE.format(policy=policy, scripts=SCRIPTS.replace("</script", "<\\/script")), encoding="utf8"
    )
    return page.as_uri()


def text(values: Tensor) -> str:
    return base64.b64encode(values.detach().contiguous().numpy().tobytes()).decode()


def case(net: nn.Module, *images: Tensor, kind: Kind = "float32") -> dict[str, Any]:
    """A network for the page, images, and for each what torch makes of it, step by step."""
    found = [record(net, image) for image in images]
    steps = found[0][0]
    weights = base64.b64encode(pack(steps, kind)).decode()
    return {
        "model": {"steps": steps, "kind": kind, "weights": weights},
        "images": [text(image) for image in images],
        "expected": [[text(value) for value in values] for _, values in found],
    }

"""A network in the page beside torch: operations at random, networks whole, every tensor on the way.

A page is given many networks in one call, with what torch makes of their images, and compares there.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from browsing import open_page_of
from engine_cases import lively, operations
from hypothesis import HealthCheck, Phase, given, settings
from network_page import case, text, write_page
from playwright.sync_api import Browser, Page
from torch import nn

from lightcnn.export import KINDS, export
from lightcnn.inspection import fold_batch_norm, outputs, rounded
from lightcnn.inspection import layers as layers_of
from lightcnn.networks import NETWORKS, alexnet, shufflenet_v2, squeezenet
from lightcnn.pretrained import load, text_line, typed_line
from lightcnn.pretrained.channel_gates import LINES
from lightcnn.pretrained.labelled import labelled
from lightcnn.pretrained.text_line import as_input, drawn


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    opened = open_page_of(browser)
    opened.goto(write_page(tmp_path_factory.mktemp("cnn"), "page"))
    yield opened
    assert opened.watch.complaints == []
    opened.context.close()


def compared(page: Page, cases: list[dict[str, Any]], without: str = "") -> list[dict[str, Any]]:
    return page.evaluate("(given) => compare(given)", {"cases": cases, "without": without})


@pytest.mark.browser
# A failure names its case, which is small; to make it smaller would take minutes.
@settings(max_examples=2, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(operations())
def test_every_operation_is_torchs(page: Page, drawn: list[Any]) -> None:
    cases = [case(lively(net), torch.randn(1, *shape)) for net, shape in drawn]
    for without in ("worker", "worker wasm"):
        for (net, shape), found in zip(drawn, compared(page, cases, without), strict=True):
            assert found["worst"] < 1e-4, (net, shape, without, found)
            assert found["wasm"] == (without == "worker")


def family_networks() -> dict[str, tuple[Callable[[], nn.Module], int]]:
    """The first published network of each file, a later family's too: name -> builder, a side that fits it.

    AlexNet's linear layers alone are 235 MB: of it, the features.
    """
    first: dict[str, str] = {}
    for name, build in NETWORKS.items():
        function = build.func if isinstance(build, partial) else build
        first.setdefault(function.__module__, name)
    found = {name: (NETWORKS[name], 64) for name in first.values() if name != "alexnet"}
    return found | {
        "alexnet features": (lambda: alexnet().features, 67),
        "squeezenext_23_x1_0_g2": (NETWORKS["squeezenext_23_x1_0_g2"], 75),
        "shufflenet_v1_x0_25_g8": (NETWORKS["shufflenet_v1_x0_25_g8"], 80),
    }


@pytest.mark.browser
@pytest.mark.parametrize("name", family_networks())
def test_a_network_of_the_book_is_torchs_step_by_step(page: Page, name: str) -> None:
    build, side = family_networks()[name]
    net = lively(build())
    given = case(net, torch.rand(1, 3, side, side) - 0.5)
    (found,) = compared(page, [given])
    assert found["worst"] < 1e-3 and found["steps"] == len(given["expected"][0]) and found["wasm"], (
        name,
        found,
    )


@pytest.mark.browser
def test_what_a_page_forbids_changes_no_number(page: Page) -> None:
    """No worker, no vectors in WebAssembly, no WebAssembly."""
    net = lively(shufflenet_v2(0.5, classes=10))
    given = case(net, torch.rand(1, 3, 32, 32))
    for without in ("", "worker", "worker simd", "worker wasm"):
        (found,) = compared(page, [given], without)
        assert found["worst"] < 1e-3 and found["wasm"] == (without in ("", "worker")), (without, found)
        assert found["worker"] == (without == "")


@pytest.mark.browser
def test_int8_and_float16_keep_the_answer(page: Page, record_property: Callable[[str, object], None]) -> None:
    net = lively(squeezenet("1.1", classes=100))
    images = [torch.rand(1, 3, 48, 48) - 0.5 for _ in range(2)]
    found = compared(page, [case(net, *images, kind=kind) for kind in KINDS])
    exact = found[:2]
    for kind, several in (("float16", found[2:4]), ("int8", found[4:])):
        for one, right in zip(several, exact, strict=True):
            answer, wanted = torch.tensor(one["answer"]), torch.tensor(right["answer"])
            assert answer.argmax() == wanted.argmax(), kind
            far = ((answer - wanted).abs().max() / wanted.abs().max()).item()
            assert kind == "int8" or far < 1e-2
            record_property(kind, far)


# What 8 bits for the weights cost on the 20 labelled photographs: right answers with them and without, and
# the photographs, by number, whose first answer is another.
INT8 = {"squeezenet1_1": (13, 13, {11, 14}), "mobilenet_v2": (17, 18, {14, 17})}


@pytest.mark.browser
@pytest.mark.parametrize("name", INT8)
def test_a_trained_network_answers_as_torch_on_every_photograph(page: Page, name: str) -> None:
    """With the weights that a page ships: all logits are torch's, and what int8 costs is what we say."""
    trained, photographs = load(name), labelled()
    images = [trained.preprocess(one.picture) for one in photographs]
    labels = torch.tensor([one.label for one in photographs])
    stored = copy.deepcopy(trained.net) if name == "squeezenet1_1" else fold_batch_norm(trained.net)
    for layer in layers_of(stored).values():
        layer.weight.data = rounded(layer.weight.data, per_channel=True)
    with torch.inference_mode():
        exact, right = (torch.cat([net(one) for one in images]) for net in (trained.net, stored))
    shipped = export(trained.net, images[0].shape[1:], "int8")
    given = {"model": shipped.as_trait() | {"weights": shipped.text()}, "images": [text(i) for i in images]}
    found = torch.tensor(page.evaluate("(given) => answers(given)", given))
    assert (found - right).abs().max() < 1e-3 * right.abs().max()
    first, before = found.argmax(1), exact.argmax(1)
    assert torch.equal(first, right.argmax(1))
    other = set((first != before).nonzero().flatten().tolist())
    assert (int((first == labels).sum()), int((before == labels).sum()), other) == INT8[name]
    assert all(labels[i] in found[i].topk(5).indices for i in range(len(labels)))


GATES = """async ({ model, images, gates }) => {
  const net = kit.cnn(model), all = [];
  for (const image of images) {
    const made = [];
    await net.run(floats(image), { tap: ({ out }, { data }) => gates.includes(out) && made.push(...data) });
    all.push(made);
  }
  net.stop();
  return all;
}"""


@pytest.mark.browser
@pytest.mark.parametrize(("kind", "most"), [("float16", 3e-3), ("int8", 3e-2)])
@pytest.mark.parametrize("without", ["", "worker wasm"])
def test_the_gates_of_a_line_are_torchs(page: Page, kind: str, most: float, without: str) -> None:
    """Of the four recorded lines, all 808, with the weights that a page ships; what 8 bits would cost."""
    lines = as_input(np.stack([drawn(text_, turned=turned) for text_, turned in LINES]))
    data = typed_line(kind)
    gated = data["network"]["gated"]
    names = [f"{one['name']}.excite.gate" for one in gated]
    with torch.inference_mode():
        right = outputs(text_line(), lines, names)
    given = {
        "model": data["network"] | {"weights": data["weights"]},
        "images": [text(line) for line in lines],
        "gates": [one["gates"] for one in gated],
    }
    compared(page, [], without)  # what it leaves to the page, and takes from it
    found = torch.tensor(page.evaluate(GATES, given))
    compared(page, [])
    far = (found - torch.cat([right[name].flatten(1) for name in names], 1)).abs().max()
    assert found.shape == (4, 808) and far < most
    assert kind == "float16" or far > 3e-3, "8 bits cost more than that"


@pytest.mark.browser
def test_channels_are_held_and_weights_are_shown(page: Page) -> None:
    """What is held is that number wherever it is read, 0 if a reader switches it off; weights are torch's."""
    torch.manual_seed(1)
    net = nn.Sequential(nn.Conv2d(3, 6, 3, groups=3), nn.ReLU(), nn.Conv2d(6, 4, 1)).eval()
    image = torch.randn(1, 3, 9, 9)
    shown = export(net, (3, 9, 9), "float32")
    with torch.no_grad():
        maps = net[1](net[0](image))
        maps[:, 1], maps[:, 4] = 0, 0.5
        expected = net[2](maps)
    data, weights, again = page.evaluate(
        """async ({ model, image, weights }) => {
          let asked = 0;
          const net = kit.cnn({ ...model, weights: async () => { asked += 1; return weights; } });
          if (asked) throw new Error("weights are asked for before they are needed");
          const given = floats(image);
          const held = { 1: [[1, 0], [4, 0.5]] };
          const runs = [net.run(given, { held }), net.weights(model.steps[1]), net.run(given)];
          const [kept, filters, own] = (await Promise.all(runs)).map(({ data }) => [...data]);
          const refused = await net.tensor(99).catch((error) => error.message);
          if (asked !== 1 || typeof refused !== "string") throw new Error(`${asked} ${refused}`);
          const small = await net.run(given.slice(1)).catch((error) => error.message);
          if (small !== "the image needs 243 numbers") throw new Error(small);
          net.stop();
          return [kept, filters, own];
        }""",
        {"model": shown.as_trait(), "image": text(image), "weights": shown.text()},
    )
    assert torch.allclose(torch.tensor(data), expected.flatten(), atol=1e-5)
    assert torch.allclose(torch.tensor(weights), net[0].weight.flatten(), atol=1e-6)
    with torch.no_grad():
        assert torch.allclose(torch.tensor(again), net(image).flatten(), atol=1e-5)


@pytest.mark.browser
def test_a_page_that_allows_no_worker_computes_by_itself(
    new_page: Callable[..., Page], tmp_path: Path
) -> None:
    """The browser refuses after the worker was made: by its policy, which also refuses WebAssembly."""
    rules = "worker-src 'none'; script-src 'unsafe-inline'"
    policy = f'<meta http-equiv="Content-Security-Policy" content="{rules}">'
    opened = new_page()
    opened.goto(write_page(tmp_path, "strict", policy))
    (found,) = compared(
        opened, [case(nn.Sequential(nn.Conv2d(3, 5, 3), nn.ReLU()), torch.randn(1, 3, 12, 12))]
    )
    assert found["worst"] < 1e-4 and not found["wasm"] and not found["worker"]
    assert opened.watch.external == []

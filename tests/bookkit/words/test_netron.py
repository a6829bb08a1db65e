"""The graph is drawn from http and from disk, today and in a year, and nobody outside is asked."""

from __future__ import annotations

import functools
import http.server
import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from html import escape
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Page, expect
from tiny_book import build_book

from bookkit.words import netron
from lightcnn.viewer import single_page, viewer_page, wheel

NAME = "shufflenet_v1_x1_0_g3"
PAGE = f"# Graph\n```{{netron}} {NAME}\n:caption: The *network*.\n```\n"
CONVOLUTIONS = ("conv", "pointwise", "grouped conv", "grouped pointwise", "depthwise")
YEAR = 366 * 24 * 3600


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("netron")
    _, warnings = build_book(folder, PAGE, "bookkit.words.netron")
    assert not warnings
    return folder


@pytest.fixture(scope="module")
def facts(book: Path) -> dict:
    [file] = (book / ".netron").glob("*/*.json")
    return json.loads(file.read_text(encoding="utf8"))


@pytest.fixture(scope="module")
def served(book: Path) -> Iterator[str]:
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *words: object) -> None: ...

    (book / "html/favicon.ico").touch()  # browsers ask for one by themselves
    handler = functools.partial(Quiet, directory=str(book / "html"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_of_builders_that_want_a_graph_at_once_one_exports_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Path] = []

    def export(name: str, side: int, folder: Path) -> None:
        made.append(folder)
        time.sleep(0.3)
        folder.mkdir()
        (folder / f"{name}.json").touch()

    monkeypatch.setattr(netron, "export", export)
    with ThreadPoolExecutor(3) as pool:
        found = set(pool.map(lambda _: netron.exported(NAME, 224, tmp_path), range(3)))
    assert [*found] == made


def test_the_table_adds_up(book: Path, facts: dict) -> None:
    page = BeautifulSoup((book / "html/index.html").read_text(encoding="utf8"), "html.parser")
    rows = [row.select("td")[-2:] for row in page.select(".netron-layers tbody tr")]
    numbers = [[int(cell.text.replace(",", "")) for cell in row] for row in rows]
    *layers, total = numbers
    assert total == [sum(column) for column in zip(*layers, strict=True)] == [facts["params"], facts["macs"]]
    assert f"{facts['params']:,} parameters" in page.select_one(".netron-caption").text


def test_the_graph_has_names_but_no_weights(book: Path, facts: dict) -> None:
    onnx = pytest.importorskip("onnx")
    [file] = (book / ".netron").glob("*/*.onnx")
    graph = onnx.load(str(file), load_external_data=False).graph
    assert file.stat().st_size < 100_000
    nodes = sorted(node.name for node in graph.node if node.op_type == "Conv")
    assert nodes == sorted(row["name"] for row in facts["layers"] if row["kind"] in CONVOLUTIONS)


def test_an_unknown_network_is_a_warning_that_names_the_choices(build) -> None:
    _, warnings = build("# T\n```{netron} nobodynet\n```", "bookkit.words.netron")
    assert "no network 'nobodynet'; there are" in warnings and NAME in warnings


def test_text_shows_the_table(tmp_path: Path, book: Path) -> None:
    (tmp_path / ".netron").symlink_to(book / ".netron")
    text, warnings = build_book(tmp_path, PAGE, "bookkit.words.netron", builder="text")
    assert not warnings
    assert "Multiply-adds" in text and "Total" in text


def test_a_new_wheel_cannot_slip_past_a_cure() -> None:
    page = (wheel() / "index.html").read_text(encoding="utf8")
    assert '<meta name="version" content="0.0.0">' in viewer_page(page)
    with pytest.raises(RuntimeError, match="expected 1"):
        viewer_page(page.replace('name="date"', 'name="released"'))


@pytest.mark.parametrize(
    ("theme", "system", "sheet"),
    [("light", "dark", "rgb(255, 255, 255)"), ("dark", "light", "rgb(64, 64, 64)")],
)
def test_the_viewer_wears_the_theme_of_the_page(
    browser_page: Page, book: Path, theme: str, system: str, sheet: str
) -> None:
    page = browser_page
    page.emulate_media(color_scheme=system)
    page.goto((book / "html/index.html").as_uri())
    page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
    page.get_by_role("link", name="Open the graph in Netron").click()
    body = page.frame_locator("iframe.netron-frame").locator("body.default")
    expect(body).to_have_css("background-color", sheet, timeout=20_000)


@pytest.mark.parametrize("origin", ["http", "file"])
@pytest.mark.parametrize("later", [0, YEAR])
def test_the_graph_is_drawn_on_a_click(
    browser_page: Page, book: Path, served: str, facts: dict, origin: str, later: int
) -> None:
    page, asked = browser_page, []
    page.on("request", lambda request: asked.append(request.url))
    page.clock.install(time=time.time() + later)
    page.goto(f"{served}index.html" if origin == "http" else (book / "html/index.html").as_uri())
    assert not [url for url in asked if "netron/" in url], "the viewer was loaded before it was asked for"
    page.get_by_role("link", name="Open the graph in Netron").click()
    frame = page.frame_locator("iframe.netron-frame")
    expect(frame.locator("#target .node-item-type").first).to_be_attached(timeout=20_000)
    expect(frame.locator("body")).to_have_class("default")
    convolutions = sum(row["kind"] in CONVOLUTIONS for row in facts["layers"])
    expect(frame.get_by_text("Conv", exact=True)).to_have_count(convolutions)
    ours = (served, (book / "html").as_uri(), "blob:", "data:")
    assert not [url for url in asked if not url.startswith(ours)]


def test_a_notebook_shows_the_graph_without_a_server(browser_page: Page, book: Path, facts: dict) -> None:
    """In a frame that is part of the output, from no address: what `lightcnn.graph.show` displays."""
    [model] = (book / ".netron").glob("*/*.onnx")
    page, asked = browser_page, []
    page.on("request", lambda request: asked.append(request.url))
    frame = f'<iframe srcdoc="{escape(single_page(facts, model.read_bytes()))}" height="500"></iframe>'
    page.set_content(f"<!doctype html><title>A notebook</title><div>{frame}</div>")
    shown = page.frame_locator("iframe")
    convolutions = sum(row["kind"] in CONVOLUTIONS for row in facts["layers"])
    expect(shown.get_by_text("Conv", exact=True)).to_have_count(convolutions, timeout=20_000)
    expect(shown.locator("body")).to_have_class("default")
    assert not [url for url in asked if not url.startswith(("about:", "blob:", "data:"))]

"""The widget host, on a page made for it: models, views in step, buffers, late mounting, failure."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Page

from bookkit.screen import widgets as widget_host

pytestmark = pytest.mark.browser

COUNTER = """export default {
  initialize({ model }) { model.set("started", model.get("started") + 1); },
  render({ model, el }) {
    const button = document.createElement("button");
    const draw = () => { button.textContent = `${model.get("n")} of ${el.dataset.mode ?? "page"}`; };
    const add = () => { model.set("n", model.get("n") + 1); model.save_changes(); };
    button.addEventListener("click", add);
    model.on("change:n", draw);
    el.append(button);
    draw();
    return () => { model.off("change:n", draw); window.cleaned = (window.cleaned ?? 0) + 1; };
  }
};"""
BROKEN = "export default { render() { throw new Error('planned'); } };"


def traits(name: str, esm: str, **values: object) -> dict:
    return {
        "state": {
            "_esm": esm,
            "_css": ".widget-view button { color: rgb(1, 2, 3); }",
            "_anywidget_id": f"lightcnn.widgets.{name}",
            "_view_name": "AnyView",
            **values,
        }
    }


STATE = {
    "counter": traits("TwoCounters", COUNTER, n=3, started=0, fallback="<p>3, standing still</p>")
    | {"buffers": [{"encoding": "base64", "path": ["pixels"], "data": "AQL/"}]},
    "far": traits("TwoCounters", COUNTER, n=9, started=0, fallback="<p>9, standing still</p>"),
    "broken": traits("Broken", BROKEN, fallback="<p>the first frame</p>"),
    "box": {"state": {"children": ["IPY_MODEL_far", "IPY_MODEL_counter"]}},
}


HEAD = "<!doctype html><meta charset=utf-8><title>host</title><script async src='host.js'></script>"
TALL = "<div style='height:9000px'></div>"


@pytest.fixture
def host_page(tmp_path: Path, browser) -> Callable[..., Page]:
    """A page opened from disk, with the mounts and the state that the Sphinx side writes."""
    (tmp_path / "host.js").write_text(widget_host.HOST.read_text(encoding="utf8"), encoding="utf8")
    serial: dict[str, int] = {}
    mounts = [widget_host._mount(STATE, name, serial, False) for name in ("counter", "counter", "broken")]
    late = widget_host._mount(STATE, "far", serial, True)
    for saved in (STATE["counter"], STATE["broken"]):
        file, text = widget_host.module_file(saved["state"])
        (tmp_path / file).write_text(text, encoding="utf8")
    (tmp_path / "page.html").write_text(HEAD + "".join(mounts) + TALL + late, encoding="utf8")
    contexts = []

    def open_it(script: bool = True, anchor: str = "") -> Page:
        context = browser.new_context(java_script_enabled=script, viewport={"width": 800, "height": 600})
        contexts.append(context)
        page = context.new_page()
        page.goto(f"file://{tmp_path}/page.html{anchor}")
        if script and not anchor:
            page.locator("#widget-two-counters-2[data-mounted=true]").wait_for()
            page.locator("#widget-broken-1[data-mounted=failed]").wait_for()
        return page

    yield open_it
    for context in contexts:
        context.close()


def test_two_views_of_a_model_stay_in_step(host_page) -> None:
    page = host_page()
    page.locator("#widget-two-counters-1 button").click()
    assert page.locator("#widget-two-counters-1 button").inner_text() == "4 of page"
    assert page.locator("#widget-two-counters-2 button").inner_text() == "4 of page"
    assert page.evaluate("bookWidgets.models.counter.get('n')") == 4
    assert page.evaluate("bookWidgets.models.far.get('n')") == 9


def test_the_view_replaces_the_first_frame_and_has_its_style(host_page) -> None:
    page = host_page()
    assert not page.get_by_text("3, standing still").first.is_visible()
    button = page.locator("#widget-two-counters-1 button")
    assert button.evaluate("e => getComputedStyle(e).color") == "rgb(1, 2, 3)"
    assert page.locator("style[data-widget]").count() == 2  # one a module, however many views


def test_a_model_is_initialized_once(host_page) -> None:
    assert host_page().evaluate("bookWidgets.models.counter.get('started')") == 1


def test_binary_traits_are_data_views(host_page) -> None:
    page = host_page()
    assert page.evaluate("bookWidgets.models.counter.get('pixels') instanceof DataView")
    bytes_of = "[...new Uint8Array(bookWidgets.models.counter.get('pixels').buffer)]"
    assert page.evaluate(bytes_of) == [1, 2, 255]


LATE = """export default { render({ model, el }) {
  const button = document.createElement("button");
  button.onclick = async () => {
    const large = await model.get("large");
    button.textContent = `${large.length} ${large === await model.get("large")}`;
  };
  el.append(button);
} };"""


def test_what_is_late_is_fetched_when_the_widget_asks(browser, tmp_path: Path) -> None:
    """From disk too; it weighs nothing in the page, and comes once."""
    large = "</script>" + 10_000 * "a"
    state = traits("Late", LATE, large=large, _late=["large"], fallback="<p>first frame</p>")
    mounts = widget_host._mount({"late": state}, "late", {}, False)
    ((late, text),) = widget_host.late_files(state["state"]).values()
    module, esm = widget_host.module_file(state["state"])
    for name, content in [
        (late, text),
        (module, esm),
        ("host.js", widget_host.HOST.read_text(encoding="utf8")),
        ("page.html", HEAD + mounts),
    ]:
        (tmp_path / name).write_text(content, encoding="utf8")
    assert len((tmp_path / "page.html").read_text()) < 1000
    page = browser.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    page.goto(f"file://{tmp_path}/page.html")
    page.locator("[data-mounted=true]").wait_for()
    assert late not in asked
    page.locator("button").click()
    page.get_by_text(f"{len(large)} true").wait_for()
    assert asked.count(late) == 1
    page.close()


def test_texts_and_plumbing_are_not_in_the_page_state() -> None:
    assert set(widget_host._page_model(STATE["counter"])["state"]) == {"n", "started"}


def test_no_text_of_a_widget_ends_its_state() -> None:
    """The page is read as HTML before any script runs: a `<` in a saved text must not end the element."""
    evil = "</script><b id='out'>&amp; <!-- <script>"
    state = {"counter": traits("TwoCounters", COUNTER, n=3, beats=[{"label": evil}])}
    page = BeautifulSoup(widget_host._mount(state, "counter", {}, False), "html.parser")
    assert json.loads(page.select_one("script.widget-state").string)["state"]["beats"][0]["label"] == evil
    assert not page.select("#out")


def test_a_far_widget_waits_until_the_reader_comes_near(host_page) -> None:
    page = host_page()
    far = page.locator("#widget-two-counters-3")
    assert far.get_attribute("data-mounted") is None
    assert far.inner_text() == "9, standing still"
    far.scroll_into_view_if_needed()
    page.locator("#widget-two-counters-3[data-mounted=true]").wait_for()
    assert far.locator("button").inner_text() == "9 of present"


@pytest.mark.parametrize("anchor", ["#widget-two-counters-3", "#widget-two-counters-3~%7B%22n%22%3A1%7D"])
def test_a_link_leads_to_a_widget_and_starts_it(host_page, anchor: str) -> None:
    far = host_page(anchor=anchor).locator("#widget-two-counters-3")
    far.and_(far.page.locator("[data-mounted=true]")).wait_for()
    assert far.evaluate("e => e.getBoundingClientRect().top < innerHeight")


def test_a_widget_starts_while_the_page_below_it_still_arrives(host_page, tmp_path: Path) -> None:
    page = host_page()
    text = (tmp_path / "page.html").read_text(encoding="utf8")
    above, below = text.removeprefix(HEAD).split(TALL)
    host_runs, let_go = threading.Event(), threading.Event()

    class Slow(SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            if not self.path.startswith("/page"):
                return super().do_GET()
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(HEAD.encode())
            host_runs.wait(30)
            self.wfile.write((above + TALL).encode())
            let_go.wait(30)
            self.wfile.write(below.encode())

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Slow, directory=str(tmp_path))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            page.goto(f"http://127.0.0.1:{server.server_port}/page.html", wait_until="commit")
            page.wait_for_function("window.bookWidgets")
            host_runs.set()
            page.locator("#widget-two-counters-1[data-mounted=true]").wait_for()
            assert page.evaluate("document.readyState") == "loading"
            assert page.locator("#widget-two-counters-3").count() == 0
        finally:
            host_runs.set()
            let_go.set()
        page.locator("#widget-two-counters-3").wait_for(state="attached")
        server.shutdown()


def test_print_wakes_every_widget(host_page) -> None:
    page = host_page()
    page.emulate_media(media="print")
    page.locator("#widget-two-counters-3[data-mounted=true]").wait_for(state="attached")


def test_a_failure_is_told_and_the_first_frame_stays(host_page) -> None:
    broken = host_page().locator("#widget-broken-1")
    told = broken.get_by_role("alert").inner_text()
    assert told.startswith("This figure could not become interactive (planned)")
    assert broken.get_by_text("the first frame").is_visible()


def test_without_a_script_the_first_frames_are_there(host_page) -> None:
    page = host_page(script=False)
    assert page.get_by_text("3, standing still").first.is_visible()
    assert page.get_by_text("the first frame").is_visible()


def test_unmounting_cleans_up_and_brings_the_first_frame_back(host_page) -> None:
    page = host_page()
    page.evaluate("bookWidgets.unmount(document.getElementById('widget-two-counters-1'))")
    assert page.evaluate("window.cleaned") == 1
    assert page.locator("#widget-two-counters-1").inner_text() == "3, standing still"
    page.locator("#widget-two-counters-2 button").click()
    assert page.locator("#widget-two-counters-2 button").inner_text() == "4 of page"


MODEL = """() => {
  const model = bookWidgets.models.counter, heard = [];
  const one = () => heard.push("one"), all = () => heard.push("all");
  model.on("change:n change:started", one); model.on("change", all);
  %s
  model.off("change:n change:started", one); model.off("change", all);
  return heard;
}"""


@pytest.mark.parametrize(
    ("code", "heard"),
    [
        ("model.set('n', 3);", []),
        ("model.set('n', 5);", ["one", "all"]),
        ("model.set({ n: 5, started: 7 });", ["one", "one", "all"]),
        ("model.set('list', [1, { a: 2 }]); model.set('list', [1, { a: 2 }]);", ["all"]),
        ("model.off('change', all); model.set('n', 5);", ["one"]),
        ("model.off(); model.set('n', 5);", []),
        ("model.send({}); model.save_changes();", []),
    ],
)
def test_a_model_tells_what_changed(host_page, code: str, heard: list[str]) -> None:
    assert host_page().evaluate(MODEL % code) == heard


def test_a_listener_that_fails_does_not_silence_the_others(host_page) -> None:
    page = host_page()
    page.evaluate("bookWidgets.models.counter.on('change:n', () => { throw new Error('planned'); })")
    page.evaluate("bookWidgets.models.counter.on('change:n', () => { window.reached = true; })")
    page.evaluate("bookWidgets.models.counter.set('n', 50)")
    assert page.evaluate("window.reached")


def test_a_box_mounts_what_stands_in_it() -> None:
    assert widget_host._leaves(STATE, "box") == ["far", "counter"]
    assert widget_host._leaves(STATE, "unknown") == []


def test_one_module_file_a_text() -> None:
    first, second = (widget_host.module_file(STATE[name]["state"]) for name in ("counter", "far"))
    assert first == second
    assert first[0].startswith("two-counters-")
    assert widget_host.module_file(STATE["broken"]["state"])[0] != first[0]


def test_a_template_in_a_template_is_refused() -> None:
    """The minifier would take what the inner one says for code."""
    traits = STATE["counter"]["state"]
    _, text = widget_host.module_file({**traits, "_esm": "say(`${n}  of  ${all}`)  // told"})
    assert "esm:'say(`${n}  of  ${all}`)'" in text
    with pytest.raises(ValueError, match="template literal in another, use"):
        widget_host.module_file({**traits, "_esm": 'say(`${n}${n > 1 ? ` of ${all}` : ""}`)'})


def test_modules_that_no_page_loads_go(tmp_path: Path) -> None:
    widgets = tmp_path / "_static" / "widgets"
    widgets.mkdir(parents=True)
    for name in ("host.js", *(f"two-counters-{kind}-{age}.js" for kind in "ab" for age in ("new", "old"))):
        (widgets / name).touch()
    (tmp_path / "page.html").write_text(
        '<div data-module="two-counters-a-new"><script>{"late":{"b":"two-counters-b-new"}}</script>'
    )
    widget_host.drop_old(SimpleNamespace(outdir=str(tmp_path)), None)
    assert {file.name for file in widgets.iterdir()} == {
        "host.js", "two-counters-a-new.js", "two-counters-b-new.js"
    }  # fmt: skip

"""What a step of a widget costs: the longest frame that it takes, in milliseconds of the main thread.

A frame is all that the browser does for one picture: the widget's script, style, layout and paint.
"""

from __future__ import annotations

import bisect
import json
import re
import statistics
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser

from benchmarks.report import Row
from benchmarks.site import browser, pages, served

STEPS = 40
FRAME = "ProxyMain::BeginMainFrame"
DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def longest_frames(trace: Path) -> list[float]:
    """Milliseconds of the longest frame after each mark of a step."""
    events = json.loads(trace.read_text(encoding="utf8"))["traceEvents"]
    marks = sorted(event["ts"] for event in events if event["name"] == "book-step")
    longest = [0.0] * len(marks)
    for event in events:
        if event["name"] == FRAME and event["ph"] == "X" and event["ts"] >= marks[0]:
            step = bisect.bisect(marks, event["ts"]) - 1
            longest[step] = max(longest[step], event["dur"] / 1000)
    return longest


def measure_widget(opened: Browser, address: str, name: str, trace: Path) -> Row:
    context = opened.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{address}#widget-{name}-1", wait_until="load")
    mount = page.locator(f'#widget-{name}-1[data-mounted="true"]')
    mount.wait_for()
    page.wait_for_timeout(2000)  # what loads late has run
    mount.locator(".bw").focus()
    page.keyboard.press("Home")
    opened.start_tracing(page=page, path=trace, categories=["blink.user_timing", "cc"])
    for _ in range(STEPS):
        page.evaluate("performance.mark('book-step')")
        page.keyboard.press(".")
        mount.evaluate(DRAWN)
    opened.stop_tracing()
    context.close()
    frames = sorted(longest_frames(trace))
    note = f"19 of 20 within {frames[round(0.95 * (len(frames) - 1))]:.1f} ms"
    return Row(f"{Path(address).stem}: {name}", statistics.median(frames), "ms", 16, note)


def measure(root: Path) -> list[Row]:
    site = root / "_build" / "html"
    rows = []
    with served(site) as address, browser() as opened, TemporaryDirectory() as folder:
        for path in pages(site):
            names = re.findall(r'id="widget-([a-z-]+)-1"', (site / path).read_text(encoding="utf8"))
            trace = Path(folder) / "trace.json"
            rows += [measure_widget(opened, f"{address}/{path}", name, trace) for name in names]
    return rows

"""What a step of a widget costs: main-thread milliseconds, script, style, layout and paint together.

A step is pressed, and the count runs until two frames are drawn; two frames without a step are taken off.
"""

from __future__ import annotations

import re
import statistics
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, Locator

from benchmarks.report import Row
from benchmarks.site import browser, pages, served

STEPS = 40
FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def busy(session: CDPSession) -> float:
    """Milliseconds that the page's main thread has worked so far."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return 1000 * next(one["value"] for one in metrics if one["name"] == "TaskDuration")


def step_costs(mount: Locator, session: CDPSession, key: str | None) -> list[float]:
    """Milliseconds of each of `STEPS` presses of a key, or of as many pauses."""
    costs = []
    for _ in range(STEPS):
        before = busy(session)
        if key:
            mount.page.keyboard.press(key)
        mount.evaluate(FRAMES)
        costs.append(busy(session) - before)
    return costs


def measure_widget(opened: Browser, address: str, name: str) -> Row:
    context = opened.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Performance.enable")
    page.goto(f"{address}#widget-{name}-1", wait_until="load")
    mount = page.locator(f'#widget-{name}-1[data-mounted="true"]')
    mount.wait_for()
    page.wait_for_timeout(2000)  # what loads late has run
    mount.locator(".bw").focus()
    page.keyboard.press("Home")
    idle = statistics.median(step_costs(mount, session, None))
    costs = sorted(cost - idle for cost in step_costs(mount, session, "."))
    context.close()
    note = f"95 of 100 within {costs[round(0.95 * (len(costs) - 1))]:.1f} ms"
    return Row(name, statistics.median(costs), "ms", 16, note)


def measure(root: Path) -> list[Row]:
    site = root / "_build" / "html"
    rows = []
    with served(site) as address, browser() as opened:
        for path in pages(site):
            names = re.findall(r'id="widget-([a-z-]+)-1"', (site / path).read_text(encoding="utf8"))
            rows += [measure_widget(opened, f"{address}/{path}", name) for name in names]
    return rows

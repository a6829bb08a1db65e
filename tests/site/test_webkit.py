"""The site in a third browser, Safari's engine: two pages clean, their widgets alive, the network torch's.

WebKitGTK is asked where it can be had; `python -m bookkit.browser` installs it from Debian.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from engine_cases import write_cases, wrong
from network_page import write_page
from webdriver import END, HOME, Driver, launched

from bookkit.browser import find_webkit

WEBKIT = find_webkit()
pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("webkit"),
    pytest.mark.skipif(WEBKIT is None, reason="no WebKitGTK with its driver and Xvfb on this machine"),
]
FIRST, CHAPTER = "index.html", "chapters/squeezenet/squeezenet.html"
# The driver tells nothing of the console, so the page keeps what it says from its first line on.
LISTEN = """<script>
globalThis.complaints = [];
for (const kind of ["error", "warn"]) console[kind] = (...said) => complaints.push(said.join(" "));
addEventListener("unhandledrejection", ({ reason }) => complaints.push(String(reason)));
addEventListener("error", ({ message, target }) => complaints.push(message ?? target.outerHTML), true);
</script>"""
COMPLAINTS = """const asked = performance.getEntriesByType("resource").map(({ name }) => name);
return [...complaints, ...asked.filter((name) => /^https?:/.test(name))];"""
# What runs late is there: a click before it would be lost.
LATE = "return eventually(() => !document.querySelector(\"script[type='text/late']\"))"
EVENTUALLY = """const eventually = async (holds) => {
  for (let tries = 0; tries < 5000; tries++) {
    if (holds()) return true;
    await new Promise((done) => setTimeout(done, 50));
  }
  return false;
};"""


@pytest.fixture(scope="module")
def webkit() -> Iterator[Driver]:
    assert WEBKIT
    with launched(WEBKIT) as browser:
        yield browser


@pytest.fixture(scope="module")
def listening(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site on disk, its two pages keeping their complaints."""
    folder = tmp_path_factory.mktemp("webkit") / "html"
    shutil.copytree(site, folder, copy_function=os.symlink)
    for page in (FIRST, CHAPTER):
        (folder / page).unlink()
        text = (site / page).read_text(encoding="utf8").replace("<head>", f"<head>{LISTEN}", 1)
        (folder / page).write_text(text, encoding="utf8")
    return folder


def opened(webkit: Driver, page: Path) -> None:
    webkit.open(page.as_uri())
    assert webkit.run(EVENTUALLY + LATE)


def complaints(webkit: Driver) -> list[str]:
    return webkit.run(COMPLAINTS)


def test_the_first_page_looks_at_its_photograph_in_webkit(webkit: Driver, listening: Path) -> None:
    opened(webkit, listening / FIRST)
    button = webkit.run("""const button = document.querySelector(".first-look button");
      button.scrollIntoView({ block: "center" });
      return button;""")
    webkit.click(button)
    said = webkit.run(f"""{EVENTUALLY}
      const said = document.querySelector(".first-look > [role=status]");
      await eventually(() => /million|could not/.test(said.textContent));
      return said.textContent;""")
    assert "This page just did" in said
    choice = webkit.run("return document.querySelectorAll('.first-look .bw-ask .bw-choice')[1]")
    webkit.click(choice)
    assert webkit.run(f"""{EVENTUALLY}
      const top = () => document.querySelector(".first-look .ul-class").textContent;
      return eventually(() => top() === "drilling platform");""")
    assert complaints(webkit) == []


def test_the_widgets_of_a_chapter_answer_in_webkit(webkit: Driver, listening: Path) -> None:
    """A key takes the steps to their other end, and the number is another."""
    opened(webkit, listening / CHAPTER)
    mounts = webkit.run("return [...document.querySelectorAll('.widget-mount')]")
    assert len(mounts) > 1
    for mount in mounts:
        steps, at_end, before = webkit.run(
            f"""{EVENTUALLY}
            const [mount] = arguments;
            mount.scrollIntoView({{ block: "center" }});
            await eventually(() => mount.dataset.mounted);
            const steps = mount.querySelector("input[name='frame']");
            steps.scrollIntoView({{ block: "center" }});
            return [steps, steps.value === steps.max, mount.querySelector(".bw-value").textContent];""",
            mount,
        )
        webkit.press(steps, HOME if at_end else END)
        changed = f"""{EVENTUALLY}
            const [mount, before] = arguments;
            return eventually(() => mount.querySelector(".bw-value").textContent !== before);"""
        assert webkit.run(changed, mount, before), before
    assert complaints(webkit) == []


def test_operations_and_trained_networks_are_torchs_in_webkit(webkit: Driver, tmp_path: Path) -> None:
    """Each tensor on the way, from disk, in a worker."""
    cases = write_cases(tmp_path)
    webkit.open(write_page(tmp_path, "page"))
    found = webkit.run(
        """const script = document.createElement("script");
        script.src = arguments[0];
        await new Promise((loaded) => document.head.append(Object.assign(script, { onload: loaded })));
        return (await compare({ cases: CASES, without: "" }))
          .map(({ worst, wasm, worker }) => ({ worst, wasm, worker }));""",
        cases.as_uri(),
    )
    assert len(found) > 100
    assert wrong(found) == []
